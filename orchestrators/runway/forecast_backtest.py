"""Makes the forecasts of past weeks again, as the books tell of those days, and holds them to what came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import usual
from orchestrators.books.cash import CashDataOrchestrator
from orchestrators.calculations.runway.accuracy.forecast_backtest import (
    ForecastBackTest,
    PastForecast,
    judge,
)
from orchestrators.calculations.runway.forecast import first_day_of_week
from orchestrators.calculations.runway.liquidity import RunwayInputs, liquidity
from orchestrators.calculations.runway.usual import Baseline, PastWeek
from orchestrators.figures import UnknownReason
from orchestrators.runway.liquidity import LiquidityDataOrchestrator
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

#: The weeks of a year, and the thirteen of the last forecast.
WEEKS = 52 + 13

#: Told how many weeks of how many are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ForecastBackTests:
    """The back-test of either baseline, in home currency, and the week of the first forecast."""

    currency_code: str
    since: date | None
    results: Mapping[Baseline, ForecastBackTest]


@dataclass(frozen=True, slots=True)
class ForecastBackTestDataOrchestrator:
    """Asks for the runway of the first day of each week of a year, by either baseline."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date, progress: Progress) -> ForecastBackTests:
        """By the settings of now; corrections made since count. Weeks without a forecast are left out."""
        settings = await RunwayPolicyDataOrchestrator(self.db).get_data(business_id, today)
        this_week = first_day_of_week(today, settings.policy.week_start)
        mondays = [this_week - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
        rows = await self.db.rows(usual.PAST_WEEKS, {"business_id": business_id})
        past = tuple(PastWeek(*row.values()) for row in rows)
        made: dict[Baseline, list[PastForecast]] = {baseline: [] for baseline in Baseline}
        came: dict[date, Decimal] = {}
        code = ""
        for at, monday in enumerate(mondays):
            progress(at, len(mondays))
            then = await LiquidityDataOrchestrator(self.db).get_data(business_id, today, monday)
            code = then.currency_code
            for baseline in Baseline:
                closings = _closings(replace(then.liquidity.facts, past=past), baseline)
                if closings:
                    made[baseline].append(PastForecast(monday, closings))
            sunday = monday + timedelta(days=6)
            available = await self._available(business_id, sunday, then.liquidity.facts)
            if available is not None:
                came[sunday] = available
        floor = settings.policy.floor
        since = min((item.made_on for item in made[Baseline.NONE]), default=None)
        return ForecastBackTests(
            code, since, {baseline: judge(made[baseline], came, floor) for baseline in Baseline}
        )

    async def _available(self, business_id: UUID, day: date, facts: RunwayInputs) -> Decimal | None:
        """Cash of a day less earmarks; none where it is unknown, as on a day before anything moved."""
        if isinstance(facts.cash, UnknownReason):
            return None
        position = await CashDataOrchestrator(self.db).position(
            business_id, day, is_today=False, with_undeposited=facts.settings.policy.count_undeposited_funds
        )
        amount = position.amount
        return None if isinstance(amount, UnknownReason) else amount - facts.settings.earmarked


def _closings(facts: RunwayInputs, baseline: Baseline) -> tuple[Decimal, ...]:
    """The closing balance of each week, with a baseline whatever the business chose."""
    policy = replace(facts.settings.policy, baseline=baseline)
    outlook = liquidity(replace(facts, settings=replace(facts.settings, policy=policy))).outlook
    return () if outlook is None else tuple(week.closing for week in outlook.forecast.weeks)
