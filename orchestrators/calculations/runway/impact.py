"""What one decision does to the runway, in days and cash."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from orchestrators.calculations.books.vendor import latest_safe_date
from orchestrators.calculations.runway.projection import (
    CashStep,
    DaysPrecision,
    Projection,
    dated_after,
    difference,
    steps,
)
from orchestrators.calculations.values import Flow


class PayOn(StrEnum):
    """The days for which the effect of paying a bill is shown."""

    NOW = "NOW"
    DUE_DATE = "DUE_DATE"
    LATEST_SAFE_DATE = "LATEST_SAFE_DATE"


class Impact(NamedTuple):
    """Dated runway with the change less dated runway as planned, in days, read as `reach` says.

    Then the lowest balance with the change, its day and by how much it changed, which speaks where no
    balance falls below the floor; the day it falls, if any; and the difference of cash from each day on.
    """

    days: int
    reach: DaysPrecision
    lowest: Decimal
    lowest_on: date
    lowest_balance_change: Decimal
    below_floor_date: date | None
    cash: tuple[CashStep, ...]

    def cash_on(self, day: date) -> Decimal:
        """By how much the balance of a day differs, in home currency."""
        return next((step.difference for step in reversed(self.cash) if step.day <= day), Decimal(0))


def impact(projected: Projection, before: Flow | None, after: Flow | None) -> Impact:
    """The effect of one item moving to another day, or costing another amount (a fee, a discount).

    `before` is its flow in the forecast, `after` what the decision makes of it; None where it has none.
    Source: impact_days = dated(S) - dated(B) as the product defines it.
    """
    cash = steps([(before, after)], projected)
    planned, dated = projected.dated, dated_after(projected, cash)
    days, reach = difference(planned, dated, len(projected.daily))
    return Impact(
        days,
        reach,
        dated.lowest,
        dated.lowest_on,
        dated.lowest - planned.lowest,
        dated.below_floor_date,
        cash,
    )


def pay_dates(due_date: date, grace_days: int, today: date) -> tuple[tuple[PayOn, date], ...]:
    """The days to show the effect for, none before today."""
    days = (
        (PayOn.NOW, today),
        (PayOn.DUE_DATE, due_date),
        (PayOn.LATEST_SAFE_DATE, latest_safe_date(due_date, grace_days)),
    )
    return tuple((name, max(day, today)) for name, day in days)
