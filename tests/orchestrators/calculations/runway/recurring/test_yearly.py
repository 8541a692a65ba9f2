"""Two payments a year apart are yearly, unless their payee is paid more often."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.recurring.days import regular_days
from orchestrators.calculations.runway.recurring.detection import detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.values import CashMovement
from tests.orchestrators.calculations.runway.recurring.moving import (
    GROCER,
    RENT_DAYS,
    TODAY,
    detected,
    moved,
)

PREMIUM_DAYS = ("2023-03-08", "2024-03-11")
PREMIUM = moved(*PREMIUM_DAYS, amount=-2400, label="Insurance")


def test_a_premium_that_was_paid_twice_a_year_apart_is_yearly() -> None:
    [flow] = detect(PREMIUM, TODAY)
    assert (flow.cadence, flow.amount, flow.seen_since) == (
        Cadence.YEARLY,
        Decimal(-2400),
        date(2023, 3, 11),
    )
    assert (flow.anchor.month, flow.anchor.day, flow.seen_until) == (3, 11, date(2024, 3, 11))


def test_one_on_29_february_comes_on_the_28th_of_other_years() -> None:
    [flow] = detect(moved("2024-02-29", "2025-02-28"), date(2025, 6, 1))
    assert list(regular_days(flow, date(2025, 6, 1), date(2029, 1, 1))) == [
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


@pytest.mark.parametrize(
    "others",
    [
        moved(*RENT_DAYS),
        moved("2023-04-02", "2023-08-17", "2024-01-05", amount=-70),
        moved("2023-09-08", amount=-2300),
        moved("2022-12-08", amount=-2400),
        moved("2024-04-08", amount=-2400),
    ],
    ids=["monthly as well", "often", "in between", "before", "after"],
)
def test_two_payments_a_year_apart_are_not_yearly_where_others_move(others: list[CashMovement]) -> None:
    assert Cadence.YEARLY not in {cadence for _, _, cadence, _ in detected([*PREMIUM, *others])}


@pytest.mark.parametrize(
    "others",
    [
        moved("2023-09-08", "2024-01-08", amount=-70),
        moved(*RENT_DAYS, party=GROCER),
        moved(*RENT_DAYS, amount=900),
    ],
    ids=["now and then", "of others", "coming in"],
)
def test_a_premium_is_yearly_whatever_moves_beside_it(others: list[CashMovement]) -> None:
    assert ("Insurance", Decimal(-2400), Cadence.YEARLY, date(2024, 3, 11)) in detected([*PREMIUM, *others])


def test_three_policies_of_one_insurer_are_three_yearly_flows() -> None:
    cars = moved("2022-09-01", "2023-09-01", amount=-600)
    fire = moved("2022-11-15", "2023-11-14", amount=-1400)
    amounts = [(amount, cadence) for _, amount, cadence, _ in detected([*PREMIUM, *cars, *fire])]
    assert amounts == [(Decimal(amount), Cadence.YEARLY) for amount in (-2400, -1400, -600)]


@given(st.integers(0, 2**32))
def test_a_vendor_who_is_paid_often_and_never_the_same_is_not_yearly(seed: int) -> None:
    dice = Random(seed)
    days = [TODAY - timedelta(days=dice.randrange(750)) for _ in range(24)]
    often = [
        CashMovement(day, Decimal(-dice.randrange(100, 2000)), False, False, GROCER, "x") for day in days
    ]
    yearly = [flow for flow in detect(often, TODAY) if flow.cadence is Cadence.YEARLY]
    assert yearly == []
