"""A snapshot sends a statement once and is forgotten as a whole; a write transaction sees what it wrote."""

import asyncio
import threading
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import pytest

from db.books import MOST_KEPT, Caller, ReadBooks, Snapshot, WriteBooks
from db.directory import user_id_of
from db.outages import BooksUnavailable
from db.queries.access import business as queries
from db.statement import Statement
from db.trace import Trace
from orchestrators.access.business import BusinessDataOrchestrator
from resolvers.context import Context, User
from tests.world import OWNER, World

COUNTED = Statement("SELECT n FROM generate_series(1, $1::int) AS n", ("up_to",))
LISTED = Statement("SELECT n FROM unnest($1::int[]) AS n", ("numbers",))
RENAME = Statement("UPDATE runway.business SET name = $2 WHERE id = $1", ("business_id", "name"))
FAILS = Statement("SELECT 1 / $1::int", ("by",))
OWNER_ID = user_id_of(OWNER)


async def named(books: ReadBooks, business: UUID) -> str:
    """What the business is called."""
    return (await BusinessDataOrchestrator(books).get_data(business)).name


async def rename(world: World, business: UUID, name: str) -> None:
    """Somebody else gives it another name."""
    async with world.books.writing(OWNER_ID, business) as (books, _):
        await books.rows(RENAME, {"business_id": business, "name": name})


async def numbers(books: ReadBooks, statement: Statement, **values: object) -> list[int]:
    """The numbers of a statement that counts."""
    return [row["n"] for row in await books.rows(statement, values)]


def test_only_what_reads_a_snapshot_keeps_results() -> None:
    assert issubclass(Snapshot, ReadBooks)
    assert issubclass(WriteBooks, ReadBooks)
    assert not issubclass(WriteBooks, Snapshot)


async def test_a_statement_with_the_same_values_is_sent_once_and_counted_once(world: World) -> None:
    business, trace = await world.business(), Trace()
    async with world.books.reading(OWNER_ID, business, trace) as (books, _):
        results: Sequence[int] = (3, 3, 2, 3)
        result = [await numbers(books, COUNTED, up_to=item) for item in results]
        first = [await books.row(COUNTED, {"up_to": number}) for number in (3, 3)]
        lists = [await numbers(books, LISTED, numbers=[1, 2]) for _ in range(2)]
        names = [await named(books, business) for _ in range(2)]
    assert result == [[1, 2, 3], [1, 2, 3], [1, 2], [1, 2, 3]]
    assert [row and row["n"] for row in first] == [1, 1]
    assert (lists, names) == ([[1, 2]] * 2, ["Acme"] * 2)
    # Two with different values, one for the first row alone, one with a list, and the business itself.
    assert (trace.statements, trace.rows) == (5, 3 + 2 + 1 + 2 + 1)
    assert [world.statements.count(item.sql) for item in (COUNTED, LISTED, queries.ONE)] == [3, 1, 1]


async def test_values_that_have_no_hash_are_sent_each_time(world: World) -> None:
    async with world.books.reading(OWNER_ID, await world.business()) as (books, _):
        for _ in range(2):
            assert await numbers(books, LISTED, numbers=[[1, 2], [3, 4]]) == [1, 2, 3, 4]
    assert world.statements.count(LISTED.sql) == 2


async def test_what_a_caller_does_to_its_rows_reaches_no_other_caller(world: World) -> None:
    async with world.books.reading(OWNER_ID, await world.business()) as (books, _):
        (await books.rows(COUNTED, {"up_to": 2})).clear()
        assert await numbers(books, COUNTED, up_to=2) == [1, 2]


async def test_a_result_that_is_too_large_to_keep_is_read_again_and_small_ones_are_kept(world: World) -> None:
    trace, sent = Trace(), []
    async with world.books.reading(OWNER_ID, await world.business(), trace) as (books, _):
        for size in (MOST_KEPT + 1, MOST_KEPT, 1):
            for _ in range(2):
                assert len(await numbers(books, COUNTED, up_to=size)) == size
                sent.append(trace.statements)
    # The second leaves no room for the third.
    assert sent == [1, 2, 3, 3, 4, 5]


