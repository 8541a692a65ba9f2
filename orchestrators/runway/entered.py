"""Reads what is entered in the books with a date to come, in home currency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.runway import entered as queries
from db.queries.runway import liquidity
from orchestrators.calculations.books.entered import Brought, EnteredAhead, Settled
from orchestrators.calculations.currency import Foreign, home_total
from orchestrators.figures import UnknownReason


@dataclass(frozen=True, slots=True)
class EnteredDataOrchestrator:
    """Finds the documents that are dated ahead and move cash, with one statement, or two."""

    db: ReadBooks

    async def get_data(
        self,
        business_id: UUID,
        today: date,
        home: str,
        rates: Mapping[str, Decimal],
        *,
        with_undeposited: bool,
    ) -> tuple[EnteredAhead, ...] | UnknownReason:
        """Those dated after today, by day; accounts in other currencies count at the rates given.

        One whose rate is missing makes all of it unknown: a flow that is left out would be a wrong forecast.
        """
        about = {"business_id": business_id, "as_of": today, "with_undeposited": with_undeposited}
        rows = await self.db.rows(queries.ENTERED_AHEAD, about)
        results = []
        for _, group in groupby(rows, key=lambda row: (row["document_id"], row["moved_on"])):
            entry = _entry(tuple(group), home, rates)
            if isinstance(entry, UnknownReason):
                return entry
            results.append(entry)
        moving = tuple(entry for entry in results if entry.amount)
        return await self._by_customer(business_id, today, moving)

    async def _by_customer(
        self, business_id: UUID, today: date, entries: tuple[EnteredAhead, ...]
    ) -> tuple[EnteredAhead, ...]:
        """The same, with what deposits bring of whom, as it is told of those that were."""
        if not entries:
            return entries
        about = {"business_id": business_id, "since": today, "until": max(entry.day for entry in entries)}
        brought: defaultdict[UUID, list[Brought]] = defaultdict(list)
        for row in await self.db.rows(liquidity.BROUGHT, about):
            brought[row["document_id"]].append(Brought(row["party_id"], row["cash"]))
        return tuple(replace(entry, brought=tuple(brought[entry.id])) for entry in entries)


def _entry(rows: Sequence[Row], home: str, rates: Mapping[str, Decimal]) -> EnteredAhead | UnknownReason:
    first, moved = rows[0], {row["account_currency"]: row for row in rows}.values()
    if any(row["amount"] is None for row in moved):
        return UnknownReason.UNKNOWN_RATE
    total = home_total(_foreign(moved, rates), home).total
    if isinstance(total, UnknownReason):
        return total
    return EnteredAhead(
        id=first["document_id"],
        day=first["moved_on"],
        amount=total,
        document_amount=sum((row["document_amount"] for row in moved), Decimal(0)),
        party_id=first["party_id"],
        label=first["label"],
        settles=_settled(rows),
    )


def _foreign(moved: Iterable[Row], rates: Mapping[str, Decimal]) -> Iterable[Foreign]:
    for row in moved:
        code = row["account_currency"]
        yield Foreign(row["document_id"], row["amount"], code, rates.get(code))


def _settled(rows: Sequence[Row]) -> tuple[Settled, ...]:
    """What it settles, once: accounts in several currencies repeat it."""
    return tuple(
        Settled(row["item_id"], row["settled"], row["total"], row["due_date"])
        for row in rows
        if row["item_id"] is not None and row["account_currency"] == rows[0]["account_currency"]
    )
