"""One client of a portfolio, with its figures as its own requests show them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from orchestrators.access.roles import Role
from orchestrators.calculations.portfolio.attention import Attention, PortfolioStatus
from orchestrators.calculations.runway.runway import AverageRunwayState, DatedRunway
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, money
from orchestrators.runway.runway import Runway


@dataclass(frozen=True, slots=True)
class PortfolioRunway:
    """What of a business's runway a portfolio shows; as `Runway` has it, with amounts rounded for it.

    `lowest_balance` and `lowest_on` are None without a forecast. `buffer_days` are the days of runway that
    the business keeps.
    """

    as_of: date
    cash: Money | None
    available: Money | None
    unknown_reason: UnknownReason | None
    dated: DatedRunway | None
    lowest_balance: Money | None
    lowest_balance_date: date | None
    average_state: AverageRunwayState
    average_days: Decimal | None
    average_unknown_reason: UnknownReason | None
    doubt: UnknownReason | None
    buffer_days: int
    buffer_is_kept: bool | None


@dataclass(frozen=True, slots=True)
class PortfolioEntry:
    """One client: its figures as its own requests show them, each as of its own local day.

    `fault` is what kept the runway from being computed: then there is no `runway`, and whoever asks for it
    raises the fault. `score` is None as long as there is nothing to check.
    """

    id: UUID
    name: str
    role: Role
    currency_code: str
    runway: PortfolioRunway | None
    fault: Exception | None
    attention: Attention
    critical_issues: int
    open_issues: int
    open_decisions: int
    score: Decimal | None
    last_synced_at: datetime | None
    is_stale: bool

    @property
    def status(self) -> PortfolioStatus:
        """How the client is doing, by the first of its codes."""
        return self.attention.status


def shown(made: Runway) -> PortfolioRunway:
    """What a portfolio shows of a client's runway; unknown figures are None, with the reason."""
    dated = made.dated
    return PortfolioRunway(
        as_of=made.as_of,
        cash=made.cash,
        available=made.available,
        unknown_reason=made.unknown_reason,
        dated=dated,
        lowest_balance=None if dated is None else money(dated.lowest, made.behind.currency_code),
        lowest_balance_date=None if dated is None else dated.lowest_on,
        average_state=made.average.state,
        average_days=made.average.days,
        average_unknown_reason=made.average.unknown_reason,
        doubt=made.doubt,
        buffer_days=made.assumptions.policy.buffer_days,
        buffer_is_kept=made.buffer_is_kept,
    )
