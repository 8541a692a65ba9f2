"""Whoever walks all pages of a list sees each row exactly once, in the promised order."""

from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrators.paging import MAX_FIRST, Compare, Op, Order, PageRequest
from tests.examples import tries
from tests.orchestrators.books.ledger import LOTS, Ledger, in_order
from tests.servers.postgres import Cluster
from tests.world import World, open_world

#: A walk is dozens of statements, and its time the database's: no deadline.
patient = settings(max_examples=tries(25))


@st.composite
def orders(draw: st.DrawFn, fields: tuple[str, ...]) -> tuple[Order, ...]:
    """Any of the fields in any order, each in either direction."""
    chosen = draw(st.lists(st.sampled_from(fields), unique=True, max_size=len(fields)))
    return tuple(Order(field, draw(st.booleans())) for field in chosen)


@pytest.fixture(scope="module")
async def ledger(cluster: Cluster) -> AsyncIterator[Ledger]:
    address = await cluster.clone()
    async with open_world(address) as world:
        filled = Ledger(world, await world.business())
        # Two imports, so that not all issues were detected at one moment.
        await filled.fill(30, seed=1)
        await filled.fill(30, seed=2, first_id=2000)
        yield filled
    await cluster.drop(address)


def request_of(data: st.DataObject, fields: tuple[str, ...]) -> PageRequest:
    first = data.draw(st.integers(1, MAX_FIRST) | st.integers(1, 9))
    return PageRequest(first=first, order=data.draw(orders(fields)))


@pytest.mark.parametrize("name", LOTS)
@given(st.data())
@patient
async def test_a_walk_sees_each_row_once_in_the_promised_order(
    ledger: Ledger, name: str, data: st.DataObject
) -> None:
    lot = LOTS[name]
    request = request_of(data, lot.fields)
    rows = await ledger.rows(lot)
    assert len(rows) > 20
    assert await ledger.walk(lot, request) == in_order(rows, request.order)


@pytest.mark.parametrize("name", LOTS)
@given(st.data())
@patient
async def test_a_walk_backwards_sees_the_same_rows_in_the_same_order(
    ledger: Ledger, name: str, data: st.DataObject
) -> None:
    lot = LOTS[name]
    request = request_of(data, lot.fields)
    assert await ledger.walk_back(lot, request) == in_order(await ledger.rows(lot), request.order)


@pytest.mark.parametrize("name", LOTS)
@given(st.data())
@patient
async def test_a_page_between_two_cursors_is_the_part_of_the_list_between_them(
    ledger: Ledger, name: str, data: st.DataObject
) -> None:
    lot = LOTS[name]
    ordered = replace(request_of(data, lot.fields), first=MAX_FIRST)
    edges = (await ledger.page(lot, ordered)).edges
    after = data.draw(st.none() | st.integers(0, len(edges) - 1))
    before = data.draw(st.none() | st.integers(0, len(edges) - 1))
    size, backwards = data.draw(st.integers(1, 9)), data.draw(st.booleans())
    request = replace(
        ordered,
        first=size,
        last=size if backwards else None,
        after=None if after is None else edges[after].cursor,
        before=None if before is None else edges[before].cursor,
    )
    page = await ledger.page(lot, request)
    ids = in_order(await ledger.rows(lot), request.order)
    between = ids[0 if after is None else after + 1 : before]
    assert [node.id for node in page.nodes] == (between[-size:] if backwards else between[:size])
    more = len(between) > size
    ends = (page.page_info.has_previous_page, page.page_info.has_next_page)
    assert ends == ((more, before is not None) if backwards else (after is not None, more))


@pytest.mark.parametrize("name", LOTS)
async def test_the_rows_without_a_value_are_walked_too_and_come_last_both_ways(
    ledger: Ledger, name: str
) -> None:
    lot = LOTS[name]
    rows = await ledger.rows(lot)
    nullable = {field for field in lot.fields if any(row[field] is None for row in rows)}
    assert (
        nullable
        == {
            "bills": {"due_date", "issue_date", "open_balance", "total"},
            "items": set(),
            "issues": {"amount_at_stake"},
        }[name]
    )
    missing = {field: {row["id"] for row in rows if row[field] is None} for field in nullable}
    for field, ids in missing.items():
        for descending in (False, True):
            walked = await ledger.walk(lot, PageRequest(first=7, order=(Order(field, descending),)))
            assert set(walked[-len(ids) :]) == ids


