"""The table of minima answers as looking at every balance would."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.minima import minima
from tests.orchestrators.calculations.amounts_and_days import signed_amounts, unhurried
from tests.orchestrators.calculations.runway.businesses import balances


@unhurried
@given(balances, st.data())
def test_the_lowest_of_every_stretch_is_that_of_looking_at_each_balance(
    daily: list[Decimal], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(daily) - 1))
    stop = data.draw(st.integers(start + 1, len(daily)))
    assert minima(daily).lowest(start, stop) == min(daily[start:stop])


@unhurried
@given(balances, st.data())
def test_the_first_balance_below_a_limit_is_that_of_looking_at_each(
    daily: list[Decimal], data: st.DataObject
) -> None:
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(daily))] * 2)))
    limit = data.draw(st.sampled_from(daily) | signed_amounts)
    below = [at for at in range(start, stop) if daily[at] < limit]
    at_most = [at for at in range(start, stop) if daily[at] <= limit]
    table = minima(daily)
    assert table.first_below(start, stop, limit) == (below[0] if below else None)
    assert table.first_at_most(start, stop, limit) == (at_most[0] if at_most else None)
