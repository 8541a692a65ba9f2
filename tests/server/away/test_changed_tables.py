"""A table that changes while the server runs: reads are answered, writes are refused whole, once."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.schema.decisions.desk import PROPOSE, Desk, open_desk
from tests.server.knocking import query, refusal
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.sockets import following

BILLS = "{ bills { nodes { id documentNumber total { amount } dueDate } } }"
VIEWER = "{ viewer { businesses { name } } }"
#: Other root fields come first, so that their figures are of an older snapshot.
SCREEN = """{
  business { name } hygieneTray { issues { nodes { message } } }
  decisionConsole { items { nodes { documentNumber openBalance { amount } } } }
}"""
WIDER = "ALTER TABLE runway.document ALTER COLUMN {} TYPE {}"


@pytest.fixture
async def desk(cluster: Cluster) -> AsyncIterator[Desk]:
    async with serving(cluster) as served:
        yield await open_desk(served)


async def many(desk: Desk, text: str) -> list[httpx.Response]:
    """The same, from more clients at once than there are connections."""
    served = Served(desk.world, desk.api)
    return await asyncio.gather(*(query(served, text) for _ in range(20)))


async def connections(desk: Desk) -> int:
    text = (
        "SELECT DISTINCT pid FROM pg_stat_activity WHERE datname = $1 "
        "AND usename IN ('runway_api', 'runway_portfolio')"
    )
    return len(await desk.world.run(text, desk.world.address.database))


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (BILLS, WIDER.format("total", "numeric(30, 6)")),
        (BILLS, WIDER.format("number", "varchar(300)")),
        (BILLS, "ALTER TABLE runway.document ADD COLUMN colour text"),
        (SCREEN, WIDER.format("balance", "numeric(30, 6)")),
        (VIEWER, "ALTER TABLE runway.business ALTER COLUMN name TYPE varchar(300)"),
        (SCREEN, "ALTER TABLE runway.business ALTER COLUMN name TYPE varchar(300)"),
    ],
)
async def test_reads_on_every_connection_are_answered_when_a_column_changes(
    desk: Desk, text: str, change: str
) -> None:
    before = {response.text for response in await many(desk, text)}
    assert len(before) == 1
    assert await connections(desk) > 1
    await desk.world.run(change)
    after = await many(desk, text)
    assert {response.status_code for response in after} == {200}
    # Figures are printed with their currency's decimals, whatever the column holds.
    assert {response.text for response in after} == before
    assert "errors" not in after[0].json()


async def test_the_plan_is_really_stale_and_the_whole_screen_is_read_again_in_one_snapshot(
    desk: Desk,
) -> None:
    served, statements = Served(desk.world, desk.api), desk.world.statements
    await query(served, SCREEN)
    statements.clear()
    await query(served, SCREEN)
    usual = [sql for sql in statements if "runway.enter(" in sql]
    await desk.world.run(WIDER.format("balance", "numeric(30, 6)"))
    statements.clear()
    response = await query(served, SCREEN)
    entered = [sql for sql in statements if "runway.enter(" in sql]
    assert "errors" not in response.json()
    assert len(usual) == 1
    # The first attempt, the read that met the change, and the screen anew.
    assert len(entered) == 3
    assert response.json() == (await query(served, SCREEN)).json()


async def test_a_write_is_unavailable_with_nothing_done_and_works_when_it_is_sent_again(desk: Desk) -> None:
    made = await desk.propose("bill")
    assert (await desk.withdraw(made["decision"]["id"]))["userErrors"] == []
    rows = await desk.decisions()
    await desk.world.run(WIDER.format("balance", "numeric(30, 6)"))
    served = Served(desk.world, desk.api)
    given = {"i": {"itemId": desk.items["bill"], "action": "PAY"}}
    refusal(await query(served, PROPOSE, variables=given), 503, "UNAVAILABLE")
    assert await desk.decisions() == rows
    response = await query(served, PROPOSE, variables=given)
    assert response.json()["data"]["proposeDecision"]["userErrors"] == []
    assert await desk.decisions() == rows + 1


async def test_what_was_written_is_shown_although_a_column_of_the_payload_changed(desk: Desk) -> None:
    made = await desk.propose("bill", note="First")
    await desk.propose("other bill")
    assert (await desk.withdraw(made["decision"]["id"]))["userErrors"] == []
    await desk.world.run("ALTER TABLE runway.decision ALTER COLUMN note TYPE varchar(4000)")
    made = await desk.propose("bill", note="Again")
    assert (made["decision"]["note"], made["userErrors"]) == ("Again", [])


async def test_a_subscriber_hears_on(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket:
        made = await desk.propose("bill")
        assert (await socket.change())[0] == "DECISION"
        await desk.world.run("ALTER TABLE runway.audit_event ALTER COLUMN kind TYPE varchar(40)")
        await desk.withdraw(made["decision"]["id"])
        assert (await socket.change())[0] == "DECISION"
