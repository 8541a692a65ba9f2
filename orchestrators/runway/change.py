"""Why the runway is another one than on a day before: causes that add up to the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import liquidity as queries
from orchestrators.books.documents import Document, DocumentDataOrchestrator
from orchestrators.calculations.runway import explain as calculated
from orchestrators.calculations.runway.explain import CauseKind
from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.calculations.values import FlowSource
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, money
from orchestrators.past_days import past_day
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import BusinessLiquidity, LiquidityDataOrchestrator

#: The largest causes are shown one by one; the rest, together, as one more.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class RunwayCause:
    """Part of a change: of the dated runway in days, of the lowest balance in home currency.

    `item` is the document that it is about, `label` the flow without an item, `source` where its money comes
    from; none of them for the other kinds.
    """

    kind: CauseKind
    source: FlowSource | None
    item: Document | None
    label: str | None
    days: int
    lowest_balance_change: Money


@dataclass(frozen=True, slots=True)
class RunwayChange:
    """A change and its causes, the largest first; with those `not_shown` they add up to it exactly."""

    since_date: date
    days: int
    days_precision: DaysPrecision
    lowest_balance_change: Money
    causes: tuple[RunwayCause, ...]
    not_shown: int
    not_shown_days: int
    not_shown_lowest_balance_change: Money


@dataclass(frozen=True, slots=True)
class RunwayChangeDataOrchestrator:
    """Compares the forecast of a day with that of a day before it."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, today: date, after: BusinessLiquidity, since: date
    ) -> RunwayChange | None:
        """The change; None where either day has no forecast. Raises `BadInput` naming `since`."""
        if since >= after.liquidity.today:
            raise BadInput("sinceDate", f"must be before {after.liquidity.today}")
        before = await LiquidityDataOrchestrator(self.db).get_data(
            business_id, today, past_day(since, today, "sinceDate")
        )
        first, last = _outlook(before), _outlook(after)
        if first is None or last is None:
            return None
        code = after.currency_code
        paid = await self._paid(business_id, since, last.today)
        result = calculated.explain(first, last, paid, lambda amount: money(amount, code).amount)
        shown = result.causes[:_SHOWN]
        ids = [cause.about.item_id for cause in shown if cause.about and cause.about.item_id]
        documents = await DocumentDataOrchestrator(self.db).by_id(business_id, today, ids)
        rest = result.causes[_SHOWN:]
        return RunwayChange(
            since_date=since,
            days=result.days,
            days_precision=result.reach,
            lowest_balance_change=money(result.lowest, code),
            causes=tuple(_cause(item, code, documents) for item in shown),
            not_shown=len(rest),
            not_shown_days=sum(item.days for item in rest),
            not_shown_lowest_balance_change=money(sum((item.lowest for item in rest), Decimal(0)), code),
        )

    async def _paid(self, business_id: UUID, since: date, until: date) -> Mapping[UUID, Decimal]:
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.PAID, about)
        return {row["target_id"]: -row["amount"] if row["kind"] == "BILL" else row["amount"] for row in rows}


def _outlook(business_liquidity: BusinessLiquidity) -> calculated.Outlook | None:
    made, available = business_liquidity.liquidity.outlook, business_liquidity.liquidity.available
    if made is None or isinstance(available, UnknownReason):
        return None
    floor = business_liquidity.liquidity.facts.settings.policy.floor
    return calculated.Outlook(
        business_liquidity.liquidity.today, available, floor, made.forecast.last_day, made.flows
    )


def _cause(cause: calculated.Cause, code: str, documents: Mapping[UUID, Document]) -> RunwayCause:
    about = cause.about
    return RunwayCause(
        kind=cause.kind,
        source=about.source if about else None,
        item=documents.get(about.item_id) if about and about.item_id else None,
        label=about.label or None if about else None,
        days=cause.days,
        lowest_balance_change=money(cause.lowest, code),
    )
