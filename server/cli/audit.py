"""`runway audit`: asks the catalogue whether tenants are kept apart; exit code 0, 1, 2 or 75."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from db.bootstrap import AUDITOR
from db.own_isolation import EXCEPTIONS, SCOPE
from db.servers.address import Address, BadAddress
from isolation.audit import CannotAudit, audit
from isolation.fingerprint import Change, changes
from isolation.lints import LINTS
from isolation.report import Report
from isolation.reports import audit_screen
from isolation.reports.audit_markdown import markdown
from isolation.reports.audit_sarif import sarif
from isolation.scope import Scope
from isolation.waivers import EXPIRED, UNUSED, BrokenWaivers, Waiver, read_waivers
from server.cli.screen import out, print_json, say
from server.place import place_of
from server.settings import WrongSettings, read_settings


class Format(StrEnum):
    """How the report is told: for people, for machines, for code scanners, for an auditor's file."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command("audit", help="Audit in the database catalogue whether tenants are isolated; reads no rows.")(
        run
    )


def run(
    database_url: Annotated[
        str | None,
        typer.Option(
            help="URL of any PostgreSQL database; by default Runway's own, as the role runway_auditor."
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
        Format, typer.Option("--format", case_sensitive=False, help="Output format.")
    ] = Format.TABLE,
    waivers: Annotated[
        Path | None,
        typer.Option(help="TOML file of accepted findings, each with an owner and an expiry date."),
    ] = None,
    diff: Annotated[
        Path | None, typer.Option(help="Earlier JSON report to compare with; only changes are reported.")
    ] = None,
) -> None:
    """Exit with 0 if no error and no warning is open, 1 if one is, 2 if the audit could not run."""
    scope = Scope(tuple(role) if role else SCOPE.roles, tenant_column, variable)
    waived = read_waived(waivers) if waivers else ()
    older = _sections(diff) if diff else None
    report = asyncio.run(ask(_address(database_url), scope, waived))
    _tell(report, () if older is None else changes(older, report.sections), format_, older is not None)
    raise typer.Exit(0 if report.clean else 1)


def _address(database_url: str | None) -> Address:
    if database_url is None:
        return place_of(read_settings(), say).as_role(AUDITOR)
    try:
        return Address.parse(database_url)
    except BadAddress as error:
        raise WrongSettings(f"--database-url: {error}.") from None


def read_waived(file: Path) -> tuple[Waiver, ...]:
    """A file of waivers; raises `WrongSettings`."""
    try:
        return read_waivers(_read(file, "--waivers"), {lint.code for lint in LINTS})
    except BrokenWaivers as error:
        raise WrongSettings(f"--waivers: {file}: {error}.") from None


def _sections(file: Path) -> Mapping[str, Sequence[str]]:
    """The sections of an older report; raises `WrongSettings`."""
    text = _read(file, "--diff")
    try:
        sections = json.loads(text)["sections"]
        return {str(name): [str(line) for line in lines] for name, lines in sections.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise WrongSettings(f"--diff: {file} is not a report of `runway audit --format json`.") from None


def _read(file: Path, option: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{option}: {file} cannot be read ({type(error).__name__}).") from None


async def ask(address: Address, scope: Scope, waivers: Sequence[Waiver]) -> Report:
    """Audit a database; raises `WrongSettings` when there is nothing to audit."""
    try:
        connection = await address.connect()
    except asyncpg.InvalidCatalogNameError:
        raise WrongSettings(f"There is no database {address.database!r} on that server.") from None
    try:
        return await audit(connection, scope, _today(), waivers, declared=EXCEPTIONS)
    except CannotAudit as error:
        raise WrongSettings(str(error)) from None
    finally:
        await connection.close()


def _today() -> date:
    return datetime.now(UTC).date()


def _tell(report: Report, changed: tuple[Change, ...], format_: Format, compared: bool) -> None:
    if format_ is Format.TABLE:
        audit_screen.show(out, report, changed if compared else None)
    elif format_ is Format.JSON:
        document = report.as_dict()
        if compared:
            document["changes"] = {
                item.section: {"removed": item.removed, "added": item.added} for item in changed
            }
        print_json(document)
    elif format_ is Format.SARIF:
        print_json(sarif(report, (*LINTS, EXPIRED, UNUSED)))
    else:
        out.file.write(markdown(report, changed if compared else None))
