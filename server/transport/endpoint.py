"""The GraphQL endpoint: who asks, what, for which business; one context a request."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from db.entrance import Books
from orchestrators.refusals import BadInput
from orchestrators.sources.connections.connector import Connector
from resolvers.context import Context
from schema.operations.preparation import ANSWERED_ONCE, EVERY_KIND, QUERIES, Operation, Refused
from server.auth import BadToken, Bearer, KeysUnavailable, Tokens
from server.transport.answering import Answering
from server.transport.envelope import HEADERS, Envelope, read_envelope
from server.transport.events import EVENT_STREAM, EventStream
from server.transport.negotiation import accepted
from server.transport.operations import Malformed, read_json
from server.transport.responses import CSV, JSON, VARY, Refuse, answered, refused

METHODS = frozenset({"GET", "HEAD", "POST"})


class Door:
    """Lets operations in before what is behind it: what only other requests need costs an operation nothing.

    `others` are headers of requests for which something behind it is needed.
    """

    def __init__(
        self, app: ASGIApp, path: str, endpoint: "GraphQLEndpoint", others: frozenset[bytes] = frozenset()
    ) -> None:
        self.app = app
        self.path = path
        self.endpoint = endpoint
        self.others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request to the path, and hands on everything else."""
        if scope["type"] != "http" or scope["path"] != self.path or self._is_other(scope["headers"]):
            await self.app(scope, receive, send)
            return
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)

    def _is_other(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        return not self.others.isdisjoint([name for name, _ in headers])


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST at one address; a body may be so long, and take so many seconds to come."""

    answering: Answering
    books: Books
    tokens: Tokens
    max_body_bytes: int
    body_seconds: float
    connector: Connector | None

    async def __call__(self, request: Request) -> Response:
        """From a request to its response; what a client sends never raises."""
        media_type = JSON
        try:
            media_type = accepted(request)
            return await self._respond(request, media_type)
        except Refuse as refuse:
            return refused(request, refuse, JSON if media_type in {EVENT_STREAM, CSV} else media_type)

    async def _respond(self, request: Request, media_type: str) -> Response:
        if request.method not in METHODS:
            raise Refuse(405, "METHOD_NOT_ALLOWED", "Use GET, POST.", {"allow": "GET, POST"})
        _refuse_doubles(request)
        bearer = await self._bearer(request)
        sent = _envelope(request)
        operation = await self._read(request)
        if media_type == CSV and isinstance(operation, Operation):
            operation = replace(operation, wants_table=True)
        context = Context(
            self.books,
            bearer.user,
            sent.business_id,
            request.state.request_id,
            self.connector,
            sent.max_staleness,
        )
        is_stream = media_type == EVENT_STREAM
        kinds = QUERIES if request.method != "POST" else EVERY_KIND if is_stream else ANSWERED_ONCE
        result = self.answering.answers(operation, kinds, context)
        if is_stream:
            stopping, request_id = request.app.state.stopping, request.state.request_id
            return EventStream(result, bearer.expires, stopping, VARY, request_id)
        async with aclosing(result):
            return answered(request, await anext(result), media_type)

    async def _bearer(self, request: Request) -> Bearer:
        try:
            return await self.tokens.bearer(request.headers.get("authorization"))
        except BadToken as bad:
            headers = {"www-authenticate": "Bearer"}
            raise Refuse(401, "UNAUTHENTICATED", str(bad), headers) from None
        except KeysUnavailable:
            message = "The keys that tokens are signed with cannot be reached."
            raise Refuse(503, "UNAVAILABLE", message, {"retry-after": "5"}) from None

    async def _read(self, request: Request) -> Operation | Refused:
        try:
            # HEAD is GET without the body of the answer.
            sent = _parameters(request) if request.method != "POST" else await self._posted(request)
            return self.answering.operation_of(sent)
        except Malformed as malformed:
            raise Refuse(400, "BAD_REQUEST", str(malformed)) from None

    async def _posted(self, request: Request) -> Any:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != JSON:
            raise Refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send the operation as application/json.")
        try:
            async with asyncio.timeout(self.body_seconds):
                body = await self._body(request)
        except ClientDisconnect:
            raise Refuse(400, "BAD_REQUEST", "The request ended early.") from None
        except TimeoutError:
            message = f"The body took longer than {self.body_seconds:g} seconds."
            raise Refuse(408, "BAD_REQUEST", message, {"connection": "close"}) from None
        return read_json(body, "The body")

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.max_body_bytes:
                message = f"The body is longer than {self.max_body_bytes} bytes."
                raise Refuse(413, "PAYLOAD_TOO_LARGE", message, {"connection": "close"})
        return bytes(body)


def _refuse_doubles(request: Request) -> None:
    """A proxy may take another one of two for the one that counts."""
    for name in ("Authorization", *HEADERS):
        if len(request.headers.getlist(name)) > 1:
            raise Refuse(400, "BAD_REQUEST", f"Send {name} once.")


def _envelope(request: Request) -> Envelope:
    try:
        return read_envelope(HEADERS, request.headers.get)
    except BadInput as bad:
        message = f"{bad.field} {bad.message}."
        raise Refuse(400, "BAD_USER_INPUT", message, extensions={"field": bad.field}) from None


def _parameters(request: Request) -> Any:
    """The operation in the address. Pages of other sites have no token that a browser would send for them."""
    sent = request.query_params
    names = [name for name, _ in sent.multi_items()]
    # As with headers: who looks at the request before us may take another one for the one that counts.
    if len(set(names)) < len(names):
        raise Malformed("Each parameter of the address must be sent once.")
    return {
        **{key: sent.get(key) for key in ("query", "documentId", "operationName")},
        **{key: read_json(sent[key], key) for key in ("variables", "extensions") if sent.get(key)},
    }
