"""Reads what moved on bank accounts, for what an import derives from it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from db.books import Row, WriteBooks
from db.queries.runway import liquidity
from orchestrators.calculations.runway.recurring.rhythm import Cadence, rhythm_of
from orchestrators.calculations.values import CashMovement

#: What comes yearly is seen twice in so many days, though the next is almost due, and both came late.
_DAYS = 2 * rhythm_of(Cadence.YEARLY).most_gap


@dataclass(frozen=True, slots=True)
class PastMovement:
    """What a document moved in home currency, or the part of a deposit that is one customer's."""

    document_id: UUID
    cash: CashMovement


def first_day(today: date) -> date:
    """The first day that is looked at."""
    return today - timedelta(days=_DAYS)


async def past_movements(db: WriteBooks, business_id: UUID, today: date) -> tuple[PastMovement, ...]:
    """Of two years, by day; two statements. What has no rate is left out."""
    about = {"business_id": business_id, "since": first_day(today), "until": today}
    moved = await db.rows(liquidity.MOVEMENTS, about)
    brought: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in await db.rows(liquidity.BROUGHT, about):
        brought[row["document_id"]].append(row)
    return tuple(
        PastMovement(row["document_id"], part)
        for row in moved
        for part in _parts(row, brought[row["document_id"]])
    )


def _parts(row: Row, brought: Sequence[Row]) -> Iterator[CashMovement]:
    """What a document moved; of a deposit a part for each customer, and the rest."""
    # Transfers between own accounts add up to nothing and do not come here.
    whole = CashMovement(
        row["moved_on"], row["cash"], False, row["is_financing"], row["party_id"], row["label"]
    )
    rest = whole.amount
    for part in brought:
        yield replace(whole, amount=part["cash"], party_id=part["party_id"], label=part["name"])
        rest -= part["cash"]
    yield replace(whole, amount=rest)
