"""`runway target`: Singer or Airbyte messages from standard input into one business."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed
from db.entrance import open_books
from isolation.reports.tables import put
from orchestrators.sources.exports.export import ImportOptions, SyncState
from orchestrators.sources.singer.portions import MOST_RECORDS, Reading
from orchestrators.sources.singer.versions import Versions
from server.cli.screen import err, say
from server.cli.sources.importing import (
    counts_table,
    rejected_table,
    summary,
)
from server.cli.sources.options import Beside, Create, Currency, Made, Owner, TimeZone, business_of, check_new
from server.past_forecasts import make_past_forecasts
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import DEFAULT_REALM, OPERATOR, Imported, progress_bar
from server.sources.singer import import_portion, last_import, numbered, together

#: The exit code of a run that has read all it could, and could not read all.
INCOMPLETE = 3


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command(help="Import Singer or Airbyte messages from standard input; STATE goes to standard output.")(
        target
    )


def target(
    business: Annotated[str, typer.Option(help="Name or id of the business.")],
    realm: Annotated[
        str, typer.Option(help="QuickBooks company (realm) that the records belong to.")
    ] = DEFAULT_REALM,
    stream: Annotated[
        str | None, typer.Option(help="Stream of raw Airbyte records, which do not name theirs.")
    ] = None,
    create: Create = False,
    currency: Currency = "USD",
    time_zone: TimeZone = "UTC",
    owner: Owner = None,
    records: Annotated[
        int, typer.Option(min=1, help="Most records that are imported in one transaction.")
    ] = MOST_RECORDS,
    replace_company: Annotated[
        bool, typer.Option("--replace-company", help="Accept that the company of the realm has another name.")
    ] = False,
    beside: Beside = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a record was rejected.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as one line of JSON, on standard error.")
    ] = False,
) -> None:
    """Import; sending the same again changes nothing."""
    check_new(currency, time_zone, owner)
    made = (currency.upper(), time_zone, owner) if create else None
    if sys.stdin.isatty():
        raise WrongSettings(
            "runway target reads a pipe: tap-quickbooks -c c.json | runway target --business X"
        )
    options = ImportOptions(replace_company=replace_company, beside=beside)
    run = _Run(place_of(read_settings(), say), realm, options)
    to, earlier = asyncio.run(run.begin(business, made))
    reading = Reading(Versions(earlier), say, stream, records)
    imported = together(run.all_of(reading, to))
    asyncio.run(run.end(to))
    _show(to, realm, imported, reading.unused, as_json=as_json)
    if imported.state is SyncState.INCOMPLETE:
        raise typer.Exit(INCOMPLETE)
    if strict and imported.rejected:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Run:
    place: Place
    realm: str
    options: ImportOptions

    async def begin(self, name: str, made: Made) -> tuple[Listed, datetime | None]:
        """The business, and when it took records of the realm last."""
        directory = await Directory.open(self.place.address, self.place.passwords.get(DIRECTORY))
        books = await open_books(self.place.address, self.place.passwords, connections=1)
        try:
            result = await business_of(directory, name, made)
            await directory.grant(result.id, OPERATOR, "OPERATOR")
            return result, await last_import(books, result.id, self.realm)
        finally:
            await books.close()
            await directory.close()

    def all_of(self, reading: Reading, to: Listed) -> list[Imported]:
        """Import portion after portion, and write back the state of each once it is committed."""
        results = []
        for portion in reading.portions(numbered(sys.stdin.buffer)):
            with progress_bar(err) as report:
                work = import_portion(self.place, to.id, self.realm, portion, report, self.options)
                imported = asyncio.run(work)
            if imported is not None:
                results.append(imported)
                say(f"Committed {imported.counts.read:,} records.")
            _write(portion.states)
        return results

    async def end(self, to: Listed) -> None:
        """Make what follows from all records."""
        books = await open_books(self.place.address, self.place.passwords, connections=1)
        try:
            with progress_bar(err) as report:
                await make_past_forecasts(books, to.id, report)
        finally:
            await books.close()


def _write(states: Sequence[str]) -> None:
    try:
        for state in states:
            sys.stdout.buffer.write(f"{state}\n".encode())
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is left in the buffer would be tried again as the process ends, with a complaint.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise WrongSettings(
            f"STATE cannot be written to standard output ({error.strerror}); what came before is committed."
        ) from None


def _show(to: Listed, realm: str, imported: Imported, unused: Counter[str], *, as_json: bool) -> None:
    if as_json:
        err.file.write(json.dumps({**summary(to, realm, imported), "unused": unused}, default=str) + "\n")
        return
    put(err, counts_table(to, imported))
    if imported.state is SyncState.INCOMPLETE:
        say("INCOMPLETE: not every line could be read; see the rejections below.")
    if imported.comparison.entities:
        say(f"Compared with the books: {', '.join(imported.comparison.entities)}.")
    if imported.comparison.not_compared:
        say(f"Not compared: {imported.comparison.not_compared}.")
    if unused:
        say("Ignored: " + ", ".join(f"{count:,} of {name}" for name, count in sorted(unused.items())) + ".")
    if imported.rejected:
        put(err, rejected_table(imported.rejected, "Rejected"))
