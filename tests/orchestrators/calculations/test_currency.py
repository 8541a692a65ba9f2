"""Foreign balances count at their recorded rate, or are named as unknown."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.currency import Foreign, HomeTotal, home_amount, home_total
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.amounts_and_days import amounts

FIRST, SECOND, THIRD = (UUID(int=number) for number in range(1, 4))


def euros(rate: str | None, home_balance: str | None = None, key: UUID = FIRST) -> Foreign:
    message = None if home_balance is None else Decimal(home_balance)
    return Foreign(key, Decimal(100), "EUR", None if rate is None else Decimal(rate), message)


def test_the_home_amount_is_the_balance_at_the_recorded_rate() -> None:
    assert home_amount(euros("1.0825"), "USD") == Decimal("108.25")


def test_the_home_balance_that_the_source_tells_is_believed() -> None:
    assert home_amount(euros("1.0825", "108.20"), "USD") == Decimal("108.20")
    assert home_amount(euros(None, "108.20"), "USD") == Decimal("108.20")


def test_home_currency_needs_no_rate() -> None:
    assert home_amount(euros(None), "EUR") == 100
    assert home_amount(euros("3"), "EUR") == 100


@pytest.mark.parametrize("rate", [None, "0", "-1"])
def test_without_a_rate_the_amount_is_unknown_and_never_at_par(rate: str | None) -> None:
    assert home_amount(euros(rate), "USD") is UnknownReason.UNKNOWN_RATE


def test_a_total_with_an_unknown_part_is_unknown_and_names_the_documents() -> None:
    result = home_total([euros(None, key=SECOND), euros("2", key=FIRST), euros(None, key=THIRD)], "USD")
    assert result == HomeTotal(UnknownReason.UNKNOWN_RATE, Decimal(200), (SECOND, THIRD))


def test_nothing_is_nothing_which_is_known() -> None:
    assert home_total([], "USD") == HomeTotal(Decimal(0), Decimal(0), ())


@given(st.lists(st.tuples(amounts, st.sampled_from(["USD", "EUR"]), st.none() | amounts), max_size=8))
def test_a_total_is_known_exactly_when_no_rate_is_missing(
    balances: list[tuple[Decimal, str, Decimal | None]],
) -> None:
    foreign = [Foreign(FIRST, balance, currency, rate) for balance, currency, rate in balances]
    result = home_total(foreign, "USD")
    missing = sum(currency == "EUR" and rate is None for _, currency, rate in balances)
    assert len(result.without_rate) == missing
    assert (result.total == result.known) is (missing == 0)
