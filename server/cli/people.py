"""`runway token`, `runway member`, `runway business`: who may ask, and about what."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed
from isolation.reports.tables import put, table
from schema.ids import business_key, encode
from server.auth import issue
from server.cli.screen import out, print_json, say
from server.place import Place, local_secret, place_of
from server.settings import Settings, WrongSettings, read_settings

T = TypeVar("T")

#: A year and a day: what is to last longer is no token for development.
MOST_HOURS = 366 * 24


class Role(StrEnum):
    """What a member of a business may be made from the command line."""

    OWNER = "owner"
    ADVISOR = "advisor"
    STAFF = "staff"
    ANALYST = "analyst"
    AUDITOR = "auditor"


Business = Annotated[str, typer.Option(help="Name or id of the business.")]
User = Annotated[str, typer.Option(help="E-mail address of the person.")]
As = Annotated[
    Role,
    typer.Option(
        "--role",
        case_sensitive=False,
        help="Role of the person: staff propose, analysts and auditors only read.",
    ),
]

member = typer.Typer(help="Manage who may access which business.", no_args_is_help=True)
business = typer.Typer(help="Manage the businesses of this database.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    app.command(help="Print a development token (HS256).")(token)
    app.add_typer(member, name="member")
    app.add_typer(business, name="business")


def token(
    user: User,
    hours: Annotated[float, typer.Option(help="Number of hours for which the token is valid.")] = 12,
) -> None:
    """Print a token for a person; it says who they are, not what they may."""
    settings = read_settings()
    # A number that is none compares with nothing.
    if not 0 < hours <= MOST_HOURS:
        raise WrongSettings(f"--hours: must be more than 0 and at most {MOST_HOURS:,}, not {hours:g}.")
    out.file.write(token_for(email(user), settings, hours) + "\n")


def email(given: str, option: str = "--user") -> str:
    """The e-mail address, without spaces around it; raises `WrongSettings` naming the option."""
    result = given.strip()
    name, _, domain = result.rpartition("@")
    if not name or not domain or not result.isprintable() or " " in result:
        raise WrongSettings(f"{option}: {given!r} is not an e-mail address such as anna@example.org.")
    return result


def token_for(person: str, settings: Settings, hours: float = 12) -> str:
    """A token by the settings' secret, or the bundled server's; raises `WrongSettings` without one."""
    given = settings.token_secret.get_secret_value() if settings.token_secret else local_secret(settings)
    if given is None:
        raise WrongSettings("Set RUNWAY_TOKEN_SECRET: there is no default secret outside the demo.")
    return issue(person, given, settings.token_audience, settings.token_issuer, hours)


@member.command("add", help="Give a person access to a business, or change their role.")
def add(business: Business, user: User, role: As) -> None:
    """Make the person if need be, and the membership."""
    person = email(user)

    async def work(directory: Directory) -> Listed:
        entered = await known(directory, business)
        await directory.grant(entered.id, person, role.value.upper())
        return entered

    entered = in_directory(place_of(read_settings(), say), work)
    say(f"{person} has access to {entered.name} as {role.value}.")


@member.command("remove", help="Remove a person's access to a business, effective with their next request.")
def remove(business: Business, user: User) -> None:
    """Take the membership away."""

    async def work(directory: Directory) -> bool:
        return await directory.revoke((await known(directory, business)).id, user)

    gone = in_directory(place_of(read_settings(), say), work)
    say(f"{user} no longer has access to {business}." if gone else f"{user} is not a member of {business}.")


@business.command("list", help="List the businesses and their ids.")
def listed(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False) -> None:
    """All businesses, by name."""
    businesses = in_directory(place_of(read_settings(), say), lambda directory: directory.list())
    rows = [{"id": encode("Business", item.id), "name": item.name} for item in businesses]
    if as_json:
        print_json(rows)
        return
    put(out, businesses_table(rows))


def businesses_table(rows: list[dict[str, str]]) -> Table:
    """Businesses by name, for people, who copy the ids from here."""
    return table(("name", "id"), ((row["name"], row["id"]) for row in rows), names=("id",))


async def known(directory: Directory, name_or_id: str) -> Listed:
    """The business of that name or id; raises `WrongSettings` when there is none."""
    listed_business = await directory.find(plain(name_or_id))
    if listed_business is None:
        raise WrongSettings(f"--business: there is no business {name_or_id!r}; see `runway business list`.")
    return listed_business


def plain(name_or_id: str) -> str:
    """A global id as the uuid in it; a name as it is."""
    try:
        return str(business_key(name_or_id, "--business"))
    except ValueError:
        return name_or_id


def in_directory(place: Place, work: Callable[[Directory], Awaitable[T]]) -> T:
    """Do the work as the directory's role."""

    async def run() -> T:
        directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
        try:
            return await work(directory)
        finally:
            await directory.close()

    return asyncio.run(run())
