"""Whether the process is alive, whether it can answer, and its numbers."""

from dataclasses import dataclass
from hmac import compare_digest

from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from db.entrance import Books
from db.outages import BooksUnavailable
from migrations.run import head
from server.telemetry.metrics import Metrics
from server.telemetry.moment import Moment
from server.transport.responses import Refuse, as_json, refused


async def alive(_request: Request) -> Response:
    """The process runs."""
    return as_json({"status": "ok"})


@dataclass(frozen=True, slots=True)
class Readiness:
    """The database answers, and its migrations are this code's."""

    books: Books

    async def __call__(self, _request: Request) -> Response:
        """200, or 503 with what is missing."""
        reason = await self.missing()
        if reason is not None:
            return as_json({"status": "unavailable", "reason": reason}, 503)
        return as_json({"status": "ok", "migrations": head()})

    async def missing(self) -> str | None:
        """Why it cannot answer; none when it can."""
        try:
            return await other_revision(self.books)
        except BooksUnavailable:
            return "the database cannot be reached"


async def other_revision(books: Books) -> str | None:
    """How the migrations of the database differ from this code's, if they do; raises `BooksUnavailable`."""
    revision = await books.revision()
    return None if revision == head() else f"migrations at {revision}, not {head()}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The metrics, for whoever has the token."""

    metrics: Metrics
    moment: Moment
    readiness: Readiness
    token: SecretStr

    async def __call__(self, request: Request) -> Response:
        """All numbers, or 401."""
        expected = f"Bearer {self.token.get_secret_value()}"
        sent = request.headers.get("authorization", "")
        if not compare_digest(sent.encode(), expected.encode()):
            headers = {"www-authenticate": "Bearer"}
            return refused(request, Refuse(401, "UNAUTHENTICATED", "Send RUNWAY_METRICS_TOKEN.", headers))
        self.moment.is_ready = await self.readiness.missing() is None
        return Response(self.metrics.text(), media_type=CONTENT_TYPE_LATEST)
