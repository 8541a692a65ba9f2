"""The GraphQL endpoint: who asks, what, for which business; one context a request."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db.books import Books
from orchestrators.refusals import BadInput
from resolvers.context import Context
from schema.ids import business_key
from schema.operations.execution import Answer, Executable, Operation, execute
from server.auth import BadToken, KeysUnavailable, Tokens
from server.telemetry import logged
from server.transport.events import EVENT_STREAM, EventStream
from server.transport.operations import Malformed, operation_of, read_json
from server.transport.responses import as_json, refuse
from server.transport.streaming import answers

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"


class Refuse(Exception):
    """The request ends here, with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST at one address."""

    schema: Executable
    books: Books
    tokens: Tokens
    max_body_bytes: int

    async def __call__(self, request: Request) -> Response:
        """From a request to its response; what a client sends never raises."""
        try:
            _refuse_doubles(request)
            media_type = _accepted(request)
            # Keys may be fetched over the network: not on the event loop.
            bearer = await run_in_threadpool(self.tokens.bearer, request.headers.get("authorization"))
            business_id = _business(request)
            operation = await self._read(request)
        except Refuse as refused:
            return refused.response
        except BadToken as bad:
            return refuse(401, "UNAUTHENTICATED", str(bad), {"www-authenticate": "Bearer"})
        except KeysUnavailable:
            return refuse(503, "UNAVAILABLE", "The keys that tokens are signed with cannot be reached.")
        except BadInput as bad:
            return refuse(400, "BAD_USER_INPUT", f"{bad.field} {bad.message}.", field=bad.field)
        context = Context(self.books, bearer.user, business_id, request.state.request_id)
        if media_type == EVENT_STREAM:
            result = answers(self.schema, operation, context, business_id)
            return EventStream(result, bearer.expires, VARY)
        with logged(context, business_id) as note:
            answer = await execute(self.schema, operation, context, queries_only=request.method != "POST")
            note.answered(answer)
        status = _status(answer, media_type)
        headers = {"vary": VARY, "allow": "POST"} if status == 405 else {"vary": VARY}
        return as_json(answer.body, status, headers, media_type)

    async def _read(self, request: Request) -> Operation:
        try:
            return await self._operation(request)
        except Malformed as malformed:
            raise Refuse(refuse(400, "BAD_REQUEST", str(malformed))) from None

    async def _operation(self, request: Request) -> Operation:
        # HEAD is GET without the body of the answer.
        if request.method != "POST":
            return _from_query(request)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != JSON:
            raise Refuse(refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send the operation as application/json."))
        return operation_of(read_json(await self._body(request), "The body"))

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self.max_body_bytes:
                    message = f"The body is longer than {self.max_body_bytes} bytes."
                    raise Refuse(refuse(413, "PAYLOAD_TOO_LARGE", message))
        except ClientDisconnect:
            raise Refuse(refuse(400, "BAD_REQUEST", "The request ended early.")) from None
        return bytes(body)


VARY = "accept, authorization, x-business-id"


#: How much a client wants a media type, as it says beside it.
QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)")


def _accepted(request: Request) -> str:
    """Which of our media types the client would rather have; refused with 406 if none.

    Events are for those who would rather have them, and never what somebody gets who takes anything.
    """
    wanted = _preferred(request.headers.get("accept", "*/*"))
    for media_type in wanted:
        if media_type in {GRAPHQL_JSON, JSON}:
            return media_type
        if media_type == EVENT_STREAM and request.method == "POST":
            return media_type
        if media_type in {"", "*/*", "application/*"}:
            return GRAPHQL_JSON if GRAPHQL_JSON in wanted else JSON
    raise Refuse(
        refuse(406, "NOT_ACCEPTABLE", f"Accept {GRAPHQL_JSON}, {JSON} or, with POST, {EVENT_STREAM}.")
    )


def _preferred(header: str) -> list[str]:
    """The media types, the most wanted first; of those wanted alike, in the order in which they stand."""
    weighed = []
    for part in header.split(","):
        match = QUALITY.search(part)
        weighed.append((float(match[1]) if match else 1.0, part.partition(";")[0].strip().lower()))
    weighed.sort(key=lambda item: -item[0])
    return [media_type for weight, media_type in weighed if weight > 0]


def _refuse_doubles(request: Request) -> None:
    """A proxy may take another one of two for the one that counts."""
    for name in ("Authorization", "X-Business-Id"):
        if len(request.headers.getlist(name)) > 1:
            raise Refuse(refuse(400, "BAD_REQUEST", f"Send {name} once."))


def _business(request: Request) -> Any:
    header = request.headers.get("x-business-id")
    return None if header is None else business_key(header.strip(), "X-Business-Id")


def _from_query(request: Request) -> Operation:
    # A page of another site must not make a browser ask with what it has stored.
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "same-site", "none"}:
        raise Refuse(refuse(403, "BAD_REQUEST", "A query by GET must not come from another site."))
    parameters = request.query_params
    variables = parameters.get("variables")
    return operation_of(
        {
            "query": parameters.get("query"),
            "variables": read_json(variables, "variables") if variables else None,
            "operationName": parameters.get("operationName"),
        }
    )


def _status(answer: Answer, media_type: str) -> int:
    """By the GraphQL-over-HTTP draft: only the newer media type says by its status what went wrong."""
    if "UNAVAILABLE" in answer.codes:
        return 503
    if "METHOD_NOT_ALLOWED" in answer.codes:
        return 405
    if "NOT_ACCEPTABLE" in answer.codes:
        return 406
    return 400 if media_type == GRAPHQL_JSON and not answer.ran else 200
