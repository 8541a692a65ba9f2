"""Marks of the primary's log: one look a second for all, and nobody waits who need not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.bootstrap import API
from db.servers.address import Address
from db.servers.pools import Sent, open_pool
from db.servers.primary_log import PrimaryLog
from tests.db.servers.clock import Clock
from tests.servers.silent import a_way_to
from tests.world import World


@asynccontextmanager
async def looking(address: Address, clock: Clock, sent: list[str]) -> AsyncIterator[PrimaryLog]:
    def observer(statement: Sent) -> None:
        if "pg_current_wal_flush_lsn" in statement.sql:
            sent.append(statement.sql)

    pool = await open_pool(address.as_role(API), 2, observer)
    log = PrimaryLog(pool, 5, clock)
    try:
        yield log
    finally:
        log.close()


async def test_the_log_is_looked_at_once_a_second_whoever_needs_it(world: World) -> None:
    clock, sent = Clock(), list[str]()
    async with looking(world.address, clock, sent) as log:
        await asyncio.gather(*(log.oldest_within(5) for _ in range(10)))
        assert len(sent) == 1
        clock.now += 0.5
        await log.oldest_within(0.4)
        assert len(sent) == 1
        clock.now += 0.5
        await asyncio.gather(*(log.oldest_within(0.4) for _ in range(10)))
        assert len(sent) == 2


async def test_the_oldest_mark_that_is_young_enough_is_the_least_to_have_replayed(world: World) -> None:
    clock = Clock()
    async with looking(world.address, clock, []) as log:
        taken = []
        for _ in range(4):
            taken.append(await log.newest())
            clock.now += 2
        # The first one is eight seconds old, of which five are kept.
        assert [mark and mark.taken_at for mark in taken] == [1_000, 1_002, 1_004, 1_006]
        assert await log.oldest_within(60) == taken[2]
        assert await log.oldest_within(2.5) == taken[3]


async def test_who_leaves_while_it_is_looked_at_ends_it_for_nobody(world: World) -> None:
    clock, sent = Clock(), list[str]()
    async with looking(world.address, clock, sent) as log:
        leaving = asyncio.create_task(log.oldest_within(5))
        staying = asyncio.create_task(log.oldest_within(5))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying is not None
        assert len(sent) == 1


async def test_a_silent_primary_keeps_nobody_waiting_who_has_a_mark(world: World) -> None:
    clock = Clock()
    async with a_way_to(world.address) as (way, address), looking(address, clock, []) as log:
        mark = await log.oldest_within(5)
        way.fall_silent()
        clock.now += 3
        assert await log.oldest_within(5) == mark
        assert log._looking is not None
        assert not log._looking.done()
        clock.now += 3
        async with asyncio.timeout(10):
            assert await log.oldest_within(5) is None
