"""Gathers the commands, and turns what went wrong into one sentence and exit code 2."""

import sys

import asyncpg
import typer

from db.directory import Ambiguous
from db.outages import BooksUnavailable, WriteRaced
from migrations.unsafe import Unsafe
from orchestrators.refusals import BadInput
from server.cli import audit, backtest, database, demo, dev, exporting, importing, people, prove, scan, serve
from server.embedded import EmbeddedFailed
from server.settings import WrongSettings

app = typer.Typer(
    help="How long the cash lasts, what must be decided now, and whether the books can be trusted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (demo, serve, database, importing, exporting, people, scan, backtest, audit, prove, dev):
    group.add_to(app)


#: What a person can mend, by the kind of error: one sentence each.
_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (Ambiguous, "Several businesses have that name: give the id (runway business list)."),
    (BooksUnavailable, "The database cannot be reached, or refuses the login ({kind}); see docs/dba.md."),
    (WriteRaced, "Another import or scan of this business is running; try again when it has ended."),
    (
        (asyncpg.UndefinedTableError, asyncpg.UndefinedFunctionError, asyncpg.InvalidSchemaNameError),
        "The database has no tables of Runway, or older ones: run `runway migrate`.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "The login lacks a right: `runway bootstrap` needs a superuser, and comes first.",
    ),
    (OSError, "The database cannot be reached ({kind})."),
    (asyncpg.PostgresError, "The database refused ({kind})."),
)


def main() -> None:
    """Run; what a person can mend is one sentence on stderr and exit code 2, never a traceback."""
    try:
        app()
    except (WrongSettings, EmbeddedFailed, Unsafe) as error:
        _stop(str(error))
    except BadInput as error:
        _stop(f"{error.field} {error.message}.")
    except Exception as error:
        sentence = next((text for kinds, text in _SENTENCES if isinstance(error, kinds)), None)
        if sentence is None:
            raise
        # The kind of error only: its text may hold what no terminal should show.
        _stop(sentence.format(kind=type(error.__cause__ or error).__name__))


def _stop(sentence: str) -> None:
    sys.stderr.write(f"runway: {sentence}\n")
    sys.exit(2)
