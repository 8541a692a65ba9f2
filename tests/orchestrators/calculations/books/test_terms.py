"""The last day of a discount, to the end of the calendar."""

from datetime import date
from decimal import Decimal

import pytest

from orchestrators.calculations.books.terms import Terms, discount_date

ISSUED = date(2024, 1, 20)


def test_a_discount_within_10_days() -> None:
    assert discount_date(Terms(Decimal(2), 10), ISSUED) == date(2024, 1, 30)


@pytest.mark.parametrize("terms", [Terms(Decimal(2), None), Terms(Decimal(0), 10), Terms(Decimal(-2), 10)])
def test_without_percent_and_days_there_is_no_discount_date(terms: Terms) -> None:
    assert discount_date(terms, ISSUED) is None


@pytest.mark.parametrize("days", [10**9, 10**12])
def test_a_day_beyond_the_calendar_is_no_discount_date(days: int) -> None:
    assert discount_date(Terms(Decimal(2), days), ISSUED) is None
