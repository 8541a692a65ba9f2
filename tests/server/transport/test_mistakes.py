"""A mistake of ours outside of any operation: the client learns the request's id, the log has the rest."""

import httpx
from pydantic import SecretStr
from starlette.requests import Request
from starlette.routing import Route
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from schema.build import build_schema
from server.app import create_app
from server.auth import Tokens
from server.settings import Settings
from tests.world import SECRET, World

ORIGIN = "https://app.example.org"


async def _mistaken(_request: Request) -> None:
    raise RuntimeError("postgresql://user:hunter2@host/books")


async def test_a_mistake_is_told_as_every_other_error_and_found_by_the_requests_id(world: World) -> None:
    settings = Settings(token_secret=SecretStr(SECRET), cors_origins=(ORIGIN,))
    app = await create_app(world.books, Tokens.of(settings, None), settings, build_schema())
    app.router.routes.insert(0, Route("/mistaken", _mistaken))
    with capture_logs(processors=[merge_contextvars]) as lines:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://runway") as client:
            headers = {"x-request-id": "r-1", "origin": ORIGIN}
            response = await client.get("/mistaken", headers=headers)
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "r-1"
    assert response.headers["access-control-allow-origin"] == ORIGIN
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "r-1"}
    (line,) = lines
    assert (line["event"], line["kind"], line["request_id"]) == ("internal error", "RuntimeError", "r-1")
    assert "hunter2" not in f"{response.text} {line}"
