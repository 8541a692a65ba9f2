"""One line in the log for each operation: who, where, what, how long; never a token, never a variable."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TextIO, cast

import orjson
import structlog

from resolvers.context import Context
from schema.errors import origin
from schema.operations.execution import Answer
from server.telemetry.lines import Lines
from server.telemetry.metrics import Metrics, outcome_of

log = structlog.get_logger()


def configure(log_format: Literal["text", "json"], file: Lines | None = None) -> None:
    """How lines look and where they go, by default to standard error, at which their writer waits."""
    last = (
        structlog.processors.JSONRenderer(_as_json)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        # It needs no more of a file than `Lines` has.
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, file or sys.stderr)),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_OfLibraries()], force=True)


@contextmanager
def written_aside(log_format: Literal["text", "json"]) -> Iterator[None]:
    """Let lines be written by a thread of their own, until the context ends."""
    lines = Lines(sys.stderr)
    configure(log_format, lines)
    try:
        yield
    finally:
        configure(log_format)
        lines.close()


def _as_json(line: dict[str, Any], **_: object) -> str:
    return orjson.dumps(line, default=repr).decode()


class _OfLibraries(logging.Handler):
    """Hands on what libraries log, such as the database driver, so that all lines have one form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the first line; those below it, and an exception's text, may hold rows or input."""
        cause = record.exc_info[1] if record.exc_info else None
        write = log.error if record.levelno >= logging.ERROR else log.warning
        event = record.getMessage().partition("\n")[0]
        write(event, logger=record.name, **(origin(cause) if cause else {}))


@dataclass
class Note:
    """What the line will say of the answer."""

    #: Kind and name, as soon as they are known.
    operation: str = ""
    codes: list[str] = field(default_factory=list)
    is_answered: bool = False

    def answered(self, answer: Answer) -> None:
        """Keep the codes of its errors; a subscription has many answers."""
        self.codes = sorted({*self.codes, *answer.codes})
        self.is_answered = True

    @property
    def kind(self) -> str:
        """The operation's kind; nothing as long as it is not known."""
        return self.operation.partition(" ")[0]


@contextmanager
def logged(context: Context, metrics: Metrics) -> Iterator[Note]:
    """Write the line, and count the operation, when the operation ends, also when it is broken off.

    `statements` and `rows` are those of the orchestrators, without BEGIN, entering and COMMIT. The
    request id, bound by the middleware, is also the application_name of the transaction. The business is
    the one that was entered: what a client named may not be theirs.
    """
    note, started = Note(), time.perf_counter()
    try:
        yield note
    finally:
        seconds = time.perf_counter() - started
        outcome = outcome_of(note.codes, is_answered=note.is_answered)
        metrics.operation_ended(note.kind, outcome, seconds, context.trace)
        log.info(
            "operation",
            user=str(context.user.id),
            business=None if context.entered is None else str(context.entered),
            operation=note.operation,
            errors=note.codes,
            milliseconds=round(1_000 * seconds, 1),
            statements=context.trace.statements,
            rows=context.trace.rows,
            **({"replica": True} if context.trace.of_replica else {}),
        )


#: Refusals that somebody who watches wants to count by address: no token, no right, too much at once.
REFUSALS = frozenset({401, 403, 408, 413, 429, 503})


def refused_with(status: int, client: tuple[str, int] | None) -> None:
    """Write a line for a refusal; nothing of what was sent is in it."""
    log.info("refused", status=status, address=client[0] if client else None)
