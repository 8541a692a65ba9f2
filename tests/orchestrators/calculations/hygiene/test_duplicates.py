"""Numbers are the same however they were typed, and the labelled pairs are told apart."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.checks import duplicate
from orchestrators.calculations.hygiene.checks.base import CheckResult, Examined, Severity
from orchestrators.calculations.hygiene.duplicates import number_key
from orchestrators.hygiene.examine import findings

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


def documents(pair: dict[str, Any], *, same_amount: bool | None = None) -> list[Examined]:
    """The two bills of a pair; what the pair does not call the same is different."""
    same = set(pair["same"]) | ({"amount"} if same_amount else set())
    day = date(2026, 1, 5)
    made = []
    for n, side in enumerate((pair["a"], pair["b"]), start=1):
        amount = Decimal(100 if "amount" in same else 100 + n)
        made.append(
            Examined(
                id=UUID(int=n),
                is_bill=True,
                is_open=True,
                is_gone=False,
                number=side["doc"],
                number_key=number_key(side["doc"]),
                party_id=UUID(int=9),
                party_name="A vendor",
                issue_date=date.fromisoformat(side["date"]) if "date" in side else day,
                due_date=date(2027, 1, 1),
                total=amount,
                balance=amount,
                currency_code="USD",
            )
        )
    assert "vendor" in same
    return made


def found_in(pair: list[Examined]) -> list[CheckResult]:
    return [result for check, _, result in findings(pair) if check is duplicate.CHECK]


#: Same vendor, number and amount within 365 days is rule R1, the only one of the first cut.
BY_R1 = {"p3", "p7"}
#: An added letter and swapped digits are other numbers: near matches are other rules' business.
BY_OTHER_RULES = {"p1", "p5"}
#: A numbering that starts anew has other amounts, a subscription other numbers.
NO_DUPLICATES = {"n1", "n3"}


@pytest.fixture
def pairs(shared_data: Path) -> dict[str, dict[str, Any]]:
    result = json.loads((shared_data / "worked_examples" / "duplicate_pairs.json").read_text())
    return {pair["id"]: pair for pair in result}


@pytest.mark.shared_data
def test_every_labelled_pair_is_somebody_s_business(pairs: dict[str, dict[str, Any]]) -> None:
    labelled = {name for name, pair in pairs.items() if pair["label"] == "duplicate"}
    assert labelled == BY_R1 | BY_OTHER_RULES
    assert pairs.keys() - labelled == NO_DUPLICATES


@pytest.mark.shared_data
@pytest.mark.parametrize("name", sorted(BY_R1))
def test_a_pair_of_rule_r1_is_one_critical_blocking_duplicate(
    name: str, pairs: dict[str, dict[str, Any]]
) -> None:
    (result,) = found_in(documents(pairs[name]))
    assert (result.severity, result.blocking) == (Severity.CRITICAL, True)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", sorted(BY_OTHER_RULES | NO_DUPLICATES))
def test_rule_r1_leaves_the_other_pairs_alone(name: str, pairs: dict[str, dict[str, Any]]) -> None:
    assert found_in(documents(pairs[name])) == []


@pytest.mark.shared_data
def test_a_numbering_that_starts_anew_each_year_is_warned_of_at_most(
    pairs: dict[str, dict[str, Any]],
) -> None:
    (result,) = found_in(documents(pairs["n1"], same_amount=True))
    assert (result.severity, result.blocking) == (Severity.LOW, False)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", sorted(BY_R1))
def test_a_void_copy_is_no_duplicate(name: str, pairs: dict[str, dict[str, Any]]) -> None:
    one, other = documents(pairs[name])
    assert found_in([one, replace(other, is_gone=True, is_open=False)]) == []
