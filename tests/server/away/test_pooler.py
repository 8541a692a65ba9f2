"""Behind a PgBouncer that lends sessions for one transaction: what works, and what is told at the start."""

from pathlib import Path

import pytest

from db.servers.address import Address
from db.servers.trying import hands_on_statements, hears
from tests.examples import only_in_ci
from tests.records import bill, vendor
from tests.served_process import serving_process
from tests.server.cli.command import Runway
from tests.servers.pooler import needs_pgbouncer, pooled
from tests.world import OWNER, SECRET, World, token

pytestmark = needs_pgbouncer

ASK = "{ business { name } decisionConsole { asOf } hygieneTray { asOf } }"


@only_in_ci
async def test_a_server_starts_again_and_again_behind_it_and_answers(world: World, tmp_path: Path) -> None:
    business = await world.business()
    headers = {"authorization": f"Bearer {token(OWNER)}", "x-business-id": str(business)}
    async with pooled(world.address) as through:
        given = {"PREPARED_STATEMENTS": "false", "LISTEN_URL": world.address.dsn()}
        for _ in range(3):
            async with serving_process(through, tmp_path, **given) as (_process, client):
                for _ in range(5):
                    response = await client.post("/graphql", json={"query": ASK}, headers=headers)
                    assert "errors" not in response.json(), response.json()


async def test_commands_work_behind_it_again_and_again(world: World, tmp_path: Path) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Bill": [bill()]})
    async with pooled(world.address) as through:
        runway = Runway(tmp_path, {"DATABASE_URL": through.dsn(), "PREPARED_STATEMENTS": "false"})
        for command in 3 * [("scan", "--business", str(business)), ("business", "list")]:
            ran = await runway.run(*command)
            assert ran.code == 0, ran.err


async def test_a_setting_that_it_breaks_is_told_at_the_start(world: World, tmp_path: Path) -> None:
    async with pooled(world.address) as through:
        runway = Runway(tmp_path, {"DATABASE_URL": through.dsn(), "TOKEN_SECRET": SECRET, "PORT": "0"})
        sentence = (await runway.run("serve")).sentence()
        assert sentence.startswith("RUNWAY_PREPARED_STATEMENTS: ")
        sentence = (await runway.told(PREPARED_STATEMENTS="false").run("serve")).sentence()
        assert sentence.startswith("RUNWAY_LISTEN_URL: ")


async def test_a_standby_behind_a_pooler_is_refused_at_the_start(world: World, tmp_path: Path) -> None:
    async with pooled(world.address) as through:
        urls = {"DATABASE_URL": world.address.dsn(), "REPLICA_URL": through.dsn()}
        runway = Runway(tmp_path, {**urls, "TOKEN_SECRET": SECRET, "PORT": "0"})
        assert "a pooler stands before it" in (await runway.run("serve")).sentence()


@pytest.mark.parametrize("mode", ["transaction", "session"])
async def test_only_what_is_shared_between_clients_is_found(world: World, mode: str) -> None:
    async with pooled(world.address, mode) as through:
        shares = mode == "transaction"
        assert await hands_on_statements(through) is shares
        assert await hears(through) is not shares


async def test_the_server_itself_shares_nothing_and_is_heard(world: World) -> None:
    address: Address = world.address.as_role("runway_api")
    assert not await hands_on_statements(address)
    assert await hears(address)
