"""Gathers the commands, and turns what went wrong into one sentence and an exit code."""

import errno
import sys
from importlib import import_module
from typing import Any, NoReturn, TypeGuard

import asyncpg
import typer
from typer.core import TyperGroup

from db.bootstrap import RolesMissing
from db.directory import Ambiguous
from db.outages import GONE, BooksTimeout, BooksUnavailable, WriteRaced
from migrations.unsafe import Unsafe
from orchestrators.refusals import BadInput
from orchestrators.sources.exports.company import OtherCompany
from server.embedded import EmbeddedFailed
from server.settings import WrongSettings
from server.sources.quickbooks.secrets import NoKey
from server.workers import WorkersEnd

#: The module below `server.cli` that each command is in: it is imported when the command is named, because
#: `runway member` should not wait for the schema, nor `runway audit` for the importer.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "bootstrap": "setup",
    "migrate": "setup",
    "import": "sources.tables",
    "connect": "sources.connect",
    "sync": "sources.sync",
    "secrets": "sources.connect",
    "export": "exporting",
    "query": "querying",
    "target": "sources.target",
    "token": "people",
    "member": "people",
    "business": "people",
    "scan": "scan",
    "backtest": "backtests.backtest",
    "audit": "audit",
    "prove": "prove",
    "documents": "serve",
    "settings": "setup",
    "dev": "dev",
}


class Commands(TyperGroup):
    """The commands, each imported when it is needed; typed loosely, because Typer hides its copy of click."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order in which the help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or none."""
        if cmd_name not in COMMANDS:
            return None
        loaded = typer.Typer()
        import_module(f"server.cli.{COMMANDS[cmd_name]}").add_to(loaded)
        return typer.main.get_group(loaded).commands[cmd_name]


app = typer.Typer(
    cls=Commands,
    help="How long the cash lasts, what must be decided now, and whether the books can be trusted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _commands() -> None:
    """Answer questions about a business's books."""


#: Exit codes: a person must mend something first, or the same may succeed later (EX_TEMPFAIL of sysexits.h).
TO_MEND, TRY_AGAIN = 2, 75

#: What becomes of errors by their kind: the exit code, and one sentence.
_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], int, str], ...] = (
    (
        Ambiguous,
        TO_MEND,
        "Several businesses have that name: give the id instead; see `runway business list`.",
    ),
    (
        (BooksUnavailable, OSError, *GONE),
        TRY_AGAIN,
        "The database cannot be reached, or refuses the login ({kind}). A new one needs `runway bootstrap` "
        "and `runway migrate` first; see docs/dba.md.",
    ),
    (
        WriteRaced,
        TRY_AGAIN,
        "Another import or scan of this business is running; try again when it has ended.",
    ),
    (
        (BooksTimeout, asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError),
        TRY_AGAIN,
        "A statement took longer than its limit, or waited too long for others ({kind}); try again.",
    ),
    (
        (asyncpg.UndefinedTableError, asyncpg.UndefinedFunctionError, asyncpg.InvalidSchemaNameError),
        TO_MEND,
        "The database has no Runway tables, or older ones: run `runway migrate`.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        TO_MEND,
        "The database login lacks a right: run `runway bootstrap` as a superuser first.",
    ),
    (asyncpg.PostgresError, TO_MEND, "The database refused a statement ({kind})."),
)


def main() -> None:
    """Run; what stops a command is one sentence on stderr and exit code 2 or 75, never a traceback."""
    try:
        app()
    except (WrongSettings, NoKey, RolesMissing, EmbeddedFailed, Unsafe, OtherCompany, WorkersEnd) as error:
        _stop(str(error))
    except BadInput as error:
        _stop(f"{error.field} {error.message}.")
    except Exception as error:
        if _is_of_this_machine(error):
            _stop(f"A file, a port or the output failed ({errno.errorcode.get(error.errno or 0, '?')}).")
        known = next(((code, text) for kinds, code, text in _SENTENCES if isinstance(error, kinds)), None)
        if known is None:
            raise
        code, sentence = known
        # The kind of error only: its text may hold what no terminal should show.
        _stop(sentence.format(kind=type(_first_cause(error)).__name__), code)


def _is_of_this_machine(error: Exception) -> TypeGuard[OSError]:
    """Whether the system refused something that has nothing to do with a database: those fail otherwise."""
    return isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError)


def _first_cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _stop(sentence: str, code: int = TO_MEND) -> NoReturn:
    sys.stderr.write(f"runway: {sentence}\n")
    sys.exit(code)
