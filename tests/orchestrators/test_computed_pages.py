"""Whoever walks all pages of computed rows sees each row exactly once, in the order of the keys."""

import base64
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.computed_pages import Key, page_of
from orchestrators.paging import MAX_FIRST, PageRequest
from orchestrators.refusals import BadInput

keys = st.tuples(st.decimals(-9999, 9999, places=4), st.dates(), st.sampled_from(["", "a", "ß"]), st.uuids())
ROW: Key = (Decimal("-1.50"), date(2026, 11, 20), "a", UUID(int=1))


def itself(row: Key) -> Key:
    return row


@given(st.lists(keys, unique_by=itself, max_size=30), st.integers(1, 9))
def test_all_pages_together_are_all_rows_in_the_order_of_their_keys(rows: list[Key], first: int) -> None:
    seen: list[Key] = []
    request = PageRequest(first=first, with_total=True)
    while True:
        page = page_of(rows, request, itself)
        seen += page.nodes
        assert page.total is not None
        assert page.total.count == len(rows)
        assert page.page_info.has_previous_page is (request.after is not None)
        assert page.page_info.has_next_page is (len(seen) < len(rows))
        if not page.page_info.has_next_page:
            break
        assert len(page.nodes) == first
        request = PageRequest(first=first, after=page.page_info.end_cursor, with_total=True)
    assert seen == sorted(rows)


@given(st.lists(keys, unique_by=itself, max_size=30), st.integers(1, 9))
def test_all_pages_from_the_last_one_are_all_rows_in_the_same_order(rows: list[Key], last: int) -> None:
    seen: list[Key] = []
    request = PageRequest(last=last)
    while True:
        page = page_of(rows, request, itself)
        seen = [*page.nodes, *seen]
        assert page.page_info.has_next_page is (request.before is not None)
        assert page.page_info.has_previous_page is (len(seen) < len(rows))
        if not page.page_info.has_previous_page:
            break
        assert len(page.nodes) == last
        request = PageRequest(last=last, before=page.page_info.start_cursor)
    assert seen == sorted(rows)


@given(st.lists(keys, unique_by=itself, min_size=1, max_size=30), st.data())
def test_a_page_between_cursors_is_that_part_of_the_rows(rows: list[Key], data: st.DataObject) -> None:
    edges = page_of(rows, PageRequest(first=MAX_FIRST), itself).edges
    after, before = data.draw(st.integers(0, len(edges) - 1)), data.draw(st.integers(0, len(edges) - 1))
    size = data.draw(st.integers(1, 9))
    between = sorted(rows)[after + 1 : before]
    request = PageRequest(first=size, after=edges[after].cursor, before=edges[before].cursor)
    assert list(page_of(rows, request, itself).nodes) == between[:size]
    assert list(page_of(rows, replace(request, last=size), itself).nodes) == between[-size:]


@given(st.lists(keys, unique_by=itself, min_size=2, max_size=30), st.data())
def test_a_cursor_goes_on_at_its_place_when_its_row_is_gone(rows: list[Key], data: st.DataObject) -> None:
    page = page_of(rows, PageRequest(first=MAX_FIRST), itself)
    edge = data.draw(st.sampled_from(page.edges))
    left = [row for row in rows if row != edge.node]
    after = page_of(left, PageRequest(first=MAX_FIRST, after=edge.cursor), itself)
    assert list(after.nodes) == [row for row in sorted(rows) if row > edge.node]


class DriversUUID(UUID):
    """An id as the database's driver brings it."""


def test_ids_as_the_driver_brings_them_are_places_too() -> None:
    rows: list[Key] = [(Decimal(0), DriversUUID(int=number)) for number in range(3)]
    first = page_of(rows, PageRequest(first=1), itself)
    rest = page_of(rows, PageRequest(first=2, after=first.page_info.end_cursor), itself)
    assert [*first.nodes, *rest.nodes] == rows


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "after",
    [
        "",
        "no cursor",
        cursor(),
        cursor(""),
        cursor("", ""),
        cursor("", "", "NaN", "2026-11-20", "a", str(UUID(int=1))),
        cursor("", "", "x", "2026-11-20", "a", str(UUID(int=1))),
        cursor("", "", "1", "2026-13-20", "a", str(UUID(int=1))),
        cursor("", "", None, "2026-11-20", "a", str(UUID(int=1))),
        cursor("", "", "1", "2026-11-20", "a"),
        cursor("other", "", "1", "2026-11-20", "a", str(UUID(int=1))),
        cursor("", "due_date", "1", "2026-11-20", "a", str(UUID(int=1))),
        cursor("", "", 1),
        cursor("", 7, "1"),
        cursor(7, "", "1"),
    ],
)
def test_what_is_no_cursor_of_the_list_is_refused(after: str) -> None:
    with pytest.raises(BadInput) as caught:
        page_of([ROW], PageRequest(after=after), itself)
    assert caught.value.field == "after"
    with pytest.raises(BadInput) as caught:
        page_of([ROW], PageRequest(before=after), itself)
    assert caught.value.field == "before"


@pytest.mark.parametrize("first", [0, -1, MAX_FIRST + 1])
def test_a_page_has_from_1_to_100_rows(first: int) -> None:
    with pytest.raises(BadInput) as caught:
        page_of([ROW], PageRequest(first=first), itself)
    assert caught.value.field == "first"
    with pytest.raises(BadInput) as caught:
        page_of([ROW], PageRequest(last=first), itself)
    assert caught.value.field == "last"


def test_a_total_is_counted_only_when_asked_for_and_stops_at_ten_thousand() -> None:
    rows = [(Decimal(n),) for n in range(10_001)]
    assert page_of(rows, PageRequest(), itself).total is None
    result = page_of(rows, PageRequest(with_total=True), itself).total
    assert result is not None
    assert (result.count, result.is_exact) == (10_000, False)
