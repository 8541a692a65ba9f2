"""What an action takes, and whether a person's terms fit the item, the day and the pay days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.business_days import WEEKDAYS
from orchestrators.calculations.decisions.words import (
    ChaseStage,
    DecisionAction,
    InstructionKind,
    Refusal,
)
from orchestrators.money import Written, in_other_currency, money, plain


@dataclass(frozen=True, slots=True)
class Problem:
    """Why terms cannot be; `field` is the input at fault, in the API's words, None when none is."""

    code: Refusal
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """What is decided; `amount` is in the item's currency, and its open balance unless a part is paid."""

    action: DecisionAction
    day: date | None = None
    amount: Decimal | None = None
    stage: ChaseStage | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What of a bill or an invoice its terms depend on."""

    is_bill: bool
    due_date: date
    balance: Decimal
    currency_code: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Which items an action is for, what it takes, and what it asks of the outside."""

    for_bills: bool
    leaves: InstructionKind
    takes: frozenset[str]
    needs: frozenset[str] = frozenset()

    @property
    def pays(self) -> bool:
        """Whether money leaves."""
        return self.leaves is InstructionKind.PAYMENT


_DATE, _BOTH = frozenset({"date"}), frozenset({"date", "amount"})

SHAPES: Mapping[DecisionAction, Shape] = {
    # Without a date it is paid on the first pay day once it is final.
    DecisionAction.PAY: Shape(True, InstructionKind.PAYMENT, _DATE),
    DecisionAction.SCHEDULE: Shape(True, InstructionKind.PAYMENT, _DATE, _DATE),
    DecisionAction.DELAY: Shape(True, InstructionKind.EXPECTED_DATE, _DATE, _DATE),
    DecisionAction.PAY_PART: Shape(True, InstructionKind.PAYMENT, _BOTH, _BOTH),
    # Without a stage it follows from the days past due.
    DecisionAction.CHASE: Shape(False, InstructionKind.REMINDER, frozenset({"stage"})),
    DecisionAction.EXPECT: Shape(False, InstructionKind.EXPECTED_DATE, _DATE, _DATE),
    DecisionAction.HOLD: Shape(False, InstructionKind.HOLD, frozenset()),
}
_MISSING = {"date": Refusal.DATE_MISSING, "amount": Refusal.AMOUNT_MISSING}
_WEEK = 7
_FARTHEST = 3652


def settled(
    terms: DecisionTerms,
    item: Item,
    today: date,
    pay_days: frozenset[int],
    written: Sequence[Written] = (),
) -> DecisionTerms | Problem:
    """The terms made whole, or the first problem with them. `pay_days` are weekdays, none means all.

    `written` are the amounts as a person wrote them: one in another currency than the item is no term of it.
    """
    problem = next(_problems(terms, item, today, pay_days, written), None)
    if problem is not None:
        return problem
    amount = terms.amount if terms.action is DecisionAction.PAY_PART else item.balance
    stage = terms.stage or chase_stage((today - item.due_date).days)
    return replace(terms, amount=amount, stage=stage if terms.action is DecisionAction.CHASE else None)


def impossible(action: DecisionAction, *, is_bill: bool) -> Problem | None:
    """The problem with an action that is for items of the other kind; None with one of this kind."""
    possible = [item for item, shape in SHAPES.items() if shape.for_bills is is_bill]
    if action in possible:
        return None
    message = f"For {'a bill' if is_bill else 'an invoice'} it can be {', '.join(possible)}, not {action}."
    return Problem(Refusal.ACTION_NOT_POSSIBLE, message, "action")


def kept(terms: DecisionTerms, action: DecisionAction) -> DecisionTerms:
    """What of the terms another action takes as well."""
    takes = SHAPES[action].takes
    return DecisionTerms(
        action,
        terms.day if "date" in takes else None,
        terms.amount if "amount" in takes else None,
        terms.stage if "stage" in takes else None,
    )


def chase_stage(days_past_due: int) -> ChaseStage:
    """Friendly up to 30 days past due, firm up to 60, then final."""
    if days_past_due <= 30:
        return ChaseStage.FRIENDLY
    return ChaseStage.FIRM if days_past_due <= 60 else ChaseStage.FINAL


