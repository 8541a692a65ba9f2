"""`runway demo`: three companies from one command, gone with one signal, and all there the next time."""

import asyncio
import json
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.servers.address import Address
from demo.companies import COMPANIES
from tests.examples import only_in_ci
from tests.server.cli.command import PATIENCE, Runway, Started, line_with
from tests.world import gid

BUSINESSES = "{ viewer { businesses { name role } } }"
ITEMS = "{ decisionConsole { items(first: 1) { nodes { id kind } } queue { nodes { id item { id } } } } }"
PROPOSE = """mutation ($i: ProposeDecisionInput!) {
  proposeDecision(input: $i) { decision { id } userErrors { code } }
}"""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs."""

    process: Started
    info: dict[str, Any]
    client: httpx.AsyncClient

    async def ask(self, role: str, query: str, business: int | None = 0, **variables: object) -> Any:
        """Ask as a role, for a business by its place in the list."""
        headers = {"authorization": f"Bearer {self.info['tokens'][role]}"}
        if business is not None:
            headers["x-business-id"] = self.info["businesses"][business]["id"]
        body = {"query": query, "variables": variables}
        return (await self.client.post(f"{self.info['url']}/graphql", json=body, headers=headers)).json()


@pytest.fixture
def runway() -> Any:
    # A short path: a socket's may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="rw-") as folder:
        # What the environment names must not matter to a demo.
        elsewhere = {"DATABASE_URL": "postgresql://u@nowhere.invalid/db", "TOKEN_SECRET": "x" * 40}
        yield Runway(Path(folder), {"DATA_DIR": "data", "PORT": "0", **elsewhere})


@asynccontextmanager
async def demo(runway: Runway) -> AsyncIterator[Demo]:
    """Start it, wait until it answers, and end it by the signal that a service manager sends."""
    process = await runway.start("demo")
    try:
        guide = await line_with(process, "runway demo --info")
        info = json.loads((await runway.run("demo", "--info")).out)
        assert f"{info['url']}/graphql" in guide
        async with httpx.AsyncClient(timeout=30) as client:
            await until_ready(client, info["url"])
            yield Demo(process, info, client)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            _, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    assert b"Traceback" not in err


async def until_ready(client: httpx.AsyncClient, url: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.ConnectError:
                continue


@only_in_ci
async def test_the_demo_starts_answers_stops_and_keeps_what_was_decided(runway: Runway) -> None:
    async with demo(runway) as first:
        assert_told(first.info)
        await assert_everybody_sees_theirs(first)
        await assert_its_page_offers_everybody_s_token(first)
        item = await assert_the_owner_may_propose_and_the_analyst_may_not(first)
        await assert_a_database_client_gets_in(first.info)
    await assert_all_is_stopped(first.info, runway)
    async with demo(runway) as second:
        assert second.info["businesses"] == first.info["businesses"]
        queue = (await second.ask("owner", ITEMS))["data"]["decisionConsole"]["queue"]["nodes"]
        assert [item["item"]["id"] for item in queue] == [item]
        # A token is good for a working day, also after a start.
        old = Demo(second.process, {**second.info, "tokens": first.info["tokens"]}, second.client)
        assert (await old.ask("owner", BUSINESSES, None))["data"] == (
            await second.ask("owner", BUSINESSES, None)
        )["data"]


def assert_told(info: dict[str, Any]) -> None:
    assert info.keys() == {"url", "databaseUrl", "businesses", "tokens"}
    assert info["url"].startswith("http://127.0.0.1:")
    assert [business["name"] for business in info["businesses"]] == [profile.name for profile in COMPANIES]
    # The same on every machine: the documents show them.
    ids = [gid("Business", profile.business_id) for profile in COMPANIES]
    assert [business["id"] for business in info["businesses"]] == ids
    assert all(business.keys() == {"id", "name"} for business in info["businesses"])
    assert info["tokens"].keys() == {"owner", "advisor", "staff", "analyst", "auditor", "operator"}


async def assert_everybody_sees_theirs(demo: Demo) -> None:
    names = [profile.name for profile in COMPANIES]
    for role in demo.info["tokens"]:
        expected = names if role in {"advisor", "analyst", "auditor"} else names[:1]
        result = (await demo.ask(role, BUSINESSES, None))["data"]["viewer"]["businesses"]
        assert {(item["name"], item["role"]) for item in result} == {
            (name, role.upper()) for name in expected
        }
    refused = await demo.ask("owner", ITEMS, business=1)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for place in range(3):
        console = (await demo.ask("advisor", ITEMS, business=place))["data"]["decisionConsole"]
        assert console["items"]["nodes"]
        assert console["queue"]["nodes"] == []


async def assert_its_page_offers_everybody_s_token(demo: Demo) -> None:
    people = (await demo.client.get(f"{demo.info['url']}/graphiql/people.json")).json()
    assert [person["role"] for person in people] == list(demo.info["tokens"])
    offered = {**demo.info, "tokens": {person["role"]: person["token"] for person in people}}
    await assert_everybody_sees_theirs(Demo(demo.process, offered, demo.client))


async def assert_the_owner_may_propose_and_the_analyst_may_not(demo: Demo) -> str:
    (item,) = (await demo.ask("analyst", ITEMS))["data"]["decisionConsole"]["items"]["nodes"]
    given = {"itemId": item["id"], "action": {"BILL": "PAY", "INVOICE": "CHASE"}[item["kind"]]}
    refused = (await demo.ask("analyst", PROPOSE, i=given))["data"]["proposeDecision"]
    assert refused == {"decision": None, "userErrors": [{"code": "FORBIDDEN"}]}
    made = (await demo.ask("owner", PROPOSE, i=given))["data"]["proposeDecision"]
    assert made["userErrors"] == []
    result: str = item["id"]
    return result


async def assert_a_database_client_gets_in(info: dict[str, Any]) -> None:
    connection = await Address.parse(info["databaseUrl"]).connect()
    assert await connection.fetchval("SELECT count(*) FROM runway.business") == 3
    await connection.close()


async def assert_all_is_stopped(info: dict[str, Any], runway: Runway) -> None:
    with pytest.raises(ConnectionError):
        await Address.parse(info["databaseUrl"]).connect()
    assert "No demo runs" in (await runway.run("demo", "--info")).sentence()
