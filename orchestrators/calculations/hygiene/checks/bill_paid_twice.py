"""A settled bill, and a cheque or expense of the same amount to the same vendor near its dates."""

from uuid import UUID

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

#: Of expenses that took money and are applied to nothing: id, day and number of the one nearest to the issue.
#: The comparison of parties is none that an index answers: of a vendor there may be many thousand documents.
_PAID_BY = (
    "(SELECT concat_ws(' ', o.id, o.issue_date, o.number) FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.kind = 'PURCHASE' AND o.total = d.total "
    "AND (o.party_id = d.party_id) IS TRUE AND o.currency_code = d.currency_code "
    "AND o.state NOT IN ('VOIDED', 'DELETED') "
    "AND (abs(o.issue_date - d.issue_date) <= 7 OR abs(o.issue_date - d.due_date) <= 7) "
    "AND EXISTS (SELECT FROM runway.account_movement AS m JOIN runway.account AS a "
    "ON a.business_id = $1 AND a.id = m.account_id AND a.account_type IN ('Bank', 'Credit Card') "
    "WHERE m.business_id = $1 AND m.document_id = o.id AND m.document_amount < 0) "
    "AND NOT EXISTS (SELECT FROM runway.account_movement AS m JOIN runway.account AS a "
    "ON a.business_id = $1 AND a.id = m.account_id AND a.account_type = 'Accounts Payable' "
    "WHERE m.business_id = $1 AND m.document_id = o.id) "
    "AND NOT EXISTS (SELECT FROM runway.allocation AS l WHERE l.business_id = $1 "
    "AND (l.target_id = o.id OR l.payment_id = o.id)) "
    "ORDER BY abs(o.issue_date - d.issue_date), o.id LIMIT 1)"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """What else paid it."""
    purchase_id, day, *number = (fact or "").split(" ", 2)
    named = f" {number[0]}" if number and number[0] else ""
    message = (
        f"{document} is settled, and a cheque or expense{named} of {day} gave the same vendor the same "
        f"amount, {document.total:.2f} {document.currency_code}."
    )
    return CheckResult(message, document.total, related_id=UUID(purchase_id))


CHECK = Check(
    CheckName.BILL_PAID_TWICE,
    title="Bill paid twice",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.UNIQUENESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="A settled bill, and a cheque or expense of the same amount to the same vendor within a week "
    "of its issue or due date.",
    fix="Compare both payments with the bank statement. If both left the bank, claim the money back; "
    "if one is a double entry, delete it.",
    predicate=f"d.kind = 'BILL' AND d.state = 'SETTLED' AND d.total > 0 AND {_PAID_BY} IS NOT NULL",
    describe=describe,
    fact=_PAID_BY,
)
