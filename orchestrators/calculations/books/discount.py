"""What it costs, as a yearly rate, to let an early-payment discount go."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orchestrators.calculations.books.ratios import four_places


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """2/10 net 30 is 2 percent within 10 days of the issue date, or all of it after 30."""

    percent: Decimal
    discount_days: int
    net_days: int


class NoRate(StrEnum):
    """Why a discount has no yearly rate."""

    NO_DISCOUNT = "NO_DISCOUNT"
    NO_WAIT = "NO_WAIT"


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """Yearly rates as fractions (0.3673 is 36.73 %), four places; None with the reason where there is none.

    `days` is how much longer the money stays when the discount is let go.
    """

    days: int
    simple: Decimal | None
    effective: Decimal | None
    reason: NoRate | None = None


class DiscountVerdict(StrEnum):
    """How taking the discount compares with keeping the cash."""

    BEATS_COST_OF_CASH = "BEATS_COST_OF_CASH"
    BELOW_COST_OF_CASH = "BELOW_COST_OF_CASH"
    COSTS_NO_TIME = "COSTS_NO_TIME"
    BREAKS_GUARDRAIL = "BREAKS_GUARDRAIL"
    NO_DISCOUNT = "NO_DISCOUNT"


@dataclass(frozen=True, slots=True)
class DiscountComparison:
    """Whether to take the discount, and why."""

    take: bool
    verdict: DiscountVerdict


def discount_amount(total: Decimal, percent: Decimal) -> Decimal:
    """What the discount saves, in the currency of `total`, unrounded."""
    return total * percent / 100


def discount_rate(offer: DiscountOffer, *, pay_on: int | None = None, year: int = 365) -> DiscountRate:
    """The yearly rate of paying on day `pay_on` after issue (default: the net day) without the discount.

    Simple: d / (100 - d) x Y / days. Effective: (1 + d / (100 - d)) ^ (Y / days) - 1. Y is 360 or 365.
    Source: the usual formulas of credit management. NO_WAIT when that day is not after the discount day.
    """
    days = (offer.net_days if pay_on is None else pay_on) - offer.discount_days
    if not 0 < offer.percent < 100:
        return DiscountRate(days, None, None, NoRate.NO_DISCOUNT)
    if days <= 0:
        return DiscountRate(days, None, None, NoRate.NO_WAIT)
    gain = offer.percent / (100 - offer.percent)
    effective = (1 + gain) ** (Decimal(year) / days) - 1
    return DiscountRate(days, four_places(gain * year / days), four_places(effective))


def compare_discount(
    rate: DiscountRate, cost_of_cash: Decimal, *, breaks_guardrail: bool
) -> DiscountComparison:
    """Compare the simple rate with the business's yearly cost of cash, a fraction like the rate.

    It is taken when it beats that cost, or when paying later was not meant, and no guardrail breaks.
    """
    if rate.reason is NoRate.NO_DISCOUNT:
        return DiscountComparison(False, DiscountVerdict.NO_DISCOUNT)
    if breaks_guardrail:
        return DiscountComparison(False, DiscountVerdict.BREAKS_GUARDRAIL)
    if rate.simple is None:
        return DiscountComparison(True, DiscountVerdict.COSTS_NO_TIME)
    if rate.simple > cost_of_cash:
        return DiscountComparison(True, DiscountVerdict.BEATS_COST_OF_CASH)
    return DiscountComparison(False, DiscountVerdict.BELOW_COST_OF_CASH)
