"""The runway of a business as it is shown: cash, burn, both runways, and what they were computed with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestrators.books.cash import Account, CashAccount
from orchestrators.calculations.runway.accuracy.baseline import BaselineChooser
from orchestrators.calculations.runway.burn import Burn, BurnAverage, BurnFigures, BurnMonth
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.runway import AverageRunway, DatedRunway
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, figure, money
from orchestrators.runway.liquidity import BusinessLiquidity

#: A list for people.
MOST_NAMED = 100

#: What makes burn unknown and leaves a forecast, in which what comes back may be missing for the same reason.
_DOUBTS = frozenset(
    {UnknownReason.UNRECONCILED, UnknownReason.UNKNOWN_ACCOUNT, UnknownReason.MISSING_DOCUMENTS}
)


@dataclass(frozen=True, slots=True)
class BurnRate:
    """Burn a month and, over the window's actual days, a day: both ways of making one month of several.

    `per_day` is the one of the two that the policy chooses, and that the average runway divides by.
    """

    mean: Money
    median: Money
    per_day: Money
    per_day_of_mean: Money
    per_day_of_median: Money


@dataclass(frozen=True, slots=True)
class CashBurn:
    """Burn over completed months; without gross and net, `unknown` says why."""

    unknown_reason: UnknownReason | None
    window_start_date: date
    window_end_date: date
    months: tuple[BurnMonth, ...]
    gross: BurnRate | None
    net: BurnRate | None


@dataclass(frozen=True, slots=True)
class PayablesAndReceivables:
    """An amount of each side of the books; None where a rate is unknown."""

    payables: Money | None
    receivables: Money | None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a runway was computed with, so that it can be computed again."""

    as_of: date
    accounts: tuple[CashAccount, ...]
    policy: RunwayPolicy
    baseline: Baseline
    baseline_chosen_by: BaselineChooser
    earmarked: Money
    burn_window_start_date: date
    burn_window_end_date: date
    horizon_end_date: date | None
    items_counted: int
    items_without_due_date: int
    documents_without_rate: int
    left_out: Money
    unknown_accounts: tuple[Account, ...]
    unlisted_accounts: tuple[Account, ...]
    credits_applied: PayablesAndReceivables
    other_open_balances: PayablesAndReceivables
    awaiting_deposit: Money | None
    card_debt: Money | None


@dataclass(frozen=True, slots=True)
class Runway:
    """How long the cash lasts, as of a day. Without a forecast, `unknown` says why there is none.

    `behind` is what it was made of, for those who ask on.
    """

    behind: BusinessLiquidity
    as_of: date
    cash: Money | None
    available: Money | None
    unknown_reason: UnknownReason | None
    burn: CashBurn
    average: AverageRunway
    dated: DatedRunway | None
    doubt: UnknownReason | None
    buffer_is_kept: bool | None
    assumptions: Assumptions

    @property
    def lowest_balance(self) -> DatedRunway | None:
        """The dated runway again, which has the lowest balance."""
        return self.dated


def runway(business_liquidity: BusinessLiquidity) -> Runway:
    """Show it; amounts are in home currency, rounded here and nowhere before."""
    liquidity, code = business_liquidity.liquidity, business_liquidity.currency_code
    dated = liquidity.outlook.projected.dated if liquidity.outlook else None
    return Runway(
        behind=business_liquidity,
        as_of=liquidity.today,
        cash=figure(business_liquidity.position.amount, code)[0],
        available=figure(liquidity.available, code)[0],
        unknown_reason=liquidity.unknown,
        burn=_burn(liquidity.burn, liquidity.rests_on, code),
        average=liquidity.average,
        dated=dated,
        doubt=None if dated is None else _doubt(liquidity.burn),
        buffer_is_kept=None if dated is None else _keeps(dated, liquidity.facts.settings.policy.buffer_days),
        assumptions=assumptions(business_liquidity),
    )


def assumptions(business_liquidity: BusinessLiquidity) -> Assumptions:
    """What the figures rest on: policy, accounts and all that is left out; amounts in home currency."""
    liquidity, code = business_liquidity.liquidity, business_liquidity.currency_code
    facts = liquidity.facts
    left_out = sum((item.left_out for item in liquidity.placed.values()), Decimal(0))
    return Assumptions(
        as_of=liquidity.today,
        accounts=business_liquidity.position.accounts,
        policy=facts.settings.policy,
        baseline=facts.settings.policy.baseline or Baseline.NONE,
        baseline_chosen_by=business_liquidity.baseline_chosen_by,
        earmarked=money(facts.settings.earmarked, code),
        burn_window_start_date=liquidity.burn.window_start,
        burn_window_end_date=liquidity.burn.window_end,
        horizon_end_date=liquidity.outlook.forecast.last_day if liquidity.outlook else None,
        items_counted=len(facts.documents),
        items_without_due_date=len(facts.undated),
        documents_without_rate=len(facts.without_rate),
        left_out=money(left_out, code),
        unknown_accounts=business_liquidity.absences.accounts[:MOST_NAMED],
        unlisted_accounts=business_liquidity.absences.unlisted[:MOST_NAMED],
        credits_applied=PayablesAndReceivables(
            _applied(liquidity, code, is_bill=True), _applied(liquidity, code, is_bill=False)
        ),
        other_open_balances=PayablesAndReceivables(
            figure(business_liquidity.beside.payables, code)[0],
            figure(business_liquidity.beside.receivables, code)[0],
        ),
        awaiting_deposit=money(facts.beside_banks.waiting, code) if liquidity.outlook else None,
        card_debt=money(facts.beside_banks.card_debt, code) if liquidity.outlook else None,
    )


def _doubt(burned: Burn) -> UnknownReason | None:
    return burned.reason if burned.reason in _DOUBTS else None


def _applied(liquidity: Liquidity, code: str, *, is_bill: bool) -> Money:
    covered = (item.credit for item in liquidity.placed.values() if item.plan.item.is_bill == is_bill)
    return money(sum(covered, Decimal(0)), code)


def _keeps(dated: DatedRunway, buffer_days: int) -> bool:
    """Whether the runway is at least the buffer; one beyond the horizon is."""
    return dated.days is None or dated.days >= buffer_days


def _burn(burned: Burn, average: BurnAverage, code: str) -> CashBurn:
    figures = burned.figures
    return CashBurn(
        unknown_reason=burned.reason,
        window_start_date=burned.window_start,
        window_end_date=burned.window_end,
        months=burned.months,
        gross=None if figures is None else _gross(figures, average, code),
        net=None if figures is None else _net(figures, average, code),
    )


def _gross(figures: BurnFigures, average: BurnAverage, code: str) -> BurnRate:
    return BurnRate(
        mean=money(figures.gross_mean, code),
        median=money(figures.gross_median, code),
        per_day=money(figures.gross_per_day(average), code),
        per_day_of_mean=money(figures.gross_per_day_of_mean, code),
        per_day_of_median=money(figures.gross_per_day_of_median, code),
    )


def _net(figures: BurnFigures, average: BurnAverage, code: str) -> BurnRate:
    return BurnRate(
        mean=money(figures.net_mean, code),
        median=money(figures.net_median, code),
        per_day=money(figures.net_per_day(average), code),
        per_day_of_mean=money(figures.net_per_day_of_mean, code),
        per_day_of_median=money(figures.net_per_day_of_median, code),
    )
