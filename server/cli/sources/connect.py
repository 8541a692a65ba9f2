"""`runway connect`: a business to its accounting system; `runway secrets`: the keys of its tokens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
import uvicorn
from cryptography.fernet import Fernet
from starlette.applications import Starlette

from db.bootstrap import DIRECTORY, QUEUE, SYNC
from db.connections.queue import SyncQueue
from db.connections.secrets import Secrets
from db.directory import Directory, Listed, user_id_of
from db.entrance import open_books
from server.cli.screen import err, out, say
from server.cli.sources.options import Create, Currency, Made, Owner, TimeZone, business_of, check_new
from server.place import Place, place_of, secret_keys
from server.serving import listen
from server.settings import Settings, WrongSettings, read_settings
from server.sources.importing import OPERATOR, progress_bar
from server.sources.quickbooks.connecting import Connecting
from server.sources.quickbooks.endpoints import QuickBooks, public_address
from server.sources.quickbooks.pages import routes
from server.sources.quickbooks.rotating import rotate
from server.sources.quickbooks.secrets import Vault

Business = Annotated[str, typer.Option(help="Name or id of the business.")]

connect = typer.Typer(help="Connect a business to its accounting system.", no_args_is_help=True)
secrets = typer.Typer(help="Manage the keys that encrypt tokens of connections.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    app.add_typer(connect, name="connect")
    app.add_typer(secrets, name="secrets")


@connect.callback()
def _connect() -> None:
    """Connect a business to its accounting system."""


@secrets.callback()
def _secrets() -> None:
    """Manage the keys that encrypt tokens of connections."""


@connect.command(help="Connect a business to a company of QuickBooks Online, or disconnect it.")
def quickbooks(
    business: Business,
    disconnect: Annotated[
        bool, typer.Option("--disconnect", help="Revoke the authorization and delete it.")
    ] = False,
    shared: Annotated[
        bool,
        typer.Option("--shared", help="Allow a company that is connected to another business as well."),
    ] = False,
    create: Create = False,
    currency: Currency = "USD",
    time_zone: TimeZone = "UTC",
    owner: Owner = None,
) -> None:
    """Print the link to open; without a public address, wait here for the browser to come back."""
    check_new(currency, time_zone, owner)
    settings = read_settings()
    # Before anything is made or waited for.
    QuickBooks.of(settings, public_address(settings))
    Vault(secret_keys(settings))
    place = place_of(settings, say)
    if disconnect:
        asyncio.run(_disconnect(settings, place, business))
    else:
        made = (currency.upper(), time_zone, owner) if create else None
        asyncio.run(_start(settings, place, business, made, shared=shared))


async def _start(settings: Settings, place: Place, business: str, made: Made, *, shared: bool) -> None:
    """With a public address the server that runs there is come back to, else this process."""
    if settings.public_address is not None:
        async with _open(settings, place, business, settings.public_address, made) as (connecting, entered):
            _show(connecting, entered, shared=shared)
        return
    listening = listen(settings)
    # A browser that is faster than this process waits for it, instead of being refused.
    listening.listen()
    address = f"http://localhost:{listening.getsockname()[1]}"
    async with _open(settings, place, business, address, made) as (connecting, entered):
        back: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def connected(name: str) -> None:
            if not back.done():
                back.set_result(name)

        app = Starlette(routes=list(routes(connecting, connected)))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        _show(connecting, entered, shared=shared)
        # It also ends when somebody stops waiting, by Ctrl-C.
        await asyncio.wait((serving, back), return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
        if back.done():
            say(f"{entered.name} is connected to {back.result()}.")


def _show(connecting: Connecting, entered: Listed, *, shared: bool) -> None:
    started = connecting.start(user_id_of(OPERATOR), OPERATOR, entered.id, shared=shared)
    say("Open this link within ten minutes, in a browser in which you may sign in to QuickBooks:")
    out.file.write(f"{started.url}\n")
    out.file.flush()


async def _disconnect(settings: Settings, place: Place, business: str) -> None:
    address = settings.public_address
    async with _open(settings, place, business, address) as (connecting, entered):
        result = await connecting.disconnect(user_id_of(OPERATOR), OPERATOR, entered.id, None)
    if result is None:
        say(f"{entered.name} is not connected to any company.")
    elif result.is_revoked:
        say(f"{entered.name} is disconnected; QuickBooks revoked the authorization.")
    else:
        say(
            f"{entered.name} is disconnected, and the authorization is deleted here. QuickBooks did not "
            "confirm that it revoked it: remove the app there as well (Settings, Manage connected apps)."
        )


@asynccontextmanager
async def _open(
    settings: Settings, place: Place, business: str, address: str | None, made: Made = None
) -> AsyncIterator[tuple[Connecting, Listed]]:
    """Everything that connecting takes, and the business, entered by the command line's member."""
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=2)
    try:
        entered = await business_of(directory, business, made)
        await directory.grant(entered.id, OPERATOR, "OPERATOR")
        connecting = await Connecting.open(settings, place, books, address)
        try:
            yield connecting, entered
        finally:
            await connecting.close()
    finally:
        await books.close()
        await directory.close()


@secrets.command("key", help="Print a new key for RUNWAY_SECRET_KEYS.")
def make_key() -> None:
    """Put it before the others, with a comma between, and restart servers and workers."""
    out.file.write(Fernet.generate_key().decode() + "\n")


@secrets.command("rotate", help="Encrypt all stored tokens with the newest key of RUNWAY_SECRET_KEYS.")
def rotate_all() -> None:
    """Idempotent, and safe while servers and workers run: each secret is changed under its row's lock."""
    settings = read_settings()
    place = place_of(settings, say)
    changed, stuck = asyncio.run(_rotate(settings, place))
    say(f"{changed:,} encrypted with the newest key.")
    if stuck:
        names = ", ".join(stuck)
        raise WrongSettings(f"RUNWAY_SECRET_KEYS: no key in it decrypts the tokens of {names}.")


async def _rotate(settings: Settings, place: Place) -> tuple[int, list[str]]:
    vault = Vault(secret_keys(settings))
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    kept = await Secrets.open(place.address, place.passwords.get(SYNC))
    queue = await SyncQueue.open(place.address, place.passwords.get(QUEUE))
    try:
        with progress_bar(err) as report:
            return await rotate(vault, kept, queue, directory, report)
    finally:
        await queue.close()
        await kept.close()
        await directory.close()
