"""The prover on our own schema, and on the same with a hole in it."""

from collections.abc import AsyncIterator

import pytest

from db.own_isolation import SCOPE
from db.tables import METADATA
from isolation.prover.prove import prepare, prove
from server.embedded import PROGRAMS
from tests.isolation.prover.seeded import Seeded
from tests.servers.postgres import Cluster

#: Each a way in, and the table at which it must be seen.
HOLES = {
    "a policy that lets everybody read": "ALTER POLICY tenant ON runway.{0} USING (true)",
    "a policy that lets everybody write": "ALTER POLICY tenant ON runway.{0} WITH CHECK (true)",
    "row-level security switched off": "ALTER TABLE runway.{0} DISABLE ROW LEVEL SECURITY",
    "a second policy, OR-ed in": "CREATE POLICY more ON runway.{0} FOR SELECT TO runway_api USING (true)",
    "a right to empty the table": "GRANT TRUNCATE ON runway.{0} TO runway_api",
    "a policy that is open without a context": (
        "ALTER POLICY tenant ON runway.{0} USING (business_id = nullif(current_setting('app.business_id', "
        "true), '')::uuid OR nullif(current_setting('app.business_id', true), '') IS NULL)"
    ),
}


async def test_nothing_gets_through_and_nothing_is_left_open(each_cluster: Cluster) -> None:
    address = await each_cluster.clone()
    proof = await prove(address, SCOPE, lambda _step, _done, _total: None, programs=PROGRAMS)
    await each_cluster.drop(address)
    tables = {
        cell.target for cell in proof.cells if cell.target.startswith("runway.") and "(" not in cell.target
    }
    assert proof.breaches == ()
    assert proof.inconclusive == ()
    assert proof.green
    assert tables == {table.fullname for table in METADATA.tables.values()}


@pytest.fixture(scope="module")
async def seeded(cluster: Cluster) -> AsyncIterator[Seeded]:
    """Our schema, seeded once for all holes."""
    address = await cluster.clone()
    task, _logins = await prepare(address, SCOPE, {})
    yield Seeded(address, task)
    await cluster.drop(address)


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_is_a_breach_at_its_table_with_a_script(seeded: Seeded, hole: str) -> None:
    tally = await seeded.attacked(HOLES[hole].format("term"), only="runway.term")
    assert tally.breaches
    assert all(breach.script for breach in tally.breaches)
