"""How old a standby is, by the primary's log alone; and what is done when it cannot answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from db.bootstrap import API, PORTFOLIO
from db.outages import NoReplica
from db.servers.address import Address
from db.servers.pools import open_pool, usage_of
from db.servers.primary_log import PrimaryLog
from db.servers.replica import REST, Replica
from server import embedded
from tests.db.servers.clock import Clock
from tests.examples import only_in_ci
from tests.servers.postgres import Cluster
from tests.servers.silent import a_way_to
from tests.servers.standby import Pair, ask, streaming


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    async with streaming() as result:
        yield result


@asynccontextmanager
async def opened(primary: Address, standby: Address, clock: Clock, most: float = 5) -> AsyncIterator[Replica]:
    log = PrimaryLog(await open_pool(primary.as_role(API), 1, None), most, clock)
    pools = {role: await open_pool(standby.as_role(role), 2, None) for role in (API, PORTFOLIO)}
    replica = Replica(pools, log, clock)
    try:
        yield replica
    finally:
        replica.close()


async def became(replica: Replica, seconds: float, role: str = API) -> str:
    """What becomes of one who asks for it."""
    before = dict(replica.outcomes)
    try:
        async with replica.snapshot(role, seconds) as (connection, _reading):
            assert await connection.fetchval("SELECT pg_is_in_recovery()")
    except NoReplica:
        pass
    (outcome,) = (name for name, count in replica.outcomes.items() if count > before[name])
    return outcome


async def log_something(pair: Pair, times: int = 1) -> None:
    message = "pg_logical_emit_message(true, 'test', 'something')"
    await ask(pair.primary, f"SELECT max({message}) FROM generate_series(1, {times})")


async def test_a_standby_is_as_old_as_the_first_thing_that_it_has_not_replayed(pair: Pair) -> None:
    clock = Clock()
    async with opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        assert [await became(replica, 5, role) for role in (API, PORTFOLIO)] == ["USED", "USED"]
        await ask(pair.standby, "SELECT pg_wal_replay_pause()")
        await log_something(pair)
        clock.now += 3
        # What it shows was the newest three seconds ago.
        for seconds, outcome in ((5, "USED"), (3, "USED"), (2.9, "BEHIND"), (1, "BEHIND")):
            assert await became(replica, seconds) == outcome
        clock.now += 2.1
        # More than five seconds is never accepted here, whoever asks.
        assert [await became(replica, seconds) for seconds in (5, 60)] == 2 * ["BEHIND"]
        await ask(pair.standby, "SELECT pg_wal_replay_resume()")
        await pair.replayed()
        assert await became(replica, 1) == "USED"


async def test_a_standby_is_not_behind_while_nothing_is_written(pair: Pair) -> None:
    clock = Clock()
    async with opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        for _ in range(3):
            clock.now += 1_000
            assert await became(replica, 1) == "USED"


async def test_a_server_that_replays_no_log_is_not_read(pair: Pair) -> None:
    async with opened(pair.primary, pair.primary, Clock()) as replica:
        assert await became(replica, 5) == "AWAY"


@only_in_ci
async def test_a_standby_of_another_cluster_is_not_read(pair: Pair, cluster_15: Cluster) -> None:
    other = await cluster_15.clone()
    async with opened(other, pair.standby, Clock()) as replica:
        assert await became(replica, 5) == "AWAY"
    await cluster_15.drop(other)


async def test_a_standby_that_is_away_is_left_alone_for_a_while_and_tried_again() -> None:
    clock = Clock()
    async with streaming() as pair, opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        assert await became(replica, 5) == "USED"
        embedded.stop(pair.folders[1])
        assert [await became(replica, 5) for _ in range(2)] == ["AWAY", "AWAY"]
        embedded.start(pair.folders[1])
        clock.now += REST / 2
        assert await became(replica, 5) == "AWAY"
        clock.now += REST / 2
        await pair.replayed()
        assert await became(replica, 5) == "USED"


@only_in_ci
async def test_without_its_primary_nobody_can_tell_how_old_a_standby_is() -> None:
    clock = Clock()
    async with streaming() as pair, opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        assert await became(replica, 5) == "USED"
        embedded.stop(pair.folders[0])
        clock.now += 4
        assert await became(replica, 5) == "USED"
        clock.now += 1.1
        assert await became(replica, 5) == "BEHIND"


async def test_a_standby_that_is_silent_is_given_up_and_its_connection_with_it(pair: Pair) -> None:
    clock = Clock()
    async with a_way_to(pair.standby) as (way, standby), opened(pair.primary, standby, clock) as replica:
        await pair.replayed()
        assert await became(replica, 5) == "USED"
        way.fall_silent()
        async with asyncio.timeout(10):
            assert [await became(replica, 5) for _ in range(3)] == 3 * ["AWAY"]
        assert usage_of(replica.pools[API]).lent == 0
        way.is_open.set()
        clock.now += REST
        assert await became(replica, 5) == "USED"


async def test_a_reader_of_a_standby_that_falls_silent_can_leave(pair: Pair) -> None:
    async with a_way_to(pair.standby) as (way, standby), opened(pair.primary, standby, Clock()) as replica:
        await pair.replayed()

        async def read() -> None:
            async with replica.snapshot(API, 5) as (connection, reading):
                way.fall_silent()
                with reading.failures():
                    await connection.fetchval("SELECT 1")

        async with asyncio.timeout(10):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(read(), 0.2)
        assert usage_of(replica.pools[API]).lent == 0


async def test_nobody_waits_for_a_connection_that_others_have(pair: Pair) -> None:
    async with opened(pair.primary, pair.standby, Clock()) as replica:
        await pair.replayed()
        async with replica.snapshot(API, 5), replica.snapshot(API, 5):
            assert await became(replica, 5) == "BUSY"
        assert await became(replica, 5) == "USED"


async def test_a_lost_primary_that_comes_back_as_a_standby_with_commits_of_its_own_is_not_read() -> None:
    clock = Clock()
    async with streaming() as pair:
        await pair.replayed()
        # The standby is away while the primary commits its last.
        embedded.stop(pair.folders[1])
        await log_something(pair, times=2_000)
        await pair.exchange()
        async with opened(pair.standby, pair.primary, clock) as replica:
            assert await ask(pair.primary, "SELECT pg_is_in_recovery()")
            assert [await became(replica, 5) for _ in range(2)] == 2 * ["AWAY"]


async def test_the_connections_to_a_promoted_standby_are_left_for_those_to_its_successor() -> None:
    clock = Clock()
    async with streaming() as pair, opened(pair.both("primary"), pair.both("standby"), clock) as replica:
        await pair.replayed()
        assert await became(replica, 5) == "USED"
        await pair.exchange()
        clock.now += 60
        assert await became(replica, 5) == "AWAY"
        clock.now += REST
        await pair.replayed(on=pair.primary, of=pair.standby)
        async with asyncio.timeout(10):
            while await became(replica, 5) != "USED":
                clock.now += REST
