"""A runway of random facts is the one worked out day by day, and its figures agree with each other."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.burn import BurnAverage, burn, window
from orchestrators.calculations.runway.liquidity import Outlook, RunwayInputs, liquidity
from orchestrators.calculations.runway.placement import FlowDateBasis
from orchestrators.calculations.runway.runway import AverageRunwayState
from orchestrators.calculations.values import FlowSource
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.runway.oracles.known_facts import changed, known_facts
from tests.orchestrators.calculations.runway.oracles.slow_liquidity import slow_liquidity

facts_and_more = st.tuples(known_facts(), st.data())


def outlook(facts: RunwayInputs) -> Outlook:
    """The outlook of facts whose cash and rates are known."""
    result = liquidity(facts).outlook
    assert result is not None
    return result


@given(known_facts())
def test_it_equals_the_forecast_that_asks_everything_of_each_day(facts: RunwayInputs) -> None:
    made, slow = outlook(facts), slow_liquidity(facts)
    assert list(made.forecast.daily) == slow.daily
    for week, again in zip(made.forecast.weeks, slow.weeks, strict=True):
        assert (week.opening_balance, week.closing_balance) == (again.opening, again.closing)
        for item in week.by_source:
            assert (item.receipts, item.payments) == (
                again.receipts[item.source],
                again.payments[item.source],
            )
    assert made.projected.dated.days == slow.falls_after(facts.settings.policy.floor)
    assert made.projected.dated.lowest == min(slow.daily)


@given(known_facts())
def test_all_flows_are_in_the_weeks_or_beyond_and_by_source_they_add_up(facts: RunwayInputs) -> None:
    made, result = outlook(facts), liquidity(facts)
    forecast = made.forecast
    assert forecast.opening_balance == result.available == Decimal(str(facts.cash)) - facts.settings.earmarked
    inside = [flow for flow in made.flows if flow not in forecast.beyond]
    assert forecast.closing_balance == forecast.opening_balance + sum(flow.amount for flow in inside)
    assert forecast.closing_balance == forecast.daily[-1]
    assert all(flow.day > forecast.last_day for flow in forecast.beyond)
    for source in FlowSource:
        shown = [item for week in forecast.weeks for item in week.by_source if item.source is source]
        net = sum((item.receipts - item.payments for item in shown), Decimal(0))
        assert net == sum(flow.amount for flow in inside if flow.source is source)


@given(known_facts())
def test_each_open_item_is_one_flow_or_left_out_and_nothing_of_it_is_lost(facts: RunwayInputs) -> None:
    result = liquidity(facts)
    assert set(result.placed) == {document.item.id for document in facts.documents}
    for entry in facts.documents:
        placed = result.placed[entry.item.id]
        counted = abs(placed.flow.amount) if placed.flow else Decimal(0)
        parts = sum(
            (one.part or Decimal(0) for one in facts.arranged if one.item_id == entry.item.id), Decimal(0)
        )
        assert counted + placed.left_out == max(Decimal(0), entry.item.balance - parts)
        assert placed.flow is None or placed.flow.day >= facts.today
    owed = [document.item.balance for document in facts.documents if not document.item.is_bill]
    assert result.receivables == sum(owed, Decimal(0))


@given(known_facts(), st.data())
def test_an_item_moved_within_the_horizon_leaves_the_last_closing(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    before, placed = outlook(facts), liquidity(facts).placed
    inside = [
        item_id
        for item_id, item in placed.items()
        if item.flow
        and item.flow.day <= before.forecast.last_day
        and item.basis is not FlowDateBasis.OVERDUE_POLICY
    ]
    if inside:
        # Receipts at the last weekend come after it.
        last = (before.forecast.last_day - facts.today).days - 3
        day = facts.today + timedelta(days=data.draw(st.integers(0, last)))
        moved = outlook(changed(facts, data.draw(st.sampled_from(inside)), day=day))
        assert moved.forecast.closing_balance == before.forecast.closing_balance


@given(known_facts(), st.integers(1, 40).map(lambda number: Decimal(number) * 100))
def test_an_earmark_lowers_every_balance_by_its_amount(facts: RunwayInputs, amount: Decimal) -> None:
    assert isinstance(facts.cash, Decimal)
    less = outlook(replace(facts, cash=facts.cash - amount)).forecast.daily
    assert [balance - amount for balance in outlook(facts).forecast.daily] == list(less)


@given(known_facts(), st.sampled_from([UnknownReason.NO_BANK_ACCOUNT, UnknownReason.UNKNOWN_RATE]))
def test_unknown_cash_leaves_everything_out_that_follows_from_it_and_nothing_else(
    facts: RunwayInputs, reason: UnknownReason
) -> None:
    result, known = liquidity(replace(facts, cash=reason)), liquidity(facts)
    assert (result.outlook, result.unknown, result.available) == (None, reason, reason)
    assert (result.average.state, result.average.unknown_reason) == (AverageRunwayState.UNKNOWN, reason)
    assert (result.burn, result.placed, result.receivables) == (known.burn, known.placed, known.receivables)


@given(known_facts())
def test_a_document_without_a_rate_leaves_the_forecast_out_and_not_the_average(facts: RunwayInputs) -> None:
    result = liquidity(replace(facts, without_rate=(UUID(int=99),)))
    assert (result.outlook, result.unknown) == (None, UnknownReason.UNKNOWN_RATE)
    # Without a forecast nothing contradicts the policy's average.
    with_forecast = liquidity(facts)
    own = with_forecast.rests_on is facts.settings.policy.average
    if own and with_forecast.net_burn_per_day is not UnknownReason.AVERAGE_CONTRADICTED:
        assert result.average == with_forecast.average
    assert result.rests_on is facts.settings.policy.average


@given(known_facts())
def test_the_average_runway_is_available_cash_over_the_average_it_rests_on(facts: RunwayInputs) -> None:
    result = liquidity(facts)
    assert not isinstance(facts.months, UnknownReason)
    assert result.burn == burn(facts.months, facts.today, facts.history)
    if result.average.state is AverageRunwayState.FINITE and result.average.days is not None:
        assert result.burn.figures is not None
        assert isinstance(result.available, Decimal)
        per_month = result.burn.figures.net(result.rests_on)
        days = (result.burn.window_end - result.burn.window_start).days + 1
        per_day = per_month * len(result.burn.months) / days
        assert abs(result.average.days * per_day - result.available) <= per_day


@given(known_facts(), st.sampled_from(BurnAverage))
def test_days_of_average_runway_times_burn_a_day_is_the_cash_by_either_policy(
    facts: RunwayInputs, average: BurnAverage
) -> None:
    policy = replace(facts.settings.policy, average=average)
    result = liquidity(replace(facts, settings=replace(facts.settings, policy=policy)))
    per_day, figures = result.net_burn_per_day, result.burn.figures
    falls = result.outlook is not None and result.outlook.projected.dated.days is not None
    if figures is None:
        assert per_day == result.burn.reason
    elif isinstance(per_day, UnknownReason):
        # Never infinite beside a balance that falls: by neither average anything is used up.
        assert (per_day, falls) == (UnknownReason.AVERAGE_CONTRADICTED, True)
        assert max(figures.net_per_day(item) for item in BurnAverage) <= 0
    else:
        assert per_day == figures.net_per_day(result.rests_on)
        assert result.rests_on is average or (falls and figures.net_per_day(average) <= 0 < per_day)
    assert not (falls and result.average.state is AverageRunwayState.INFINITE)
    assert (result.average.state is AverageRunwayState.FINITE) is (
        isinstance(per_day, Decimal) and per_day > 0 and Decimal(str(result.available)) > 0
    )
    if result.average.state is AverageRunwayState.FINITE and result.average.days is not None:
        # Days are rounded to four places.
        assert isinstance(per_day, Decimal)
        assert isinstance(result.available, Decimal)
        assert abs(result.average.days * per_day - result.available) <= per_day * Decimal("0.000051")


@given(known_facts())
def test_movements_whose_rate_is_unknown_make_burn_unknown_and_the_forecast_stays(
    facts: RunwayInputs,
) -> None:
    result = liquidity(replace(facts, months=UnknownReason.UNKNOWN_RATE))
    assert (result.burn.reason, result.burn.figures, result.burn.months) == (
        UnknownReason.UNKNOWN_RATE,
        None,
        (),
    )
    assert (result.burn.window_start, result.burn.window_end) == window(facts.today)
    assert result.outlook == liquidity(facts).outlook
    assert result.average.state in (AverageRunwayState.UNKNOWN, AverageRunwayState.EXHAUSTED)
