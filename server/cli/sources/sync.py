"""`runway sync`: brings what changed at the sources of connected businesses into their books."""

import asyncio
import re
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

import httpx
import typer
from prometheus_client import start_http_server
from rich.table import Table

from db.bootstrap import DIRECTORY, QUEUE, SYNC
from db.connections.queue import SyncQueue
from db.connections.secrets import Secrets
from db.directory import Directory, Listed
from db.entrance import open_books
from isolation.reports.tables import put, table
from orchestrators.sources.writer import Progress
from schema.ids import encode
from server.cli.people import known
from server.cli.screen import err, out, print_json, say
from server.health import other_revision
from server.place import Place, place_of, secret_keys
from server.settings import Settings, WrongSettings, read_settings
from server.sources.importing import admit_operator, progress_bar
from server.sources.quickbooks.endpoints import QuickBooks, public_address
from server.sources.quickbooks.oauth import OAuth, trusted
from server.sources.quickbooks.secrets import Vault
from server.sources.quickbooks.syncing.sync import Done, Syncing
from server.sources.quickbooks.syncing.worker import Worker
from server.sources.quickbooks.tokens import AccessTokens
from server.telemetry.log import configure

ORDINARY = timedelta(minutes=15)
#: Of one step of a request; a whole one has a limit of its own.
TIMEOUT = httpx.Timeout(60, connect=10)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Names = dict[UUID, str]


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command("sync", help="Bring what changed in QuickBooks into the books of connected businesses.")(sync)


def sync(
    business: Annotated[
        str | None, typer.Option(help="Name or id of the business: sync it now, whether it is due or not.")
    ] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Sync every business that is due.")] = False,
    every: Annotated[
        str | None,
        typer.Option(help="With --all: keep running, and sync each business this often, such as 15m or 1h."),
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=50, help="Businesses that are synced side by side.")] = 4,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port of 127.0.0.1 for metrics, with --every."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Sync one business, or whatever is due; many workers may run side by side."""
    if (business is None) is not all_of_them:
        raise WrongSettings("Give either --business or --all.")
    if every is not None and not all_of_them:
        raise WrongSettings("--every needs --all.")
    settings = read_settings()
    interval = ORDINARY if every is None else interval_of(every)
    place = place_of(settings, say)
    configure(settings.log_format)
    if every is not None:
        asyncio.run(_keep_syncing(place, settings, interval, at_once, metrics_port))
        return
    names, results = asyncio.run(_sync_once(place, settings, business, interval, at_once))
    if as_json:
        print_json([summary(names, done) for done in results])
    else:
        put(out, syncs_table(names, results))
    if any(done.failure for done in results):
        raise typer.Exit(1)


def interval_of(text: str) -> timedelta:
    """A duration such as 15m; raises `WrongSettings`."""
    match = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text.strip().lower())
    interval = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta(seconds=30) <= interval <= timedelta(days=1):
        raise WrongSettings(f"--every: {text!r} is no duration from 30s to 1d, such as 15m.")
    return interval


async def _sync_once(
    place: Place, settings: Settings, name: str | None, every: timedelta, at_once: int
) -> tuple[Names, list[Done]]:
    results: list[Done] = []
    async with AsyncExitStack() as stack:
        worker = await _worker(stack, place, settings, every, at_once)
        directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
        stack.push_async_callback(directory.close)
        names = {listed.id: listed.name for listed in await directory.list()}
        chosen = None if name is None else await known(directory, name)
        if chosen is not None:
            await worker.queue.ask((chosen.id,))
        report = stack.enter_context(progress_bar(err))
        worker.watched = lambda business: _named(report, names.get(business, ""))
        worker.ended = results.append
        _stop_on_signals(worker)
        await worker.once(None if chosen is None else chosen.id)
        if chosen is not None and not results and not worker.stopping.is_set():
            raise WrongSettings(await _why_not(worker.queue, chosen))
    return names, results


async def _why_not(queue: SyncQueue, chosen: Listed) -> str:
    until = await queue.not_before(chosen.id)
    if until is None:
        return f"{chosen.name} is not connected to QuickBooks, or another worker is syncing it."
    return f"QuickBooks told {chosen.name} to wait until {until:%Y-%m-%d %H:%M:%S} UTC; it is synced then."


async def _keep_syncing(
    place: Place, settings: Settings, every: timedelta, at_once: int, metrics_port: int | None
) -> None:
    async with AsyncExitStack() as stack:
        worker = await _worker(stack, place, settings, every, at_once)
        if metrics_port is not None:
            server, thread = start_http_server(metrics_port, "127.0.0.1", worker.metrics.registry)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        _stop_on_signals(worker)
        say(f"Syncing every {every}.")
        await worker.forever()


async def _worker(
    stack: AsyncExitStack, place: Place, settings: Settings, every: timedelta, at_once: int
) -> Worker:
    """A worker, with everything that it needs open until the stack closes."""
    app = QuickBooks.of(settings, public_address(settings))
    vault = Vault(secret_keys(settings))
    books = await open_books(place.address, place.passwords, connections=at_once)
    stack.push_async_callback(books.close)
    if (other := await other_revision(books)) is not None:
        raise WrongSettings(f"The database has {other}: run `runway migrate` of this version.")
    queue = await SyncQueue.open(place.address, place.passwords.get(QUEUE))
    stack.push_async_callback(queue.close)
    secrets = await Secrets.open(place.address, place.passwords.get(SYNC))
    stack.push_async_callback(secrets.close)
    client = httpx.AsyncClient(follow_redirects=False, timeout=TIMEOUT, verify=trusted())
    http = await stack.enter_async_context(client)
    tokens = AccessTokens(secrets, vault, OAuth(app))
    syncing = Syncing(books, partial(admit_operator, place), tokens, http, app.api, every)
    return Worker(queue, syncing, app.environment, at_once)


def _stop_on_signals(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)


def _named(report: Progress, name: str) -> Progress:
    """Tells the progress of one business, among those of others."""
    return lambda step, done, total: report(f"{name[:30]}: {step}", done, total)


def summary(names: Names, done: Done) -> dict[str, object]:
    """What a sync came to, for machines."""
    return {
        "business": {"id": encode("Business", done.business_id), "name": names.get(done.business_id)},
        "full": done.is_full,
        "counts": None if done.counts is None else asdict(done.counts),
        "problem": None if done.failure is None else done.failure.problem,
        "reason": None if done.failure is None else done.failure.reason,
        "nextSyncAt": None if done.next_at is None else done.next_at.isoformat(),
    }


def syncs_table(names: Names, results: Sequence[Done]) -> Table:
    """What was done, for people."""
    counted = ("read", "added", "changed", "removed", "rejected")
    rows = (
        (
            names.get(done.business_id, ""),
            "" if done.counts is None else "all" if done.is_full else "changes",
            *("" if done.counts is None else f"{getattr(done.counts, name):,}" for name in counted),
            "" if done.failure is None else done.failure.reason,
        )
        for done in results
    )
    return table(("business", "pulled", *counted, "problem"), rows, names=("business",), title="Syncs")
