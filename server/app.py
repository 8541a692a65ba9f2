"""Puts the application together: routes, the request id, and the books that close with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from opentelemetry.trace import Tracer
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from db.entrance import Books
from schema.build import Schema, printed
from schema.errors import origin
from server.auth import Tokens
from server.documents import NONE, Registered
from server.health import Numbers, Readiness, alive
from server.pages import STATIC, People, nobody, pages
from server.settings import Settings
from server.sources.quickbooks.connecting import Connecting
from server.sources.quickbooks.pages import routes as connecting_pages
from server.sources.quickbooks.webhooks import PATH, Webhooks
from server.telemetry.log import REFUSALS, refused_with
from server.telemetry.metrics import Metrics
from server.telemetry.moment import Moment
from server.telemetry.tracing import Continued, traced_by, untraced
from server.transport.admission import Admission, Rules
from server.transport.answering import Answering
from server.transport.endpoint import Door, GraphQLEndpoint
from server.transport.responses import Refuse, refused
from server.transport.websocket import WebSocketEndpoint

log = structlog.get_logger()


async def create_app(
    books: Books,
    tokens: Tokens,
    settings: Settings,
    schema: Schema,
    people: People = nobody,
    tracer: Tracer | None = None,
    registered: Registered = NONE,
    connecting: Connecting | None = None,
) -> Starlette:
    """The application over open books, which it closes when it stops; its page offers tokens of `people`.

    With a `tracer`, operations have spans; with `connecting`, which it closes too, people connect companies.
    """
    contract = printed(schema)
    metrics, readiness = Metrics(), Readiness(books)
    traced = traced_by(tracer) if tracer else untraced
    answering = Answering(schema, Admission(_rules(settings)), metrics, traced, registered)
    moment = Moment(books, answering.admission, schema.documents)
    metrics.registry.register(moment)
    endpoint = GraphQLEndpoint(
        answering, books, tokens, settings.max_body_bytes, settings.body_seconds, connecting
    )
    sockets = WebSocketEndpoint(answering, books, tokens, settings.websocket_init_seconds, connecting)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        if connecting is not None:
            await connecting.close()
        await books.close()

    async def socket(websocket: WebSocket) -> None:
        await sockets(websocket)

    async def sdl(_request: Request) -> Response:
        return PlainTextResponse(contract, media_type="text/plain")

    app = Starlette(
        routes=[
            WebSocketRoute(GRAPHQL, socket),
            Route("/graphql/schema.graphql", sdl),
            Route("/healthz", alive),
            Route("/readyz", readiness.__call__),
            *_numbers(metrics, moment, readiness, settings.metrics_token),
            *(connecting_pages(connecting) if connecting else []),
            *_webhooks(connecting, metrics, settings),
            *pages(people, STATIC, only_registered=registered.only),
        ],
        middleware=[
            *([Middleware(Continued)] if tracer else []),
            Middleware(RequestId, metrics=metrics),
            Middleware(Mistakes),
            Middleware(Door, path=GRAPHQL, endpoint=endpoint, others=_WRAPPED),
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                allow_origin_regex=LOCALHOST if settings.allow_localhost else None,
                allow_methods=["GET", "POST"],
                # An origin that is allowed may send what its libraries send.
                allow_headers=["*"],
                expose_headers=["etag", "retry-after", "x-next-cursor", "x-request-id"],
            ),
            # Again, so that pages of other origins may read what went wrong.
            Middleware(Mistakes),
            # The last steps of compression save little, and keep everybody waiting.
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
            Middleware(Door, path=GRAPHQL, endpoint=endpoint),
        ],
        exception_handlers={404: _not_found, 405: _not_allowed},
        lifespan=lifespan,
    )
    # Its address would be made of the name that the client sent.
    app.router.redirect_slashes = False
    app.state.stopping = asyncio.Event()
    app.state.metrics, app.state.moment = metrics, moment
    return app


#: Where operations go, over HTTP and WebSockets.
GRAPHQL = "/graphql"
#: Headers of requests whose responses are marked for other origins, or compressed.
_WRAPPED = frozenset({b"origin", b"accept-encoding"})
#: Where a front end is developed, whatever its port.
LOCALHOST = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def _rules(settings: Settings) -> Rules:
    """A quarter of the connections is left for those who follow changes, and for the readiness."""
    at_once = settings.operations_at_once or max(1, settings.connections * 3 // 4)
    of_one_user = settings.operations_of_one_user or max(1, at_once // 2)
    return Rules(at_once, of_one_user, rows_a_second=settings.rows_a_second)


def _numbers(metrics: Metrics, moment: Moment, readiness: Readiness, token: SecretStr | None) -> list[Route]:
    """None without a token: how busy a server is, is nobody's business unless somebody decides so."""
    if token is None:
        return []
    return [Route("/metrics", Numbers(metrics, moment, readiness, token).__call__)]


def _webhooks(connecting: Connecting | None, metrics: Metrics, settings: Settings) -> list[Route]:
    """None without a token: nobody could tell who sent them."""
    token = settings.quickbooks_webhook_token
    if connecting is None or token is None:
        return []
    environment = connecting.oauth.app.environment
    webhooks = Webhooks(connecting.queue, environment, token, metrics, settings.max_body_bytes)
    return [Route(PATH, webhooks.__call__, methods=["POST"])]


async def _not_found(request: Request, _error: Exception) -> Response:
    return refused(request, Refuse(404, "NOT_FOUND", "There is nothing here; the API is at /graphql."))


async def _not_allowed(request: Request, error: Exception) -> Response:
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "GET, POST")
    return refused(request, Refuse(405, "METHOD_NOT_ALLOWED", f"Use {allowed}.", {"allow": allowed}))


class RequestId:
    """Gives every request an id, the client's if it sent a sound one, and sends it back."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Binds the id to the log, and puts it on the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _sound(dict(scope["headers"]).get(b"x-request-id", b"")) or str(uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._refused(message["status"], scope["client"])
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self.app(scope, receive, send_with_id)

    def _refused(self, status: int, client: tuple[str, int] | None) -> None:
        if status in REFUSALS:
            refused_with(status, client)
            self.metrics.request_refused(status)


class Mistakes:
    """Answers where the program fails outside of an operation; where and how is told by the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on everything; what was answered in part can only be broken off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if has_begun:
                raise
            log.error("internal error", **origin(error))
            message = "Something went wrong on our side; the request's id finds it in the server's log."
            response = refused(Request(scope), Refuse(500, "INTERNAL_SERVER_ERROR", message))
            await response(scope, receive, send)


def _sound(header: bytes) -> str | None:
    """The id, unless it is too long or could break a log line."""
    text = header.decode("latin-1")
    plain = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if plain and len(text) <= 100 else None
