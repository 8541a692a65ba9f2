"""Months of burn worked out a second time, movement by movement, as the database adds them up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from orchestrators.calculations.runway.burn import BurnMonth
from orchestrators.calculations.values import CashMovement


def months_of(movements: Iterable[CashMovement]) -> tuple[BurnMonth, ...]:
    """What came in and went out in each month, without own transfers and financing."""
    months: dict[date, BurnMonth] = {}
    for movement in movements:
        if movement.internal or movement.financing:
            continue
        first = movement.day.replace(day=1)
        month = months.get(first, BurnMonth(first, Decimal(0), Decimal(0)))
        if movement.amount > 0:
            months[first] = replace(month, cash_in=month.cash_in + movement.amount)
        else:
            months[first] = replace(month, cash_out=month.cash_out - movement.amount)
    return tuple(months.values())
