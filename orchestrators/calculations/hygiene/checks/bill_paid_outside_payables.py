"""An open bill whose amount a cheque or a journal entry straight onto payables seems to have paid."""

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


def describe(document: Examined, _: str | None) -> CheckResult | None:
    """The open balance of a bill is what something else gave the vendor, linked to no bill."""
    return paid_outside(document, "payables")


def paid_outside(document: Examined, account: str) -> CheckResult | None:
    """What the tray says of a document that looks paid by a posting onto the account."""
    posting = document.paid_outside
    if posting is None:
        return None
    party = "vendor" if document.is_bill else "customer"
    still_open = with_currency(posting.amount, document.currency_code)
    message = (
        f"{document} has {still_open} open. A {posting} posts the same amount "
        f"straight onto {account} for the same {party}, and is applied to nothing."
    )
    return CheckResult(message, document.at_stake, related_id=posting.id)


CHECK = Check(
    CheckName.BILL_PAID_OUTSIDE_PAYABLES,
    title="Bill paid outside payables",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.HIGH,
    blocks=False,
    meaning="An open bill that a cheque or journal entry, posted directly to accounts payable, seems to "
    "have paid.",
    fix="In QuickBooks apply the posting to the bill (pay the bill with amount 0 and select both). Ignore "
    "the issue if it paid something else.",
    predicate="d.kind = 'BILL' AND d.state = 'OPEN' AND d.balance > 0",
    describe=describe,
    decides="Which posting of the same vendor onto payables, applied to nothing and over the open "
    "balance, paid which bill: dated from a week before the issue date until 90 days after the due date, "
    "the oldest posting first, the bill due first, none taken twice.",
)
