"""A change of the runway is explained by causes that add up to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.explain import CauseKind, Explanation, Outlook
from orchestrators.calculations.runway.explain import explain as explained
from orchestrators.calculations.runway.forecast import forecast, last_day_of_horizon
from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.calculations.runway.runway import DatedRunway, dated_runway
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.businesses import floors, hundreds

MONDAY = date(2024, 3, 11)
LAST = last_day_of_horizon(MONDAY)
ONE, TWO = UUID(int=1), UUID(int=2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def flow(amount: int | Decimal, number: int, item: UUID | None = ONE) -> Flow:
    source = FlowSource.RECURRING if item is None else FlowSource.BILL if amount < 0 else FlowSource.INVOICE
    return Flow(day(number), Decimal(amount), source, item, "" if item else "Rent")


def outlook(*flows: Flow, cash: int = 100, today: int = 0, floor: int = 0) -> Outlook:
    return Outlook(day(today), Decimal(cash), Decimal(floor), LAST, flows)


def explain(before: Outlook, after: Outlook, paid: Mapping[UUID, Decimal]) -> Explanation:
    """In cents."""
    return explained(before, after, paid, lambda amount: round(amount, 2))


def told(explanation: Explanation) -> list[tuple[CauseKind, int, int]]:
    return [(cause.kind, cause.days, int(cause.lowest)) for cause in explanation.causes]


#: Falls below zero on day 10, by 30.
PLAN = outlook(flow(-50, 5), flow(-80, 10, TWO))


def test_nothing_changed_needs_no_cause() -> None:
    assert explain(PLAN, PLAN, {}) == Explanation(0, DaysPrecision.EXACT, Decimal(0), ())


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


@given(
    some_flows,
    some_flows,
    st.tuples(hundreds, hundreds, floors, floors),
    st.integers(0, 6),
    st.integers(0, 20),
    st.dictionaries(st.sampled_from([ONE, TWO]), hundreds),
)
def test_causes_add_up_to_the_change_exactly(
    planned: list[Flow],
    current: list[Flow],
    amounts: tuple[Decimal, Decimal, Decimal, Decimal],
    first: int,
    passed: int,
    paid: dict[UUID, Decimal],
) -> None:
    # Amounts in other currencies have more digits than are shown.
    planned = [item._replace(amount=item.amount / 7) for item in planned]
    since, today = day(first), day(first + passed)
    before = Outlook(since, amounts[0], amounts[2], last_day_of_horizon(since), tuple(planned))
    after = Outlook(today, amounts[1] / 3, amounts[3], last_day_of_horizon(today), tuple(current))
    result = explain(before, after, paid)
    days, reach = difference(before, after)
    assert (result.days, result.reach) == (days, reach)
    assert sum(cause.days for cause in result.causes) == days
    lowest = round(dated(after).lowest, 2) - round(dated(before).lowest, 2)
    assert sum(cause.lowest for cause in result.causes) == result.lowest == lowest
    assert all(cause.days or cause.lowest for cause in result.causes)


def test_what_dividing_left_over_makes_no_alarm() -> None:
    thirds = outlook(flow(Decimal(2300) / 7, 0, None), cash=700)
    at_the_floor = replace(outlook(cash=500, today=1), floor=Decimal(500))
    result = explain(thirds, at_the_floor, {})
    assert (result.days, result.reach) == (0, DaysPrecision.BEYOND_HORIZON)


@given(st.integers(0, 6), st.integers(0, 40))
def test_days_that_go_by_change_nothing_while_nothing_falls_within_either_horizon(
    first: int, passed: int
) -> None:
    since, today = day(first), day(first + passed)
    before = Outlook(since, Decimal(9), Decimal(0), last_day_of_horizon(since), ())
    after = replace(before, today=today, last_day=last_day_of_horizon(today))
    assert explain(before, after, {}) == Explanation(0, DaysPrecision.BEYOND_HORIZON, Decimal(0), ())


def test_what_falls_after_the_shorter_horizon_is_beyond_both() -> None:
    """On Thursday the horizon has 88 days, of which Monday's 91 have three more."""
    falls_late = Outlook(MONDAY, Decimal(9), Decimal(0), LAST, (flow(-10, 89, None),))
    never = Outlook(day(3), Decimal(9), Decimal(0), LAST, ())
    result = explain(falls_late, never, {})
    assert (result.days, result.reach) == (0, DaysPrecision.BEYOND_HORIZON)
    assert (
        explain(replace(falls_late, flows=(flow(-10, 30, None),)), never, {}).reach is DaysPrecision.AT_LEAST
    )


def test_the_same_money_is_one_cause_however_it_is_recorded() -> None:
    rent = outlook(flow(-50, 20, None), flow(-50, 50, None), cash=10)
    entered = flow(-50, 18, None)._replace(source=FlowSource.ENTERED, label="RENT 12/2026")
    result = explain(rent, outlook(entered, flow(-50, 50, None), cash=10), {})
    assert told(result) == [(CauseKind.MOVED, -2, 0)]
    assert result.causes[0].about == entered


def dated(outlook: Outlook) -> DatedRunway:
    """The dated runway of a forecast made then."""
    daily = forecast(outlook.cash, outlook.flows, outlook.today, OverduePolicy.HISTORY).daily
    return dated_runway(daily, outlook.floor, outlook.today)


def difference(before: Outlook, after: Outlook) -> tuple[int, DaysPrecision]:
    """By the two dated runways alone: of the days that both horizons have, unless both are known."""
    days = [dated(before).days, dated(after).days]
    if None in days:
        common = min((item.last_day - item.today).days + 1 for item in (before, after))
        days = [common if number is None else min(number, common) for number in days]
        reach = DaysPrecision.BEYOND_HORIZON if days[0] == days[1] == common else DaysPrecision.AT_LEAST
    else:
        reach = DaysPrecision.EXACT
    first, last = days
    assert first is not None
    assert last is not None
    return last - first, reach
