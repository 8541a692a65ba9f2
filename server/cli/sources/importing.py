"""`runway import quickbooks`: a file, a folder or a zip of QuickBooks responses into one business."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed
from db.entrance import open_books
from isolation.reports.tables import put, table
from orchestrators.sources.exports.export import ImportOptions, SyncState
from orchestrators.sources.facts import Rejected, RejectionCause
from schema.ids import encode
from server.cli.screen import err, out, print_json, say
from server.cli.sources.options import Beside, Create, Currency, Made, Owner, TimeZone, business_of, check_new
from server.past_forecasts import make_past_forecasts
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import DEFAULT_REALM, Imported, import_quickbooks, progress_bar

#: Rejected records that are shown; all of them are kept in the table rejected_record.
SHOWN = 20

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
    create: Create = False,
    currency: Currency = "USD",
    time_zone: TimeZone = "UTC",
    owner: Owner = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="The files are complete: remove records that they no longer contain."),
    ] = False,
    replace_company: Annotated[
        bool, typer.Option("--replace-company", help="Accept that the company of the realm has another name.")
    ] = False,
    beside: Beside = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a record was rejected.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON summary for programs.")] = False,
) -> None:
    """Import; sending the same again changes nothing."""
    check_new(currency, time_zone, owner)
    check_path(path)
    place = place_of(read_settings(), say)
    made = (currency.upper(), time_zone, owner) if create else None
    result, imported = asyncio.run(
        _run(place, path, business, realm, made, ImportOptions(full, replace_company, beside))
    )
    if as_json:
        print_json(summary(result, realm, imported))
    else:
        show_import(result, imported)
    if strict and imported.rejected:
        raise typer.Exit(1)


def check_path(path: Path) -> None:
    """Refuse a pipe or a device: what is read is measured first, and may be read again."""
    if not path.is_dir() and not path.is_file():
        raise WrongSettings(f"{path} is neither a file nor a folder: save what comes into a file first.")


async def _run(
    place: Place,
    path: Path,
    name: str,
    realm: str,
    made: Made,
    options: ImportOptions,
) -> tuple[Listed, Imported]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        result = await business_of(directory, name, made)
        with progress_bar(err) as report:
            imported = await import_quickbooks(books, directory, result.id, realm, path, report, options)
            await make_past_forecasts(books, result.id, report)
            return result, imported
    finally:
        await books.close()
        await directory.close()


def summary(business: Listed, realm: str, imported: Imported) -> dict[str, object]:
    """What was done, for machines."""
    return {
        "business": {"id": encode("Business", business.id), "name": business.name},
        "realm": realm,
        **asdict(imported.counts),
        "state": imported.state,
        "compared": list(imported.comparison.entities),
        "notCompared": imported.comparison.not_compared,
        "rejections": rejections(imported.rejected),
        "notUsed": not_used(imported.rejected),
    }


def rejections(items: Sequence[Rejected]) -> list[dict[str, str]]:
    """What could not be read, for machines."""
    return [
        {
            "file": item.file,
            "entity": item.entity,
            "id": item.source_id,
            "field": item.field,
            "reason": item.reason,
            "cause": item.cause,
        }
        for item in items
    ]


def not_used(items: Sequence[Rejected]) -> Counter[str]:
    """How many records are sound and without a use here, by why."""
    return Counter(item.reason for item in items if item.cause is RejectionCause.UNUSED)


def _show_whole(imported: Imported) -> None:
    """How much of the books the export was."""
    if imported.state is SyncState.INCOMPLETE:
        out.print("INCOMPLETE: the source did not deliver everything requested; see the rejections below.")
    if imported.comparison.entities:
        out.print(f"Compared with the books: {', '.join(imported.comparison.entities)}.")
    if imported.comparison.not_compared:
        out.print(f"Not compared: {imported.comparison.not_compared}.")


def show_import(business: Listed, imported: Imported) -> None:
    """What an import did, for people."""
    put(out, counts_table(business, imported))
    _show_whole(imported)
    show_rejected(imported.rejected, "Rejected")


def show_rejected(items: Sequence[Rejected], title: str) -> None:
    """The first rejected records, how many more there are, and what is not used, for people."""
    refused = [item for item in items if item.cause is not RejectionCause.UNUSED]
    if refused:
        put(out, rejected_table(refused, title))
    if len(refused) > SHOWN:
        out.print(f"... and {len(refused) - SHOWN:,} more (--json lists all).")
    for reason, count in not_used(items).most_common(SHOWN):
        out.print(f"{reason}: {count:,}.", markup=False, highlight=False)


def counts_table(business: Listed, imported: Imported) -> Table:
    """What became of the records, for people."""
    counts = asdict(imported.counts)
    return table(tuple(counts), [[f"{count:,}" for count in counts.values()]], title=business.name)


def rejected_table(items: Sequence[Rejected], title: str) -> Table:
    """The first rejected records, for people."""
    rows = ((item.file, item.entity, item.source_id, item.field, item.reason) for item in items[:SHOWN])
    return table(("file", "entity", "id", "field", "reason"), rows, names=("entity", "id"), title=title)
