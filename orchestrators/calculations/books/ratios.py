"""How many days of sales are owed to the business, and how many days of purchases it owes."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_FOUR_PLACES = Decimal("0.0001")
#: Beyond so many digits before the point four places no longer fit a Decimal's 28.
_MOST_DIGITS = 23


class BalanceBasis(StrEnum):
    """Which balance a ratio was computed from."""

    ENDING = "ENDING"
    AVERAGE = "AVERAGE"


class RatioUnknownReason(StrEnum):
    """Why there is no ratio."""

    NO_SALES = "NO_SALES"
    NO_PURCHASES = "NO_PURCHASES"
    NO_DAYS = "NO_DAYS"
    UNKNOWN_RATE = "UNKNOWN_RATE"


@dataclass(frozen=True, slots=True)
class Balance:
    """Receivables or payables in home currency, and whether it is an average."""

    amount: Decimal
    basis: BalanceBasis


@dataclass(frozen=True, slots=True)
class DaysRatio:
    """Days, four places; None with the reason where it cannot be computed."""

    days: Decimal | None
    basis: BalanceBasis
    unknown_reason: RatioUnknownReason | None = None


def ending(amount: Decimal) -> Balance:
    """A balance at the end of the period, in home currency, as the numerator of a ratio."""
    return Balance(amount, BalanceBasis.ENDING)


def four_places(ratio: Decimal) -> Decimal:
    """Round half to even at four places; what is too large to have them is returned as it is."""
    return ratio if ratio.adjusted() > _MOST_DIGITS else ratio.quantize(_FOUR_PLACES)


def dso(receivables: Balance, credit_sales: Decimal, days: int) -> DaysRatio:
    """Days sales outstanding: receivables / credit sales of a period x its days; unknown without sales."""
    return _ratio(receivables, credit_sales, days, RatioUnknownReason.NO_SALES)


def dpo(payables: Balance, purchases: Decimal, days: int) -> DaysRatio:
    """Days payables outstanding: payables / purchases of a period x its days; unknown without purchases."""
    return _ratio(payables, purchases, days, RatioUnknownReason.NO_PURCHASES)


def _ratio(balance: Balance, turnover: Decimal, days: int, nothing: RatioUnknownReason) -> DaysRatio:
    # More was credited than sold: a negative number of days would mean nothing.
    if turnover <= 0:
        return DaysRatio(None, balance.basis, nothing)
    if days <= 0:
        return DaysRatio(None, balance.basis, RatioUnknownReason.NO_DAYS)
    return DaysRatio(four_places(balance.amount * days / turnover), balance.basis)
