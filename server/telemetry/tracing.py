"""Spans of OpenTelemetry: one for an operation, one for each of its statements; no values of either."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module

from opentelemetry import context as contexts
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Receive, Scope, Send

from db.servers.pools import Observer, Sent
from server.settings import WrongSettings
from server.telemetry.log import Note
from server.telemetry.metrics import outcome_of

#: The standard variables that say where spans go; without one of them, there are none.
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
#: Outcomes that are the server's fault.
FAULTS = frozenset({"INTERNAL_SERVER_ERROR", "UNAVAILABLE", "TIMEOUT"})

#: A span around an operation with a request id; the note says what it was once it has ended.
Traced = Callable[[Note, str | None], AbstractContextManager[None]]

_PARENT = TraceContextTextMapPropagator()
_VERB = re.compile(r"\s*(\w+)")
_TABLE = re.compile(r"(?<=\bFROM )runway\.\w+|(?<=\bINTO )runway\.\w+|(?<=\bUPDATE )runway\.\w+")
_FUNCTION = re.compile(r"\brunway\.\w+")


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the standard variables ask for spans."""
    is_off = (
        environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
        or environment.get("OTEL_TRACES_EXPORTER", "").lower() == "none"
    )
    return not is_off and any(environment.get(name) for name in ENDPOINTS)


@contextmanager
def tracing(environment: Mapping[str, str]) -> Iterator[Tracer | None]:
    """What makes spans, until the context ends, if the environment asks for them; raises `WrongSettings`."""
    if not is_wanted(environment):
        yield None
        return
    try:
        # Not installed everywhere, and nobody who does not trace waits for it.
        provider = import_module("server.telemetry.otlp").provider()
    except ImportError:
        raise WrongSettings(
            "OTEL_EXPORTER_OTLP_ENDPOINT: spans need the extra `otel` of this package."
        ) from None
    try:
        yield provider.get_tracer("runway")
    finally:
        # What has not been sent yet is.
        provider.shutdown()


def untraced(_note: Note, _request_id: str | None) -> AbstractContextManager[None]:
    """No span."""
    return nullcontext()


def traced_by(tracer: Tracer) -> Traced:
    """Spans around operations."""

    @contextmanager
    def traced(note: Note, request_id: str | None) -> Iterator[None]:
        # An exception's text may hold rows or input: it is not recorded.
        started = tracer.start_as_current_span(
            "operation", kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        )
        with started as span:
            span.set_attribute("runway.request_id", request_id or "")
            try:
                yield
            finally:
                outcome = outcome_of(note.codes, is_answered=note.is_answered)
                span.update_name(note.operation or "operation")
                span.set_attribute("graphql.operation.type", note.kind)
                span.set_attribute("graphql.operation.name", note.operation.partition(" ")[2])
                span.set_attribute("runway.outcome", outcome)
                if outcome in FAULTS:
                    span.set_status(Status(StatusCode.ERROR, outcome))

    return traced


def statements_of(tracer: Tracer) -> Observer:
    """Spans of statements, below that of the operation that sent them; others have none."""

    def observe(sent: Sent) -> None:
        # The operation may have ended by now, so that its span records nothing more.
        parent = get_current_span().get_span_context()
        if not (parent.is_valid and parent.trace_flags.sampled):
            return
        end, name = time.time_ns(), summary(sent.sql)
        attributes = {"db.system.name": "postgresql", "db.query.summary": name}
        start = end - round(sent.seconds * 1e9)
        span = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes, start_time=start)
        if sent.failure is not None:
            span.set_status(Status(StatusCode.ERROR, sent.failure))
        span.end(end)

    return observe


def summary(sql: str) -> str:
    """What a statement does and the first table or function that it names, without literals."""
    matches = (_VERB.match(sql), _TABLE.search(sql) or _FUNCTION.search(sql))
    return " ".join(match.group().strip() for match in matches if match)


class Continued:
    """Goes on with the trace of whoever sent a request (`traceparent`)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Enters the trace for one request; a socket has many operations, and a trace for each of them."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        token = contexts.attach(_PARENT.extract(headers))
        try:
            await self.app(scope, receive, send)
        finally:
            contexts.detach(token)
