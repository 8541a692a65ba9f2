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
from orchestrators.money import with_currency

#: Row-level security lets no index answer a condition on amounts: one look at all expenses tells which bills
#: are worth a look of their own.
_LIKELY = (
    "(d.party_id, d.total, d.currency_code) IN (SELECT e.party_id, e.total, e.currency_code "
    "FROM runway.document AS e WHERE e.business_id = $1 AND e.kind = 'PURCHASE' AND e.total > 0 "
    "AND e.party_id IS NOT NULL AND e.state NOT IN ('VOIDED', 'DELETED'))"
)
#: Of expenses that took money from a bank or a card, are not put on payables and applied to nothing: id, day
#: and number of the one nearest to the issue.
_PAID_BY = (
    "(SELECT concat_ws(' ', o.id, o.issue_date, o.number) FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.party_id = d.party_id AND coalesce(o.kind = 'PURCHASE', false) "
    "AND o.total = d.total AND o.currency_code = d.currency_code AND o.state NOT IN ('VOIDED', 'DELETED') "
    "AND (abs(o.issue_date - d.issue_date) <= 7 OR abs(o.issue_date - d.due_date) <= 7) "
    "AND (SELECT bool_or(m.document_amount < 0 AND m.account_id = ANY (ARRAY(SELECT a.id "
    "FROM runway.account AS a WHERE a.business_id = $1 AND a.account_type IN ('Bank', 'Credit Card')))) "
    "AND NOT bool_or(m.account_id = ANY (ARRAY(SELECT a.id FROM runway.account AS a "
    "WHERE a.business_id = $1 AND a.account_type = 'Accounts Payable'))) "
    "FROM runway.account_movement AS m WHERE m.business_id = $1 AND m.document_id = o.id) "
    "AND (SELECT count(*) FROM runway.document AS q WHERE q.business_id = $1 "
    "AND q.id = ANY (ARRAY(SELECT l.payment_id FROM runway.allocation AS l "
    "WHERE l.business_id = $1 AND l.target_id = o.id)) AND q.state NOT IN ('VOIDED', 'DELETED')) = 0 "
    "ORDER BY abs(o.issue_date - d.issue_date), o.id LIMIT 1)"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """What else paid it."""
    purchase_id, day, *number = (fact or "").split(" ", 2)
    assert document.total is not None, "the predicate compares it"
    named = f" {number[0]}" if number and number[0] else ""
    message = (
        f"{document} is settled, and a cheque or expense{named} of {day} gave the same vendor the same "
        f"amount, {with_currency(document.total, document.currency_code)}."
    )
    return CheckResult(message, document.total, related_id=UUID(purchase_id))


CHECK = Check(
    CheckName.BILL_PAID_TWICE,
    title="Bill paid twice",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.UNIQUENESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="A settled bill, and a cheque or expense of the same amount to the same vendor within a week of "
    "its issue date or due date.",
    fix="Compare both payments with the bank statement. If both left the bank, claim the money back; if one "
    "is a double entry, delete it.",
    predicate="d.kind = 'BILL' AND d.state = 'SETTLED' AND d.total > 0 "
    f"AND {_LIKELY} AND {_PAID_BY} IS NOT NULL",
    describe=describe,
    fact=_PAID_BY,
)