@pytest.mark.parametrize("name", LOTS)
@given(st.data())
@settings(max_examples=tries(6))
async def test_rows_there_at_the_start_are_seen_once_while_others_are_added(
    ledger: Ledger, name: str, data: st.DataObject
) -> None:
    lot = LOTS[name]
    growing = Ledger(ledger.world, await ledger.world.business())
    await growing.fill(25, seed=data.draw(st.integers(0, 99)))
    request = PageRequest(first=data.draw(st.integers(2, 6)), order=data.draw(orders(lot.fields)))
    before = await growing.rows(lot)
    chance = Random(data.draw(st.integers(0, 99)))
    ids = iter(range(5000, 9000, 20))

    async def add_some() -> None:
        if chance.random() < 0.5:
            await growing.fill(2, seed=chance.randrange(1000), first_id=next(ids))

    seen = await growing.walk(lot, request, between=add_some)
    known = {row["id"] for row in before}
    assert len(seen) == len(set(seen))
    assert [result for result in seen if result in known] == in_order(before, request.order)


@pytest.mark.parametrize("name", LOTS)
async def test_the_total_counts_all_matching_rows_on_every_page(ledger: Ledger, name: str) -> None:
    lot = LOTS[name]
    rows = await ledger.rows(lot)
    first = await ledger.page(lot, PageRequest(first=3, with_total=True))
    second = await ledger.page(lot, PageRequest(3, first.page_info.end_cursor, with_total=True))
    whole = await ledger.page(lot, PageRequest(first=100, with_total=True))
    beyond = await ledger.page(lot, PageRequest(3, whole.page_info.end_cursor, with_total=True))
    assert (len(whole.nodes), len(beyond.nodes)) == (len(rows), 0)
    for page in (first, second, whole, beyond):
        assert page.total is not None
        assert (page.total.count, page.total.is_exact) == (len(rows), True)


async def test_the_total_counts_what_the_filter_lets_through(ledger: Ledger) -> None:
    lot = LOTS["bills"]
    rows = await ledger.rows(lot)
    where = Compare("due_date", Op.IS_NULL, True)
    page = await ledger.page(lot, PageRequest(1, where=where, with_total=True))
    assert page.total is not None
    assert 1 < page.total.count == sum(row["due_date"] is None for row in rows) < len(rows)


async def test_nothing_is_counted_unless_somebody_asks(ledger: Ledger) -> None:
    before = len(ledger.world.statements)
    page = await ledger.page(LOTS["items"], PageRequest())
    assert page.total is None
    assert not [text for text in ledger.world.statements[before:] if "count(" in text]


@pytest.mark.parametrize(("rows", "is_exact"), [(10_000, True), (10_001, False)])
async def test_more_than_ten_thousand_rows_are_counted_to_ten_thousand_and_called_inexact(
    world: World, rows: int, is_exact: bool
) -> None:
    ledger = Ledger(world, await world.business())
    await world.run(
        "INSERT INTO runway.document (business_id, id, realm, entity, source_id, kind, state, currency_code) "
        "SELECT $1, gen_random_uuid(), 'r', 'Bill', n::text, 'BILL', 'OPEN', 'USD' "
        "FROM generate_series(1, $2) AS n",
        ledger.business,
        rows,
    )
    page = await ledger.page(LOTS["bills"], PageRequest(1, with_total=True))
    assert page.total is not None
    assert (page.total.count, page.total.is_exact) == (10_000, is_exact)


async def test_an_empty_list_is_one_empty_page(world: World) -> None:
    ledger = Ledger(world, await world.business())
    await world.run("UPDATE runway.business SET last_synced_at = runway.clock()")
    for lot in LOTS.values():
        page = await ledger.page(lot, PageRequest(with_total=True))
        assert (page.edges, page.page_info.start_cursor, page.page_info.end_cursor) == ((), None, None)
        assert not page.page_info.has_next_page
        assert page.total is not None
        assert page.total.count == 0
