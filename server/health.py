"""Whether the process is alive, and whether it can answer."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from db.books import Books
from db.outages import BooksUnavailable
from migrations.run import head
from server.transport.responses import as_json


async def alive(_request: Request) -> Response:
    """The process runs."""
    return as_json({"status": "ok"})


@dataclass(frozen=True, slots=True)
class Readiness:
    """The database answers, and its migrations are this code's."""

    books: Books

    async def __call__(self, _request: Request) -> Response:
        """200, or 503 with what is missing."""
        try:
            revision = await self.books.revision()
        except BooksUnavailable:
            return as_json({"status": "unavailable", "reason": "the database cannot be reached"}, 503)
        if revision != head():
            return as_json(
                {"status": "unavailable", "reason": f"migrations at {revision}, not {head()}"}, 503
            )
        return as_json({"status": "ok", "migrations": revision})
