"""A number that comes back at a regular distance is an account's; two within a few days are one too many."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.hygiene.checks import Severity
from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.pairs import pairs, told
from orchestrators.calculations.hygiene.duplicates.rules import R1
from orchestrators.calculations.hygiene.duplicates.series import DISTANCES, Distance, recurring
from tests.orchestrators.calculations.hygiene.duplicates.entries import entry

FIRST = date(2026, 1, 3)
BILL = entry(0, "4471-220", FIRST, total=Decimal(120), balance=Decimal(120), party_name="City Water")


def bills(*days: int) -> list[Entry]:
    """Bills with one number and total, that many days after the first day."""
    return [
        replace(BILL, id=UUID(int=at + 1), issue_date=FIRST + timedelta(days=day))
        for at, day in enumerate(days)
    ]


def copies(entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """The places of duplicates by R1, from 1, each with that of the original."""
    results = told(pairs(entries, frozenset())).values()
    return sorted((pair.document.id.int, pair.original.id.int) for pair in results if pair.rule is R1)


REGULAR = {
    "weekly": (0, 7, 14, 21),
    "weekly, moved by a holiday": (0, 7, 13, 21),
    "every two weeks": (0, 14, 28),
    "twice a month": (0, 15, 31, 46, 59, 74),
    "monthly": (0, 31, 59, 90, 120),
    "monthly, the last one early": (0, 31, 59, 84),
    "monthly, read on another day each time": (0, 27, 60, 91, 124),
    "monthly, one of another amount between": (0, 31, 59, 120, 151),
    "monthly, missing early": (0, 61, 92, 120),
    "quarterly": (0, 90, 181, 273),
    "yearly": (0, 365, 730),
    "monthly, again after a pause": (0, 31, 59, 200, 231, 261),
}


@pytest.mark.parametrize("days", REGULAR.values(), ids=REGULAR)
def test_a_bill_that_recurs_is_no_duplicate(days: tuple[int, ...]) -> None:
    assert copies(bills(*days)) == []


IRREGULAR = {
    "two a month apart": ((0, 30), [(2, 1)]),
    "two a week apart": ((0, 7), [(2, 1)]),
    "three at no regular distance": ((0, 10, 55), [(2, 1), (3, 2)]),
    "one distance regular, the other not": ((0, 30, 50), [(2, 1), (3, 2)]),
    "three at once": ((0, 0, 0), [(2, 1), (3, 2)]),
    "every day": ((0, 1, 2, 3, 4), [(2, 1), (3, 2), (4, 3), (5, 4)]),
    "two regular distances, but not the same": ((0, 7, 37), [(2, 1), (3, 2)]),
}


@pytest.mark.parametrize(("days", "duplicates"), IRREGULAR.values(), ids=IRREGULAR)
def test_what_does_not_recur_stays_a_duplicate(
    days: tuple[int, ...], duplicates: list[tuple[int, int]]
) -> None:
    assert copies(bills(*days)) == duplicates


TWICE = {
    "two days later": ((0, 31, 59, 61, 90), [(4, 3)]),
    "on the same day": ((0, 31, 59, 59, 90), [(4, 3)]),
    "of the first": ((0, 3, 31, 59), [(2, 1)]),
    "of the last": ((0, 31, 59, 64), [(4, 3)]),
    "half a month later": ((0, 31, 59, 73, 90), [(4, 3)]),
    "in a weekly series": ((0, 7, 14, 17, 21), [(4, 3)]),
    "all of them": ((0, 2, 31, 33, 59, 61), [(2, 1), (4, 3), (6, 5)]),
    "before a series, which it is too near to": ((0, 20, 51, 79), [(2, 1)]),
}


@pytest.mark.parametrize(("days", "duplicates"), TWICE.values(), ids=TWICE)
def test_a_bill_that_is_entered_twice_within_a_series_is_found(
    days: tuple[int, ...], duplicates: list[tuple[int, int]]
) -> None:
    documents = bills(*days)
    assert copies(documents) == copies(documents[::-1]) == duplicates
    results = [pair.result for pair in told(pairs(documents, frozenset())).values()]
    assert {(result.severity, result.blocking) for result in results} == {(Severity.CRITICAL, True)}


def test_a_void_bill_is_of_no_series_and_leaves_two_that_are_none() -> None:
    first, second, third = bills(0, 31, 59)
    assert copies([first, second, replace(third, state="VOIDED")]) == [(2, 1)]
    assert copies([first, second, replace(third, total=Decimal(119))]) == [(2, 1)]
    assert copies([first, second, replace(third, kind=Kind.INVOICE)]) == [(2, 1)]


def test_days_at_the_calendars_end_are_days() -> None:
    last = [replace(item, issue_date=date.max - timedelta(days=at)) for at, item in enumerate(bills(0, 1))]
    assert copies(last) == [(1, 2)]


@given(st.sampled_from(DISTANCES), st.data())
def test_whatever_comes_at_a_regular_distance_recurs_and_its_copies_do_not(
    distance: Distance, data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.integers(distance.least, distance.most), min_size=2, max_size=12))
    days = [sum(gaps[:at]) for at in range(len(gaps) + 1)]
    series = bills(*days)
    assert recurring(series) == {item.id for item in series}
    copied = data.draw(st.sampled_from(series))
    copy = replace(copied, id=UUID(int=999))
    shuffled = data.draw(st.permutations([*series, copy]))
    assert copies(shuffled) == [(999, copied.id.int)]


@given(st.lists(st.integers(0, 800), max_size=25).map(sorted))
def test_of_two_nearer_than_any_regular_distance_at_most_one_recurs(days: list[int]) -> None:
    documents = bills(*days)
    kept = recurring(documents)
    seen = [item.issue_date for item in documents if item.id in kept]
    assert all((later - day).days >= DISTANCES[0].least for day, later in pairwise(seen))
    assert kept <= {item.id for item in documents}
