"""How old a standby is, by the primary's log alone; and what is done when it cannot answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from db.bootstrap import API, PORTFOLIO
from db.outages import NoReplica
from db.servers.address import Address
from db.servers.pools import open_pool
from db.servers.replica import REST, Replica
from server import embedded
from tests.examples import only_in_ci
from tests.servers.postgres import Cluster
from tests.servers.standby import Pair, ask, streaming


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    async with streaming() as result:
        yield result


@asynccontextmanager
async def opened(primary: Address, standby: Address, clock: Clock, most: float = 5) -> AsyncIterator[Replica]:
    log = await open_pool(primary.as_role(API), 1, None)
    pools = {role: await open_pool(standby.as_role(role), 2, None) for role in (API, PORTFOLIO)}
    replica = Replica(pools, log, most, clock)
    yield replica
    replica.close()
    log.terminate()


async def became(replica: Replica, seconds: float, role: str = API) -> str:
    """What becomes of one who asks for it."""
    before = dict(replica.outcomes)
    try:
        async with replica.snapshot(role, seconds) as connection:
            assert await connection.fetchval("SELECT pg_is_in_recovery()")
    except NoReplica:
        pass
    (outcome,) = (name for name, count in replica.outcomes.items() if count > before[name])
    return outcome


async def log_something(pair: Pair) -> None:
    await ask(pair.primary, "SELECT pg_logical_emit_message(true, 'test', 'something')")


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


async def test_the_log_is_looked_at_once_a_second_for_all(pair: Pair) -> None:
    clock = Clock()
    async with opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        for _ in range(5):
            await became(replica, 5)
            clock.now += 0.25
        assert len(replica._marks) == 2


async def test_a_server_that_replays_no_log_is_not_read(pair: Pair) -> None:
    async with opened(pair.primary, pair.primary, Clock()) as replica:
        assert await became(replica, 5) == "BEHIND"


@only_in_ci
async def test_a_standby_of_another_cluster_is_not_read(pair: Pair, cluster_15: Cluster) -> None:
    other = await cluster_15.clone()
    async with opened(other, pair.standby, Clock()) as replica:
        assert await became(replica, 5) == "BEHIND"
    await cluster_15.drop(other)


async def test_a_standby_that_is_away_is_left_alone_for_a_while_and_tried_again() -> None:
    clock = Clock()
    async with streaming() as pair, opened(pair.primary, pair.standby, clock) as replica:
        await pair.replayed()
        assert await became(replica, 5) == "USED"
        embedded.stop(pair.folders[1])
        # The connection that was lost is noticed with the first statement, the next one cannot be made.
        assert [await became(replica, 5) for _ in range(2)] == ["GIVEN_UP", "AWAY"]
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


def test_every_outcome_is_there_from_the_start() -> None:
    outcomes: Mapping[str, int] = Replica({}, None, 1, Clock()).outcomes  # type: ignore[arg-type]  # Nobody asks it.
    assert dict(outcomes) == {"USED": 0, "BEHIND": 0, "AWAY": 0, "GIVEN_UP": 0}
