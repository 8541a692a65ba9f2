"""A document as the rules on duplicates compare it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What is compared: bills and invoices among themselves, and bills with direct expenses."""

    BILL = "BILL"
    INVOICE = "INVOICE"
    PURCHASE = "PURCHASE"


_CALLED = {Kind.BILL: "Bill", Kind.INVOICE: "Invoice", Kind.PURCHASE: "Cheque or expense"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with a counterparty, an issue date and a total: without these nothing is compared.

    `total` is in the document's currency and negative for a reversal; `balance` is None where unknown.
    `realm` is the company of the source: records of two companies are never one counterparty.
    """

    id: UUID
    source_id: str
    kind: Kind
    state: str
    realm: str
    number: str | None
    number_key: str | None
    party_id: UUID
    party_name: str | None
    issue_date: date
    total: Decimal
    balance: Decimal | None
    currency_code: str

    @property
    def is_open(self) -> bool:
        """Whether something is left to pay or to receive."""
        return self.state == "OPEN"

    @property
    def is_deleted(self) -> bool:
        """Whether the source deleted it."""
        return self.state == "DELETED"

    @property
    def is_void(self) -> bool:
        """Whether it stands for nothing: void or deleted, or settled over nothing."""
        nothing = self.state == "SETTLED" and self.total == 0 and not self.balance
        return nothing or self.state in ("VOIDED", "DELETED")

    @property
    def place(self) -> tuple[date, int, str, str]:
        """Its place among others: of two, the one with the greater place is the copy.

        A source counts its ids upwards, so of one day the copy is what was entered later; and the same books
        have the same issues in whatever business.
        """
        return self.issue_date, len(self.source_id), self.source_id, str(self.id)

    def __str__(self) -> str:
        number = f" {self.number}" if self.number else " without a number"
        preposition = "to" if self.kind is Kind.INVOICE else "from"
        return f"{_CALLED[self.kind]}{number}" + (
            f" {preposition} {self.party_name}" if self.party_name else ""
        )
