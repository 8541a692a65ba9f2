"""Parts of an amount add up to it, to the cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.cents import allocate, half_even
from tests.orchestrators.calculations.amounts_and_days import signed_amounts, unhurried

weights = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12)
every_places = st.sampled_from([0, 2, 3])


def parts(amount: str, *weights: int, places: int = 2) -> list[str]:
    return [str(each) for each in allocate(Decimal(amount), [Decimal(each) for each in weights], places)]


def test_the_cent_that_is_left_goes_to_the_part_that_lost_most() -> None:
    assert parts("100", 1, 1, 1) == ["33.34", "33.33", "33.33"]
    assert parts("0.05", 1, 2) == ["0.02", "0.03"]
    assert parts("0.05", 2, 1) == ["0.03", "0.02"]
    assert parts("-100", 1, 1, 1) == ["-33.34", "-33.33", "-33.33"]


def test_of_those_who_lost_as_much_the_earlier_gets_the_cent() -> None:
    assert parts("0.05", 70, 30) == ["0.04", "0.01"]
    assert parts("0.05", 30, 70) == ["0.02", "0.03"]


def test_currencies_without_minor_units_are_allocated_in_whole_units() -> None:
    assert parts("100", 1, 2, places=0) == ["33", "67"]


def test_weights_of_nothing_count_as_equal() -> None:
    assert parts("1", 0, 0) == ["0.50", "0.50"]
    assert parts("1", 0, 1) == ["0.00", "1.00"]


@pytest.mark.parametrize("weights", [[], [Decimal(1), Decimal(-1)]])
def test_without_weights_or_with_a_negative_one_there_is_no_allocation(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="at least one weight"):
        allocate(Decimal(1), weights)


def test_halves_are_rounded_to_even() -> None:
    rounded = [str(half_even(Decimal(each))) for each in ("2.345", "2.355", "-2.345", "2.3450001")]
    assert rounded == ["2.34", "2.36", "-2.34", "2.35"]
    assert str(half_even(Decimal("1.5"), 0)) == "2"


@unhurried
@given(signed_amounts, weights, every_places)
def test_parts_add_up_to_the_rounded_amount(amount: Decimal, weights: list[Decimal], places: int) -> None:
    assert sum(allocate(amount, weights, places)) == half_even(amount, places)


@unhurried
@given(signed_amounts, weights, every_places)
def test_no_part_is_further_than_a_unit_from_its_share(
    amount: Decimal, weights: list[Decimal], places: int
) -> None:
    whole = half_even(amount, places)
    equal = [Decimal(1)] * len(weights)
    counted = weights if any(weights) else equal
    for part, weight in zip(allocate(amount, weights, places), counted, strict=True):
        share = Fraction(whole) * Fraction(weight) / sum(map(Fraction, counted))
        assert abs(Fraction(part) - share) < Fraction(1, 10**places)
        assert part * amount >= 0
