"""HTTP responses: answers, and what stops a request before or instead of GraphQL."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from schema.errors import api_error
from schema.operations.execution import Answer
from server.comma_separated import line
from server.transport.operations import write_json

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
#: The rows of an operation's one list; errors are JSON all the same.
CSV = "text/csv"
VARY = "accept, accept-encoding, authorization, origin, x-business-id, x-max-staleness"


@dataclass(slots=True)
class Refuse(Exception):
    """The request ends here."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, object] = field(default_factory=dict)


def refused(request: Request, refuse: Refuse, media_type: str = JSON) -> Response:
    """A refusal as every other error looks: JSON with a code, and the id of the request."""
    request_id = request.state.request_id
    error = api_error(refuse.code, refuse.message, **refuse.extensions, requestId=request_id)
    return as_json({"errors": [error]}, refuse.status, {"vary": VARY, **refuse.headers}, media_type)


#: The status of an answer by the code of an error in it, and of one that was refused before it ran.
STATUSES = {"RATE_LIMITED": 429, "UNAVAILABLE": 503, "METHOD_NOT_ALLOWED": 405, "NOT_ACCEPTABLE": 406}
REFUSALS = {
    "FORBIDDEN": 403,
    "BAD_REQUEST": 400,
    "DOCUMENT_NOT_REGISTERED": 400,
    "PERSISTED_QUERY_NOT_FOUND": 400,
}
#: The same where rows are wanted: an answer without all of them is none.
FAILURES = {"BAD_USER_INPUT": 400, "OPERATION_TOO_LARGE": 400, "FORBIDDEN": 403, "TIMEOUT": 504}
#: What is said where a table would have no rows although nobody knows whether there are any.
NULL = "The list is null, or what holds it is, so that there are no rows: request JSON to see why."
#: The cursor of the next page of rows, if there is one.
NEXT_CURSOR = "x-next-cursor"


def answered(request: Request, answer: Answer, media_type: str) -> Response:
    """An answer, with the status that the GraphQL-over-HTTP draft gives it; 304 to who has it already."""
    status = _status(answer, media_type)
    headers = {"vary": VARY}
    if status == 405:
        headers["allow"] = "POST"
    if (seconds := _retry_after(answer)) is not None:
        headers["retry-after"] = str(seconds)
    if media_type == CSV and status != 200:
        return as_json({"errors": answer.body["errors"]}, status, headers)
    if media_type == CSV and answer.table is not None and answer.table.is_null(answer.body["data"]):
        return refused(request, Refuse(404, "NOT_FOUND", NULL))
    text, pages = _rows(answer) if media_type == CSV else (write_json(answer.sent), {})
    headers |= pages
    if request.method == "POST" or status != 200:
        return Response(text, status, {"cache-control": "no-store", **headers}, media_type)
    # Weak: compression changes the bytes.
    headers |= {
        "etag": f'W/"{hashlib.sha256(text).hexdigest()[:32]}"',
        "cache-control": "private, no-cache",
    }
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(text, status, headers, media_type)


def _rows(answer: Answer) -> tuple[bytes, dict[str, str]]:
    """The table of an answer without errors, and the header that names its next page."""
    table, data = answer.table, answer.body["data"]
    assert table is not None, "an operation without a table was refused"
    cursor = table.next_cursor(data)
    lines = [line(table.head), *map(line, table.values(data))]
    return "".join(lines).encode(), {} if cursor is None else {NEXT_CURSOR: cursor}


def _status(answer: Answer, media_type: str) -> int:
    """Only the newer media type says by its status what went wrong inside GraphQL."""
    known = STATUSES if answer.ran else STATUSES | REFUSALS
    if (code := next((code for code in known if code in answer.codes), None)) is not None:
        return known[code]
    if media_type == CSV and answer.ran and answer.codes:
        return next((FAILURES[code] for code in FAILURES if code in answer.codes), 500)
    if media_type not in {GRAPHQL_JSON, CSV}:
        return 200
    if "TIMEOUT" in answer.codes and answer.is_empty:
        return 504
    return 200 if answer.ran else 400


def _retry_after(answer: Answer) -> int | None:
    waits = [error["extensions"].get("retryAfter") for error in answer.body.get("errors", ())]
    return max(
        (wait for wait in waits if wait is not None), default=1 if "UNAVAILABLE" in answer.codes else None
    )


def as_json(
    body: object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = JSON,
) -> Response:
    """A JSON response that no cache keeps."""
    return Response(write_json(body), status, {"cache-control": "no-store", **(headers or {})}, media_type)
