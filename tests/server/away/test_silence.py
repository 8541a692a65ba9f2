"""A server that falls silent, without a word and with all connections open, keeps nobody for ever."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from db.books import AcrossBooks, Caller, ReadBooks
from db.directory import user_id_of
from db.entrance import open_books
from db.outages import BooksUnavailable
from db.statement import Statement
from resolvers.context import Context, User
from tests.servers.silent import a_way_to
from tests.world import OWNER, World


async def test_an_operation_can_be_ended_whose_server_fell_silent(world: World) -> None:
    business = await world.business()
    async with a_way_to(world.address) as (way, address):
        books = await open_books(address, {}, connections=2)
        context = Context(books, User(user_id_of(OWNER), OWNER), business)
        await context.enter()
        way.fall_silent()
        async with asyncio.timeout(15):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(context.read(newest_event), 0.2)
            await context.close()
        assert {usage.lent for usage in books.usage().values()} == {0}
        await books.close()


async def test_one_across_businesses_can_be_ended_too(world: World) -> None:
    business = await world.business()
    async with a_way_to(world.address) as (way, address):
        books = await open_books(address, {}, connections=2)
        context = Context(books, User(user_id_of(OWNER), OWNER), None)

        async def of_one(across: AcrossBooks) -> object:
            return await across.of_one(business, name)

        async def name(snapshot: ReadBooks) -> object:
            way.fall_silent()
            sql = "SELECT name FROM runway.account WHERE business_id = $1"
            return await snapshot.row(Statement(sql, ("business",)), {"business": business})

        async with asyncio.timeout(15):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(context.read_across(of_one), 0.2)
            await context.close()
        assert {usage.lent for usage in books.usage().values()} == {0}
        await books.close()


async def test_the_other_connections_to_a_silent_server_cost_nobody_anything(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = await world.business()
    async with a_way_to(world.address) as (way, address):
        books = await open_books(address, {}, connections=3)
        async with AsyncExitStack() as stack:
            for _ in range(3):
                await stack.enter_async_context(books.reading(user_id_of(OWNER), business))
        # Its three connections lead to nowhere; the server can be reached over new ones.
        way.lose_connections()
        with monkeypatch.context() as briefly:
            briefly.setattr("db.servers.transactions.LENDING", 0.3)
            with pytest.raises(BooksUnavailable):
                async with books.reading(user_id_of(OWNER), business):
                    pass
        for _ in range(3):
            async with books.reading(user_id_of(OWNER), business):
                pass
        await books.close()


async def newest_event(books: ReadBooks, caller: Caller) -> object:
    sql = "SELECT id FROM runway.audit_event WHERE business_id = $1 LIMIT 1"
    return await books.row(Statement(sql, ("business",)), {"business": caller.business_id})


async def test_a_server_that_is_silent_from_the_start_is_unavailable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.servers.transactions.LENDING", 0.3)
    business = await world.business()
    async with a_way_to(world.address) as (way, address):
        books = await open_books(address, {}, connections=2)
        async with books.reading(user_id_of(OWNER), business):
            pass
        way.fall_silent()
        async with asyncio.timeout(15):
            for _ in range(2):
                with pytest.raises(BooksUnavailable):
                    async with books.reading(user_id_of(OWNER), business):
                        pass
        await books.close()
