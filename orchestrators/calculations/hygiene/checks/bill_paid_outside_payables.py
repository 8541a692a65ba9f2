"""An open bill whose amount a cheque or a journal entry straight onto payables seems to have paid."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """The open balance of a bill is what something else gave the vendor, linked to no bill."""
    return paid_outside(document, "payables") if document.is_bill else None


def paid_outside(document: Examined, account: str) -> CheckResult | None:
    """What the tray says of a document that looks paid by a posting onto the account."""
    posting = document.paid_outside
    if posting is None:
        return None
    party = "vendor" if document.is_bill else "customer"
    message = (
        f"{document} has {posting.amount:.2f} {document.currency_code} open. A {posting} posts the same "
        f"amount straight onto {account} for the same {party}, and is applied to nothing."
    )
    return CheckResult(message, document.at_stake, Severity.HIGH, blocking=False, related_id=posting.id)


CHECK = Check(CheckName.BILL_PAID_OUTSIDE_PAYABLES, find)
