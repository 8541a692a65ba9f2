"""What is usual stands beside what is known: by the latest weeks, less what recurs, by season."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.business_days import WEEKDAYS
from orchestrators.calculations.runway.past_weeks import PastWeek
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.usual import Adjustment, UsualSide, adjusted, rests_on
from orchestrators.calculations.runway.usual import usual as made_usual
from orchestrators.calculations.values import Flow, FlowSource

#: A Wednesday, and a horizon of thirteen weeks that ends on a Sunday.
TODAY = date(2026, 7, 15)
LAST = date(2026, 10, 11)
MONDAY = date(2026, 7, 13)
CUSTOMER = UUID(int=7)
AS_IT_IS = Adjustment()


WAGES = RecurringFlow(
    None, "Wages", Decimal(-70), Cadence.WEEKLY, MONDAY, MONDAY, None, MONDAY - timedelta(weeks=20)
)


def weeks(
    amount: int, lead: int = -1, count: int = 13, party: UUID | None = None, label: str = ""
) -> list[PastWeek]:
    """The same in each of the latest weeks."""
    mondays = (MONDAY - timedelta(weeks=back) for back in range(1, count + 1))
    return [PastWeek(monday, party, label, lead, Decimal(amount)) for monday in mondays]


def usual(
    past: list[PastWeek],
    *recurring: RecurringFlow,
    adjustment: Adjustment = AS_IT_IS,
    entered: tuple[Flow, ...] = (),
) -> tuple[Flow, ...]:
    return made_usual(past, recurring, TODAY, LAST, WEEKDAYS, adjustment, entered).flows


def by_week(flows: tuple[Flow, ...]) -> list[Decimal]:
    """What each week of the horizon holds, to the cent."""
    sums = [Decimal(0)] * 13
    for flow in flows:
        sums[(flow.day - MONDAY).days // 7] += flow.amount
    return [amount.quantize(Decimal("0.01")) for amount in sums]


def _by_day(flows: tuple[Flow, ...]) -> dict[tuple[date, str, bool], Decimal]:
    """Each day, label and direction, to the cent."""
    return {(flow.day, flow.label, flow.amount > 0): flow.amount.quantize(Decimal("0.01")) for flow in flows}


def test_what_nobody_knows_before_comes_every_week_and_in_what_is_left_of_this_one() -> None:
    assert by_week(usual(weeks(700))) == [Decimal(400), *[Decimal(700)] * 12]
    assert by_week(usual(weeks(-70))) == [Decimal(-40), *[Decimal(-70)] * 12]


def test_what_is_known_weeks_before_is_usual_only_beyond_them() -> None:
    # Half of what is known for four to five weeks is known four weeks ahead.
    assert by_week(usual(weeks(700, lead=4))) == [Decimal(0)] * 4 + [Decimal(350)] + [Decimal(700)] * 8
    assert by_week(usual(weeks(700, lead=13))) == [Decimal(0)] * 13


def test_what_recurs_is_left_out() -> None:
    assert by_week(usual(weeks(-100), WAGES)) == by_week(usual(weeks(-30)))
    # It may have been known or not: both are less by the same part.
    both = [*weeks(-100), *weeks(-40, lead=4)]
    assert by_week(usual(both, WAGES)) == by_week(usual([*weeks(-50), *weeks(-20, lead=4)]))
    retainer = RecurringFlow(
        CUSTOMER, "C", Decimal(500), Cadence.WEEKLY, MONDAY, MONDAY, None, MONDAY - timedelta(weeks=20)
    )
    past = [*weeks(500, lead=2, party=CUSTOMER, label="C"), *weeks(80)]
    assert by_week(usual(past, retainer)) == by_week(usual(weeks(80)))


def test_a_party_is_told_apart_by_its_label() -> None:
    flows = usual([*weeks(500, party=CUSTOMER, label="C"), *weeks(80)])
    assert {flow.label for flow in flows} == {"C", ""}
    assert {flow.amount for flow in flows if flow.label == "C" and flow.day > date(2026, 7, 20)} == {500}


@pytest.mark.parametrize(("count", "is_usual"), [(7, False), (8, True)])
def test_nothing_is_usual_before_it_was_for_eight_weeks(count: int, is_usual: bool) -> None:
    flows = usual(weeks(700, count=count))
    assert bool(flows) is is_usual
    if is_usual:
        assert by_week(flows)[1] == 700


def test_the_same_weeks_a_year_ago_make_a_season() -> None:
    past = []
    for back in range(1, 67):
        monday = MONDAY - timedelta(weeks=back)
        # In what was three weeks ahead a year ago, and from there on, it was twice as much.
        doubled = MONDAY - timedelta(weeks=49) <= monday < MONDAY - timedelta(weeks=39)
        past.append(PastWeek(monday, None, "", -1, Decimal(200 if doubled else 100)))
    told = by_week(usual(past))
    # Each week with its neighbours.
    assert told[1:6] == [Decimal("100.00"), Decimal("133.33"), Decimal("166.67"), Decimal(200), Decimal(200)]


def test_people_expect_more_or_less_from_a_day_on() -> None:
    less = Adjustment(Decimal("0.8"), date(2026, 8, 3))
    assert by_week(usual(weeks(700), adjustment=less)) == [
        Decimal(400),
        Decimal(700),
        Decimal(700),
        *[Decimal(560)] * 10,
    ]
    assert usual(weeks(700), adjustment=Adjustment(Decimal(0))) == ()


def test_what_is_entered_ahead_takes_the_place_of_as_much_in_its_week() -> None:
    cheque = Flow(date(2026, 7, 22), Decimal(-300), FlowSource.ENTERED)
    told = by_week(usual(weeks(-1000), entered=(cheque,)))
    assert told[:3] == [Decimal("-571.43"), Decimal(-700), Decimal(-1000)]
    more = Flow(date(2026, 7, 22), Decimal(-3000), FlowSource.ENTERED)
    assert by_week(usual(weeks(-1000), entered=(more,)))[:3] == [Decimal("-571.43"), 0, Decimal(-1000)]
    received = Flow(date(2026, 7, 22), Decimal(300), FlowSource.ENTERED)
    assert by_week(usual(weeks(-1000), entered=(received,)))[1] == -1000


def test_what_it_rests_on_are_the_weeks_whose_mean_it_is() -> None:
    cheque = Flow(date(2026, 7, 22), Decimal(-10), FlowSource.ENTERED)
    past = [*weeks(-100), *weeks(-40, lead=4), *weeks(-500, party=CUSTOMER, label="C"), *weeks(70)]
    made = made_usual(past, (WAGES,), TODAY, LAST, WEEKDAYS, AS_IT_IS, (cheque,))
    later = next(item for item in made.expected if not item.label and item.average < 0 and not item.entered)
    told = rests_on(made, later)
    assert len(told) == 13
    assert sum(week.amount for week in told) / 13 == later.average
    # 70 of 100, or with what was known four weeks before of 140, is wages.
    assert {week.amount + week.recurring for week in told} == {Decimal(-100)}
    last = [item for item in made.expected if not item.label and item.average < 0][-1]
    assert {week.amount + week.recurring for week in rests_on(made, last)} == {Decimal(-140)}
    assert {week.recurring.quantize(Decimal("0.01")) for week in rests_on(made, last)} == {Decimal(-70)}


def test_a_side_is_adjusted_and_what_is_entered_takes_the_place_of_as_much_again() -> None:
    cheque = Flow(date(2026, 7, 22), Decimal(-800), FlowSource.ENTERED)
    made = made_usual([*weeks(-1000), *weeks(50)], (), TODAY, LAST, WEEKDAYS, AS_IT_IS, (cheque,))
    half = Adjustment(Decimal("0.5"), date(2026, 7, 20))
    paid = adjusted(made, UsualSide.PAYMENTS, half)
    anew = made_usual(weeks(-1000), (), TODAY, LAST, WEEKDAYS, half, (cheque,))
    payments = tuple(flow for flow in paid.flows if flow.amount < 0)
    assert by_week(payments) == by_week(anew.flows)
    assert by_week(payments)[1:3] == [Decimal(0), Decimal(-500)]
    received = adjusted(made, UsualSide.RECEIPTS, half)
    assert [flow for flow in received.flows if flow.amount < 0] == [f for f in made.flows if f.amount < 0]


@given(
    st.lists(
        st.builds(
            PastWeek,
            st.integers(0, 70).map(lambda back: MONDAY - timedelta(weeks=back)),
            st.none() | st.just(CUSTOMER),
            st.sampled_from("ab"),
            st.integers(-1, 20),
            st.integers(-9, 9).filter(bool).map(lambda n: Decimal(n * 100)),
        ),
        max_size=60,
    ),
    st.dates(TODAY, TODAY + timedelta(days=6)),
)
def test_flows_are_in_the_horizon_after_today_and_only_of_directions_that_were(
    past: list[PastWeek], today: date
) -> None:
    flows = made_usual(past, (), today, LAST, WEEKDAYS, AS_IT_IS, ()).flows
    assert all(today < flow.day <= LAST for flow in flows)
    assert {flow.amount > 0 for flow in flows} <= {week.amount > 0 for week in past}
    # In whatever order the weeks are read, each day holds the same.
    again = made_usual(past[::-1], (WAGES,), today, LAST, WEEKDAYS, AS_IT_IS, ()).flows
    once = made_usual(past, (WAGES,), today, LAST, WEEKDAYS, AS_IT_IS, ()).flows
    assert _by_day(again) == _by_day(once)
    double = [PastWeek(w.monday, w.party_id, w.label, w.lead, w.amount * 2) for w in past]
    twice = made_usual(double, (), today, LAST, WEEKDAYS, AS_IT_IS, ()).flows
    assert [flow.day for flow in twice] == [flow.day for flow in flows]
    assert all(abs(b.amount - 2 * a.amount) < Decimal("0.0001") for a, b in zip(flows, twice, strict=True))