async def test_a_write_transaction_reads_what_it_wrote(world: World) -> None:
    business = await world.business()
    async with world.books.writing(OWNER_ID, business) as (books, _):
        before = await named(books, business)
        await books.rows(RENAME, {"business_id": business, "name": "Newer"})
        assert (before, await named(books, business)) == ("Acme", "Newer")


async def test_a_request_sees_one_state_and_the_next_request_the_newer_one(world: World) -> None:
    business = await world.business()
    seen = []
    for name in ("Newer", "Newest"):
        context = Context(world.books, User(OWNER_ID, OWNER), business)
        for _ in range(2):
            seen.append(await context.read(lambda books, caller: named(books, caller.business_id)))
            await rename(world, business, name)
        await context.close()
    assert seen == ["Acme", "Acme", "Newer", "Newer"]


async def test_after_a_write_the_same_request_reads_anew(world: World) -> None:
    business = await world.business()
    context = Context(world.books, User(OWNER_ID, OWNER), business)

    async def renamed(books: WriteBooks, caller: Caller) -> None:
        await books.rows(RENAME, {"business_id": caller.business_id, "name": "Newer"})

    before = await context.read(lambda books, caller: named(books, caller.business_id))
    await context.write(renamed)
    after = await context.read(lambda books, caller: named(books, caller.business_id))
    await context.close()
    assert (before, after) == ("Acme", "Newer")


async def test_fields_that_wait_for_each_other_send_a_statement_once(world: World) -> None:
    business = await world.business()
    context = Context(world.books, User(OWNER_ID, OWNER), business)
    fields = (context.read(lambda books, caller: named(books, caller.business_id)) for _ in range(20))
    assert await asyncio.gather(*fields) == ["Acme"] * 20
    await context.close()
    assert (context.trace.statements, context.trace.rows) == (1, 1)


async def test_a_failed_statement_ends_the_snapshot_and_later_fields_read_from_a_new_one(
    world: World,
) -> None:
    business = await world.business()
    context = Context(world.books, User(OWNER_ID, OWNER), business)
    seen = [await context.read(lambda books, caller: named(books, caller.business_id))]
    for _ in range(2):
        # The failure is not kept either: it is the division's each time, not the aborted transaction's.
        with pytest.raises(asyncpg.DivisionByZeroError):
            await context.read(lambda books, _caller: books.rows(FAILS, {"by": 0}))
    await rename(world, business, "Newer")
    seen.append(await context.read(lambda books, caller: named(books, caller.business_id)))
    await context.close()
    assert seen == ["Acme", "Newer"]


async def test_connections_that_were_ended_while_idle_are_replaced_unnoticed(world: World) -> None:
    business = await world.business()
    contexts = [Context(world.books, User(OWNER_ID, OWNER), business) for _ in range(4)]
    await asyncio.gather(*(context.enter() for context in contexts))
    for context in contexts:
        await context.close()

    async def end() -> None:
        connection = await world.address.connect()
        query = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND usename = $2"
        )
        assert len(await connection.fetch(query, world.address.database, "runway_api")) >= 4
        await connection.close()

    # The loop stands still meanwhile, so that it does not hear of the end before the next statement is sent.
    thread = threading.Thread(target=asyncio.run, args=[end()])
    thread.start()
    thread.join()
    assert await contexts[0].read(lambda books, caller: named(books, caller.business_id)) == "Acme"
    await contexts[0].close()


async def test_a_snapshot_whose_connection_is_lost_is_replaced(world: World) -> None:
    business = await world.business()
    context = Context(world.books, User(OWNER_ID, OWNER), business)
    assert await context.read(lambda books, caller: named(books, caller.business_id)) == "Acme"
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND usename = $2"
    await world.run(ended, world.address.database, "runway_api")
    with pytest.raises(BooksUnavailable):
        await context.read(lambda books, _caller: numbers(books, COUNTED, up_to=1))
    assert await context.read(lambda books, caller: named(books, caller.business_id)) == "Acme"
    await context.close()
