"""Money that is planned already, which may be a recurring flow's next: it must not come twice."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from orchestrators.calculations.books.beside_banks import Undeposited
from orchestrators.calculations.books.entered import EnteredAhead
from orchestrators.calculations.books.vendor import VendorRecord
from orchestrators.calculations.business_days import plus_days
from orchestrators.calculations.runway.placement import FlowDateBasis, Placed
from orchestrators.calculations.runway.recurring.detection import label_key
from orchestrators.calculations.values import OpenItem

#: A bill may be so many times what is usually paid, or what is usually paid so many times the bill.
MOST_APART = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Planned:
    """Money that the forecast, or the books, hold already, in home currency, signed as a flow.

    `name` is its party, or the key of its label. Any of its `days` (on which it is placed, due, or usually
    moves; at least one) may be a recurring flow's. All of one id stand for one occurrence together. What is
    regularly paid near a day on which an open bill is `owed` pays this bill.
    """

    id: UUID
    name: UUID | str | None
    amount: Decimal
    days: tuple[date, ...]
    owed: tuple[date, ...] = ()

    def is_owed_on(self, day: date, amount: Decimal, within_days: int) -> bool:
        """Whether it is a bill that a payment of a day pays, though it comes to up to half as much again.

        Or to two thirds: what a vendor bills varies. A bill that is further apart is for something else.
        """
        if amount >= 0 or all(abs((own - day).days) > within_days for own in self.owed):
            return False
        return abs(amount) <= MOST_APART * abs(self.amount) and abs(self.amount) <= MOST_APART * abs(amount)

    def distance(self, day: date) -> int:
        """Days between a day and the nearest of its days; 0 or more, before or after alike."""
        return min(abs((own - day).days) for own in self.days)


def of_items(
    placed: Iterable[Placed],
    totals: Mapping[UUID, Decimal],
    records: Mapping[UUID, VendorRecord],
    today: date,
) -> Iterator[Planned]:
    """Open items by their totals: on the days on which they are due, placed, and would usually move.

    A day that somebody decides is none of them: paying last month's rent next month is not next month's rent.
    Nor is the day of what is left of an item that was paid for the most part: that was its occurrence.
    """
    for entry in placed:
        item = entry.plan.item
        own = {item.due_date, entry.plan.expected or _usually_paid(item, records)}
        days = set(own)
        is_mostly_open = 2 * item.balance > totals[item.id]
        if entry.flow is not None and entry.basis is not FlowDateBasis.DECIDED and is_mostly_open:
            days.add(max(entry.flow.day, today))
        amount = -totals[item.id] if item.is_bill else totals[item.id]
        owed = tuple(sorted(own)) if item.is_bill else ()
        yield Planned(item.id, item.party_id, amount, tuple(sorted(days)), owed)


def of_entries(entries: Iterable[EnteredAhead], open_ids: Set[UUID]) -> Iterator[Planned]:
    """What is dated ahead by its day and cash, a deposit by customer, and what it settles as if it were open.

    `open_ids` are the items of which a part is open: that stands for all of it.
    """
    for entry in entries:
        name, rest = entry.party_id or label_key(entry.label), entry.amount
        for part in entry.brought:
            rest -= part.amount
            yield Planned(uuid5(entry.id, str(part.party_id)), part.party_id, part.amount, (entry.day,))
        alone = entry.settles[0].item_id if len(entry.settles) == 1 else entry.id
        yield Planned(alone, name, rest, (entry.day,))
        for settled in entry.settles:
            if settled.total is not None and settled.item_id not in open_ids:
                whole = settled.total.copy_sign(entry.amount)
                yield Planned(settled.item_id, name, whole, (settled.due_date or entry.day,))


def of_receipts(undeposited: Iterable[Undeposited]) -> Iterator[Planned]:
    """Customers' payments that no deposit has brought to a bank yet, as cash or not, on their own days."""
    for receipt in (receipt for account in undeposited for receipt in account.receipts):
        yield Planned(receipt.id, receipt.party_id, receipt.amount, (receipt.day,))


def _usually_paid(item: OpenItem, records: Mapping[UUID, VendorRecord]) -> date:
    """When a bill is paid if it is paid as the vendor's others were."""
    record = records.get(item.party_id) if item.party_id else None
    beyond_terms = record.average_days_beyond_terms if record else None
    return plus_days(item.due_date, int(beyond_terms or 0))
