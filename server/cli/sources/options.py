"""What every command that brings books in says of a business that it may have to make."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import available_timezones

import typer

from db.directory import Directory, Listed
from server.cli.people import email, known, plain
from server.cli.screen import say
from server.settings import WrongSettings

Create = Annotated[bool, typer.Option("--create", help="Create the business if it does not exist.")]
Currency = Annotated[str, typer.Option(help="Home currency of a business that is created.")]
TimeZone = Annotated[str, typer.Option(help="Time zone of a business that is created.")]
Beside = Annotated[
    bool,
    typer.Option("--beside", help="Allow this in a business with other books: what is in both counts twice."),
]
Owner = Annotated[str | None, typer.Option(help="E-mail address of the owner of a business that is created.")]

#: What a business is made with, if it may be: currency, time zone, owner.
Made = tuple[str, str, str | None] | None


def check_new(currency: str, time_zone: str, owner: str | None) -> None:
    """Refuse what no business can be created with."""
    if time_zone not in available_timezones():
        raise WrongSettings(f"--time-zone: {time_zone!r} is not an IANA time zone such as Europe/Berlin.")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise WrongSettings(f"--currency: {currency!r} is not a code such as USD.")
    if owner is not None:
        email(owner, "--owner")


async def business_of(
    directory: Directory, name: str, made: Made, check: Callable[[], None] = lambda: None
) -> Listed:
    """The business of that name; with what it is made with (currency, zone, owner), also a new one.

    `check` is called before a business is made, and raises if none should be. An existing business keeps its
    currency, zone and members: whoever may import into it must not become its owner by that.
    """
    if made is None:
        return await known(directory, name)
    currency, time_zone, owner = made
    existing = await directory.find(plain(name))
    if existing is not None:
        if owner is not None:
            say(
                f"--owner is ignored: {existing.name} exists already. To give somebody access to it, use "
                "`runway member add`."
            )
        return existing
    check()
    result = await directory.create(name, currency, time_zone)
    if owner is not None:
        await directory.grant(result.id, owner, "OWNER")
    return result
