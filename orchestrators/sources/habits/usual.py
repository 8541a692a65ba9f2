"""Keeps what moved week by week, for forecasts of what is usual."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from db.books import WriteBooks
from db.queries.runway import usual as queries
from db.queries.writing import as_arrays
from orchestrators.calculations.runway.forecast import first_day_of_week
from orchestrators.calculations.runway.past_weeks import LATEST, UNKNOWN_BEFORE
from orchestrators.sources.habits.past_movements import PastMovement, first_day

#: A party is regular that moved cash in so many of the latest weeks; so many of them are told apart.
_OFTEN, _MOST_PARTIES = 4, 30

#: A Monday, a party, how many weeks before it was known, and whether it came in.
_Key = tuple[date, UUID | None, int, bool]


@dataclass(frozen=True, slots=True)
class UsualOrchestrator:
    """Adds up once an import, so that no screen reads the history of payments."""

    db: WriteBooks

    async def keep(self, business_id: UUID, today: date, moved: Sequence[PastMovement]) -> None:
        """Replace the weeks that were kept before; financing is no habit and is left out."""
        about = {"business_id": business_id, "since": first_day(today), "until": today}
        known = {
            (row["document_id"], row["party_id"]): row["known_on"]
            for row in await self.db.rows(queries.KNOWN_SINCE, about)
        }
        rows = [
            {"id": uuid4(), "monday": monday, "party_id": party_id, "lead": lead, "amount": amount}
            for (monday, party_id, lead, _), amount in _weeks(moved, known, today).items()
        ]
        await self.db.rows(queries.FORGET, {"business_id": business_id})
        arrays = as_arrays(rows, queries.COLUMNS)
        await self.db.rows(queries.KEEP, {"business_id": business_id, **arrays})


def _weeks(
    moved: Sequence[PastMovement], known: Mapping[tuple[UUID, UUID | None], date], today: date
) -> Mapping[_Key, Decimal]:
    operating = [movement for movement in moved if movement.cash.amount and not movement.cash.financing]
    regular = _regular(operating, today)
    sums: defaultdict[_Key, Decimal] = defaultdict(Decimal)
    for movement in operating:
        cash = movement.cash
        party_id = cash.party_id if cash.party_id in regular else None
        since = known.get((movement.document_id, cash.party_id), cash.day)
        lead = (cash.day - since).days // 7 if since < cash.day else UNKNOWN_BEFORE
        sums[first_day_of_week(cash.day), party_id, lead, cash.amount > 0] += cash.amount
    return sums


def _regular(operating: Sequence[PastMovement], today: date) -> frozenset[UUID]:
    """Those that move cash often, and most of it first."""
    since = first_day_of_week(today) - timedelta(weeks=LATEST)
    weeks: defaultdict[UUID, set[date]] = defaultdict(set)
    amounts: Counter[UUID] = Counter()
    for movement in operating:
        cash = movement.cash
        if cash.party_id is not None and cash.day >= since:
            weeks[cash.party_id].add(first_day_of_week(cash.day))
            amounts[cash.party_id] += round(abs(cash.amount))
    often = [party_id for party_id, seen in weeks.items() if len(seen) >= _OFTEN]
    often.sort(key=lambda party_id: (-amounts[party_id], str(party_id)))
    return frozenset(often[:_MOST_PARTIES])
