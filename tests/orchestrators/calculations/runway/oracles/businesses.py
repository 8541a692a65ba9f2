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
    some_day = st.none() | st.integers(-20, 130).map(lambda days: today + timedelta(days=days))
    due = today + timedelta(days=draw(st.integers(-100, 110)))
    open_item = item(
        draw(hundreds), due, is_bill=draw(st.booleans()), number=number, party=draw(st.sampled_from(PARTIES))
    )
    return Plan(open_item, draw(some_day), draw(some_day), draw(some_day))


@st.composite
def rules(draw: st.DrawFn, today: date) -> PlacementRules:
    """A policy, a few holidays, and a way around them."""
    holidays = draw(
        st.frozensets(st.integers(0, 100).map(lambda days: today + timedelta(days=days)), max_size=8)
    )
    rolling = st.sampled_from(Rolling)
    return PlacementRules(
        draw(st.sampled_from(OverduePolicy)),
        BusinessDays(
            holidays, draw(st.sampled_from([frozenset({5, 6}), frozenset({4})])), draw(rolling), draw(rolling)
        ),
    )


@st.composite
def businesses(draw: st.DrawFn) -> Business:
    """A business of up to a dozen items and a few recurring flows."""
    today = draw(todays)
    count = draw(st.integers(0, 12))
    return Business(
        today,
        draw(st.integers(-10, 80).map(lambda number: Decimal(number) * 100)),
        draw(floors),
        tuple(draw(plans(today, number + 1)) for number in range(count)),
        tuple(draw(st.lists(flows(today, FlowSource.RECURRING), max_size=4))),
        draw(rules(today)),
        draw(st.integers(0, 6)),
    )


@st.composite
def flows(draw: st.DrawFn, today: date, source: FlowSource = FlowSource.BILL) -> Flow:
    """Money on a day shortly before today, within the horizon or beyond."""
    day = today + timedelta(days=draw(st.integers(-3, 120)))
    return Flow(
        day, draw(hundreds) * draw(st.sampled_from([1, -1])), source, None, draw(st.sampled_from("abc"))
    )


balances = st.lists(st.one_of(signed_amounts, hundreds), min_size=1, max_size=100)
