"""An open document that names a record which the source lists without it."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

_LISTED = "{0}.sync_token IS NULL AND ({0}.realm, {0}.entity) IN (SELECT l.realm, l.entity FROM listed AS l)"
#: Known by reference only, though the source sent others of the kind; where money waits for its deposit has
#: no id at the source until that lists it. A payment of a document that never came is told by the runway.
_PARTY = f"p.id IS NOT NULL AND {_LISTED.format('p')}"
_TERM = f"d.term_id IS NOT NULL AND {_LISTED.format('t')}"
_ACCOUNTS = (
    "ARRAY(SELECT a.id FROM runway.account AS a WHERE a.business_id = $1 AND a.source_id <> '' "
    f"AND {_LISTED.format('a')})"
)
_ORPHANS = (
    f"concat_ws(', ', CASE WHEN {_PARTY} THEN p.name END, CASE WHEN {_TERM} THEN t.name END, "
    "(SELECT string_agg(DISTINCT a.name, ', ') FROM runway.account_movement AS m "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = m.account_id "
    f"WHERE m.business_id = $1 AND m.document_id = d.id AND m.account_id = ANY ({_ACCOUNTS})))"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """What it names."""
    return CheckResult(f"{document} names what the source did not send: {fact}.", document.at_stake)


CHECK = Check(
    CheckName.ORPHAN_REFERENCE,
    title="Reference to a record that is not there",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="An open document that refers to a vendor, customer, term or account that the accounting system "
    "did not deliver.",
    fix="Export inactive records too (QuickBooks leaves them out unless queried with `Active IN (true, "
    "false)`), or refer to an existing record.",
    predicate=f"d.state = 'OPEN' AND ({_PARTY} OR {_TERM} OR d.id IN (SELECT m.document_id "
    f"FROM runway.account_movement AS m WHERE m.business_id = $1 AND m.account_id = ANY ({_ACCOUNTS})))",
    describe=describe,
    fact=_ORPHANS,
    moves=True,
)
