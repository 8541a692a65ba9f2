"""Random businesses to try laws on: their cash, open items, holidays and policies."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from orchestrators.calculations.business_days import BusinessDays, Rolling
from orchestrators.calculations.runway.forecast import Forecast, forecast
from orchestrators.calculations.runway.placement import Placed, PlacementRules, Plan, place
from orchestrators.calculations.runway.projection import Projection, projection
from orchestrators.calculations.values import Flow, FlowSource, OpenItem, OverduePolicy
from tests.orchestrators.calculations.amounts_and_days import signed_amounts

MONDAY = date(2024, 3, 11)
SUNDAY = date(2024, 3, 17)
PARTIES = [UUID(int=number) for number in range(1, 4)]

todays = st.dates(date(2023, 12, 20), date(2024, 3, 20))
#: Small and few, so that balances meet the floor again and again.
hundreds = st.integers(1, 50).map(lambda number: Decimal(number) * 100)
floors = st.sampled_from([Decimal(0), Decimal(500), Decimal(-300)])

# Made once, with days counted from today: a new strategy costs Hypothesis more than drawing from it does.
BOOLEANS = st.booleans()
SIGNS = st.sampled_from([1, -1])
SOMEBODY = st.sampled_from(PARTIES)
DUE_IN = st.integers(-100, 110)
CHOSEN_IN = st.none() | st.integers(-20, 130)
CLOSED_IN = st.frozensets(st.integers(0, 100), max_size=8)
WEEKENDS = st.sampled_from([frozenset({5, 6}), frozenset({4})])
ROLLING = st.sampled_from(Rolling)
OVERDUE = st.sampled_from(OverduePolicy)
WEEK_STARTS = st.integers(0, 6)
PLANS, RECURRING = st.integers(0, 12), st.integers(0, 4)
CASH = st.integers(-10, 80).map(lambda number: Decimal(number) * 100)
FLOWS_IN = st.integers(-3, 120)
NAMES = st.sampled_from("abc")


@dataclass(frozen=True, slots=True)
class Business:
    """What a forecast is made of."""

    today: date
    cash: Decimal
    floor: Decimal
    plans: tuple[Plan, ...]
    recurring: tuple[Flow, ...]
    rules: PlacementRules
    week_start: int = 0

    def placed(self) -> dict[UUID, Placed]:
        """Its items on their days."""
        return {plan.item.id: place(plan, self.today, self.rules) for plan in self.plans}

    def flows(self) -> list[Flow]:
        """All that is to come."""
        return [*(entry.flow for entry in self.placed().values() if entry.flow), *self.recurring]

    def forecast(self) -> Forecast:
        """Its thirteen weeks."""
        return forecast(self.cash, self.flows(), self.today, self.rules.overdue, week_start=self.week_start)

    def projection(self) -> Projection:
        """Its daily balance."""
        return projection(self.forecast().daily, self.floor, self.today)


def item(
    balance: object = 100,
    due: date = MONDAY,
    *,
    is_bill: bool = True,
    number: int = 1,
    party: UUID = PARTIES[0],
) -> OpenItem:
    """An open bill, or invoice."""
    amount = Decimal(str(balance))
    return OpenItem(UUID(int=number), is_bill, party, None, due, amount, amount)


@st.composite
def plans(draw: st.DrawFn, today: date, number: int) -> Plan:
    """An open item, due around today or after the horizon, with or without days that people chose."""

    def some_day() -> date | None:
        days = draw(CHOSEN_IN)
        return None if days is None else today + timedelta(days=days)

    due = today + timedelta(days=draw(DUE_IN))
    open_item = item(draw(hundreds), due, is_bill=draw(BOOLEANS), number=number, party=draw(SOMEBODY))
    return Plan(open_item, some_day(), some_day())


@st.composite
def rules(draw: st.DrawFn, today: date) -> PlacementRules:
    """A policy, a few holidays, and a way around them."""
    holidays = frozenset(today + timedelta(days=days) for days in draw(CLOSED_IN))
    business_days = BusinessDays(holidays, draw(WEEKENDS), draw(ROLLING), draw(ROLLING))
    return PlacementRules(draw(OVERDUE), business_days)


@st.composite
def businesses(draw: st.DrawFn) -> Business:
    """A business of up to a dozen items and a few recurring flows."""
    today = draw(todays)
    return Business(
        today,
        draw(CASH),
        draw(floors),
        tuple(draw(plans(today, number + 1)) for number in range(draw(PLANS))),
        tuple(draw(flows(today, FlowSource.RECURRING)) for _ in range(draw(RECURRING))),
        draw(rules(today)),
        draw(WEEK_STARTS),
    )


@st.composite
def flows(draw: st.DrawFn, today: date, source: FlowSource = FlowSource.BILL) -> Flow:
    """Money on a day shortly before today, within the horizon or beyond."""
    day = today + timedelta(days=draw(FLOWS_IN))
    return Flow(day, draw(hundreds) * draw(SIGNS), source, None, draw(NAMES))


balances = st.lists(st.one_of(signed_amounts, hundreds), min_size=1, max_size=100)
