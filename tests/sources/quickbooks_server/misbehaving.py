"""What a source, or the way from it, does instead of answering as documented."""

import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.sources.quickbooks_server.company import as_bytes, fault

HTML = b"<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body>Try later</body></html>"
THROTTLED_XML = (
    b'<?xml version="1.0" encoding="UTF-8"?><IntuitResponse><Fault type="SERVICE"><Error code="3001">'
    b"<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message></Error></Fault>"
    b"</IntuitResponse>"
)


class Misbehaviour(StrEnum):
    """One way to answer wrongly."""

    UNAUTHORIZED = "UNAUTHORIZED"
    THROTTLED_FOR = "THROTTLED_FOR"
    THROTTLED_LONG = "THROTTLED_LONG"
    THROTTLED_XML = "THROTTLED_XML"
    THROTTLED_HTML = "THROTTLED_HTML"
    THROTTLED_INSIDE = "THROTTLED_INSIDE"
    SERVER_ERROR = "SERVER_ERROR"
    UNAVAILABLE = "UNAVAILABLE"
    HALF_A_BODY = "HALF_A_BODY"
    HALF_THE_JSON = "HALF_THE_JSON"
    HALF_THE_ROWS = "HALF_THE_ROWS"
    ROW_TWICE = "ROW_TWICE"
    ROW_MISSING = "ROW_MISSING"
    HTML = "HTML"
    FAULT = "FAULT"
    FAULT_INSIDE = "FAULT_INSIDE"
    EMPTY = "EMPTY"
    NOTHING = "NOTHING"
    NO_TIME = "NO_TIME"
    CONNECTION_CUT = "CONNECTION_CUT"
    OTHER_VERSION = "OTHER_VERSION"
    REDIRECT = "REDIRECT"
    SLOW = "SLOW"


class Cut(Response):
    """Promises a body and sends half of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Uvicorn closes the connection when the rest does not come."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(
            {"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True}
        )
        raise ConnectionResetError


def _rows(body: dict[str, Any], change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    """The same answer with other rows."""
    inner = body.get("QueryResponse") or {}
    rows = {key: change(value) if isinstance(value, list) else value for key, value in inner.items()}
    return {**body, "QueryResponse": rows} if inner else body


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(as_bytes(body), status, media_type="application/json")


def _other_version(body: dict[str, Any]) -> Response:
    def with_more(rows: list[Any]) -> list[Any]:
        return [{**row, "NewInThisVersion": {"value": [1]}, "domain": "QBO"} for row in rows]

    return _json({**_rows(body, with_more), "warnings": None, "minorVersion": "99"})


_ANSWERS: dict[Misbehaviour, Callable[[dict[str, Any]], Response]] = {
    Misbehaviour.UNAUTHORIZED: lambda _: _json(
        fault("AuthenticationFailed: Token expired", "3200", "AUTHENTICATION"), 401
    ),
    Misbehaviour.THROTTLED_FOR: lambda _: Response(
        as_bytes(fault("ThrottleExceeded", "3001")), 429, {"retry-after": "7"}
    ),
    Misbehaviour.THROTTLED_LONG: lambda _: Response(
        as_bytes(fault("ThrottleExceeded", "3001")), 429, {"retry-after": "600"}
    ),
    Misbehaviour.THROTTLED_XML: lambda _: Response(THROTTLED_XML, 429, media_type="application/xml"),
    Misbehaviour.THROTTLED_HTML: lambda _: Response(HTML, 429, media_type="text/html"),
    Misbehaviour.THROTTLED_INSIDE: lambda _: _json(fault("message=ThrottleExceeded", "3001", "SERVICE")),
    Misbehaviour.SERVER_ERROR: lambda _: JSONResponse({"error": "internal"}, 500),
    Misbehaviour.UNAVAILABLE: lambda _: Response(HTML, 503, {"retry-after": "2"}, "text/html"),
    Misbehaviour.HALF_A_BODY: lambda body: Cut(as_bytes(body)),
    Misbehaviour.HALF_THE_JSON: lambda body: Response(as_bytes(body)[: len(as_bytes(body)) // 2]),
    Misbehaviour.HALF_THE_ROWS: lambda body: _json(_rows(body, lambda rows: rows[: len(rows) // 2])),
    Misbehaviour.ROW_TWICE: lambda body: _json(_rows(body, lambda rows: rows[:1] + rows)),
    Misbehaviour.ROW_MISSING: lambda body: _json(_rows(body, lambda rows: rows[1:])),
    Misbehaviour.HTML: lambda _: Response(HTML, 200, media_type="text/html"),
    Misbehaviour.FAULT: lambda _: _json(fault("Something is not allowed", "6540"), 400),
    Misbehaviour.FAULT_INSIDE: lambda _: _json(
        fault("An application error has occurred", "10000", "SystemFault")
    ),
    Misbehaviour.EMPTY: lambda body: _json({"QueryResponse": {}, "time": body.get("time")}),
    Misbehaviour.NOTHING: lambda _: Response(b""),
    Misbehaviour.NO_TIME: lambda body: _json({key: body[key] for key in body if key != "time"}),
    Misbehaviour.CONNECTION_CUT: lambda _: Cut(b"  "),
    Misbehaviour.OTHER_VERSION: _other_version,
    Misbehaviour.REDIRECT: lambda _: Response(b"", 302, {"location": "http://127.0.0.1:1/login"}),
}


async def spoiled(how: Misbehaviour, request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer that comes in place of the right one."""
    if how is Misbehaviour.SLOW:
        # Longer than anybody waits in a test; whoever goes away ends it.
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response(b"", 503)
    good = json.loads(bytes((await answer()).body))
    return _ANSWERS[how](good)
