"""Parts of a total are rounded so that they add up to it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.money import adding_up, money, with_currency

UNITS = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}
#: Amounts of documents at rates of six decimals.
AMOUNTS = st.lists(st.decimals(-(10**12), 10**12, places=8), max_size=30)


@given(AMOUNTS, st.sampled_from(sorted(UNITS)))
def test_rounded_parts_add_up_to_the_rounded_total(amounts: list[Decimal], code: str) -> None:
    total = sum(amounts, Decimal(0))
    parts = adding_up(amounts, total, code)
    assert sum(parts) == money(total, code).amount
    for part, exact in zip(parts, amounts, strict=True):
        assert part == money(part, code).amount
        assert abs(part - exact) < UNITS[code]


@given(AMOUNTS)
def test_parts_without_fractions_stay_as_they_are(amounts: list[Decimal]) -> None:
    whole = [money(amount, "USD").amount for amount in amounts]
    assert list(adding_up(whole, sum(whole, Decimal(0)), "USD")) == whole


@pytest.mark.parametrize(
    ("amounts", "parts"),
    [
        (["0.005", "0.005"], ["0.01", "0.00"]),
        (["0.334", "0.333", "0.333"], ["0.34", "0.33", "0.33"]),
        (["-0.334", "-0.333", "-0.333"], ["-0.34", "-0.33", "-0.33"]),
        (["0.007"], ["0.01"]),
        (["0.004", "-0.004"], ["0.00", "0.00"]),
    ],
)
def test_the_missing_units_go_to_those_that_lost_most(amounts: list[str], parts: list[str]) -> None:
    exact = [Decimal(amount) for amount in amounts]
    assert list(map(str, adding_up(exact, sum(exact, Decimal(0)), "USD"))) == parts


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("-0.4", "JPY", "0"),
        ("-0.004", "USD", "0.00"),
        ("-0.0004", "KWD", "0.000"),
        ("-0.006", "USD", "-0.01"),
    ],
)
def test_what_is_rounded_to_nothing_has_no_sign(amount: str, currency: str, text: str) -> None:
    assert str(money(Decimal(amount), currency).amount) == text
    assert with_currency(Decimal(amount), currency) == f"{text} {currency}"