def next_pay_day(day: date, pay_days: frozenset[int]) -> date:
    """The day itself or the first pay day after it."""
    return next(
        candidate
        for candidate in (day + timedelta(days=n) for n in range(_WEEK))
        if not pay_days or candidate.weekday() in pay_days
    )


def payment_day(planned: date | None, today: date, pay_days: frozenset[int]) -> date:
    """The day on which the money of a payment leaves, for the forecast and for the instruction alike.

    Without a planned day it is the first pay day on which banks work. A planned day that has passed is
    returned as it is.
    """
    if planned is not None:
        return planned if planned < today else WEEKDAYS.paid_on(planned, today)
    week = (today + timedelta(days=n) for n in range(_WEEK))
    open_days = (day for day in week if WEEKDAYS.is_open(day) and next_pay_day(day, pay_days) == day)
    # Where the only pay days are days on which banks are closed, the money leaves beside one of them.
    return next(open_days, None) or WEEKDAYS.paid_on(next_pay_day(today, pay_days), today)


def day_of(action: DecisionAction, planned: date | None, today: date, pay_days: frozenset[int]) -> date:
    """The day that a decision has in the forecast."""
    return payment_day(planned, today, pay_days) if SHAPES[action].pays else planned or today


def _problems(
    terms: DecisionTerms, item: Item, today: date, pay_days: frozenset[int], written: Sequence[Written]
) -> Iterator[Problem]:
    other_kind = impossible(terms.action, is_bill=item.is_bill)
    if other_kind is not None:
        yield other_kind
    yield from _misfits(terms)
    if terms.day is not None:
        yield from _day_problems(terms, terms.day, item, today, pay_days)
    for path, message in in_other_currency(written, item.currency_code):
        yield Problem(Refusal.WRONG_CURRENCY, message, path[-1])
    if terms.action is DecisionAction.PAY_PART and terms.amount is not None:
        yield from _amount_problems(terms.amount, item)


def _misfits(terms: DecisionTerms) -> Iterator[Problem]:
    """What is given and not taken, or needed and not given."""
    shape = SHAPES[terms.action]
    given = {"date": terms.day, "amount": terms.amount, "stage": terms.stage}
    for name, value in given.items():
        if value is not None and name not in shape.takes:
            yield Problem(Refusal.NOT_USED, f"{terms.action} takes no {name}; leave it out.", name)
        if value is None and name in shape.needs:
            yield Problem(_MISSING[name], f"{terms.action} needs {_a(name)}.", name)


def _day_problems(
    terms: DecisionTerms, day: date, item: Item, today: date, pay_days: frozenset[int]
) -> Iterator[Problem]:
    if day < today:
        yield Problem(Refusal.DATE_IN_PAST, f"{day} has passed: it is {today}.", "date")
    if (day - today).days > _FARTHEST:
        yield Problem(Refusal.DATE_TOO_FAR, f"{day} is more than ten years away.", "date")
    if terms.action is DecisionAction.DELAY and day <= item.due_date:
        message = f"A delay ends after the due date, {item.due_date}; to pay by then, SCHEDULE it."
        yield Problem(Refusal.DATE_NOT_AFTER_DUE, message, "date")
    if SHAPES[terms.action].pays and next_pay_day(day, pay_days) != day:
        message = f"Nothing is paid on {day:%A}s; the next pay day is {next_pay_day(day, pay_days)}."
        yield Problem(Refusal.NOT_A_PAY_DAY, message, "date")


def _amount_problems(amount: Decimal, item: Item) -> Iterator[Problem]:
    if not 0 < amount <= item.balance:
        message = f"The amount must be above 0 and at most what is open, {plain(item.balance)}."
        yield Problem(Refusal.AMOUNT_OUT_OF_RANGE, message, "amount")
    elif money(amount, item.currency_code).amount != amount:
        message = f"The amount has more decimals than {item.currency_code} has."
        yield Problem(Refusal.AMOUNT_OUT_OF_RANGE, message, "amount")


def _a(name: str) -> str:
    return "an amount" if name == "amount" else f"a {name}"
