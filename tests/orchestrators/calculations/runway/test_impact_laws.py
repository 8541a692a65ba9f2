"""The laws of a decision's effect, on random balances and on random businesses."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.impact import Impact, impact, pay_dates
from orchestrators.calculations.runway.placement import moved
from orchestrators.calculations.runway.projection import DaysPrecision, Projection, projection
from orchestrators.calculations.runway.runway import dated_runway
from orchestrators.calculations.values import Flow, FlowSource
from tests.orchestrators.calculations.runway.oracles.businesses import Business, businesses, floors, hundreds

TODAY = date(2024, 3, 11)
HORIZON = 40
steps = st.lists(st.sampled_from([0, 0, 0, 300, -400, 1200, -900]), min_size=HORIZON, max_size=HORIZON)
places = st.integers(0, HORIZON + 10)
later = st.integers(0, HORIZON)


@dataclass(frozen=True, slots=True)
class Case:
    """A daily balance that holds one flow, and how to move it."""

    net: tuple[Decimal, ...]
    flow: Flow
    floor: Decimal

    def daily(self, flow: Flow) -> list[Decimal]:
        """The balance with this flow, added up from the first day on."""
        at = (flow.day - TODAY).days
        nets = [net + (flow.amount if day == at else 0) for day, net in enumerate(self.net)]
        return [sum(nets[: day + 1], Decimal(1000)) for day in range(HORIZON)]

    def projected(self) -> Projection:
        return projection(self.daily(self.flow), self.floor, TODAY)

    def on(self, at: int, fee: Decimal = Decimal(0)) -> Flow:
        return self.flow._replace(day=TODAY + timedelta(days=at), amount=self.flow.amount - fee)

    def moved(self, at: int, fee: Decimal = Decimal(0)) -> Impact:
        return impact(self.projected(), self.flow, self.on(at, fee))

    @property
    def at(self) -> int:
        return (self.flow.day - TODAY).days


@st.composite
def cases(draw: st.DrawFn) -> Case:
    net = tuple(Decimal(item) for item in draw(steps))
    day = TODAY + timedelta(days=draw(places))
    return Case(net, Flow(day, -draw(hundreds), FlowSource.BILL), draw(floors))


@given(cases(), places, st.sampled_from([Decimal(0), Decimal(150), Decimal(-80)]))
def test_an_impact_equals_computing_both_forecasts_from_scratch(case: Case, at: int, fee: Decimal) -> None:
    planned = dated_runway(case.daily(case.flow), case.floor, TODAY)
    anew = dated_runway(case.daily(case.on(at, fee)), case.floor, TODAY)
    result = case.moved(at, fee)
    assert (result.below_floor_date, result.lowest, result.lowest_on) == (
        anew.below_floor_date,
        anew.lowest,
        anew.lowest_on,
    )
    assert result.lowest_balance_change == anew.lowest - planned.lowest
    ends = [HORIZON if item.days is None else item.days for item in (planned, anew)]
    assert result.days == ends[1] - ends[0]
    assert result.reach is list(DaysPrecision)[(planned.days is None) + (anew.days is None)]
    changed = zip(case.daily(case.flow), case.daily(case.on(at, fee)), strict=True)
    for number, (before, after) in enumerate(changed):
        assert result.cash_on(TODAY + timedelta(days=number)) == after - before


@given(cases(), st.data())
def test_paying_earlier_never_adds_runway(case: Case, data: st.DataObject) -> None:
    result = case.moved(data.draw(st.integers(0, case.at)))
    assert result.days <= 0
    assert result.lowest_balance_change <= 0


@given(cases(), later)
def test_paying_later_without_a_fee_never_costs_runway(case: Case, more: int) -> None:
    result = case.moved(case.at + more)
    assert result.days >= 0
    assert result.lowest_balance_change >= 0


@given(cases(), places, later)
def test_the_later_of_two_days_never_shows_less_runway(case: Case, at: int, more: int) -> None:
    assert case.moved(at).days <= case.moved(at + more).days


@given(cases(), places, st.integers(1, 900).map(Decimal))
def test_a_fee_never_adds_runway_and_a_discount_never_costs_any(case: Case, at: int, fee: Decimal) -> None:
    assert case.moved(at, fee).days <= case.moved(at).days <= case.moved(at, -fee).days


@given(cases(), places)
def test_an_amount_of_nothing_or_the_same_day_changes_nothing(case: Case, at: int) -> None:
    nothing = replace(case, flow=case.flow._replace(amount=Decimal(0)))
    for result in (case.moved(case.at), nothing.moved(at)):
        assert (result.days, result.lowest_balance_change, result.cash) == (0, Decimal(0), ())


@given(cases(), later, later)
def test_a_move_beyond_the_horizon_from_beyond_it_changes_nothing(
    case: Case, first: int, second: int
) -> None:
    far = replace(case, flow=case.on(HORIZON + first))
    result = far.moved(HORIZON + second)
    assert (result.days, result.lowest_balance_change, result.cash) == (0, Decimal(0), ())


@given(cases(), st.data())
def test_a_receipt_is_the_mirror_of_a_payment(case: Case, data: st.DataObject) -> None:
    receipt = replace(case, flow=case.flow._replace(amount=-case.flow.amount))
    at = data.draw(places)
    result = receipt.moved(at)
    assert result.days >= 0 if at <= receipt.at else result.days <= 0


@given(businesses())
def test_the_days_offered_for_a_bill_never_show_less_runway_the_later_they_are(business: Business) -> None:
    projected = business.projection()
    for placed in business.placed().values():
        if placed.plan.item.is_bill:
            days = [day for _, day in pay_dates(placed.plan.item.due_date, 7, business.today)]
            decided = [moved(placed, business.today, business.rules, day=day).flow for day in days]
            effects = [impact(projected, placed.flow, flow).days for flow in decided]
            assert all(sooner <= latest for sooner, latest in pairwise(effects))
