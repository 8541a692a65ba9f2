"""Items sorted by what is computed of them, priority or impact, instead of by what is stored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.books import documents
from db.queries.listing import COUNT_CAP, keys
from orchestrators.books.documents import Document, DocumentDataOrchestrator
from orchestrators.calculations.runway.item_effects import effect_order, pressing_order
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.computed_pages import Key, page_of
from orchestrators.paging import Order, Page, PageRequest
from orchestrators.refusals import BadInput

#: What of an item is compared; what cannot be computed comes last.
_Measure = Callable[[Liquidity, Iterable[UUID]], Mapping[UUID, tuple[Decimal, ...]]]


def _pressing(liquidity: Liquidity, ids: Iterable[UUID]) -> Mapping[UUID, tuple[Decimal, ...]]:
    return {item_id: (score,) for item_id, score in pressing_order(liquidity, ids).items()}


def _effects(liquidity: Liquidity, ids: Iterable[UUID]) -> Mapping[UUID, tuple[Decimal, ...]]:
    result = effect_order(liquidity, ids)
    return {item_id: (Decimal(days), lowest) for item_id, (days, lowest) in result.items()}


#: The orders, and how many measures each compares before the ties: due date, larger amount, id.
MEASURES: Mapping[str, tuple[_Measure, int]] = {"priority": (_pressing, 1), "impact": (_effects, 2)}
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankedItemsDataOrchestrator:
    """Ranks all items that match in memory, up to 10,000, and reads those of the page alone."""

    db: ReadBooks

    async def items(
        self, business_id: UUID, today: date, request: PageRequest, liquidity: Liquidity
    ) -> Page[Document]:
        """A page of ready items by priority or impact; raises `BadInput` naming `orderBy` for too many."""
        (order,) = request.order if len(request.order) == 1 else (None,)
        if order is None:
            raise BadInput("orderBy", "sorts by priority or impact alone: ties go by due date and amount")
        statement, values = keys(documents.READY, request.where)
        rows = await self.db.rows(statement, {"business_id": business_id, **values})
        if len(rows) > COUNT_CAP:
            raise BadInput("orderBy", f"cannot compare more than {COUNT_CAP:,} items; filter them")
        places = _places(order, liquidity, [row["id"] for row in rows])
        page = page_of(places, request, places.__getitem__)
        result = await DocumentDataOrchestrator(self.db).by_id(business_id, today, page.nodes)
        return page.of([result[item_id] for item_id in page.nodes])


def _places(order: Order, liquidity: Liquidity, ids: list[UUID]) -> dict[UUID, Key]:
    measure, size = MEASURES[order.field]
    measured = measure(liquidity, ids)
    sign = -1 if order.descending else 1
    places: dict[UUID, Key] = {}
    for item_id in ids:
        result = measured.get(item_id)
        document = liquidity.documents.get(item_id)
        parts = (_NOTHING,) * size if result is None else tuple(sign * part for part in result)
        due = document.item.due_date if document else date.max
        amount = -document.item.balance if document else _NOTHING
        # Known first: whether it is unknown is compared before anything else.
        places[item_id] = (Decimal(result is None), *parts, due, amount, item_id)
    return places
