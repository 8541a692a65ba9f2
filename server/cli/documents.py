"""`runway documents check`: compares the manifests of front ends with the contract before a deploy does."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from isolation.reports.tables import put, table
from schema.build import build_schema
from server.cli.screen import out, print_json, say
from server.documents import Checked, check, entries
from server.settings import WrongSettings, read_settings

Manifests = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[MANIFEST]...", help="Manifests, or folders of manifests; without any, RUNWAY_DOCUMENTS."
    ),
]

documents = typer.Typer(help="Check registered documents.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.add_typer(documents, name="documents")


@documents.callback()
def _documents() -> None:
    """Check registered documents."""


@documents.command("check", help="Validate manifests of registered documents, and show what each costs.")
def check_documents(
    manifests: Manifests = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List every document; exits with 1 if a server would refuse one of them."""
    listed = [entry for place in manifests or [_configured()] for entry in entries(place)]
    checked = asyncio.run(check(build_schema(), listed))
    if as_json:
        print_json([_summary(item) for item in checked])
    else:
        _show(checked)
    if any(item.fault for item in checked):
        raise typer.Exit(1)


def _configured() -> Path:
    configured = read_settings().documents
    if configured is None:
        raise WrongSettings("Name a manifest, or set RUNWAY_DOCUMENTS.")
    return configured


def _show(checked: list[Checked]) -> None:
    titles = ("operation", "rows", "fields", "id", "manifest")
    rows = [
        (item.title, f"{item.rows:,}", f"{item.fields:,}", item.entry.key, item.entry.file.name)
        for item in checked
        if item.fault is None
    ]
    if rows:
        put(out, table(titles, rows, names=("operation",)))
    for item in checked:
        if item.fault:
            say(item.sentence)


def _summary(item: Checked) -> dict[str, Any]:
    return {
        "manifest": str(item.entry.file),
        "id": item.entry.key,
        "operation": item.title,
        "rows": item.rows,
        "fields": item.fields,
        "fault": item.fault,
    }
