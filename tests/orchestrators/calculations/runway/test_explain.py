"""A change of the runway is explained by causes that add up to it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.explain import CauseKind, Explanation, Outlook, explain
from orchestrators.calculations.runway.forecast import forecast, last_day_of_horizon
from orchestrators.calculations.runway.runway import dated_runway
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from tests.orchestrators.calculations.amounts_and_days import unhurried
from tests.orchestrators.calculations.runway.oracles.businesses import floors, hundreds

MONDAY = date(2024, 3, 11)
LAST = last_day_of_horizon(MONDAY)
ONE, TWO = UUID(int=1), UUID(int=2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def flow(amount: int, number: int, item: UUID | None = ONE) -> Flow:
    source = FlowSource.RECURRING if item is None else FlowSource.BILL if amount < 0 else FlowSource.INVOICE
    return Flow(day(number), Decimal(amount), source, item, "" if item else "Rent")


def outlook(*flows: Flow, cash: int = 100, today: int = 0, floor: int = 0) -> Outlook:
    return Outlook(day(today), Decimal(cash), Decimal(floor), LAST, flows)


def told(explanation: Explanation) -> list[tuple[CauseKind, int, int]]:
    return [(cause.kind, cause.days, int(cause.lowest)) for cause in explanation.causes]


#: Falls below zero on day 10, by 30.
PLAN = outlook(flow(-50, 5), flow(-80, 10, TWO))


def test_nothing_changed_needs_no_cause() -> None:
    assert explain(PLAN, PLAN, {}) == Explanation(0, Decimal(0), ())


@pytest.mark.parametrize(
    ("after", "kind", "days", "lowest"),
    [
        (outlook(flow(-50, 5), flow(-80, 7, TWO)), CauseKind.MOVED, -3, 0),
        (outlook(flow(-50, 5), flow(-110, 10, TWO)), CauseKind.AMOUNT, 0, -30),
        (outlook(*PLAN.flows, flow(-70, 6, UUID(int=3))), CauseKind.NEW, -4, -70),
        (outlook(flow(-50, 5)), CauseKind.GONE, 81, 80),
        (replace(PLAN, floor=Decimal(60)), CauseKind.FLOOR, -5, 0),
        (replace(PLAN, cash=Decimal(90)), CauseKind.CASH, 0, -10),
    ],
)
def test_each_change_is_named(after: Outlook, kind: CauseKind, days: int, lowest: int) -> None:
    result = explain(PLAN, after, {})
    assert told(result) == [(kind, days, lowest)]
    assert (result.days, result.lowest) == (days, Decimal(lowest))


def test_a_cause_names_its_item_or_its_recurring_flow() -> None:
    [cause] = explain(PLAN, outlook(flow(-50, 5), flow(-80, 7, TWO)), {}).causes
    assert cause.about == flow(-80, 7, TWO)
    [cause] = explain(outlook(), outlook(flow(-500, 9, None)), {}).causes
    assert cause.about == flow(-500, 9, None)


def test_what_went_as_planned_leaves_only_the_time_that_passed() -> None:
    later = outlook(flow(-80, 10, TWO), cash=50, today=6)
    assert told(explain(PLAN, later, {ONE: Decimal(-50)})) == [(CauseKind.TIME, -6, 0)]
    rent = outlook(flow(-50, 5, None), flow(-80, 10))
    assert told(explain(rent, replace(later, flows=(flow(-80, 10),)), {})) == [(CauseKind.TIME, -6, 0)]


def test_a_customer_who_did_not_pay_as_planned_is_the_cause() -> None:
    before = outlook(flow(60, 3), flow(-120, 10, TWO))
    after = outlook(flow(60, 12), flow(-120, 10, TWO), today=6)
    result = explain(before, after, {})
    assert (result.causes[0].kind, result.causes[0].about) == (CauseKind.MOVED, flow(60, 12))
    assert sum(cause.lowest for cause in result.causes) == result.lowest


def test_a_bill_paid_before_its_day_is_paid_and_not_lost_cash() -> None:
    after = outlook(flow(-50, 5), cash=20, today=2)
    result = explain(outlook(flow(-50, 5), flow(-80, 10, TWO)), after, {TWO: Decimal(-80)})
    assert {cause.kind for cause in result.causes} == {CauseKind.TIME, CauseKind.PAID}


def test_what_was_late_already_counts_on_the_day_of_the_outlook() -> None:
    result = explain(outlook(flow(40, -3), flow(50, 0)), outlook(), {})
    assert told(result) == [(CauseKind.GONE, 0, -90)]


def test_the_largest_cause_comes_first() -> None:
    after = outlook(flow(-50, 5), flow(-80, 9, TWO), flow(-110, 2, UUID(int=3)), cash=99)
    result = explain(PLAN, after, {})
    sizes = [abs(cause.days) for cause in result.causes]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 3
    grown = outlook(flow(-55, 5), flow(-110, 10, TWO))
    assert told(explain(PLAN, grown, {})) == [(CauseKind.AMOUNT, 0, -30), (CauseKind.AMOUNT, 0, -5)]


some_flows = st.lists(
    st.builds(
        Flow,
        st.integers(-2, 100).map(day),
        st.builds(lambda amount, sign: amount * sign, hundreds, st.sampled_from([1, -1])),
        st.sampled_from(FlowSource),
        st.none() | st.sampled_from([ONE, TWO, UUID(int=3)]),
        st.sampled_from("ab"),
    ),
    max_size=8,
)


@unhurried
@given(
    some_flows,
    some_flows,
    st.tuples(hundreds, hundreds, floors, floors),
    st.integers(0, 20),
    st.dictionaries(st.sampled_from([ONE, TWO]), hundreds),
)
def test_causes_add_up_to_the_change_exactly(
    planned: list[Flow],
    current: list[Flow],
    amounts: tuple[Decimal, Decimal, Decimal, Decimal],
    passed: int,
    paid: dict[UUID, Decimal],
) -> None:
    before = Outlook(MONDAY, amounts[0], amounts[2], LAST, tuple(planned))
    today = day(passed)
    after = Outlook(today, amounts[1], amounts[3], last_day_of_horizon(today), tuple(current))
    result = explain(before, after, paid)
    assert sum(cause.days for cause in result.causes) == result.days == reading(after)[0] - reading(before)[0]
    assert (
        sum(cause.lowest for cause in result.causes)
        == result.lowest
        == reading(after)[1] - reading(before)[1]
    )
    assert all(cause.days or cause.lowest for cause in result.causes)


def reading(outlook: Outlook) -> tuple[int, Decimal]:
    """The runway, at most the horizon's days, and the lowest balance, of a forecast made then."""
    daily = forecast(outlook.cash, outlook.flows, outlook.today, OverduePolicy.HISTORY).daily
    dated = dated_runway(daily, outlook.floor, outlook.today)
    return len(daily) if dated.days is None else dated.days, dated.lowest
