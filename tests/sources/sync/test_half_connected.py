"""A process that dies while it connects a business leaves it connected and synced, or not connected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.server.cli.command import Runway, Started, line_with
from tests.sources.connect.intuit import Browser
from tests.sources.quickbooks_server.server import QuickBooksServer
from tests.sources.sync.conftest import small_company
from tests.sources.sync.connected import Connected
from tests.sources.sync.test_command import WAITS, ended, runway
from tests.world import World

PAUSE = """
CREATE FUNCTION runway.pause() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END'
"""
#: After the place in the queue, before the tokens; and in the commit of the connection.
BEFORE_THE_TOKENS = """
CREATE TRIGGER pause BEFORE UPDATE OF access_token ON runway.connection_secret
FOR EACH ROW EXECUTE FUNCTION runway.pause()
"""
AT_THE_COMMIT = """
CREATE CONSTRAINT TRIGGER pause AFTER INSERT ON runway.source_connection DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION runway.pause()
"""


@pytest.fixture
def world(own_world: World) -> World:
    """A database of the test's own, whose tables it may break."""
    return own_world


async def test_who_dies_before_the_connection_is_stored_leaves_the_company_to_others(
    connected: Connected, tmp_path: Path
) -> None:
    command = await _killed(connected, tmp_path, BEFORE_THE_TOKENS)
    assert await connected.world.run("SELECT FROM runway.source_connection") == []
    assert len(await connected.world.run("SELECT FROM runway.sync_queue")) == 1
    await connected.later(minutes=6)
    assert (await command.run("sync", "--all")).code == 0
    assert await connected.world.run("SELECT FROM runway.sync_queue") == []
    await connected.world.run("DROP TRIGGER pause ON runway.connection_secret")
    other = await connected.world.business("Other")
    async with _clicked(command, "Other") as (_, page):
        assert (await page).status_code == 200
    (row,) = await connected.world.run("SELECT business_id FROM runway.sync_queue")
    assert row["business_id"] == other


async def test_who_dies_after_the_connection_is_stored_leaves_it_to_a_worker(
    connected: Connected, tmp_path: Path
) -> None:
    command = await _killed(connected, tmp_path, AT_THE_COMMIT)
    async with asyncio.timeout(30):
        while not (rows := await connected.world.run("SELECT business_id FROM runway.source_connection")):
            pass
    await connected.later(minutes=6)
    assert (await command.run("sync", "--all")).code == 0
    company = connected.server.companies[_realm(connected.server)]
    assert await connected.differences(rows[0]["business_id"], company) == set()


def _realm(server: QuickBooksServer) -> str:
    assert server.oauth.realm is not None
    return server.oauth.realm


async def _killed(connected: Connected, folder: Path, pause: str) -> Runway:
    """Connect a business, and kill the command where it pauses."""
    small_company(connected.server, _realm(connected.server))
    await connected.world.business("Acme")
    await connected.world.run(PAUSE)
    await connected.world.run(pause)
    command = runway(connected, folder).told(PORT="0")
    locking = await connected.world.address.connect()
    try:
        await locking.fetch("SELECT pg_advisory_lock(7)")
        async with _clicked(command, "Acme") as (process, page):
            async with asyncio.timeout(30):
                while not await connected.world.run(WAITS):
                    pass
            process.kill()
            with pytest.raises(httpx.TransportError):
                await page
            await ended(process)
    finally:
        await locking.close()
    return command


@asynccontextmanager
async def _clicked(
    command: Runway, business: str
) -> AsyncIterator[tuple[Started, "asyncio.Task[httpx.Response]"]]:
    """The command that waits for a browser, and the last page that the browser will see."""
    process = await command.start("connect", "quickbooks", "--business", business)
    link = (await line_with(process, "/connect/quickbooks?")).strip()
    async with httpx.AsyncClient(verify=False, timeout=30) as client:
        yield process, asyncio.create_task(Browser(client, "").click_through(link))
    await ended(process)
