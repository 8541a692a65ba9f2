"""What B leaves on a session is found by whoever gets it next: each leftover through a fault of its kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from isolation.place import Place
from isolation.prover.grounds.pgbouncer import NotRun, through_pgbouncer
from isolation.prover.grounds.scratch import clone, connected
from isolation.prover.grounds.sessions import LEFTOVERS, Way, pooled, straight, try_sessions
from isolation.prover.verdicts.oracles import Status
from isolation.prover.verdicts.tally import Tally
from tests.isolation.prover.faults import REMEMBERING
from tests.isolation.prover.seeded import Seeded
from tests.isolation.prover.shop import ROLE

CARELESS = {leftover.name for leftover in LEFTOVERS if leftover.careless}


@asynccontextmanager
async def broken(shop: Seeded, *faults: str) -> AsyncIterator[Place]:
    """A copy with faults that other sessions see."""
    async with clone(shop.address) as address:
        async with connected(address) as connection:
            for fault in faults:
                await connection.execute(fault.format(database=address.database))
        yield address


async def tried(shop: Seeded, address: Place, way: Way, *, resets: bool) -> Tally:
    tally = Tally()
    await try_sessions(shop.task.stage, address.as_role(ROLE), "tested", way, tally, resets=resets)
    return tally


def breached(tally: Tally) -> set[str]:
    return {cell.probe for cell in tally.cells.values() if cell.status is Status.BREACH}


async def test_a_policy_that_remembers_betrays_what_every_transaction_leaves(shop: Seeded) -> None:
    async with broken(shop, *REMEMBERING) as address:
        tally = await tried(shop, address, straight, resets=False)
    assert breached(tally) == {leftover.name for leftover in LEFTOVERS} - CARELESS
    assert all(breach.script for breach in tally.breaches)


async def test_a_right_to_temporary_tables_betrays_them_alone(shop: Seeded) -> None:
    async with broken(shop, f"GRANT TEMPORARY ON DATABASE {{database}} TO {ROLE}") as address:
        assert breached(await tried(shop, address, straight, resets=False)) == {"a temporary table"}


async def test_a_pool_that_does_not_reset_betrays_what_only_the_careless_leave(shop: Seeded) -> None:
    assert breached(await tried(shop, shop.address, straight, resets=True)) == CARELESS


async def test_a_pool_that_resets_betrays_nothing(shop: Seeded) -> None:
    tally = await tried(shop, shop.address, pooled, resets=True)
    assert {cell.status for cell in tally.cells.values()} == {Status.PASSED}
    assert {cell.probe for cell in tally.cells.values()} == {leftover.name for leftover in LEFTOVERS}


async def test_pgbouncer_in_transaction_mode_hands_variables_on_that_were_set_for_the_session(
    shop: Seeded,
) -> None:
    try:
        tally = await tried(shop, shop.address, through_pgbouncer, resets=True)
    except NotRun as why:
        pytest.skip(str(why))
    assert "variables SET without LOCAL" in breached(tally)
    assert breached(tally) <= CARELESS
