"""Whom to chase first, by amount, age, history and runway."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.collection import NO_HABIT, Habit
from orchestrators.calculations.decisions.collection_priority import (
    InvoiceToRank,
    invoice_priority,
)
from orchestrators.calculations.decisions.priority import Factor, FactorName
from tests.orchestrators.calculations.amounts_and_days import TODAY, amounts, days

RECEIVABLES = Decimal(10_000)
INVOICE = InvoiceToRank(TODAY, Decimal(500), NO_HABIT)
MOST = {FactorName.AMOUNT: 30, FactorName.AGE: 30, FactorName.HISTORY: 20, FactorName.RUNWAY: 20}
medians = st.decimals(-60, 400, places=1)
habits_of_customers = st.just(NO_HABIT) | st.builds(
    Habit, n=st.integers(1, 90), median=medians, interquartile_range=st.just(Decimal(5)), disputed=st.just(0)
)
invoices = st.builds(
    InvoiceToRank,
    due_date=days,
    amount=amounts,
    customer=habits_of_customers,
    runway_days=st.none() | st.decimals(-10, 90, places=1),
)


def who_pays(median: str) -> Habit:
    return Habit(6, Decimal(median), Decimal(4), 0)


def factor(name: FactorName, invoice: InvoiceToRank) -> Factor:
    result = invoice_priority(invoice, RECEIVABLES, TODAY)
    return next(item for item in result.factors if item.name is name)


@pytest.mark.parametrize(
    ("amount", "points", "reason"),
    [
        ("500", "15", "It is 5.0% of the open receivables."),
        ("4000", "30", "It is 40.0% of the open receivables."),
    ],
)
def test_amount_counts_as_a_share_of_all_receivables(amount: str, points: str, reason: str) -> None:
    result = factor(FactorName.AMOUNT, INVOICE._replace(amount=Decimal(amount)))
    assert (result.points, result.reason) == (Decimal(points), reason)


@pytest.mark.parametrize(
    ("past_due", "points", "reason"),
    [
        (-1, 0, "Due in 1 day."),
        (0, 0, "Due in 0 days."),
        (45, 15, "45 days past due."),
        (99, 30, "99 days past due."),
    ],
)
def test_age_counts_from_the_due_date(past_due: int, points: int, reason: str) -> None:
    result = factor(FactorName.AGE, INVOICE._replace(due_date=TODAY - timedelta(days=past_due)))
    assert result.points == Decimal(points)
    assert result.reason == reason


@pytest.mark.parametrize(
    ("median", "points", "days_text"),
    [("15.0", 10, "15 days after due"), ("-4.5", 0, "4.5 days before due"), ("90", 20, "90 days after due")],
)
def test_history_counts_how_late_the_customer_usually_is(median: str, points: int, days_text: str) -> None:
    result = factor(FactorName.HISTORY, INVOICE._replace(customer=who_pays(median)))
    assert result.points == points
    assert result.reason == f"Half of the customer's 6 invoices settled {days_text} or later."


def test_runway_counts_what_collecting_today_adds() -> None:
    result = factor(FactorName.RUNWAY, INVOICE._replace(runway_days=Decimal(7)))
    assert (result.points, result.reason) == (Decimal(10), "Collecting it today adds 7.0 days of runway.")


def test_what_is_unknown_has_no_points_and_says_so() -> None:
    history, runway = factor(FactorName.HISTORY, INVOICE), factor(FactorName.RUNWAY, INVOICE)
    assert history.points == runway.points == 0
    assert history.reason == "The customer settled no invoice in the last 12 months, disputed ones aside."
    assert runway.reason == "Its effect on the runway is unknown."


def test_without_receivables_nothing_is_a_share_of_them() -> None:
    assert invoice_priority(INVOICE, Decimal(0), TODAY).score == 0


@given(invoices, amounts, days)
def test_the_score_is_the_sum_of_its_factors_each_within_its_bounds(
    invoice: InvoiceToRank, receivables: Decimal, today: date
) -> None:
    result = invoice_priority(invoice, receivables, today)
    assert {item.name: item.most for item in result.factors} == MOST
    assert all(0 <= item.points <= item.most for item in result.factors)
    assert result.score == sum(item.points for item in result.factors) <= 100


@given(invoices, amounts, days, st.integers(1, 400), st.integers(0, 1000))
def test_older_larger_or_more_runway_never_lowers_the_score(
    invoice: InvoiceToRank, receivables: Decimal, today: date, older: int, more: int
) -> None:
    score = invoice_priority(invoice, receivables, today).score
    runway = None if invoice.runway_days is None else invoice.runway_days + more
    for pressing in (
        invoice._replace(due_date=invoice.due_date - timedelta(days=older)),
        invoice._replace(amount=invoice.amount + more),
        invoice._replace(runway_days=runway),
    ):
        assert invoice_priority(pressing, receivables, today).score >= score
