"""Documents that are entered with a date to come: what each does to cash on its day, and what it settles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.values import Flow, FlowSource


@dataclass(frozen=True, slots=True)
class Settled:
    """The part of a bill or an invoice that a document settles, positive and in the document's currency.

    `total` and `due_date` are those of the bill or the invoice; the total is in home currency.
    """

    item_id: UUID
    amount: Decimal
    total: Decimal | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a deposit brings of one customer, in home currency."""

    party_id: UUID
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EnteredAhead:
    """What a document that is dated ahead moves on all accounts that count as cash, netted; positive is in.

    `amount` is in home currency, at the rates at which cash itself is counted; `document_amount` is the same
    in the document's currency. `label` says whom or what it is about; `brought` is what a deposit is of
    customers.
    """

    id: UUID
    day: date
    amount: Decimal
    document_amount: Decimal
    party_id: UUID | None
    label: str
    settles: tuple[Settled, ...] = ()
    brought: tuple[Brought, ...] = ()


def entered_flows(entries: Iterable[EnteredAhead]) -> Iterator[Flow]:
    """The flows, each on its document's day: one for each item that is settled, one for what is left.

    They add up to what moves. Where credits pay a part of what is settled, the cash is for the items first
    in order.
    """
    for entry in entries:
        left = entry.amount
        for item_id, amount in _shares(entry):
            left -= amount
            yield Flow(entry.day, amount, FlowSource.ENTERED, item_id)
        if left:
            yield Flow(entry.day, left, FlowSource.ENTERED, None, entry.label)


def _shares(entry: EnteredAhead) -> Iterator[tuple[UUID, Decimal]]:
    """What of the cash is for which item; the last share takes what dividing left over."""
    left, cash = abs(entry.document_amount), entry.amount
    for settled in entry.settles:
        part = min(settled.amount, left)
        if part <= 0:
            return
        amount = cash if part == left else entry.amount * part / abs(entry.document_amount)
        left, cash = left - part, cash - amount
        yield settled.item_id, amount
