"""Which values a setting can take: bounds included, decimals counted by value and not as written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.settings.rules import (
    MOST_AMOUNT,
    SettingRefusal,
    amount,
    changed,
    faults,
    line,
    near_day,
    number,
)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("0", True),
        ("-0", True),
        ("10", True),
        ("10.0000000", True),
        ("0.0001", True),
        ("0.00010", True),
        ("0.00001", False),
        ("10.0001", False),
        ("-0.0001", False),
        ("1E-30", False),
        ("0E-39", True),
    ],
)
def test_a_number_is_within_its_bounds_and_has_no_more_decimals_than_can_be_kept(
    value: str, *, holds: bool
) -> None:
    assert number("x", least=0, most=10, places=4).holds(Decimal(value)) is holds


@pytest.mark.parametrize(
    ("day", "holds"), [("2016-01-01", True), ("2036-12-31", True), ("2015-12-31", False)]
)
def test_a_day_is_within_ten_years(day: str, *, holds: bool) -> None:
    assert near_day("x", date(2026, 2, 28)).holds(date.fromisoformat(day)) is holds


def test_a_line_has_people_in_it_and_nothing_that_a_terminal_obeys() -> None:
    rule = line("x")
    assert all(map(rule.holds, ("a", "x" * 200, "Ünïcode 👩‍🍳", "a\u00a0b")))
    assert not any(map(rule.holds, ("", "x" * 201, "a\nb", "a\tb", "\x1b[2J", "a\x85b", "a\u2028b", "\0")))


@given(st.decimals(-MOST_AMOUNT, MOST_AMOUNT, places=4))
def test_every_amount_that_the_books_can_keep_is_one(value: Decimal) -> None:
    assert amount("x").holds(value)


def test_an_error_names_the_field_and_says_what_it_must_be() -> None:
    (error,) = faults({"days": 11, "other": -1, "none": None}, {"days": number("days", least=0, most=10)})
    assert (error.code, error.field) == (SettingRefusal.INVALID_VALUE, ("input", "days"))
    assert error.message == "It must be a number from 0 to 10."


@given(
    st.dictionaries(st.sampled_from("abc"), st.none() | st.integers()),
    st.fixed_dictionaries({name: st.integers() for name in "abc"}),
)
def test_what_is_not_named_is_kept_what_is_none_is_the_default_and_twice_is_as_once(
    changes: dict[str, Any], kept: dict[str, Any]
) -> None:
    defaults = dict.fromkeys("abc", "default")
    after = changed(kept, changes, defaults)
    assert after == changed(after, changes, defaults)
    for name in "abc":
        given_value = changes[name] if name in changes else kept[name]
        assert after[name] == ("default" if given_value is None else given_value)
