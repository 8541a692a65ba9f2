"""`runway serve`: the API over HTTP; `runway documents check`: what it would refuse to register."""

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from db.bootstrap import API
from db.entrance import open_books
from db.outages import translated
from db.own_isolation import EXCEPTIONS, SCOPE
from isolation.audit import audit
from isolation.lints.lint import Level
from isolation.reports.tables import put, table
from migrations.unsafe import Unsafe
from schema.build import Schema, build_schema, schema_with
from schema.operations.documents import Documents
from server.app import create_app
from server.auth import Tokens
from server.cli.screen import out, print_json, say
from server.cli.setup import warn_of_unknown
from server.documents import Checked, Registered, check, entries, registered_by
from server.pages import People, nobody
from server.place import Place, local_secret, place_of
from server.reaching import try_servers
from server.serving import Server, configured, listen, settle_memory
from server.settings import Settings, WrongSettings, read_settings
from server.sources.quickbooks.connecting import Connecting
from server.sources.quickbooks.connecting import configured as configured_connecting
from server.telemetry.log import configure, written_aside
from server.telemetry.tracing import statements_of, tracing
from server.workers import Workers

Manifests = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[MANIFEST]...", help="Manifests, or folders of manifests; without any, RUNWAY_DOCUMENTS."
    ),
]

documents = typer.Typer(help="Check registered documents.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    app.command(help="Serve the API at /graphql, and GraphiQL at /graphiql.")(serve)
    app.add_typer(documents, name="documents")


def serve(
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe", help="Serve even if the isolation of businesses is not ensured."),
    ] = False,
    workers: Annotated[
        int,
        typer.Option(
            min=0, max=64, help="Processes that answer, 0 for one on each core; they share the limits."
        ),
    ] = 1,
) -> None:
    """Serve until stopped; refuses a database in which the audit finds an error."""
    workers = workers or len(os.sched_getaffinity(0))
    settings = read_settings().shared_by(workers)
    tokens = Tokens.of(settings, local_secret(settings))
    configure(settings.log_format)
    warn_of_unknown()
    contract = documented(settings)
    configured_connecting(settings)
    listening = listen(settings)
    # Browsers are sent back to it, and with port 0 the system has chosen it.
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    place = place_of(settings, say)
    if unsafe:
        say("--unsafe: isolation is not checked. Requests may read the books of other businesses.")
    else:
        asyncio.run(refuse_unsafe(place))
    asyncio.run(try_servers(settings, place, say))
    say(f"Serving http://{settings.host}:{settings.port}/graphql")

    def work() -> None:
        uvloop.run(answer(settings, place, tokens, listening, contract))

    if workers == 1:
        work()
    else:
        # What is loaded is shared with all of them, as long as no collection writes to it.
        settle_memory()
        Workers(workers, work).keep()


async def refuse_unsafe(place: Place) -> None:
    """Audit the database as the role that requests come in with; raises `Unsafe`, `BooksUnavailable`."""
    with translated():
        connection = await place.as_role(API).connect()
        try:
            report = await audit(connection, SCOPE, datetime.now(UTC).date(), declared=EXCEPTIONS)
        finally:
            await connection.close()
    errors = [finding for finding in report.findings if finding.level is Level.ERROR]
    if errors:
        raise Unsafe(errors)


def documented(settings: Settings) -> tuple[Schema, Registered]:
    """The schema, and the documents that are registered for it; raises `WrongSettings`."""
    schema = schema_with(Documents(compiles=settings.compile))
    return schema, asyncio.run(registered_by(settings, schema))


async def answer(
    settings: Settings,
    place: Place,
    tokens: Tokens,
    listening: socket.socket,
    contract: tuple[Schema, Registered],
    people: People = nobody,
) -> None:
    """Open the books and answer requests until a signal comes."""
    # Uvicorn raises the signal again when it is done: without this, the bundled server would be left running.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    schema, registered = contract
    with written_aside(settings.log_format), tracing(os.environ) as tracer:
        books = await open_books(
            place.address,
            place.passwords,
            connections=settings.connections,
            observer=statements_of(tracer) if tracer else None,
            listen=settings.listen_address(),
            replica=settings.replica_address(),
            most_stale=settings.max_staleness,
        )
        connects = configured_connecting(settings)
        connecting = await Connecting.open(settings, place, books, None) if connects else None
        app = await create_app(books, tokens, settings, schema, people, tracer, registered, connecting)
        # Through the handler of `configure`, as the lines of every other library.
        config = configured(app, settings, log_config=None, log_level="warning")
        settle_memory()
        # Whoever computes in a thread gives way to the event loop after a thousandth of a second, not five.
        sys.setswitchinterval(0.001)
        await Server(config).serve(sockets=[listening])


@documents.callback()
def _documents() -> None:
    """Check registered documents."""


@documents.command("check", help="Validate manifests of registered documents, and show what each costs.")
def check_documents(
    manifests: Manifests = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List every document; exits with 1 if a server would refuse one of them."""
    listed = [entry for place in manifests or [_configured()] for entry in entries(place)]
    checked = asyncio.run(check(build_schema(), listed))
    if as_json:
        print_json([_summary(item) for item in checked])
    else:
        _show(checked)
    if any(item.fault for item in checked):
        raise typer.Exit(1)


def _configured() -> Path:
    configured = read_settings().documents
    if configured is None:
        raise WrongSettings("Name a manifest, or set RUNWAY_DOCUMENTS.")
    return configured


def _show(checked: list[Checked]) -> None:
    titles = ("operation", "rows", "fields", "id", "manifest")
    rows = [
        (item.title, f"{item.rows:,}", f"{item.fields:,}", item.entry.key, item.entry.file.name)
        for item in checked
        if item.fault is None
    ]
    if rows:
        put(out, table(titles, rows, names=("operation",)))
    for item in checked:
        if item.fault:
            say(item.sentence)


def _summary(item: Checked) -> dict[str, Any]:
    return {
        "manifest": str(item.entry.file),
        "id": item.entry.key,
        "operation": item.title,
        "rows": item.rows,
        "fields": item.fields,
        "fault": item.fault,
    }
