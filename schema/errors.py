"""Errors as callers see them: a code from a closed list, a sentence, and nothing of the database."""

import traceback
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import structlog
from graphql import GraphQLError

from db.outages import (
    BooksTimeout,
    BooksUnavailable,
    BusinessNotNamed,
    NoSuchMembership,
    StalePlan,
    WriteRaced,
)
from orchestrators.refusals import BadInput, NotAllowed

log = structlog.get_logger()

#: The codes of all errors of operations, the gravest first: when there are several, the first one tells most.
CODES = (
    "INTERNAL_SERVER_ERROR",
    "UNAVAILABLE",
    "TIMEOUT",
    "RATE_LIMITED",
    "CONFLICT",
    "FORBIDDEN",
    "OPERATION_TOO_LARGE",
    "BAD_REQUEST",
    "DOCUMENT_NOT_REGISTERED",
    "PERSISTED_QUERY_NOT_FOUND",
    "BAD_USER_INPUT",
    "GRAPHQL_VALIDATION_FAILED",
    "GRAPHQL_PARSE_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "METHOD_NOT_ALLOWED",
    "NOT_ACCEPTABLE",
)

#: What the request as a whole ran into: reported once, however many fields met it.
SAID_ONCE = frozenset({"FORBIDDEN", "UNAVAILABLE", "BAD_REQUEST"})

_KNOWN: dict[type[BaseException], tuple[str, str]] = {
    NoSuchMembership: ("FORBIDDEN", "You may not enter this business."),
    BusinessNotNamed: (
        "BAD_REQUEST",
        "You may enter several businesses: name one in the header X-Business-Id.",
    ),
    BooksUnavailable: ("UNAVAILABLE", "The books cannot be reached at the moment; try again."),
    StalePlan: ("UNAVAILABLE", "The database has just been changed; try again."),
    BooksTimeout: ("TIMEOUT", "The question took too long to answer; ask for less."),
    WriteRaced: ("CONFLICT", "Somebody changed the same thing at the same moment; try again."),
}

#: What may be in the way of every operation, whatever it asks.
EXPECTED = tuple(_KNOWN)


def expected(cause: BaseException) -> dict[str, Any]:
    """The error of one of `EXPECTED`."""
    return api_error(*_KNOWN[type(cause)])


def bad_input(cause: BadInput) -> dict[str, Any]:
    """The error of an argument that cannot be used."""
    return api_error("BAD_USER_INPUT", f"{cause.field} {cause.message}.", field=cause.field)


def api_error(code: str, message: str, **extensions: object) -> dict[str, Any]:
    """An error of our own making."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def formatted(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """Execution's errors, each with its code; what nobody expected is logged and shown as an id only."""
    shown: list[dict[str, Any]] = []
    codes: set[str] = set()
    for error in errors:
        entry = _formatted(error)
        code = entry["extensions"]["code"]
        if code not in SAID_ONCE or code not in codes:
            shown.append(entry)
        codes.add(code)
    return shown


def document_error(code: str, error: GraphQLError) -> dict[str, Any]:
    """An error of the document itself: its text tells where and what, suggestions included."""
    return {**error.formatted, "extensions": {"code": code}}


def _formatted(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    place = {key: value for key, value in error.formatted.items() if key in {"path", "locations"}}
    if isinstance(cause, BadInput):
        body = bad_input(cause)
    elif isinstance(cause, NotAllowed):
        body = api_error("FORBIDDEN", str(cause))
    elif cause is None or isinstance(cause, GraphQLError):
        # A variable or a literal that does not fit: the text was made for the caller.
        body = api_error("BAD_USER_INPUT", error.message)
    elif type(cause) in _KNOWN:
        body = api_error(*_KNOWN[type(cause)])
    else:
        body = _internal(cause, error)
    return {**body, **place}


def origin(cause: BaseException) -> dict[str, Any]:
    """The kind of an exception and where it was raised, for the log; not its text."""
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(cause.__traceback__)
    ]
    return {"kind": type(cause).__name__, "frames": frames[-8:]}


def _internal(cause: BaseException, error: GraphQLError) -> dict[str, Any]:
    """Log where it happened, not what it was about: an exception's text may hold rows or input."""
    error_id = str(uuid4())
    log.error("internal error", error_id=error_id, path=error.path, **origin(cause))
    return api_error("INTERNAL_SERVER_ERROR", "Something went wrong on our side.", errorId=error_id)
