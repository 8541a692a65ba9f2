"""Numbers are the same however they were typed, and nearly the same after one slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.duplicates.numbers import Likeness, follows, likeness, number_key

SEPARATORS = ["-", " ", "/", ".", "_", "#", "–", "\u00a0", " - "]
letters = st.text("abcxyzäßABCXYZÄ", min_size=1, max_size=4)
digits = st.text("0123456789", min_size=1, max_size=5)
runs = st.lists(st.one_of(letters, digits), min_size=1, max_size=5)
separators = st.sampled_from(SEPARATORS)
numbers = st.text("abXY019０１ⅣÄß-/#. _\u00a0", max_size=12)


@given(numbers)
def test_a_key_is_its_own_key(number: str) -> None:
    key = number_key(number)
    assert number_key(key) == key


@given(st.text(max_size=20))
def test_a_key_has_nothing_but_letters_and_digits_or_is_none(number: str) -> None:
    key = number_key(number)
    assert key is None or key.isalnum()


@given(runs, separators)
def test_upper_and_lower_case_are_one(parts: list[str], separator: str) -> None:
    number = separator.join(parts)
    assert number_key(number.lower()) == number_key(number.upper()) == number_key(number)


@given(runs, separators, separators)
def test_one_separator_is_as_good_as_another(parts: list[str], one: str, other: str) -> None:
    assert number_key(one.join(parts)) == number_key(other.join(parts))
    assert number_key(one + other.join(parts) + one) == number_key(one.join(parts))


@given(letters, digits, separators)
def test_none_is_needed_between_letters_and_digits(word: str, number: str, separator: str) -> None:
    assert number_key(word + number) == number_key(f"{word}{separator}{number}")


@given(runs, separators, st.integers(1, 6))
def test_zeros_before_a_number_do_not_count(parts: list[str], separator: str, zeros: int) -> None:
    padded = [("0" * zeros + part) if part.isdigit() else part for part in parts]
    assert number_key(separator.join(padded)) == number_key(separator.join(parts))


@given(letters, st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_numbers_stay_two(word: str, one: int, other: int) -> None:
    assert (number_key(f"{word}-{one}") == number_key(f"{word}-{other}")) == (one == other)


@pytest.mark.parametrize("number", [None, "", "  ", "-", "#/-", "\u00a0"])
def test_a_number_without_letters_and_digits_compares_with_nothing(number: str | None) -> None:
    assert number_key(number) is None


@pytest.mark.parametrize(
    ("one", "other"), [("inv-0042", "INV 42"), ("058299", "58299"), ("ＩＮＶ４２", "inv42"), ("0001", "1")]
)
def test_known_ways_to_type_one_number(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(("one", "other"), [("2024-1", "2024-2"), ("10", "1"), ("A1", "B1"), ("1-01", "101")])
def test_known_numbers_that_only_look_alike(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("582789", "582789A", Likeness.AFFIX),
        ("INV42", "42", Likeness.AFFIX),
        ("BILL42", "INV42B", Likeness.AFFIX),
        ("12345", "12435", Likeness.TRANSPOSED),
        ("12345", "12354", Likeness.TRANSPOSED),
        ("12345", "12395", Likeness.ONE_OFF),
        ("12345", "1234", Likeness.ONE_OFF),
        ("12345", "123945", Likeness.ONE_OFF),
        ("21110", "BD21110", Likeness.CONTAINED),
        ("12345", "12345", None),
        ("12345", "54321", None),
        ("12345", "21354", None),
        ("7", "8", None),
        ("42", "A42", None),
        ("110", "21110", None),
        ("SUB401", "SUB501X", None),
    ],
)
def test_numbers_that_a_slip_tells_apart(one: str, other: str, how: Likeness | None) -> None:
    assert likeness(one, other) is likeness(other, one) is how


@pytest.mark.parametrize(
    ("one", "other", "same_day", "is_next"),
    [
        ("1001", "1002", False, True),
        ("1002", "1001", False, False),
        ("1002", "1001", True, True),
        ("1001", "1009", True, True),
        ("1001", "1091", False, False),
        ("42A", "42B", False, True),
        ("A1001", "B1002", False, False),
        ("42A", "421", False, False),
        ("AB", "AC", False, False),
    ],
)
def test_numbers_of_one_counter(one: str, other: str, *, same_day: bool, is_next: bool) -> None:
    assert follows(one, other, same_day=same_day) is is_next
