"""The last day of a discount, to the end of the calendar."""

from datetime import date
from decimal import Decimal

import pytest

from orchestrators.calculations.books.terms import EarlyPaymentTerms, discount_date

ISSUED = date(2024, 1, 20)


def test_a_discount_within_10_days() -> None:
    assert discount_date(EarlyPaymentTerms(Decimal(2), 10), ISSUED) == date(2024, 1, 30)


@pytest.mark.parametrize(
    "terms",
    [
        EarlyPaymentTerms(Decimal(2), None),
        EarlyPaymentTerms(Decimal(0), 10),
        EarlyPaymentTerms(Decimal(-2), 10),
    ],
)
def test_without_percent_and_days_there_is_no_discount_date(terms: EarlyPaymentTerms) -> None:
    assert discount_date(terms, ISSUED) is None


@pytest.mark.parametrize("days", [10**9, 10**12])
def test_a_day_beyond_the_calendar_is_no_discount_date(days: int) -> None:
    assert discount_date(EarlyPaymentTerms(Decimal(2), days), ISSUED) is None
