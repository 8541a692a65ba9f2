"""`runway import csv`: tables from CSV files and workbooks into one business."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed
from db.entrance import open_books
from isolation.reports.tables import put, table
from orchestrators.sources.exports.export import ImportOptions, SyncState
from orchestrators.sources.facts import Rejected
from orchestrators.sources.tables.gathering import Source
from orchestrators.sources.tables.mapping import PRESETS, TablesMapping, WrongMapping, mapping_of, preset
from orchestrators.sources.tables.reading.values import DateOrder, DecimalMark, Unclear
from orchestrators.sources.tables.templates import write_template
from server.cli.screen import err, out, print_json, say
from server.cli.sources.importing import (
    add_to,
    check_path,
    imports,
    not_used,
    rejections,
    show_import,
    show_rejected,
    summary,
)
from server.cli.sources.options import Beside, Create, Currency, Made, Owner, TimeZone, business_of, check_new
from server.past_forecasts import make_past_forecasts
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import Imported, progress_bar
from server.sources.tables import TABLES_REALM, Understood, import_tables, understand

__all__ = ["add_to"]

#: Rows of a table that a dry run shows.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be imported, and where."""

    path: Path
    business: str
    realm: str
    mapping: TablesMapping
    made: Made
    options: ImportOptions


class _NothingToRead(Exception):
    """No business is created for what cannot be read."""

    def __init__(self, understood: Understood) -> None:
        super().__init__("nothing could be read")
        self.understood = understood


@imports.command(help="Import tables of bills, payments and cash: a CSV file, a workbook, a folder or a zip.")
def csv(
    path: Annotated[
        Path | None, typer.Argument(exists=True, help="File, folder or zip archive to import.")
    ] = None,
    business: Annotated[str | None, typer.Option(help="Name or id of the business.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write a file of each table with its columns into a folder.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="TOML file that names other headers.")
    ] = None,
    preset_name: Annotated[
        str | None, typer.Option("--preset", help=f"Mapping of a program: {' or '.join(PRESETS)}.")
    ] = None,
    date_order: Annotated[
        DateOrder | None, typer.Option(case_sensitive=False, help="What 03/04/2026 begins with.")
    ] = None,
    decimal_mark: Annotated[
        DecimalMark | None, typer.Option(case_sensitive=False, help="Whether 1.234 is 1234 (,).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what is understood and rejected; write nothing.")
    ] = False,
    realm: Annotated[str, typer.Option(help="Name of the books that the tables belong to.")] = TABLES_REALM,
    create: Create = False,
    currency: Currency = "USD",
    time_zone: TimeZone = "UTC",
    owner: Owner = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="The tables are complete: remove records that they no longer contain."),
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="With --full: a table without rows removes all its records.")
    ] = False,
    beside: Beside = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a row was rejected.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON summary for programs.")] = False,
) -> None:
    """Import; sending the same again changes nothing."""
    if template is not None:
        _write_template(template)
        return
    if path is None:
        raise WrongSettings("Name a file or a folder to import, or --template and a folder to write to.")
    check_path(path)
    chosen = _mapping(mapping, preset_name, date_order, decimal_mark)
    try:
        if dry_run:
            refused, is_nothing = _dry_run(path, chosen, as_json=as_json)
        else:
            if business is None:
                raise WrongSettings("--business: name the business that the tables belong to.")
            check_new(currency, time_zone, owner)
            made = (currency.upper(), time_zone, owner) if create else None
            refused, is_nothing = _import(
                _Order(path, business, realm, chosen, made, ImportOptions(full, beside=beside, empty=empty)),
                as_json=as_json,
            )
    except Unclear as question:
        raise WrongSettings(f"{question} Nothing was imported.") from question
    if is_nothing:
        say("Nothing could be read.")
    if is_nothing or (strict and refused):
        raise typer.Exit(1)


def _write_template(folder: Path) -> None:
    try:
        paths = write_template(folder)
    except OSError as error:
        reason = error.strerror or f"{error} exists"
        raise WrongSettings(f"--template {folder}: {reason}.") from error
    for path in paths:
        out.print(str(path), highlight=False, soft_wrap=True)


