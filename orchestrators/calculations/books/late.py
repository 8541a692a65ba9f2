"""What a late payment costs."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_YEAR = 365
_MONTH = 30


class LateCostKind(StrEnum):
    """How a creditor charges for lateness."""

    FLAT = "FLAT"
    PERCENT_ONCE = "PERCENT_ONCE"
    DAILY = "DAILY"
    MONTHLY_OVER_30 = "MONTHLY_OVER_30"


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What was agreed: `rate` is an amount of money when FLAT, else percent: once, a year, or a month.

    Nothing is charged within `grace_days`; never more than `cap`, an amount of money.
    """

    kind: LateCostKind
    rate: Decimal
    grace_days: int = 0
    cap: Decimal | None = None

    @property
    def amount(self) -> Decimal | None:
        """What is charged when FLAT, an amount of money."""
        return self.rate if self.kind is LateCostKind.FLAT else None

    @property
    def percent(self) -> Decimal | None:
        """What is charged otherwise: 1.5 is 1.5 %."""
        return None if self.kind is LateCostKind.FLAT else self.rate


def late_cost(terms: LateTerms, balance: Decimal, days_late: int) -> Decimal:
    """The cost of paying `balance` so many days late, in its currency, unrounded, never negative.

    Daily: balance x APR / 365 x days after the grace. Monthly: balance x monthly rate / 30 x days after the
    grace. Source: the product's definition.
    """
    days = days_late - max(0, terms.grace_days)
    if days <= 0 or balance <= 0:
        return Decimal(0)
    cost = _uncapped(terms, balance, days)
    return max(Decimal(0), cost if terms.cap is None else min(cost, terms.cap))


def _uncapped(terms: LateTerms, balance: Decimal, days: int) -> Decimal:
    match terms.kind:
        case LateCostKind.FLAT:
            return terms.rate
        case LateCostKind.PERCENT_ONCE:
            return balance * terms.rate / 100
        case LateCostKind.DAILY:
            return balance * terms.rate * days / (100 * _YEAR)
        case LateCostKind.MONTHLY_OVER_30:
            return balance * terms.rate * days / (100 * _MONTH)
