"""A bill of which a line does not tell what the money is for."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

#: Accounts by what QuickBooks names them. Only bills keep where their lines go: an invoice names items.
_ACCOUNTS = (
    "ARRAY(SELECT a.id FROM runway.account AS a WHERE a.business_id = $1 "
    "AND a.name ~* '^(uncategori[sz]ed|ask my accountant|suspense)')"
)
_PLACES = (
    "concat_ws(', ', CASE WHEN d.line_without_account THEN 'no account' END, "
    "(SELECT string_agg(DISTINCT a.name, ', ') FROM runway.account_movement AS m "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = m.account_id "
    f"WHERE m.business_id = $1 AND m.document_id = d.id AND m.account_id = ANY ({_ACCOUNTS})))"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """Where its lines go."""
    return CheckResult(
        f"{document} has a line that says nothing of what it is for: {fact}.", document.at_stake
    )


CHECK = Check(
    CheckName.UNCATEGORISED_LINE,
    title="Uncategorised line",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="A bill with a line on an account for uncategorized expenses, or with a line without an account.",
    fix="Choose the account that matches the purchase. Until then expense reports show it in the wrong "
    "place.",
    predicate="d.kind = 'BILL' AND (d.line_without_account OR d.id IN (SELECT m.document_id "
    "FROM runway.account_movement AS m WHERE m.business_id = $1 "
    f"AND m.account_id = ANY ({_ACCOUNTS})))",
    describe=describe,
    fact=_PLACES,
)
