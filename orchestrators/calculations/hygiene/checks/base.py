"""The one shape of every check: it looks at a document and those like it, and finds something or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from uuid import UUID


class Severity(IntEnum):
    """How bad it is, in the order in which people should look."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class CheckName(StrEnum):
    """Every check that the tray runs."""

    MISSING_COUNTERPARTY = "MISSING_COUNTERPARTY"
    MISSING_DUE_DATE = "MISSING_DUE_DATE"
    MISSING_AMOUNT = "MISSING_AMOUNT"
    MISSING_ISSUE_DATE = "MISSING_ISSUE_DATE"
    ZERO_OR_NEGATIVE_AMOUNT = "ZERO_OR_NEGATIVE_AMOUNT"
    DUE_BEFORE_ISSUE = "DUE_BEFORE_ISSUE"
    BALANCE_ABOVE_TOTAL = "BALANCE_ABOVE_TOTAL"
    DUPLICATE = "DUPLICATE"
    STALE_SYNC = "STALE_SYNC"
    INCOMPLETE_SYNC = "INCOMPLETE_SYNC"
    UNRECONCILED_ACCOUNT = "UNRECONCILED_ACCOUNT"


@dataclass(frozen=True, slots=True)
class Examined:
    """A bill or an invoice as a check sees it; amounts in the document's currency, None where unknown.

    `recurs` is of a series of documents with its counterparty, number and total, at a regular distance.
    """

    id: UUID
    is_bill: bool
    is_open: bool
    is_gone: bool
    number: str | None
    number_key: str | None
    party_id: UUID | None
    party_name: str | None
    issue_date: date | None
    due_date: date | None
    total: Decimal | None
    balance: Decimal | None
    currency_code: str
    recurs: bool = False

    @property
    def is_void(self) -> bool:
        """Whether it stands for nothing: void or deleted, or over nothing of which nothing is open.

        What the source notes of a void is in the language of whoever wrote it, or nothing at all.
        """
        return self.is_gone or (not self.is_open and self.total == 0 and not self.balance)

    @property
    def at_stake(self) -> Decimal | None:
        """What is still open, or the total where that is unknown; never negative."""
        amount = self.balance if self.balance is not None else self.total
        return None if amount is None else abs(amount)

    def __str__(self) -> str:
        kind = "Bill" if self.is_bill else "Invoice"
        number = f" {self.number}" if self.number else " without a number"
        preposition = "from" if self.is_bill else "to"
        return f"{kind}{number}" + (f" {preposition} {self.party_name}" if self.party_name else "")


def place(document: Examined) -> tuple[date, str]:
    """Its place among documents that have an issue date: by that, then id."""
    assert document.issue_date is not None, "documents without an issue date are not compared"
    return document.issue_date, str(document.id)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check says: facts with numbers, no advice."""

    message: str
    at_stake: Decimal | None
    severity: Severity
    blocking: bool = True
    related_id: UUID | None = None


#: A document, and the other documents with the same counterparty, number and total.
Find = Callable[[Examined, Sequence[Examined]], CheckResult | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name."""

    name: CheckName
    find: Find
