"""When a document falls due, and until when it can be paid with a discount."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal

from orchestrators.calculations.steps import shift


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms: 2/10 n30 is discount_percent 2, discount_days 10, due_days 30.

    Or by day of month: due on `day_of_month_due`, a month later when issued within `due_next_month_days`
    of it.
    """

    due_days: int | None = None
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    day_of_month_due: int | None = None
    due_next_month_days: int | None = None


def due_date(terms: Terms, issue_date: date) -> date | None:
    """The due date; None when the terms name none, or one outside the calendar.

    Terms by day of month count before due days. A month that is too short is due on its last day.
    """
    if terms.day_of_month_due is not None and terms.day_of_month_due >= 1:
        return _by_day_of_month(terms.day_of_month_due, terms.due_next_month_days or 0, issue_date)
    return None if terms.due_days is None else shift(issue_date, terms.due_days)


def discount_date(terms: Terms, issue_date: date) -> date | None:
    """The last day on which the discount can be taken; None without a discount."""
    if not terms.discount_percent or terms.discount_percent < 0 or terms.discount_days is None:
        return None
    return shift(issue_date, terms.discount_days)


def _by_day_of_month(day: int, next_month_days: int, issue_date: date) -> date | None:
    this_month = _clamped(issue_date.year, issue_date.month, day)
    days_left = (this_month - issue_date).days
    if days_left >= 0 and (next_month_days <= 0 or days_left > next_month_days):
        return this_month
    year, month = issue_date.year + issue_date.month // 12, issue_date.month % 12 + 1
    return None if year > MAXYEAR else _clamped(year, month, day)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
