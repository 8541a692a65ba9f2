"""Bands around the forecast: from errors that were measured, wider with time, and the same each time."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.accuracy.bands import LEAST_ERRORS, Band, Errors, band
from orchestrators.calculations.runway.forecast import forecast
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.amounts_and_days import unhurried
from tests.orchestrators.calculations.runway.oracles.businesses import flows

MONDAY = date(2024, 3, 11)
EIGHTY = Decimal("0.8")
#: A fifth on either side of a middle that is right.
SPREAD = (-7, -7, -7, -7, *[0] * 12, 14, 14, 14, 14)


def around(planned: list[Flow], errors: Errors, coverage: Decimal = EIGHTY) -> Band:
    return band(forecast(Decimal(1000), planned, MONDAY, OverduePolicy.HISTORY), planned, errors, coverage)


def on(number: int, amount: int, source: FlowSource = FlowSource.INVOICE) -> Flow:
    return Flow(MONDAY + timedelta(days=number), Decimal(amount), source)


def edges(low: int, projected: int, high: int) -> tuple[Decimal, Decimal, Decimal]:
    return Decimal(low), Decimal(projected), Decimal(high)


def weeks(result: Band) -> list[tuple[Decimal, Decimal, Decimal]]:
    return [(point.low, point.projected, point.high) for point in result.points]


def test_an_invoice_may_come_a_week_earlier_or_two_later() -> None:
    result = weeks(around([on(16, 500)], Errors(SPREAD)))
    assert result[:2] == [edges(1000, 1000, 1000), edges(1000, 1000, 1500)]
    # A week where it may have come or not, and a band that never narrows.
    assert set(result[2:]) == {edges(1000, 1500, 2000)}


def test_bills_are_paid_as_planned_and_add_nothing() -> None:
    assert all(low == high for low, _, high in weeks(around([on(16, -500, FlowSource.BILL)], Errors(SPREAD))))


@pytest.mark.parametrize("source", [FlowSource.ENTERED, FlowSource.UNDEPOSITED, FlowSource.USUAL])
def test_what_no_open_invoice_brings_comes_on_its_day(source: FlowSource) -> None:
    result = around([on(16, 500, source)], Errors(SPREAD))
    assert all(low == high for low, _, high in weeks(result))


@pytest.mark.parametrize(("amount", "low", "high"), [(500, 1450, 1600), (-500, 400, 550)])
def test_a_recurring_flow_may_be_more_or_less(amount: int, low: int, high: int) -> None:
    shares = tuple(Decimal(item) / 100 for item in (-10, -10, -10, -10, *[0] * 12, 20, 20, 20, 20))
    flow = on(16, amount, FlowSource.RECURRING)
    assert weeks(around([flow], Errors(SPREAD, shares)))[-1] == edges(low, 1000 + amount, high)


@pytest.mark.parametrize(
    "errors",
    [
        Errors(()),
        Errors((1,) * (LEAST_ERRORS - 1)),
        Errors((1,) * LEAST_ERRORS, (Decimal(0),) * (LEAST_ERRORS - 1)),
    ],
)
def test_too_few_errors_make_no_band(errors: Errors) -> None:
    assert around([on(3, 5)], errors) == Band(EIGHTY, UnknownReason.INSUFFICIENT_HISTORY, ())


planned_flows = st.lists(
    st.sampled_from(FlowSource).flatmap(lambda source: flows(MONDAY, source)), max_size=12
)
measured = st.builds(
    Errors,
    st.lists(st.integers(-40, 60), min_size=LEAST_ERRORS, max_size=30).map(tuple),
    st.just(()) | st.lists(st.decimals(-1, 1, places=3), min_size=LEAST_ERRORS, max_size=30).map(tuple),
)


@unhurried
@given(planned_flows, measured)
def test_the_forecast_lies_inside_and_the_band_never_narrows(planned: list[Flow], errors: Errors) -> None:
    result = weeks(around(planned, errors))
    assert len(result) == 13
    assert all(low <= projected <= high for low, projected, high in result)
    widths = [(projected - low, high - projected) for low, projected, high in result]
    assert all(now[0] <= then[0] and now[1] <= then[1] for now, then in pairwise(widths))


@unhurried
@given(planned_flows, measured, st.data())
def test_the_order_of_the_errors_changes_nothing(
    planned: list[Flow], errors: Errors, data: st.DataObject
) -> None:
    shuffled = Errors(tuple(data.draw(st.permutations(errors.days))), errors.shares[::-1])
    assert around(planned, shuffled) == around(planned, errors)


@unhurried
@given(planned_flows)
def test_a_rule_that_never_missed_has_no_width(planned: list[Flow]) -> None:
    exact = Errors((0,) * LEAST_ERRORS, (Decimal(0),) * LEAST_ERRORS)
    assert all(low == projected == high for low, projected, high in weeks(around(planned, exact)))
