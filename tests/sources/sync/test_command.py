"""`runway sync` as a real process: what it prints, how it ends, and what is left when it is killed."""

import asyncio
import json
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from orchestrators.sources.connections.state import ConnectionState
from tests.examples import some
from tests.records import bill
from tests.server.cli.command import Runway, Started
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.quickbooks_server.oauth import CLIENT_ID, CLIENT_SECRET
from tests.sources.sync.conftest import small_company
from tests.sources.sync.connected import Connected
from tests.sources.sync.reading import REALM


def runway(connected: Connected, folder: Path) -> Runway:
    """The command line over the same database and the same server."""
    settings = {
        "DATABASE_URL": connected.world.address.dsn(),
        "SECRET_KEYS": connected.key,
        "QUICKBOOKS_CLIENT_ID": CLIENT_ID,
        "QUICKBOOKS_CLIENT_SECRET": CLIENT_SECRET,
        "QUICKBOOKS_ENVIRONMENT": "SANDBOX",
        "QUICKBOOKS_ADDRESS": connected.server.address,
    }
    return Runway(folder, settings)


async def ended(process: Started) -> str:
    """What it wrote on stderr, when it has ended."""
    async with asyncio.timeout(60):
        _, err = await process.communicate()
    return err.decode()


async def test_a_sync_prints_what_it_did(connected: Connected, tmp_path: Path) -> None:
    company = small_company(connected.server)
    business = await connected.business(REALM, "Acme of the command")
    ran = await runway(connected, tmp_path).run("sync", "--business", str(business), "--json")
    (told,) = json.loads(ran.out)
    assert (ran.code, told["full"], told["problem"]) == (0, True, None)
    assert told["business"]["name"] == "Acme of the command"
    assert told["counts"]["added"] >= 5
    assert await connected.differences(business, company) == set()

    company.change("Bill", "10", DocNumber="changed")
    await connected.later(minutes=20)
    shown = await runway(connected, tmp_path).run("sync", "--all")
    assert "Acme of the command" in shown.out
    assert "changes" in shown.out
    assert await connected.differences(business, company) == set()


async def test_what_went_wrong_is_shown_and_the_exit_code_is_1(connected: Connected, tmp_path: Path) -> None:
    small_company(connected.server)
    business = await connected.business(REALM)
    connected.server.always[REALM] = Misbehaviour.FAULT
    ran = await runway(connected, tmp_path).run("sync", "--business", str(business))
    assert ran.code == 1
    assert "Something is not allowed" in ran.out
    assert f"token of {REALM}" not in ran.out + ran.err


async def test_whoever_asks_too_early_is_told_until_when_the_source_waits(
    connected: Connected, tmp_path: Path
) -> None:
    small_company(connected.server)
    business = await connected.business(REALM, "Early")
    connected.server.always[REALM] = Misbehaviour.THROTTLED_LONG
    command = runway(connected, tmp_path)
    assert (await command.run("sync", "--business", str(business))).code == 1
    told = (await command.run("sync", "--business", str(business))).sentence()
    assert told.startswith(f"QuickBooks told Early to wait until {connected.now:%Y-%m-%d}")


async def test_what_a_person_must_mend_is_one_sentence(connected: Connected, tmp_path: Path) -> None:
    business = await connected.world.business("Lonely")
    command = runway(connected, tmp_path)
    for arguments, told in (
        ((), "Give either --business or --all."),
        (("--all", "--every", "soon"), "--every: 'soon' is no duration from 30s to 1d, such as 15m."),
        (("--business", "Lonely", "--every", "15m"), "--every needs --all."),
        (
            ("--business", str(business)),
            "Lonely is not connected to QuickBooks, or another worker is syncing it.",
        ),
    ):
        assert (await command.run("sync", *arguments)).sentence() == told


