"""Each open item enters the forecast on the day that people decided, or that history or the policy says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orchestrators.calculations.runway.placement import (
    AgeWeight,
    FlowDateBasis,
    Placed,
    PlacementRules,
    Plan,
    moved,
    place,
)
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.businesses import MONDAY, item

FRIDAY = MONDAY + timedelta(days=4)
NEXT_WEEK = MONDAY + timedelta(days=7)
LAST_WEEK = MONDAY - timedelta(days=7)
TUESDAY = MONDAY + timedelta(days=1)
AT_ONCE = PlacementRules()
POLICIES = {policy: PlacementRules(policy) for policy in OverduePolicy}


def flow_of(plan: Plan, rules: PlacementRules = AT_ONCE) -> Flow:
    result = place(plan, MONDAY, rules).flow
    assert result is not None
    return result


def test_decided_comes_before_due() -> None:
    bill = item(due=FRIDAY)
    assert flow_of(Plan(bill)).day == FRIDAY
    assert flow_of(Plan(bill, decided=NEXT_WEEK)).day == NEXT_WEEK


def test_an_invoice_comes_when_expected_and_a_bill_leaves_when_due() -> None:
    invoice = item(due=FRIDAY, is_bill=False)
    assert flow_of(Plan(invoice)).day == FRIDAY
    assert flow_of(Plan(invoice, expected=NEXT_WEEK)).day == NEXT_WEEK
    assert flow_of(Plan(invoice, decided=TUESDAY, expected=NEXT_WEEK)).day == TUESDAY
    assert flow_of(Plan(item(due=FRIDAY), expected=NEXT_WEEK)).day == FRIDAY


def test_a_bill_is_negative_an_invoice_positive_and_both_name_their_item() -> None:
    bill, invoice = item("12.34", due=FRIDAY), item(7, due=FRIDAY, is_bill=False)
    assert flow_of(Plan(bill)) == Flow(FRIDAY, Decimal("-12.34"), FlowSource.BILL, bill.id)
    assert flow_of(Plan(invoice)) == Flow(FRIDAY, Decimal(7), FlowSource.INVOICE, invoice.id)


def test_a_decision_whose_day_has_passed_says_nothing() -> None:
    result = place(Plan(item(due=FRIDAY), decided=LAST_WEEK), MONDAY, AT_ONCE)
    assert result.basis is FlowDateBasis.DUE


def test_a_decision_for_today_holds() -> None:
    result = place(Plan(item(due=FRIDAY), decided=MONDAY), MONDAY, AT_ONCE)
    assert result.basis is FlowDateBasis.DECIDED
    assert result.flow is not None
    assert result.flow.day == MONDAY


def test_money_expected_today_has_not_come_yet() -> None:
    for due in (FRIDAY, LAST_WEEK):
        assert flow_of(Plan(item(due=due, is_bill=False), expected=MONDAY)).day == TUESDAY


def test_what_is_due_today_leaves_today_and_comes_tomorrow() -> None:
    assert flow_of(Plan(item(due=MONDAY))).day == MONDAY
    assert flow_of(Plan(item(due=MONDAY, is_bill=False))).day == TUESDAY
    assert flow_of(Plan(item(due=FRIDAY, is_bill=False), expected=LAST_WEEK)).day == TUESDAY


@pytest.mark.parametrize("is_bill", [True, False])
@pytest.mark.parametrize(
    ("policy", "day"),
    [
        (OverduePolicy.HISTORY, FRIDAY),
        (OverduePolicy.AGE_WEIGHTED, FRIDAY),
        (OverduePolicy.ROLL_FORWARD, TUESDAY),
    ],
)
def test_an_overdue_item_comes_when_the_policy_says(
    policy: OverduePolicy, day: date, *, is_bill: bool
) -> None:
    plan = Plan(item(due=LAST_WEEK, is_bill=is_bill), expected=FRIDAY)
    assert flow_of(plan, POLICIES[policy]).day == day
    assert flow_of(plan, POLICIES[policy]).source is FlowSource.OVERDUE


@pytest.mark.parametrize("policy", [OverduePolicy.HISTORY, OverduePolicy.AGE_WEIGHTED])
def test_without_a_history_what_is_overdue_is_expected_next_business_day(policy: OverduePolicy) -> None:
    assert flow_of(Plan(item(due=LAST_WEEK)), POLICIES[policy]).day == TUESDAY


def test_an_overdue_item_can_be_left_out_and_its_balance_is_told() -> None:
    result = place(Plan(item(80, due=LAST_WEEK)), MONDAY, POLICIES[OverduePolicy.EXCLUDE])
    assert (result.basis, result.flow, result.left_out) == (FlowDateBasis.OVERDUE_POLICY, None, Decimal(80))


def test_a_decision_about_an_overdue_item_comes_before_any_policy() -> None:
    for rules in POLICIES.values():
        result = place(Plan(item(80, due=LAST_WEEK), decided=FRIDAY), MONDAY, rules)
        assert (result.basis, result.left_out) == (FlowDateBasis.DECIDED, Decimal(0))
        assert result.flow == Flow(FRIDAY, Decimal(-80), FlowSource.BILL, result.plan.item.id)


@pytest.mark.parametrize(
    ("late", "counted"), [(1, 92), (30, 92), (31, 78), (60, 78), (61, 42), (90, 42), (91, 22), (4000, 22)]
)
def test_older_invoices_count_less(late: int, counted: int) -> None:
    plan = Plan(item(100, due=MONDAY - timedelta(days=late), is_bill=False))
    result = place(plan, MONDAY, POLICIES[OverduePolicy.AGE_WEIGHTED])
    assert result.flow is not None
    assert result.flow.amount == counted
    assert result.left_out == 100 - counted


def test_a_bill_is_owed_in_full_whatever_its_age() -> None:
    plan = Plan(item(100, due=MONDAY - timedelta(days=400)))
    assert flow_of(plan, POLICIES[OverduePolicy.AGE_WEIGHTED]).amount == -100


def test_the_table_of_weights_is_the_businesss_and_beyond_it_nothing_counts() -> None:
    rules = PlacementRules(OverduePolicy.AGE_WEIGHTED, age_weights=(AgeWeight(10, Decimal("0.5")),))
    assert flow_of(Plan(item(9, due=LAST_WEEK, is_bill=False)), rules).amount == Decimal("4.5")
    old = Plan(item(9, due=MONDAY - timedelta(days=11), is_bill=False))
    assert place(old, MONDAY, rules).flow is None


def test_moving_an_item_is_deciding_so() -> None:
    plan = Plan(item(50, due=LAST_WEEK, is_bill=False))
    for rules in POLICIES.values():
        result = moved(place(plan, MONDAY, rules), MONDAY, rules, day=FRIDAY, balance=Decimal(55))
        assert result.flow == Flow(FRIDAY, Decimal(55), FlowSource.INVOICE, plan.item.id)


def test_another_balance_alone_keeps_the_day() -> None:
    placed = place(Plan(item(50, due=FRIDAY)), MONDAY, AT_ONCE)
    result = moved(placed, MONDAY, AT_ONCE, balance=Decimal(49))
    assert result.flow == Flow(FRIDAY, Decimal(-49), FlowSource.BILL, placed.plan.item.id)


def with_credit(balance: int, credit: int) -> Placed:
    """A bill that is open with that, less what credits cover."""
    return place(Plan(item(balance - credit, due=FRIDAY)), MONDAY, AT_ONCE)._replace(credit=Decimal(credit))


@pytest.mark.parametrize(
    ("balance", "left", "credit"), [(700, 450, 250), (600, 350, 250), (250, 0, 250), (100, 0, 100), (0, 0, 0)]
)
def test_credits_cover_their_part_of_another_balance(balance: int, left: int, credit: int) -> None:
    for day in (None, LAST_WEEK):
        result = moved(with_credit(600, 250), MONDAY, AT_ONCE, day=day, balance=Decimal(balance))
        assert result.flow is not None
        assert (result.flow.day, int(result.flow.amount), int(result.credit)) == (FRIDAY, -left, credit)


def test_on_a_day_of_its_own_the_whole_amount_moves_whatever_credits_cover() -> None:
    for balance, amount in ((None, 600), (Decimal(600), 600), (Decimal(100), 100)):
        result = moved(with_credit(600, 250), MONDAY, AT_ONCE, day=TUESDAY, balance=balance)
        assert result.flow is not None
        assert (result.flow.day, int(result.flow.amount), int(result.credit)) == (TUESDAY, -amount, 0)


def test_a_day_before_today_changes_nothing() -> None:
    planned = with_credit(600, 250)
    assert moved(planned, MONDAY, AT_ONCE, day=LAST_WEEK) == moved(planned, MONDAY, AT_ONCE) == planned
    decided = place(Plan(item(50, due=FRIDAY), decided=NEXT_WEEK), MONDAY, AT_ONCE)
    assert moved(decided, MONDAY, AT_ONCE, day=LAST_WEEK) == decided
