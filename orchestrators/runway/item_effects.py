"""The impact and the discount of one open item, as they are shown beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.discount import DiscountVerdict
from orchestrators.calculations.runway import item_effects as calculated
from orchestrators.calculations.runway.impact import Impact, PayOn
from orchestrators.calculations.runway.item_discount import discount_offered
from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, money
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import BusinessLiquidity


@dataclass(frozen=True, slots=True)
class RunwayImpact:
    """What the item's money moving on a day does, against the forecast as planned.

    Days of runway as `reach` says; the lowest balance with it and by how much that changes; what the balance
    differs by on the day itself.
    """

    day: date
    days: int
    days_precision: DaysPrecision
    lowest_balance: Money
    lowest_balance_date: date
    lowest_balance_change: Money
    cash_change: Money
    below_floor_date: date | None


@dataclass(frozen=True, slots=True)
class AverageImpact:
    """Days of average runway that an item is worth; without them, `unknown` says why."""

    days: Decimal | None
    unknown_reason: UnknownReason | None


@dataclass(frozen=True, slots=True)
class ItemImpact:
    """The impact of paying or collecting an item now, at its due date, and at a bill's latest safe date.

    `average` is what it is worth in average runway, whenever that happens.
    """

    item_id: UUID
    average: AverageImpact
    pay_now: RunwayImpact
    at_due: RunwayImpact
    latest_safe: RunwayImpact | None


@dataclass(frozen=True, slots=True)
class ItemDiscount:
    """A bill's discount that can still be taken; rates are yearly fractions, to four places.

    `verdict` compares the simple rate with the policy's cost of cash; None where none is set.
    """

    discount_date: date
    saving: Money
    days: int
    simple_rate: Decimal | None
    effective_rate: Decimal | None
    verdict: DiscountVerdict | None


def item_discount(business_liquidity: BusinessLiquidity, item_id: UUID) -> ItemDiscount | None:
    """The discount of an open bill; None where there is none to take any more."""
    offered = discount_offered(business_liquidity.liquidity, item_id)
    if offered is None:
        return None
    return ItemDiscount(
        offered.until,
        money(offered.saving, business_liquidity.currency_code),
        offered.rate.days,
        offered.rate.simple,
        offered.rate.effective,
        offered.comparison.verdict if offered.comparison else None,
    )


def item_impact(business_liquidity: BusinessLiquidity, item_id: UUID) -> ItemImpact | None:
    """The impact of an open item; None for what is not open, and without a forecast."""
    shown = {
        item.on: _impact(item.impact, item.day, business_liquidity)
        for item in calculated.impacts(business_liquidity.liquidity, item_id)
    }
    worth = calculated.average_days(business_liquidity.liquidity, item_id)
    if not shown or worth is None:
        return None
    average = AverageImpact(None, worth) if isinstance(worth, UnknownReason) else AverageImpact(worth, None)
    latest_safe = shown.get(PayOn.LATEST_SAFE_DATE)
    return ItemImpact(item_id, average, shown[PayOn.NOW], shown[PayOn.DUE_DATE], latest_safe)


def impact_on(business_liquidity: BusinessLiquidity, item_id: UUID, day: date) -> RunwayImpact | None:
    """The same on a day of the asker's; raises `BadInput` naming `date` for one outside of the horizon."""
    liquidity = business_liquidity.liquidity
    if liquidity.outlook is not None:
        last_day = liquidity.outlook.forecast.last_day
        if not liquidity.today <= day <= last_day:
            raise BadInput("date", f"must be from {liquidity.today} to {last_day}")
    effect = calculated.impact_on(liquidity, item_id, day)
    return None if effect is None else _impact(effect, day, business_liquidity)


def _impact(effect: Impact, day: date, business_liquidity: BusinessLiquidity) -> RunwayImpact:
    code = business_liquidity.currency_code
    return RunwayImpact(
        day=day,
        days=effect.days,
        days_precision=effect.reach,
        lowest_balance=money(effect.lowest, code),
        lowest_balance_date=effect.lowest_on,
        lowest_balance_change=money(effect.lowest_balance_change, code),
        cash_change=money(effect.cash_on(day), code),
        below_floor_date=effect.below_floor_date,
    )
