"""The flows of a forecast, which a person can follow to the documents."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.runway import usual as queries
from orchestrators.books.documents import Document, DocumentDataOrchestrator
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.past_weeks import counted_share, weeks_ahead
from orchestrators.calculations.runway.placement import FlowDateBasis
from orchestrators.calculations.runway.usual import Usual, UsualFlow, rests_on
from orchestrators.calculations.values import Flow, FlowSource
from orchestrators.computed_pages import page_of
from orchestrators.money import Money, money
from orchestrators.paging import Page, PageRequest
from orchestrators.runway.liquidity import BusinessLiquidity
from orchestrators.sources.facts import DocumentKind

_TO_SUNDAY = timedelta(days=6)
#: Customers' payments wait for their deposit for no longer.
_UNDEPOSITED_FOR = timedelta(weeks=26)
_FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ForecastFlow:
    """Money on a day, positive in and negative out, and the document that it comes from.

    `item` is the bill or the invoice; what is about none has a label instead. `basis` says why it is on that
    day, None for what recurs. `credit` is what of the item unapplied credits cover, positive: the amount does
    without it. `usual` is what a flow of what is usual rests on.
    """

    day: date
    amount: Money
    source: FlowSource
    label: str | None
    date_basis: FlowDateBasis | None
    credit: Money | None
    item: Document | None
    usual: "UsualBasis | None"


@dataclass(frozen=True, slots=True)
class UsualBasis:
    """How a week's usual amount follows from weeks that were: average x season x share x part - entered.

    `first_day` and `last_day` are the week's; `average` is signed, `entered` positive: it brings the amount
    nearer to 0. `behind` is what it was made of, for those who ask on.
    """

    behind: tuple[Usual, UsualFlow, str]
    start_date: date
    end_date: date
    average: Money
    season: Decimal
    share: Decimal
    part_of_week: Decimal
    entered: Money


@dataclass(frozen=True, slots=True)
class UsualWeek:
    """A week that was: what of it is in the average, and what is not as it came back regularly; signed."""

    start_date: date
    end_date: date
    amount: Money
    recurring: Money


@dataclass(frozen=True, slots=True)
class UsualDocument:
    """A document that moved cash in such a week: `amount` is what of it was the party's, `counted` the share.

    Half is counted of what was known for about as long as the week to come is away.
    """

    id: UUID
    day: date
    kind: DocumentKind
    document_number: str | None
    label: str | None
    amount: Money
    counted: Decimal


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
        usual = _usual_by_flow(business_liquidity.liquidity)
        return page.of([_flow(flow, business_liquidity, documents, usual) for flow, _ in page.nodes])

    async def usual_documents(
        self, business_id: UUID, basis: UsualBasis, request: PageRequest
    ) -> Page[UsualDocument]:
        """What moved in the weeks that a usual amount rests on, and counted, by day; one statement.

        Of what came back regularly it is not told which documents those were: they are among them.
        """
        made, item, code = basis.behind
        ahead = weeks_ahead(item.monday, made.today)
        named = {week.party_id for week in made.past if week.label == item.label} - {None}
        about = {
            "business_id": business_id,
            "first": made.mondays[0],
            "since": made.mondays[0] - _UNDEPOSITED_FOR,
            "until": made.mondays[-1] + _TO_SUNDAY,
            "is_in": item.is_in,
            "party_ids": list(named or made.parties),
            "is_named": bool(named),
            "ahead": ahead,
        }
        rows = await self.db.rows(queries.DOCUMENTS, about)
        page = page_of(rows, request, _document_place)
        return page.of([_usual_document(row, ahead, code) for row in page.nodes])


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
            kept = flow if flow.day == day else flow._replace(day=day)
            number = same[kept]
            same[kept] = number + 1
            yield kept, number


def _place(numbered: tuple[Flow, int]) -> tuple[date, str, str, Decimal, UUID, Decimal]:
    """Where a flow stands among the others: two rents, or payments of a bill, may be alike in all."""
    flow, number = numbered
    item_id = flow.item_id or UUID(int=0)
    return flow.day, flow.source.value, flow.label, flow.amount, item_id, Decimal(number)


def _document_place(row: Row) -> tuple[date, UUID, UUID]:
    return row["moved_on"], row["document_id"], row["party_id"] or UUID(int=0)


def usual_weeks(basis: UsualBasis) -> tuple[UsualWeek, ...]:
    """The weeks that an average is made of, the oldest first."""
    made, item, code = basis.behind
    return tuple(
        UsualWeek(
            week.monday, week.monday + _TO_SUNDAY, money(week.amount, code), money(week.recurring, code)
        )
        for week in rests_on(made, item)
    )


def _usual_document(row: Row, ahead: int, code: str) -> UsualDocument:
    return UsualDocument(
        row["document_id"],
        row["moved_on"],
        DocumentKind(row["document_kind"]),
        row["number"],
        row["label"],
        money(row["cash"], code),
        counted_share(row["lead"], ahead),
    )


def _usual_by_flow(made: Liquidity) -> Mapping[Flow, tuple[Usual, UsualFlow]]:
    usual = made.outlook.usual if made.outlook else None
    return {item.flow: (usual, item) for item in usual.expected} if usual else {}


def _basis(usual: Usual, item: UsualFlow, code: str) -> UsualBasis:
    return UsualBasis(
        behind=(usual, item, code),
        start_date=item.monday,
        end_date=item.monday + _TO_SUNDAY,
        average=money(item.average, code),
        season=item.season.quantize(_FOUR_PLACES),
        share=item.share,
        part_of_week=item.part_of_week.quantize(_FOUR_PLACES),
        entered=money(item.entered, code),
    )


def _flow(
    flow: Flow,
    business_liquidity: BusinessLiquidity,
    documents: Mapping[UUID, Document],
    usual: Mapping[Flow, tuple[Usual, UsualFlow]],
) -> ForecastFlow:
    entered = flow.source is FlowSource.ENTERED
    placed = business_liquidity.liquidity.placed.get(flow.item_id) if flow.item_id and not entered else None
    return ForecastFlow(
        day=flow.day,
        amount=money(flow.amount, business_liquidity.currency_code),
        source=flow.source,
        label=flow.label or None,
        date_basis=FlowDateBasis.SCHEDULED if entered else placed.basis if placed else None,
        credit=money(placed.credit, business_liquidity.currency_code) if placed and placed.credit else None,
        item=documents.get(flow.item_id) if flow.item_id else None,
        usual=_basis(*usual[flow], business_liquidity.currency_code) if flow in usual else None,
    )
