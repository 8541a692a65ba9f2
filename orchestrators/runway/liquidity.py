"""Reads what a runway is computed from, as of a day, and computes it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import liquidity as queries
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.cash import CashPosition
from orchestrators.books.reconciliation import ReconciliationDataOrchestrator, is_beyond, shown_in
from orchestrators.calculations.runway.accuracy.baseline import BaselineChooser, ChosenBaseline
from orchestrators.calculations.runway.burn import BurnMonth, window
from orchestrators.calculations.runway.liquidity import Liquidity, liquidity
from orchestrators.calculations.runway.past_weeks import PastWeek
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.settings.policy import RunwayPolicy, RunwaySettings
from orchestrators.figures import UnknownReason
from orchestrators.past_days import past_day
from orchestrators.runway.accuracy.baseline import BaselineDataOrchestrator
from orchestrators.runway.forecast_inputs import BesideItems, ForecastInputsDataOrchestrator, past_weeks
from orchestrators.runway.standing import Standing, StandingDataOrchestrator
from orchestrators.runway.unknown_accounts import AbsenceDataOrchestrator, Absences
from orchestrators.settings.approvals import ApprovalDataOrchestrator
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator


@dataclass(frozen=True, slots=True)
class BusinessLiquidity:
    """A business's liquidity with what it is told in: its home currency and its cash accounts.

    `pay_days` are the weekdays on which payments leave, none means all; `absences` is what the books lack of
    burn's window. The policy among its facts has the baseline that holds, which `baseline_chosen_by` may have
    chosen.
    """

    currency_code: str
    position: CashPosition
    beside: BesideItems
    liquidity: Liquidity
    pay_days: frozenset[int]
    absences: Absences
    baseline_chosen_by: BaselineChooser = BaselineChooser.DEFAULT


@dataclass(frozen=True, slots=True)
class LiquidityDataOrchestrator:
    """Reads cash, settings, history and what is open, each with one statement, however much there is."""

    db: ReadBooks

    async def get_data(
        self,
        business_id: UUID,
        today: date,
        as_of: date | None = None,
        *,
        without: Collection[UUID] = (),
    ) -> BusinessLiquidity:
        """As of today, or of a day before: what moved or was applied later had not happened yet.

        Decisions that stand are counted today, but for those `without`. Settings are those of now. Raises
        `BadInput` naming `asOf` for a day that is still to come.
        """
        day = past_day(as_of, today)
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        settings, chosen = await self._settings(business_id, day)
        inputs = await ForecastInputsDataOrchestrator(self.db).get_data(
            business_id, day, today, settings.policy, business.currency_code
        )
        position, unreconciled = await self._reconciled(
            business_id, day, inputs.position, settings.policy, business.currency_code
        )
        absences = await AbsenceDataOrchestrator(self.db).get_data(business_id, *window(day))
        pay_days = (await ApprovalDataOrchestrator(self.db).get_data(business_id)).weekdays
        standing = await self._standing(business_id, day, today, pay_days, without)
        facts = replace(
            inputs.facts(day, settings, await self._past(business_id, settings.policy)),
            months=absences.doubt or unreconciled or await self._months(business_id, day),
            arranged=standing.arranged,
            blocked=standing.blocked,
        )
        return BusinessLiquidity(
            business.currency_code,
            position,
            inputs.beside,
            liquidity(facts),
            pay_days,
            absences,
            chosen.by,
        )

    async def _settings(self, business_id: UUID, day: date) -> tuple[RunwaySettings, ChosenBaseline]:
        """The settings with the baseline that holds, and who chose it."""
        settings = await RunwayPolicyDataOrchestrator(self.db).get_data(business_id, day)
        wanted = settings.policy.baseline
        chosen = await BaselineDataOrchestrator(self.db).get_data(business_id, wanted, day)
        return settings.with_baseline(chosen.baseline), chosen

    async def _standing(
        self, business_id: UUID, day: date, today: date, pay_days: frozenset[int], without: Collection[UUID]
    ) -> Standing:
        """What was decided counts today: of a past day nobody knew it."""
        if day != today:
            return Standing()
        return await StandingDataOrchestrator(self.db).get_data(business_id, today, pay_days, without)

    async def _reconciled(
        self, business_id: UUID, day: date, position: CashPosition, policy: RunwayPolicy, home: str
    ) -> tuple[CashPosition, UnknownReason | None]:
        """The position with what its accounts leave unexplained, and why burn is unknown over it."""
        accounts = await ReconciliationDataOrchestrator(self.db).accounts(
            business_id, day, window(day)[0], policy.unexplained_tolerance
        )
        counted_ids = {item.id for item in position.accounts if item.is_counted}
        counted = [account for account in accounts if account.id in counted_ids]
        beyond = is_beyond(counted, position.rates, home, policy.unexplained_limit)
        return shown_in(position, accounts), UnknownReason.UNRECONCILED if beyond else None

    async def _months(self, business_id: UUID, day: date) -> tuple[BurnMonth, ...] | UnknownReason:
        """Cash in and cash out of months of burn's window, in home currency by the rates of that time.

        A month in which no operation moved anything is left out.
        """
        since, until = window(day)
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MONTHS, about)
        if any(row["unknown"] for row in rows):
            return UnknownReason.UNKNOWN_RATE
        return tuple(
            BurnMonth(row["month"], row["cash_in"], row["cash_out"]) for row in rows if row["operations"]
        )

    async def _past(self, business_id: UUID, policy: RunwayPolicy) -> tuple[PastWeek, ...]:
        """The weeks that were, for who wants what is usual."""
        return await past_weeks(self.db, business_id) if policy.baseline is Baseline.USUAL else ()
