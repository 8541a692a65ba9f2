"""The rules of the queue: transitions, approvals, terms and claims, each case without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables.decision_console import OPEN_STATUSES
from orchestrators.calculations.business_days import WEEKDAYS
from orchestrators.calculations.decisions.approvals import Limits, approvals_needed, at_home
from orchestrators.calculations.decisions.claims import Claim, obstacle
from orchestrators.calculations.decisions.terms import (
    SHAPES,
    DecisionTerms,
    Item,
    Problem,
    chase_stage,
    next_pay_day,
    payment_day,
    settled,
)
from orchestrators.calculations.decisions.transitions import OPEN, after, approved, may_approve
from orchestrators.calculations.decisions.words import (
    ChaseStage,
    DecisionAction,
    DecisionStatus,
    Refusal,
    Step,
)
from orchestrators.decisions.guardrails import Breach, stopped
from orchestrators.decisions.state import DecisionRecord

#: A Wednesday.
TODAY = date(2026, 11, 25)
DUE = date(2026, 12, 1)
AFTER = date(2026, 12, 2)
BILL = Item(True, DUE, Decimal(120), "USD")
INVOICE = Item(False, DUE, Decimal(300), "USD")
A = DecisionAction
EVERY_DAY: frozenset[int] = frozenset()
FRIDAYS = frozenset({4})
SOON = TODAY + timedelta(days=30)


@pytest.mark.parametrize("step", [Step.REVISED, Step.REJECTED, Step.WITHDRAWN, Step.FINALIZED, Step.FAILED])
@pytest.mark.parametrize("status", DecisionStatus)
def test_a_step_begins_where_a_decision_is_open_and_nowhere_else(status: DecisionStatus, step: Step) -> None:
    assert (after(status, step) is not None) is (status in OPEN)


def test_what_is_closed_is_closed_for_good_and_revising_is_proposing_anew() -> None:
    assert set(DecisionStatus) - OPEN == {"REJECTED", "FINALIZED", "WITHDRAWN"}
    assert set(OPEN_STATUSES) == OPEN
    assert {after(status, Step.REVISED) for status in OPEN} == {"PROPOSED"}


def test_an_approval_is_for_what_is_proposed_or_for_what_has_changed() -> None:
    fresh = {status for status in DecisionStatus if may_approve(status, is_stale=False)}
    stale = {status for status in DecisionStatus if may_approve(status, is_stale=True)}
    assert (fresh, stale) == ({"PROPOSED"}, set(OPEN))
    assert [approved(given, 2) for given in (1, 2, 3)] == ["PROPOSED", "APPROVED", "APPROVED"]


@pytest.mark.parametrize(
    ("amount", "needed"),
    [("0.01", 0), ("100", 0), ("100.01", 1), ("1000", 1), ("1000.0001", 2), (None, 2)],
)
def test_the_amount_says_how_many_others_must_approve(amount: str | None, needed: int) -> None:
    limits = Limits(Decimal(100), Decimal(1000))
    result = None if amount is None else Decimal(amount)
    assert approvals_needed(limits, A.PAY, result) == needed
    assert approvals_needed(limits, A.DELAY, result) == 0
    assert approvals_needed(replace(limits, one_other_up_to=None), A.PAY, result) == min(needed, 1)
    assert approvals_needed(Limits(), A.PAY, result) == 0


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2), st.sampled_from(A))
def test_a_larger_amount_never_needs_fewer(one: Decimal, other: Decimal, action: A) -> None:
    limits = Limits(Decimal(500), Decimal(10**6))
    low, high = sorted((one, other))
    assert approvals_needed(limits, action, low) <= approvals_needed(limits, action, high)
    assert approvals_needed(limits, action, high) <= approvals_needed(limits, action, None)


def test_an_amount_in_another_currency_counts_at_the_rate_of_its_document() -> None:
    assert at_home(Decimal(10), "USD", "USD", None) == 10
    assert at_home(Decimal(10), "EUR", "USD", Decimal("1.1")) == 11
    assert at_home(Decimal(10), "EUR", "USD", None) is None
    assert at_home(Decimal(10), "EUR", "USD", Decimal(0)) is None


@pytest.mark.parametrize(
    ("terms", "item", "code", "field"),
    [
        (DecisionTerms(A.CHASE), BILL, Refusal.ACTION_NOT_POSSIBLE, "action"),
        (DecisionTerms(A.PAY_PART, SOON, Decimal(1)), INVOICE, Refusal.ACTION_NOT_POSSIBLE, "action"),
        (DecisionTerms(A.SCHEDULE), BILL, Refusal.DATE_MISSING, "date"),
        (DecisionTerms(A.DELAY), BILL, Refusal.DATE_MISSING, "date"),
        (DecisionTerms(A.EXPECT), INVOICE, Refusal.DATE_MISSING, "date"),
        (DecisionTerms(A.PAY_PART, None, Decimal(1)), BILL, Refusal.DATE_MISSING, "date"),
        (DecisionTerms(A.PAY_PART, SOON), BILL, Refusal.AMOUNT_MISSING, "amount"),
        (DecisionTerms(A.PAY, None, Decimal(1)), BILL, Refusal.NOT_USED, "amount"),
        (DecisionTerms(A.PAY, None, None, ChaseStage.FIRM), BILL, Refusal.NOT_USED, "stage"),
        (DecisionTerms(A.HOLD, SOON), INVOICE, Refusal.NOT_USED, "date"),
        (DecisionTerms(A.PAY, TODAY - timedelta(days=1)), BILL, Refusal.DATE_IN_PAST, "date"),
        (DecisionTerms(A.EXPECT, TODAY - timedelta(days=1)), INVOICE, Refusal.DATE_IN_PAST, "date"),
        (DecisionTerms(A.SCHEDULE, date(9999, 12, 31)), BILL, Refusal.DATE_TOO_FAR, "date"),
        (DecisionTerms(A.DELAY, DUE), BILL, Refusal.DATE_NOT_AFTER_DUE, "date"),
        (DecisionTerms(A.PAY_PART, SOON, Decimal(0)), BILL, Refusal.AMOUNT_OUT_OF_RANGE, "amount"),
        (DecisionTerms(A.PAY_PART, SOON, Decimal("120.01")), BILL, Refusal.AMOUNT_OUT_OF_RANGE, "amount"),
        (DecisionTerms(A.PAY_PART, SOON, Decimal("1.001")), BILL, Refusal.AMOUNT_OUT_OF_RANGE, "amount"),
    ],
)
def test_terms_that_cannot_be_name_the_field_at_fault(
    terms: DecisionTerms, item: Item, code: Refusal, field: str
) -> None:
    result = settled(terms, item, TODAY, EVERY_DAY)
    assert isinstance(result, Problem)
    assert (result.code, result.field) == (code, field)
    assert result.message.endswith(".")


@pytest.mark.parametrize(
    ("terms", "item", "whole"),
    [
        (DecisionTerms(A.PAY), BILL, DecisionTerms(A.PAY, None, Decimal(120))),
        (DecisionTerms(A.PAY, TODAY), BILL, DecisionTerms(A.PAY, TODAY, Decimal(120))),
        (DecisionTerms(A.PAY_PART, SOON, Decimal(120)), BILL, DecisionTerms(A.PAY_PART, SOON, Decimal(120))),
        (DecisionTerms(A.DELAY, AFTER), BILL, DecisionTerms(A.DELAY, AFTER, Decimal(120))),
        (DecisionTerms(A.CHASE), INVOICE, DecisionTerms(A.CHASE, None, Decimal(300), ChaseStage.FRIENDLY)),
        (DecisionTerms(A.HOLD), INVOICE, DecisionTerms(A.HOLD, None, Decimal(300))),
    ],
)  # fmt: skip
def test_terms_are_made_whole(terms: DecisionTerms, item: Item, whole: DecisionTerms) -> None:
    assert settled(terms, item, TODAY, EVERY_DAY) == whole


def test_a_payment_on_another_weekday_is_told_the_next_pay_day() -> None:
    result = settled(DecisionTerms(A.SCHEDULE, TODAY), BILL, TODAY, FRIDAYS)
    assert isinstance(result, Problem)
    assert (result.code, result.field) == (Refusal.NOT_A_PAY_DAY, "date")
    assert "2026-11-27" in result.message
    assert not isinstance(
        settled(DecisionTerms(A.SCHEDULE, date(2026, 11, 27)), BILL, TODAY, FRIDAYS), Problem
    )
    assert not isinstance(settled(DecisionTerms(A.DELAY, date(2026, 12, 2)), BILL, TODAY, FRIDAYS), Problem)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.frozensets(st.integers(0, 6)))
def test_the_next_pay_day_is_one_and_is_within_a_week(day: date, pay_days: frozenset[int]) -> None:
    result = next_pay_day(day, pay_days)
    assert 0 <= (result - day).days < 7
    assert not pay_days or result.weekday() in pay_days


@given(
    st.one_of(st.none(), st.integers(0, 400)),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.frozensets(st.integers(0, 6)),
)
def test_a_payment_leaves_on_an_open_day_that_the_forecast_does_not_move(
    ahead: int | None, today: date, pay_days: frozenset[int]
) -> None:
    planned = None if ahead is None else today + timedelta(days=ahead)
    result = payment_day(planned, today, pay_days)
    assert result >= today
    assert result.weekday() < 5
    assert WEEKDAYS.rolled(result, is_payment=True, today=today) == result
    if planned is not None:
        assert abs((result - planned).days) <= 2
    elif pay_days - {5, 6} or not pay_days:
        assert next_pay_day(result, pay_days) == result
        assert all(
            day.weekday() > 4 or next_pay_day(day, pay_days) != day
            for day in (today + timedelta(days=n) for n in range((result - today).days))
        )


def test_a_planned_day_that_has_passed_is_not_moved() -> None:
    assert payment_day(date(2026, 11, 21), TODAY, EVERY_DAY) == date(2026, 11, 21)


def test_the_stage_follows_from_the_days_past_due() -> None:
    results = [chase_stage(days) for days in (-5, 30, 31, 60, 61)]
    assert results == ["FRIENDLY", "FRIENDLY", "FIRM", "FIRM", "FINAL"]


def claim(*, is_open: bool, is_part: bool, amount: int = 120) -> Claim:
    return Claim(UUID(int=1), is_open, is_part, Decimal(amount))


@pytest.mark.parametrize(
    ("action", "amount", "claims", "code"),
    [
        (A.PAY, 120, [], None),
        (A.DELAY, 120, [claim(is_open=True, is_part=False)], Refusal.ALREADY_QUEUED),
        (A.PAY, 120, [claim(is_open=True, is_part=True, amount=1)], Refusal.ALREADY_QUEUED),
        (A.PAY_PART, 1, [claim(is_open=True, is_part=False)], Refusal.ALREADY_QUEUED),
        (A.PAY_PART, 60, [claim(is_open=True, is_part=True, amount=60)], None),
        (A.PAY_PART, 61, [claim(is_open=True, is_part=True, amount=60)], Refusal.AMOUNT_OUT_OF_RANGE),
        (A.PAY_PART, 61, [claim(is_open=False, is_part=True, amount=60)], Refusal.AMOUNT_OUT_OF_RANGE),
        (A.PAY, 120, [claim(is_open=False, is_part=False)], Refusal.ALREADY_INSTRUCTED),
        (A.PAY_PART, 1, [claim(is_open=False, is_part=False)], Refusal.ALREADY_INSTRUCTED),
        (A.DELAY, 120, [claim(is_open=False, is_part=False)], None),
    ],
)
def test_one_open_decision_an_item_unless_parts_fit_into_it(
    action: A, amount: int, claims: list[Claim], code: Refusal | None
) -> None:
    result = obstacle(DecisionTerms(action, SOON, Decimal(amount)), BILL, claims)
    assert (result.problem.code if result else None) == code


def test_every_action_asks_the_outside_for_something() -> None:
    assert set(SHAPES) == set(DecisionAction)
    assert all(shape.needs <= shape.takes for shape in SHAPES.values())


def test_a_guardrail_stops_what_nobody_overrides_with_a_reason() -> None:
    state = DecisionRecord(
        UUID(int=1), UUID(int=2), DecisionStatus.PROPOSED, A.PAY, None, Decimal(1), None, None, None, 1,
        UUID(int=3), "a@example.org", UUID(int=3), 1, 0, Decimal(1), DUE, Decimal(1),
    )  # fmt: skip
    reasoned = replace(state, override_reason="Payroll tax")
    essential, other = (Breach("Cash would be 40.00 below the minimum", may) for may in (True, False))
    assert stopped(state, None) is None
    assert stopped(reasoned, essential) is None
    for result in (stopped(state, essential), stopped(state, other), stopped(reasoned, other)):
        assert result is not None
        assert result.code is Refusal.GUARDRAIL
        assert "40.00" in result.message
