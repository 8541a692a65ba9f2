"""A discount that can still be taken is told with its rate, and compared with what cash costs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from orchestrators.calculations.books.collection import NO_HABIT, Habits
from orchestrators.calculations.books.discount import DiscountVerdict
from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.runway.item_discount import discount_offered
from orchestrators.calculations.runway.liquidity import RunwayInputs, liquidity
from orchestrators.calculations.runway.placement import OpenDocument
from orchestrators.calculations.settings.policy import RunwayPolicy, RunwaySettings
from orchestrators.calculations.values import OpenItem

#: A Monday; the bill was issued today, 2/10 net 30.
TODAY = date(2026, 11, 23)
BILL = UUID(int=1)
NET_30 = OpenItem(BILL, True, None, TODAY, TODAY + timedelta(days=30), Decimal(1000), Decimal(1000))
TWO_TEN = EarlyPaymentTerms(discount_percent=Decimal(2), discount_days=10)


def facts(today: date = TODAY, cash: int = 5000, **policy: object) -> RunwayInputs:
    settings = RunwaySettings(replace(RunwayPolicy(), **policy))  # type: ignore[arg-type]  # Any field of it.
    habits = Habits(today, NO_HABIT, {})
    return RunwayInputs(
        today, Decimal(cash), settings, (), None, habits, {}, (OpenDocument(NET_30, TWO_TEN),)
    )


def test_two_ten_net_thirty_is_told_until_its_day_with_the_published_rates() -> None:
    result = discount_offered(liquidity(facts()), BILL)
    assert result is not None
    assert (result.until, result.saving) == (TODAY + timedelta(days=10), Decimal(20))
    assert (result.rate.days, result.rate.simple, result.rate.effective) == (
        20,
        Decimal("0.3724"),
        Decimal("0.4459"),
    )
    assert result.comparison is None


@pytest.mark.parametrize(("days", "there"), [(10, True), (11, False)])
def test_after_its_day_there_is_none(days: int, *, there: bool) -> None:
    result = discount_offered(liquidity(facts(TODAY + timedelta(days=days))), BILL)
    assert (result is not None) is there


@pytest.mark.parametrize(
    ("cash", "cost", "verdict"),
    [
        (5000, "0.3", DiscountVerdict.BEATS_COST_OF_CASH),
        (5000, "0.4", DiscountVerdict.BELOW_COST_OF_CASH),
        # Paid early the balance is below zero before the buffer of 20 days is over; paid when due after it.
        (900, "0.3", DiscountVerdict.BREAKS_GUARDRAIL),
    ],
)
def test_its_rate_is_compared_with_the_cost_of_cash(cash: int, cost: str, verdict: DiscountVerdict) -> None:
    made = liquidity(facts(cash=cash, cost_of_cash=Decimal(cost), buffer_days=20))
    result = discount_offered(made, BILL)
    assert result is not None
    assert result.comparison is not None
    assert result.comparison.verdict is verdict


def test_an_invoice_or_a_bill_without_terms_has_none() -> None:
    for document in (
        OpenDocument(NET_30),
        OpenDocument(NET_30._replace(is_bill=False), TWO_TEN),
        OpenDocument(NET_30._replace(issue_date=None), TWO_TEN),
    ):
        assert discount_offered(liquidity(replace(facts(), documents=(document,))), BILL) is None
    assert discount_offered(liquidity(facts()), UUID(int=2)) is None