async def test_a_worker_goes_on_until_it_is_told_to_end(connected: Connected, tmp_path: Path) -> None:
    company = small_company(connected.server)
    business = await connected.business(REALM)
    worker = await runway(connected, tmp_path).start("sync", "--all", "--every", "15m")
    await until_synced(connected, business)
    company.change("Bill", "10", DocNumber="told by webhook")
    await connected.later(minutes=1)
    await connected.queue.ask((business,))
    await until_synced(connected, business)
    assert await connected.differences(business, company) == set()
    # In the middle of a sync, too.
    connected.server.always[REALM] = Misbehaviour.SLOW
    came = asyncio.Event()
    connected.server.watched = lambda _number: came.set()
    await connected.later(minutes=1)
    await connected.queue.ask((business,))
    async with asyncio.timeout(30):
        await came.wait()
    worker.send_signal(signal.SIGTERM)
    err = await ended(worker)
    assert worker.returncode == 0, err
    assert "Traceback" not in err
    rows = await connected.world.run("SELECT claimed_by FROM runway.sync_queue")
    assert [row["claimed_by"] for row in rows] == [None], "it gave the business back"


async def until_synced(connected: Connected, business: object) -> None:
    """Wait until the newest sync is of this moment, and its claim given back."""
    async with asyncio.timeout(60):
        while not await connected.world.run(  # noqa: ASYNC110  # It is another process: no event tells of it.
            "SELECT FROM runway.source_connection JOIN runway.sync_queue USING (business_id) "
            "WHERE business_id = $1 AND last_sync_at = $2 AND claimed_by IS NULL",
            business,
            connected.now,
        ):
            # Each question would take a part of the core that the worker needs.
            await asyncio.sleep(0.02)


LOCKS = {
    "before the import": "SELECT FROM runway.business WHERE id = $1 FOR UPDATE",
    "before the position": "SELECT FROM runway.source_connection WHERE business_id = $1 FOR UPDATE",
    "before the claim is given back": "SELECT FROM runway.sync_queue WHERE business_id = $1 FOR UPDATE",
}
WAITS = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


STEPS = [
    *((True, step) for step in (1, 3, 20, *LOCKS)),
    *((False, step) for step in (1, 4, *LOCKS)),
]


@pytest.mark.parametrize(
    ("is_first", "step"), some(STEPS, 4), ids=lambda value: str(value).replace("True", "first")
)
async def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    connected: Connected, tmp_path: Path, *, is_first: bool, step: int | str
) -> None:
    company = small_company(connected.server)
    business = await connected.business(REALM)
    if not is_first:
        await connected.sync()
        company.put("Bill", bill("11"))
        company.delete("Invoice", "20")
        await connected.later(hours=1)
    await killed_at(connected, tmp_path, step, business)
    # Nobody else takes it while the claim holds.
    worker, results = connected.worker()
    await worker.once()
    assert results == []
    await connected.later(minutes=16)
    await worker.once()
    assert [done.failure for done in results] == [None]
    assert await connected.differences(business, company) == set()
    assert (await connected.connection(business)).state is ConnectionState.CONNECTED


async def killed_at(connected: Connected, folder: Path, step: int | str, business: object) -> None:
    """Start a sync, and kill it at the request of this number, or when it waits for this lock."""
    server, reached = connected.server, asyncio.Event()
    last = len(server.requests) + (1 if isinstance(step, str) else step)
    server.watched = lambda number: reached.set() if number >= last else None
    process = await runway(connected, folder).start("sync", "--all")
    server.gate = asyncio.Event() if last == len(server.requests) + 1 else None
    async with asyncio.timeout(60):
        await reached.wait()
    if isinstance(step, str):
        await _until_locked(connected, LOCKS[step], business, process)
    with suppress(ProcessLookupError):
        process.kill()
    if server.gate is not None:
        server.gate.set()
    await ended(process)


async def _until_locked(connected: Connected, lock: str, business: object, process: Started) -> None:
    locking = await connected.world.address.connect()
    try:
        async with locking.transaction():
            await locking.fetch(lock, business)
            assert connected.server.gate is not None
            connected.server.gate.set()
            async with asyncio.timeout(30):
                while not await connected.world.run(WAITS):
                    pass
            process.kill()
    finally:
        await locking.close()
