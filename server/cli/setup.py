"""What comes before serving: `runway bootstrap`, `runway migrate`, and a look at the settings."""

import asyncio
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from db.bootstrap import OWNER, bootstrap
from migrations.run import head, upgrade
from server.cli.screen import out, print_json, say
from server.place import place_of
from server.settings import Settings, read_settings


def add_to(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    app.command("bootstrap", help="Create the database and its roles; run once, as a superuser.")(boot)
    app.command("migrate", help="Migrate the tables to the current version, as the role runway_owner.")(
        migrate
    )
    app.command("settings", help="List every setting with its value and meaning; show no secret.")(show)


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


def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON, for machines.")] = False,
) -> None:
    """Read the environment as every command does, and show what it comes to."""
    settings = read_settings()
    shown = [_shown(settings, name) for name in Settings.model_fields]
    if as_json:
        print_json({"settings": shown, "unknown": settings.unknown()})
        return
    for setting in shown:
        value = _written(setting["value"])
        origin = "" if setting["isSet"] else " (default)"
        for line in (f"{setting['name']}={value}{origin}", f"    {setting['meaning']}"):
            out.print(line, highlight=False, markup=False, soft_wrap=True)
    warn_of_unknown()


def warn_of_unknown() -> None:
    """Name what looks like a setting and is none: a name that is misspelt would have no effect, silently."""
    for name in Settings.unknown():
        say(f"{name} is no setting, and has no effect; `runway settings` lists those there are.")


def _written(value: object) -> str:
    """As it would stand in the environment."""
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _shown(settings: Settings, name: str) -> dict[str, Any]:
    """For machines and people; a secret is only `set`."""
    value = settings.model_dump(mode="json")[name]
    if isinstance(getattr(settings, name), SecretStr):
        value = "set"
    return {
        "name": f"RUNWAY_{name.upper()}",
        "value": value,
        "isSet": name in settings.model_fields_set,
        "meaning": Settings.model_fields[name].description,
    }
