"""The quality score: its parts, and the laws that it keeps whatever the books are."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.checks import Dimension
from orchestrators.calculations.hygiene.quality import (
    WEIGHTS,
    Checked,
    Failing,
    dimension_scores,
    total_score,
)

BOOKS = Checked(documents=10, accounts=0, parties=0, weight=Decimal(1000))
FRESH = Decimal(1)
dimensions = st.sampled_from([dimension for dimension in WEIGHTS if dimension is not Dimension.FRESHNESS])


def score(checked: Checked, failing: dict[Dimension, Failing], hours: Decimal | None = FRESH) -> Decimal:
    result = total_score(dimension_scores(checked, failing, hours, 24))
    assert result is not None
    return result


@st.composite
def books(draw: st.DrawFn) -> tuple[Checked, dict[Dimension, Failing]]:
    """Books, and how many of their documents fail in each dimension."""
    weights = draw(st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=20))
    accounts, parties = draw(st.integers(0, 3)), draw(st.integers(0, 5))
    checked = Checked(len(weights), accounts, parties, sum(weights, Decimal(0)))
    failing = {}
    for dimension in WEIGHTS:
        number = draw(st.integers(0, len(weights)))
        failing[dimension] = Failing(number, sum(weights[:number], Decimal(0)))
    return checked, failing


def test_books_in_order_score_a_hundred_and_empty_ones_nothing() -> None:
    assert score(BOOKS, {}) == 100
    assert dimension_scores(Checked(0, 0, 0, Decimal(0)), {}, None, 24) == ()
    assert total_score(()) is None


def test_half_counts_by_number_and_half_by_what_is_open() -> None:
    failing = {Dimension.VALIDITY: Failing(1, Decimal(500))}
    assert dimension_scores(BOOKS, failing, FRESH, 24)[1].score == 70
    assert score(BOOKS, failing) == Decimal("92.5")
    settled = replace(BOOKS, weight=Decimal(0))
    assert dimension_scores(settled, {Dimension.VALIDITY: Failing(1)}, FRESH, 24)[1].score == 90


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(None, 0), (Decimal(24), 100), (Decimal(96), 50), (Decimal(168), 0), (Decimal(999), 0)],
)
def test_freshness_falls_to_nothing_within_a_week(hours: Decimal | None, expected: int) -> None:
    assert dimension_scores(BOOKS, {}, hours, 24)[-1].score == expected


@given(books(), dimensions, st.decimals(0, 10_000, places=2))
def test_a_further_issue_never_raises_it_and_one_less_never_lowers_it(
    given_books: tuple[Checked, dict[Dimension, Failing]], dimension: Dimension, weight: Decimal
) -> None:
    checked, failing = given_books
    fewer = failing[dimension]
    more = {**failing, dimension: Failing(fewer.subjects + 1, fewer.weight + weight)}
    assert score(checked, more) <= score(checked, failing)


@given(books(), st.none() | st.decimals(0, 1_000, places=1))
def test_it_lies_between_0_and_100(
    given_books: tuple[Checked, dict[Dimension, Failing]], hours: Decimal | None
) -> None:
    assert 0 <= score(*given_books, hours) <= 100
