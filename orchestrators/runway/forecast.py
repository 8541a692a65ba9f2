"""The flows of a forecast, which a person can follow to the documents."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.books.documents import Document, DocumentDataOrchestrator
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.placement import Basis
from orchestrators.calculations.values import Flow, FlowSource
from orchestrators.computed_pages import page_of
from orchestrators.money import Money, money
from orchestrators.paging import Edge, Page, PageRequest
from orchestrators.runway.liquidity import BusinessLiquidity


@dataclass(frozen=True, slots=True)
class ForecastFlow:
    """Money on a day, positive in and negative out, and the document that it comes from.

    `item` is the bill or the invoice; what is about none has a label instead. `basis` says why it is on that
    day, None for what recurs. `credit` is what of the item unapplied credits cover, positive: the amount does
    without it.
    """

    day: date
    amount: Money
    source: FlowSource
    label: str | None
    basis: Basis | None
    credit: Money | None
    item: Document | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which flows: of one source or of all, from one day to another; without an end also beyond."""

    source: FlowSource | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class ForecastFlowDataOrchestrator:
    """Leads from a forecast to the documents that it is made of."""

    db: ReadBooks

    async def flows(
        self,
        business_id: UUID,
        today: date,
        business_liquidity: BusinessLiquidity,
        wanted: Wanted,
        request: PageRequest,
    ) -> Page[ForecastFlow]:
        """A page of the forecast's flows by day, each with its document; none without a forecast."""
        page = page_of(_kept(business_liquidity.liquidity, wanted), request, _place)
        ids = [flow.item_id for flow, _ in page.nodes if flow.item_id is not None]
        documents = await DocumentDataOrchestrator(self.db).by_id(business_id, today, ids)
        edges = (Edge(edge.cursor, _flow(edge.node[0], business_liquidity, documents)) for edge in page.edges)
        return Page(tuple(edges), page.page_info, page.total)


def _kept(made: Liquidity, wanted: Wanted) -> Iterator[tuple[Flow, int]]:
    """What is dated before the forecast's day counts on it; each with how many of the same came before it."""
    same: Counter[Flow] = Counter()
    for flow in made.outlook.flows if made.outlook else ():
        day = max(flow.day, made.today)
        if (
            wanted.source in (None, flow.source)
            and (wanted.start is None or day >= wanted.start)
            and (wanted.end is None or day <= wanted.end)
        ):
            kept = replace(flow, day=day)
            yield kept, same[kept]
            same[kept] += 1


def _place(numbered: tuple[Flow, int]) -> tuple[date, str, str, Decimal, UUID, Decimal]:
    """Where a flow stands among the others: two rents, or payments of a bill, may be alike in all."""
    flow, number = numbered
    item_id = flow.item_id or UUID(int=0)
    return flow.day, flow.source.value, flow.label, flow.amount, item_id, Decimal(number)


def _flow(
    flow: Flow, business_liquidity: BusinessLiquidity, documents: Mapping[UUID, Document]
) -> ForecastFlow:
    entered = flow.source is FlowSource.ENTERED
    placed = business_liquidity.liquidity.placed.get(flow.item_id) if flow.item_id and not entered else None
    return ForecastFlow(
        day=flow.day,
        amount=money(flow.amount, business_liquidity.currency_code),
        source=flow.source,
        label=flow.label or None,
        basis=Basis.SCHEDULED if entered else placed.basis if placed else None,
        credit=money(placed.credit, business_liquidity.currency_code) if placed and placed.credit else None,
        item=documents.get(flow.item_id) if flow.item_id else None,
    )
