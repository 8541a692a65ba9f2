"""`runway prove`: attacks a scratch copy as one tenant and says what of another it reached."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from db.outages import BooksUnavailable
from db.own_isolation import SCOPE
from db.servers.address import Address, BadAddress
from isolation.prover.grounds.scratch import ScratchFailed
from isolation.prover.inside import is_superuser, prove_inside
from isolation.prover.mutants.result import Mutation
from isolation.prover.mutants.run import mutate
from isolation.prover.prove import prove
from isolation.prover.verdicts.report import Proof
from isolation.report import Report
from isolation.reports import proof_screen
from isolation.reports.proof_markdown import markdown
from isolation.scope import Scope
from server.cli.audit import ask, read_waived
from server.cli.screen import err, out, print_json, say
from server.embedded import PROGRAMS
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import progress_bar


class Format(StrEnum):
    """How the proof is told: for people, for machines, for an auditor's file."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command(
        "prove",
        help="Attack a scratch copy of the schema as one tenant, and report what was reached of another.",
    )(run)


def run(
    database_url: Annotated[
        str | None,
        typer.Option(
            help="URL of any PostgreSQL database, preferably as a superuser; by default Runway's own."
        ),
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(help="Database role of requests; repeat for several, the writing one first."),
    ] = None,
    tenant_column: Annotated[
        str, typer.Option(help="Column that identifies the tenant.")
    ] = SCOPE.tenant_column,
    variable: Annotated[
        str | None, typer.Option(help="Session variable that identifies the tenant; app.COLUMN by default.")
    ] = None,
    format_: Annotated[
        Format,
        typer.Option("--format", case_sensitive=False, help="Output format; Markdown includes an audit."),
    ] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    waivers: Annotated[
        Path | None, typer.Option(help="TOML file of accepted findings, for the audit in Markdown.")
    ] = None,
    in_transaction: Annotated[
        bool,
        typer.Option(
            "--in-transaction",
            help="Run in one transaction that is rolled back; always so unless the login is a superuser.",
        ),
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Test the prover: break the copy by every rule, and report what detects it."
        ),
    ] = False,
) -> None:
    """Exit with 0 if all was proved, 1 on a breach or what stayed open, 2 if it could not run."""
    scope = Scope(tuple(role) if role else SCOPE.roles, tenant_column, variable)
    place, chosen = _place(database_url), Format.JSON if as_json else format_
    if mutants:
        if in_transaction or chosen is Format.MARKDOWN:
            raise WrongSettings("--mutants cannot be combined with --in-transaction or --format markdown.")
        mutation = asyncio.run(_mutate(place, scope))
        print_json(mutation.as_dict()) if chosen is Format.JSON else proof_screen.show_mutants(out, mutation)
        raise typer.Exit(0 if mutation.all_caught else 1)
    report = None
    if chosen is Format.MARKDOWN:
        report = asyncio.run(ask(place.address, scope, read_waived(waivers) if waivers else ()))
    proof = asyncio.run(_prove(place, scope, in_transaction))
    _tell(report, proof, chosen)
    raise typer.Exit(0 if proof.green and (report is None or report.clean) else 1)


def _tell(report: Report | None, proof: Proof, chosen: Format) -> None:
    if report is not None:
        out.file.write(markdown(report, proof))
    elif chosen is Format.JSON:
        print_json(proof.as_dict())
    else:
        proof_screen.show(out, proof)


def _place(database_url: str | None) -> Place:
    settings = read_settings()
    try:
        named = None if database_url is None else Place(Address.parse(database_url), settings.passwords())
    except BadAddress as error:
        raise WrongSettings(f"--database-url: {error}.") from None
    place = named or place_of(settings, say)
    if len(place.address.servers) > 1:
        # It makes a copy on the server, and must find it there again.
        raise WrongSettings("Several servers are listed: name the one to prove, with --database-url.")
    return place


async def _prove(place: Place, scope: Scope, in_transaction: bool) -> Proof:
    with _reported(place), progress_bar(err) as report:
        if in_transaction or not await is_superuser(place.address):
            return await prove_inside(place.address, scope, report)
        return await prove(place.address, scope, report, programs=PROGRAMS, passwords=place.passwords)


async def _mutate(place: Place, scope: Scope) -> Mutation:
    with _reported(place), progress_bar(err) as report:
        return await mutate(place.address, scope, report, programs=PROGRAMS, passwords=place.passwords)


@contextmanager
def _reported(place: Place) -> Iterator[None]:
    """What cannot be done, in one sentence."""
    try:
        yield
    except ScratchFailed as error:
        raise WrongSettings(f"{error}.") from None
    except OSError as error:
        # Of a connection: whatever else it does with the system is told as `ScratchFailed`.
        raise BooksUnavailable from error
    except asyncpg.InvalidCatalogNameError:
        raise WrongSettings(f"There is no database {place.address.database!r} on that server.") from None