def _mapping(
    path: Path | None, name: str | None, date_order: DateOrder | None, decimal_mark: DecimalMark | None
) -> TablesMapping:
    if path is not None and name is not None:
        raise WrongSettings("--mapping and --preset: give one of them.")
    if name is not None and name not in PRESETS:
        raise WrongSettings(f"--preset: {name!r} is none of {', '.join(PRESETS)}.")
    try:
        given = mapping_of(path.read_text("utf-8-sig")) if path else TablesMapping()
    except (WrongMapping, UnicodeDecodeError) as error:
        raise WrongSettings(f"--mapping {path}: {error}.") from error
    return (preset(name) if name else given).overruled(date_order, decimal_mark)


def _dry_run(path: Path, mapping: TablesMapping, *, as_json: bool) -> tuple[bool, bool]:
    """Whether rows would be rejected, and whether no table could be read."""
    with progress_bar(err) as report:
        understood = understand(path, mapping, report)
    return _show_understood(understood, as_json=as_json, is_dry_run=True), not understood.tables.sources


def _show_understood(understood: Understood, *, as_json: bool, is_dry_run: bool) -> bool:
    """Show what was read and not written; returns whether rows are rejected."""
    refused = [item for item in understood.export.records if isinstance(item, Rejected)]
    if as_json:
        summarised = {"dryRun": is_dry_run, **_understood(understood)}
        print_json({**summarised, "rejections": rejections(refused), "notUsed": not_used(refused)})
    else:
        _show(understood, refused, is_dry_run=is_dry_run)
    return bool(refused)


def _understood(understood: Understood) -> Mapping[str, object]:
    return {
        "state": understood.export.state,
        "tables": [
            {
                "table": source.table.name,
                "file": source.name,
                "headerLine": source.header.line,
                "columns": dict(source.header.texts),
                "unusedColumns": list(source.header.unused),
                "rowCount": len(source.rows),
                "firstRows": [{"at": row.where, **row.values} for row in source.rows[:SHOWN]],
            }
            for source in understood.tables.sources
        ],
    }


def _show(understood: Understood, refused: list[Rejected], *, is_dry_run: bool) -> None:
    for source in understood.tables.sources:
        put(out, _first_rows(source))
        if source.header.unused:
            out.print(f"Columns that are not used: {', '.join(source.header.unused)}.", markup=False)
    show_rejected(refused, "Would be rejected" if is_dry_run else "Rejected")
    if is_dry_run:
        say("Nothing was written: this was a dry run.")


def _first_rows(source: Source) -> Table:
    shown = source.rows[:SHOWN]
    columns = [name for name in source.table.names if any(name in row.values for row in shown)]
    rows = [[str(_line(row.where)), *(str(row.values.get(name, "")) for name in columns)] for row in shown]
    title = f"{source.table.name} of {source.name}, rows: {len(source.rows):,}"
    return table(("line", *columns), rows, title=title)


def _line(where: str) -> str:
    return where.rpartition(":")[2]


def _import(order: _Order, *, as_json: bool) -> tuple[bool, bool]:
    """Whether rows were rejected, and whether no table could be read."""
    place = place_of(read_settings(), say)
    try:
        business, imported = asyncio.run(_run(place, order))
    except _NothingToRead as nothing:
        refused = _show_understood(nothing.understood, as_json=as_json, is_dry_run=False)
        say(f"The business {order.business!r} was not created.")
        return refused, True
    if as_json:
        print_json(summary(business, order.realm, imported))
    else:
        show_import(business, imported)
    counts = imported.counts
    is_nothing = imported.state is SyncState.INCOMPLETE and counts.read == counts.rejected
    return bool(imported.rejected), is_nothing


async def _run(place: Place, order: _Order) -> tuple[Listed, Imported]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        business = await business_of(
            directory, order.business, order.made, partial(_check_readable, order.path, order.mapping)
        )
        with progress_bar(err) as report:
            imported = await import_tables(
                books, directory, business.id, order.realm, order.path, order.mapping, report, order.options
            )
            await make_past_forecasts(books, business.id, report)
            return business, imported
    finally:
        await books.close()
        await directory.close()


def _check_readable(path: Path, mapping: TablesMapping) -> None:
    """Raises `_NothingToRead`, by the rule that ends an import with exit code 1, or `Unclear`."""
    with progress_bar(err) as report:
        understood = understand(path, mapping, report)
    are_rejected = all(isinstance(item, Rejected) for item in understood.export.records)
    if understood.export.state is SyncState.INCOMPLETE and are_rejected:
        raise _NothingToRead(understood)
