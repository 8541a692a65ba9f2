"""`runway demo`: three invented companies on the bundled PostgreSQL, imported at each start and served."""

import asyncio
import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from db.bootstrap import DIRECTORY, OWNER, bootstrap
from db.directory import Directory, Listed, user_id_of
from db.entrance import Books, open_books
from demo.companies import COMPANIES
from demo.companies.profile import Profile
from demo.companies.settings import settle
from demo.files import write
from migrations.run import upgrade
from orchestrators.access.roles import Role
from orchestrators.sources.exports.export import ImportOptions
from resolvers.context import Context, User
from schema.ids import encode
from server.auth import Tokens
from server.cli.people import token_for
from server.cli.screen import err, out, print_json, say
from server.cli.serve import answer, documented
from server.cli.setup import warn_of_unknown
from server.pages import Person
from server.past_forecasts import make_past_forecasts
from server.place import DEMO_FILE, Place, bundled_place, demo_secret
from server.serving import listen
from server.settings import Settings, WrongSettings, read_settings
from server.sources.importing import import_quickbooks, progress_bar
from server.telemetry.log import configure

#: One person for each role, as in `orchestrators/access/roles.py`.
PEOPLE = {role.lower(): f"{role.lower()}@demo.runway" for role in Role}
#: Those who look after several businesses; the others belong to the first one.
EVERYWHERE = {"advisor", "analyst", "auditor"}
ADVISOR = User(user_id_of(PEOPLE["advisor"]), PEOPLE["advisor"])


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command(help="Serve three invented companies from a bundled PostgreSQL.")(demo)


def demo(
    info: Annotated[
        bool,
        typer.Option("--info", help="Print addresses, businesses and tokens of the running demo as JSON."),
    ] = False,
) -> None:
    """Start the demo, or tell about the one that runs."""
    # The demo is its own server with its own secret, whatever else the environment names.
    settings = read_settings().model_copy(
        update={
            "database_url": None,
            "listen_url": None,
            "token_secret": None,
            "jwks": None,
            # A front end that somebody tries beside it has a port of its own.
            "allow_localhost": True,
        }
    )
    if info:
        print_json(_running_demo(settings))
        return
    tokens = Tokens.of(settings, demo_secret(settings.data_dir))
    configure(settings.log_format)
    warn_of_unknown()
    contract = documented(settings)
    listening = listen(settings)
    place = bundled_place(settings, say)
    companies = asyncio.run(_prepare(place))
    url = f"http://{settings.host}:{listening.getsockname()[1]}"
    _leave_note(settings, place, url, companies)
    _guide(_running_demo(settings))
    try:
        uvloop.run(answer(settings, place, tokens, listening, contract, lambda: _people_of(settings)))
    finally:
        (settings.data_dir / DEMO_FILE).unlink(missing_ok=True)


async def _prepare(place: Place) -> list[Listed]:
    """Everything that a user's own server needs too, in the same order and by the same code."""
    await bootstrap(place.address, place.passwords)
    await upgrade(place.as_role(OWNER))
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        companies = [await _company(directory, profile) for profile in COMPANIES]
        await _admit(directory, companies)
        with tempfile.TemporaryDirectory(prefix="runway-demo-") as folder:
            for company, profile in zip(companies, COMPANIES, strict=True):
                await _import(books, directory, company, profile, Path(folder))
                await _count_rows(place)
                await settle(Context(books, ADVISOR, company.id), company.id, profile)
                with progress_bar(err) as report:
                    await make_past_forecasts(books, company.id, report)
        return companies
    finally:
        await books.close()
        await directory.close()


async def _company(directory: Directory, profile: Profile) -> Listed:
    return await directory.find(profile.name) or await directory.create(
        profile.name, profile.currency_code, profile.time_zone, profile.business_id
    )


async def _admit(directory: Directory, companies: list[Listed]) -> None:
    for role, email in PEOPLE.items():
        for company in companies if role in EVERYWHERE else companies[:1]:
            await directory.grant(company.id, email, role.upper())


async def _import(
    books: Books, directory: Directory, company: Listed, profile: Profile, folder: Path
) -> None:
    files = folder / profile.realm
    async with books.reading(ADVISOR.id, company.id) as (_, caller):
        today = caller.today
    write(profile, today, files)
    with progress_bar(err) as report:
        imported = await import_quickbooks(
            books, directory, company.id, profile.realm, files, report, ImportOptions(full=True)
        )
    counts = imported.counts
    say(
        f"Imported {company.name}: {counts.read:,} records, {counts.added:,} new, {counts.changed:,} changed."
    )


async def _count_rows(place: Place) -> None:
    """Tell the planner how large the tables are now: the server would, but only a minute later."""
    connection = await place.address.connect()
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _leave_note(settings: Settings, place: Place, url: str, companies: list[Listed]) -> None:
    """For `demo --info`, which another process runs; tokens are made there and kept nowhere."""
    note = {
        "url": url,
        "databaseUrl": place.address.dsn(),
        "businesses": [{"id": encode("Business", company.id), "name": company.name} for company in companies],
    }
    (settings.data_dir / DEMO_FILE).write_text(json.dumps(note), encoding="utf-8")


def _running_demo(settings: Settings) -> dict[str, Any]:
    note = None
    with suppress(OSError, ValueError):
        note = json.loads((settings.data_dir / DEMO_FILE).read_text(encoding="utf-8"))
    if not isinstance(note, dict):
        raise WrongSettings(f"No demo runs on {settings.data_dir}: start one with `make demo`.")
    return {**note, "tokens": {person.role: person.token for person in _people_of(settings)}}


def _people_of(settings: Settings) -> list[Person]:
    # Good for a working day, so that a page left open still works after lunch.
    return [Person(role, email, token_for(email, settings)) for role, email in PEOPLE.items()]


def _guide(info: dict[str, Any]) -> None:
    url = info["url"]
    out.print()
    out.print(f"[bold]GraphiQL[/bold]  {url}/graphiql", highlight=False)
    out.print(f"[bold]API[/bold]       {url}/graphql", highlight=False)
    out.print(f"[bold]Contract[/bold]  {url}/graphql/schema.graphql", highlight=False)
    out.print(f"[bold]psql[/bold]      {info['databaseUrl']}", highlight=False, soft_wrap=True)
    out.print("\nBusinesses, by the id to send as X-Business-Id:")
    for business in info["businesses"]:
        out.print(f"{business['id']}  {business['name']}", highlight=False, soft_wrap=True)
    out.print("\nA token for each role:")
    for role, token in info["tokens"].items():
        out.print(f"[bold]{role}[/bold] ({PEOPLE[role]})", highlight=False)
        out.print(token, highlight=False, soft_wrap=True)
    out.print()
    out.print("All of this as JSON: runway demo --info.   Stop with Ctrl-C; the data stays.")
