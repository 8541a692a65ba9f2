"""A changed projection answers as looking at every balance would."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.projection import CashStep, dated_after, first_below, projection
from orchestrators.calculations.runway.runway import dated_runway
from tests.orchestrators.calculations.amounts_and_days import signed_amounts
from tests.orchestrators.calculations.runway.oracles.businesses import balances

TODAY = date(2024, 3, 11)


@given(balances, st.dictionaries(st.integers(0, 99), signed_amounts, max_size=5), st.data())
def test_a_changed_projection_is_that_of_looking_at_each_balance(
    daily: list[Decimal], differences: dict[int, Decimal], data: st.DataObject
) -> None:
    within = {at: by for at, by in sorted(differences.items()) if at < len(daily)}
    steps = [CashStep(TODAY + timedelta(days=at), by) for at, by in within.items()]
    changed, by = [], Decimal(0)
    for at, balance in enumerate(daily):
        by = within.get(at, by)
        changed.append(balance + by)
    floor, limit = (data.draw(st.sampled_from(changed) | signed_amounts) for _ in range(2))
    projected = projection(daily, floor, TODAY)
    assert dated_after(projected, steps) == dated_runway(changed, floor, TODAY)
    below = [TODAY + timedelta(days=at) for at, balance in enumerate(changed) if balance < limit]
    assert first_below(projected, steps, limit) == (below[0] if below else None)
