"""Makes the forecasts of past weeks again, as the books tell of those days, and keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from db.books import ReadBooks, WriteBooks
from db.queries.runway import history as known
from db.queries.runway import past_forecasts as queries
from db.queries.settings.approvals import LOCK_BUSINESS
from db.queries.writing import as_arrays
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.cash_history import CashHistoryDataOrchestrator
from orchestrators.calculations.runway.accuracy.past_forecasts import PastForecast
from orchestrators.calculations.runway.forecast import Forecast, first_day_of_week, forecast
from orchestrators.calculations.runway.liquidity import RunwayInputs, liquidity
from orchestrators.calculations.runway.past_weeks import PastWeek
from orchestrators.calculations.runway.usual import LEAST, Baseline
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.calculations.values import FlowSource
from orchestrators.figures import UnknownReason
from orchestrators.runway.forecast_inputs import ForecastInputsDataOrchestrator, past_weeks
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

#: The weeks of a year, and the thirteen of the last forecast.
WEEKS = 52 + 13
A_WEEK = timedelta(weeks=1)

#: Told how many weeks of how many are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PastForecasts:
    """Forecasts by either baseline, the earliest first, and the balances that came, by last days of weeks.

    In home currency, less earmarks. Before `known_since` too little was known for them to be like later ones.
    """

    currency_code: str
    floor: Decimal
    made: Mapping[Baseline, tuple[PastForecast, ...]]
    came: Mapping[date, Decimal]
    known_since: date

    @property
    def since(self) -> date | None:
        """The day of the first forecast."""
        return min((item.made_on for item in self.made[Baseline.NONE]), default=None)


@dataclass(frozen=True, slots=True)
class PastForecastsDataOrchestrator:
    """Computes the runway of the first day of each week of a year, by either baseline."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date, progress: Progress) -> PastForecasts:
        """By the settings of now; corrections made since count. Weeks without a forecast are left out."""
        home = (await BusinessDataOrchestrator(self.db).get_data(business_id)).currency_code
        policy = await RunwayPolicyDataOrchestrator(self.db).policy(business_id)
        past = await past_weeks(self.db, business_id)
        mondays = await self._mondays(business_id, today, policy)
        made: dict[Baseline, list[PastForecast]] = {baseline: [] for baseline in Baseline}
        for at, monday in enumerate(mondays):
            progress(at, len(mondays))
            facts = await self._facts(business_id, monday, today, home, past)
            for baseline, closings in _closings(facts).items():
                made[baseline].append(PastForecast(monday, closings))
        return PastForecasts(
            home,
            policy.floor,
            {baseline: tuple(items) for baseline, items in made.items()},
            await self._came(business_id, [item.made_on for item in made[Baseline.NONE]], home, policy),
            min((week.monday for week in past), default=today) + LEAST * A_WEEK,
        )

    async def _mondays(self, business_id: UUID, today: date, policy: RunwayPolicy) -> list[date]:
        """The first days of the weeks that have passed since anything of a bank account was told."""
        row = await self.db.row(known.HISTORY, {"business_id": business_id, "as_of": today})
        assert row is not None, "an aggregate always answers"
        this_week = first_day_of_week(today, policy.week_start)
        weeks = (this_week - back * A_WEEK for back in range(WEEKS, 0, -1))
        return [monday for monday in weeks if row["told_since"] and monday >= row["told_since"]]

    async def _facts(
        self, business_id: UUID, day: date, today: date, home: str, past: tuple[PastWeek, ...]
    ) -> RunwayInputs:
        settings = await RunwayPolicyDataOrchestrator(self.db).get_data(business_id, day)
        inputs = ForecastInputsDataOrchestrator(self.db)
        made_of = await inputs.get_data(business_id, day, today, settings.policy, home)
        return made_of.facts(day, settings, past)

    async def _came(
        self, business_id: UUID, mondays: list[date], home: str, policy: RunwayPolicy
    ) -> dict[date, Decimal]:
        """The cash at the end of each week less earmarks; none where it is unknown."""
        days = [monday + timedelta(days=6) for monday in mondays]
        earmarks = await RunwayPolicyDataOrchestrator(self.db).earmarks(business_id)
        earmarked = sum((earmark.amount for earmark in earmarks), Decimal(0))
        cash = await CashHistoryDataOrchestrator(self.db).get_data(
            business_id, days, home, with_undeposited=policy.count_undeposited_funds
        )
        return {
            day: amount - earmarked for day, amount in cash.items() if not isinstance(amount, UnknownReason)
        }


@dataclass(frozen=True, slots=True)
class PastForecastOrchestrator:
    """Keeps the forecasts that later ones are judged by, in place of those kept before."""

    db: WriteBooks

    async def keep(self, business_id: UUID, past: PastForecasts) -> None:
        """Those of weeks in which nothing could be usual yet are left out."""
        rows = [
            {
                "id": uuid4(),
                "baseline": baseline,
                "made_on": forecast.made_on,
                "closings": "{" + ",".join(map(str, forecast.closings)) + "}",
                "came": past.came.get(forecast.last_day(1)),
            }
            for baseline, made in past.made.items()
            for forecast in made
            if forecast.made_on >= past.known_since
        ]
        # Two imports that end at once would both find the same weeks gone, and fill them in.
        await self.db.row(LOCK_BUSINESS, {"business_id": business_id})
        await self.db.rows(queries.FORGET, {"business_id": business_id})
        await self.db.rows(queries.KEEP, {"business_id": business_id, **as_arrays(rows, queries.COLUMNS)})


def _closings(facts: RunwayInputs) -> Mapping[Baseline, tuple[Decimal, ...]]:
    """The closing balance of each week by either baseline, whatever the business chose; none are unknown.

    What people expect of the weeks to come, more of what is usual or less, they did not expect of past ones.
    """
    policy = replace(facts.settings.policy, baseline=Baseline.USUAL, usual_share=Decimal(1))
    outlook = liquidity(replace(facts, settings=replace(facts.settings, policy=policy))).outlook
    if outlook is None:
        return {}
    with_usual = outlook.forecast
    # All else is the same: computing it once halves the time.
    known = [flow for flow in outlook.flows if flow.source is not FlowSource.USUAL]
    alone = forecast(
        with_usual.opening_balance, known, facts.today, with_usual.overdue, week_start=policy.week_start
    )
    return {Baseline.NONE: _of_weeks(alone), Baseline.USUAL: _of_weeks(with_usual)}


def _of_weeks(made: Forecast) -> tuple[Decimal, ...]:
    return tuple(week.closing_balance for week in made.weeks)
