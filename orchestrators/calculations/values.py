"""What the calculations are about: frozen values in the business's home currency, without a clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class FlowSource(StrEnum):
    """Where a flow of the forecast comes from."""

    INVOICE = "INVOICE"
    BILL = "BILL"
    RECURRING = "RECURRING"
    OVERDUE = "OVERDUE"
    ENTERED = "ENTERED"
    UNDEPOSITED = "UNDEPOSITED"
    CARD = "CARD"
    USUAL = "USUAL"


class OverduePolicy(StrEnum):
    """How open items past their due date enter the forecast."""

    HISTORY = "HISTORY"
    ROLL_FORWARD = "ROLL_FORWARD"
    EXCLUDE = "EXCLUDE"
    AGE_WEIGHTED = "AGE_WEIGHTED"


class OpenItem(NamedTuple):
    """An open bill or invoice; `balance` is what is still to be paid, positive, in home currency.

    Without a counterparty it is counted all the same: the money is owed.
    """

    id: UUID
    is_bill: bool
    party_id: UUID | None
    issue_date: date | None
    due_date: date
    total: Decimal
    balance: Decimal


class Flow(NamedTuple):
    """Money on a day, in home currency: positive comes in, negative goes out."""

    day: date
    amount: Decimal
    source: FlowSource
    item_id: UUID | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Money that moved on a cash account: positive came in, negative went out.

    `internal` is a transfer between own accounts; `financing` is a loan, equity or the owner's money.
    """

    day: date
    amount: Decimal
    internal: bool
    financing: bool
    party_id: UUID | None
    label: str


@dataclass(frozen=True, slots=True)
class SettledDocument:
    """A document that was paid in full; the day its balance reached zero is `settled_on`."""

    party_id: UUID
    issue_date: date
    due_date: date
    settled_on: date
    amount: Decimal
    disputed: bool = False
