"""`runway bootstrap` and `runway migrate`: once for a server, and once for each version."""

import asyncio

import typer

from db.bootstrap import OWNER, bootstrap
from migrations.run import head, upgrade
from server.cli.screen import say
from server.place import place_of
from server.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    app.command("bootstrap", help="Create the database and its roles; run once, as a superuser.")(boot)
    app.command("migrate", help="Migrate the tables to the current version, as the role runway_owner.")(
        migrate
    )


def boot() -> None:
    """Idempotent: makes what is missing, sets the passwords given."""
    settings = read_settings()
    place = place_of(settings, say)
    made = asyncio.run(bootstrap(place.address, place.passwords))
    say(f"Roles made: {', '.join(made.roles) or 'none, all were there'}.")
    say(f"Database {place.address.database}: {'made' if made.database else 'was there'}.")


def migrate() -> None:
    """Each migration is one transaction; two runs at once wait for each other."""
    place = place_of(read_settings(), say)
    asyncio.run(upgrade(place.as_role(OWNER)))
    say(f"Migrated to {head()}.")
