"""What was open on a day by how late it was: the columns add up, whatever is in the books."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.aging import (
    Aging,
    AgingBasis,
    AgingDocument,
    Application,
    Buckets,
    aged,
    aging,
    open_balance,
)
from tests.orchestrators.calculations.amounts_and_days import (
    CUSTOMERS,
    TODAY,
    days,
    signed_amounts,
)

PARTY, OTHER, _ = CUSTOMERS
TEN = Decimal(10)
bases = st.sampled_from(AgingBasis)
documents = st.lists(
    st.builds(
        AgingDocument,
        party_id=st.none() | st.sampled_from(CUSTOMERS),
        issue_date=st.none() | days,
        due_date=st.none() | days,
        total=signed_amounts,
        applied=st.lists(st.builds(Application, days, signed_amounts), max_size=3).map(tuple),
    ),
    max_size=12,
)


def due(late: int, amount: Decimal = TEN, *applied: Application) -> AgingDocument:
    """A document issued a year ago that is so many days late today."""
    return AgingDocument(PARTY, TODAY - timedelta(days=365), TODAY - timedelta(days=late), amount, applied)


def open_on(document: AgingDocument, day: date) -> Decimal:
    """The definition, once more: total less what was applied by then, if it was issued by then."""
    issued = document.issue_date is None or document.issue_date <= day
    applied = [part.amount for part in document.applied if part.day <= day]
    return (document.total - sum(applied)) * issued


def columns(*books: AgingDocument, basis: AgingBasis = AgingBasis.DUE_DATE) -> Buckets:
    return aging(books, TODAY, basis).totals


@pytest.mark.parametrize(
    ("late", "column"),
    [
        (-400, "current"),
        (-1, "current"),
        (0, "current"),
        (1, "days_1_30"),
        (30, "days_1_30"),
        (31, "days_31_60"),
        (60, "days_31_60"),
        (61, "days_61_90"),
        (90, "days_61_90"),
        (91, "days_91_plus"),
        (40_000, "days_91_plus"),
    ],
)
def test_each_day_late_has_its_column(late: int, column: str) -> None:
    result = columns(due(late))
    assert (getattr(result, column), result.total) == (TEN, TEN)


def test_only_what_was_applied_by_the_day_counts() -> None:
    paid = due(5, TEN, Application(TODAY, Decimal(4)), Application(TODAY + timedelta(days=1), Decimal(6)))
    assert columns(paid) == Buckets(days_1_30=Decimal(6))
    assert open_balance(paid, TODAY + timedelta(days=1)) == 0


def test_what_is_settled_or_issued_later_is_not_in_any_row() -> None:
    settled = due(5, TEN, Application(TODAY, TEN))
    tomorrow = AgingDocument(PARTY, TODAY + timedelta(days=1), TODAY + timedelta(days=31), TEN)
    assert aging([settled, tomorrow], TODAY) == Aging(TODAY, AgingBasis.DUE_DATE, (), Buckets(), 0)


def test_without_a_due_date_days_count_from_the_issue_date_and_it_is_flagged() -> None:
    journal_entry = AgingDocument(PARTY, TODAY - timedelta(days=40), None, TEN)
    result = aging([journal_entry, due(1)], TODAY)
    assert (result.totals, result.undated) == (Buckets(days_1_30=TEN, days_31_60=TEN), 1)


def test_a_document_without_any_date_is_current_and_flagged() -> None:
    result = aged(AgingDocument(PARTY, None, None, TEN), TODAY, AgingBasis.DUE_DATE)
    assert (result.days, result.undated) == (None, True)
    assert columns(AgingDocument(PARTY, None, None, TEN)) == Buckets(current=TEN)


def test_by_issue_date_the_due_date_stands_in_where_that_is_missing() -> None:
    old, unknown = due(-5), AgingDocument(PARTY, None, TODAY - timedelta(days=31), TEN)
    result = aging([old, unknown], TODAY, AgingBasis.ISSUE_DATE)
    assert (result.totals, result.undated) == (Buckets(days_31_60=TEN, days_91_plus=TEN), 1)


def test_unapplied_credits_have_a_column_that_reduces_the_total() -> None:
    credit = AgingDocument(
        PARTY, TODAY - timedelta(days=70), None, Decimal(-8), (Application(TODAY, Decimal(-3)),)
    )
    result = columns(due(3), credit)
    assert (result, result.total) == (Buckets(days_1_30=TEN, credits=Decimal(-5)), Decimal(5))
    assert aging([credit], TODAY).undated == 0


def test_an_overpaid_document_is_a_credit() -> None:
    overpaid = due(70, TEN, Application(TODAY, Decimal("12.50")))
    assert columns(overpaid) == Buckets(credits=Decimal("-2.50"))


def test_rows_come_by_counterparty_the_largest_first() -> None:
    other = AgingDocument(OTHER, TODAY, TODAY, Decimal(15))
    unknown = AgingDocument(None, TODAY, TODAY, Decimal(1))
    result = aging([due(3), unknown, other, due(100, Decimal(2))], TODAY)
    assert [row.party_id for row in result.rows] == [OTHER, PARTY, None]
    assert [row.buckets.total for row in result.rows] == [15, 12, 1]


@given(documents, days, bases)
def test_the_columns_always_sum_to_what_is_open(
    books: list[AgingDocument], as_of: date, basis: AgingBasis
) -> None:
    result = aging(books, as_of, basis)
    for party in {document.party_id for document in books}:
        own = [open_on(document, as_of) for document in books if document.party_id == party]
        assert sum(row.buckets.total for row in result.rows if row.party_id == party) == sum(own)
    assert result.totals.total == sum(open_on(document, as_of) for document in books)


@given(documents, days, bases)
def test_totals_are_the_sums_of_the_rows(books: list[AgingDocument], as_of: date, basis: AgingBasis) -> None:
    result = aging(books, as_of, basis)
    for column in Buckets.__slots__:
        assert getattr(result.totals, column) == sum(getattr(row.buckets, column) for row in result.rows)
    assert result.undated == sum(row.undated for row in result.rows)


@given(documents, days, bases)
def test_only_credits_are_negative(books: list[AgingDocument], as_of: date, basis: AgingBasis) -> None:
    for row in aging(books, as_of, basis).rows:
        late = [getattr(row.buckets, column) for column in Buckets.__slots__ if column != "credits"]
        assert min(late) >= 0 >= row.buckets.credits


@given(documents, days, bases)
def test_the_order_of_the_books_does_not_matter(
    books: list[AgingDocument], as_of: date, basis: AgingBasis
) -> None:
    assert aging(reversed(books), as_of, basis) == aging(books, as_of, basis)
