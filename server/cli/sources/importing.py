"""`runway import quickbooks`: a file, a folder or a zip of QuickBooks responses into one business."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer
from rich.table import Table

from db.books import open_books
from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed
from isolation.reports.tables import put, table
from orchestrators.sources.exports.export import ImportOptions, SyncState
from schema.ids import encode
from server.cli.people import known, plain
from server.cli.screen import err, out, print_json, say
from server.past_forecasts import make_past_forecasts
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import DEFAULT_REALM, Imported, import_quickbooks, progress_bar

#: Rejected records that are shown; all of them are kept in the table rejected_record.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class New:
    """What a business is made of: its home currency, its time zone, and an owner's e-mail address."""

    currency: str
    time_zone: str
    owner: str | None


imports = typer.Typer(help="Import books.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.add_typer(imports, name="import")


@imports.callback()
def _imports() -> None:
    """Import books."""


@imports.command(help="Import QuickBooks Online responses: a file, a folder or a zip.")
def quickbooks(
    path: Annotated[Path, typer.Argument(exists=True, help="File, folder or zip archive to import.")],
    business: Annotated[str, typer.Option(help="Name or id of the business.")],
    realm: Annotated[
        str, typer.Option(help="QuickBooks company (realm) that the files belong to.")
    ] = DEFAULT_REALM,
    create: Annotated[
        bool, typer.Option("--create", help="Create the business if it does not exist.")
    ] = False,
    currency: Annotated[str, typer.Option(help="Home currency of a business that is created.")] = "USD",
    time_zone: Annotated[str, typer.Option(help="Time zone of a business that is created.")] = "UTC",
    owner: Annotated[
        str | None, typer.Option(help="E-mail address of the owner of a business that is created.")
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="The files are complete: remove records that they no longer contain."),
    ] = False,
    replace_company: Annotated[
        bool, typer.Option("--replace-company", help="Accept that the company of the realm has another name.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a record was rejected.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON summary for programs.")] = False,
) -> None:
    """Import; sending the same again changes nothing."""
    made = new_business(currency, time_zone, owner, create=create)
    place = place_of(read_settings(), say)
    result, imported = asyncio.run(
        _run(place, path, business, realm, made, ImportOptions(full, replace_company))
    )
    if as_json:
        print_json(summary(result, realm, imported))
    else:
        _show(result, imported)
    if strict and imported.rejected:
        raise typer.Exit(1)


def new_business(currency: str, time_zone: str, owner: str | None, *, create: bool) -> New | None:
    """What to make a business of that does not exist, if that is wanted; raises `WrongSettings`."""
    if time_zone not in available_timezones():
        raise WrongSettings(f"--time-zone: {time_zone!r} is not an IANA time zone such as Europe/Berlin.")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise WrongSettings(f"--currency: {currency!r} is not a code such as USD.")
    return New(currency.upper(), time_zone, owner) if create else None


async def _run(
    place: Place,
    path: Path,
    name: str,
    realm: str,
    made: New | None,
    options: ImportOptions,
) -> tuple[Listed, Imported]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        result = await named_business(directory, name, made)
        with progress_bar(err) as report:
            imported = await import_quickbooks(books, directory, result.id, realm, path, report, options)
            await make_past_forecasts(books, result.id, report)
            return result, imported
    finally:
        await books.close()
        await directory.close()


async def named_business(directory: Directory, name: str, made: New | None) -> Listed:
    """The business of that name or id; made first if there is none and it is to be."""
    if made is None:
        return await known(directory, name)
    result = await directory.find(plain(name)) or await directory.create(name, made.currency, made.time_zone)
    if made.owner is not None:
        await directory.grant(result.id, made.owner, "OWNER")
    return result


def summary(business: Listed, realm: str, imported: Imported) -> dict[str, object]:
    """What was done, for machines."""
    return {
        "business": {"id": encode("Business", business.id), "name": business.name},
        "realm": realm,
        **asdict(imported.counts),
        "state": imported.state,
        "compared": list(imported.comparison.entities),
        "notCompared": imported.comparison.not_compared,
        "rejections": [
            {
                "file": item.file,
                "entity": item.entity,
                "id": item.source_id,
                "field": item.field,
                "reason": item.reason,
                "cause": item.cause,
            }
            for item in imported.rejected
        ],
    }


def _show_whole(imported: Imported) -> None:
    """How much of the books the export was."""
    if imported.state is SyncState.INCOMPLETE:
        out.print("INCOMPLETE: the source did not deliver everything requested; see the rejections below.")
    if imported.comparison.entities:
        out.print(f"Compared with the books: {', '.join(imported.comparison.entities)}.")
    if imported.comparison.not_compared:
        out.print(f"Not compared: {imported.comparison.not_compared}.")


def _show(business: Listed, imported: Imported) -> None:
    put(out, counts_table(business, imported))
    _show_whole(imported)
    if imported.rejected:
        put(out, rejected_table(imported))
    if len(imported.rejected) > SHOWN:
        out.print(f"... and {len(imported.rejected) - SHOWN:,} more (--json lists all).")


def counts_table(business: Listed, imported: Imported) -> Table:
    """What became of the records, for people."""
    counts = asdict(imported.counts)
    return table(tuple(counts), [[f"{count:,}" for count in counts.values()]], title=business.name)


def rejected_table(imported: Imported) -> Table:
    """The first rejected records, for people."""
    rows = (
        (item.file, item.entity, item.source_id, item.field, item.reason)
        for item in imported.rejected[:SHOWN]
    )
    return table(("file", "entity", "id", "field", "reason"), rows, names=("entity", "id"), title="Rejected")
