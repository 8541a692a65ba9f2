"""Which values a setting can take, and the sentence that says so to whoever gave another one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from orchestrators.calculations.books.late import LateTerms
from orchestrators.user_errors import UserError, refused

#: What is given of a setting, by field: a field that is not named keeps its value, None clears it.
Changes = Mapping[str, Any]

LONGEST_TEXT = 200
#: Days may lie so many years from today.
NEAR_YEARS = 10
#: As the tables keep amounts, and shares and percents.
AMOUNT_PLACES, RATE_PLACES = 4, 6
MOST_AMOUNT = Decimal(10) ** 15 - 1
#: What no name on one line needs, and a terminal or a log may obey.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class SettingRefusal(StrEnum):
    """Why a setting stays as it was; nothing was written."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    INVALID_VALUE = "INVALID_VALUE"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    INVALID_LIMITS = "INVALID_LIMITS"
    LIMIT_REACHED = "LIMIT_REACHED"


SettingErrors = tuple[UserError[SettingRefusal], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must be, and where in the input the caller wrote it."""

    path: tuple[str, ...]
    holds: Callable[[Any], bool]
    says: str


def faults(
    changes: Changes, rules: Mapping[str, Rule], code: SettingRefusal = SettingRefusal.INVALID_VALUE
) -> SettingErrors:
    """An error for each value that its rule does not allow; what has no rule is free."""
    return tuple(
        error
        for name, value in changes.items()
        if value is not None and name in rules and not rules[name].holds(value)
        for error in refused(code, rules[name].says, "input", *rules[name].path)
    )


def changed(kept: Mapping[str, Any], changes: Changes, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept, with the changes; what is None in them is as by default."""
    given = {name: defaults[name] if value is None else value for name, value in changes.items()}
    return {**kept, **given}


def number(field: str, *more: str, least: Decimal | int, most: Decimal | int, places: int = 0) -> Rule:
    """A number within bounds, both included, with so many decimals at most."""
    decimals = f" with at most {places} decimals" if places else ""
    return Rule(
        (field, *more),
        lambda value: least <= value <= most and _rounded(value, places) == value,
        f"It must be a number from {Decimal(least):f} to {Decimal(most):f}{decimals}.",
    )


def amount(field: str, *more: str, least: Decimal | int = -MOST_AMOUNT) -> Rule:
    """An amount of money that the books can keep."""
    return number(field, *more, least=least, most=MOST_AMOUNT, places=AMOUNT_PLACES)


def line(field: str) -> Rule:
    """A name on one line."""
    return Rule(
        (field,),
        lambda text: 1 <= len(text) <= LONGEST_TEXT and not _CONTROL.search(text),
        f"It must be text on one line, of 1 to {LONGEST_TEXT} characters.",
    )


def near_day(field: str, today: date) -> Rule:
    """A day within some years of today."""
    return Rule(
        (field,),
        lambda day: abs(day.year - today.year) <= NEAR_YEARS,
        f"It must be a day within {NEAR_YEARS} years of today.",
    )


def _rounded_amount(field: str) -> Rule:
    return Rule(
        (field,), lambda money: abs(money.amount) <= MOST_AMOUNT, f"An amount is at most {MOST_AMOUNT}."
    )


def _limit(field: str) -> Rule:
    return Rule((field,), lambda money: money.amount >= 0, "A limit is not below 0.")


POLICY_RULES: Mapping[str, Rule] = {
    # A floor below zero is an overdraft that the business may use.
    "floor": amount("floor"),
    "buffer_days": number("bufferDays", least=0, most=3650),
    "cost_of_cash": number("costOfCash", least=0, most=10, places=RATE_PLACES),
    "unexplained_tolerance": number("unexplainedTolerance", least=0, most=1, places=RATE_PLACES),
    "unexplained_limit": number("unexplainedLimit", least=0, most=1, places=RATE_PLACES),
    "usual_share": number("usualShare", least=0, most=10, places=RATE_PLACES),
}
#: Of approvals, whose amounts are those that the books keep once they are rounded.
APPROVAL_RULES: Mapping[str, Rule] = {
    "alone_up_to": _rounded_amount("aloneUpTo"),
    "one_other_up_to": _rounded_amount("oneOtherUpTo"),
    "minimum_cash": _rounded_amount("minimumCash"),
    "runway_floor": _rounded_amount("runwayFloor"),
    "buffer_days": Rule(
        ("bufferDays",), lambda days: 0 <= days <= 3650, "The buffer is from 0 to 3,650 days."
    ),
}
LIMIT_RULES: Mapping[str, Rule] = {
    "alone_up_to": _limit("aloneUpTo"),
    "one_other_up_to": _limit("oneOtherUpTo"),
}
EARMARK_RULES: Mapping[str, Rule] = {
    "name": line("name"),
    "amount": amount("amount", least=Decimal("0.0001")),
}
TERMS_RULES: Mapping[str, Rule] = {"agreed_grace_days": number("graceDays", least=0, most=365)}
LATE_RULES: Mapping[str, Rule] = {
    "amount": number("lateCost", "amount", least=0, most=10**9, places=RATE_PLACES),
    "percent": number("lateCost", "percent", least=0, most=10**9, places=RATE_PLACES),
    "cap": amount("lateCost", "cap", least=0),
}


def late_faults(late: LateTerms | None) -> SettingErrors:
    """The same for what lateness costs."""
    return () if late is None else faults({name: getattr(late, name) for name in LATE_RULES}, LATE_RULES)


def flow_rules(today: date) -> Mapping[str, Rule]:
    """The rules of a declared flow."""
    return {
        "label": line("label"),
        "amount": amount("amount"),
        "anchor": near_day("firstDate", today),
    }


def _rounded(value: Decimal | int, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places))
