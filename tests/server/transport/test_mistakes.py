"""A mistake of ours outside of any operation: the client learns the request's id, the log has the rest."""

import httpx
import pytest
from pydantic import SecretStr
from starlette.routing import Route
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from schema.build import build_schema
from server.app import create_app
from server.auth import Tokens
from server.settings import Settings
from tests.world import SECRET, World

ORIGIN = "https://app.example.org"


async def _mistaken(*_: object) -> None:
    raise RuntimeError("postgresql://user:hunter2@host/books")


@pytest.mark.parametrize(
    ("path", "origin"), [("/mistaken", ORIGIN), ("/graphql", ORIGIN), ("/graphql", None)]
)
async def test_a_mistake_is_told_as_every_other_error_and_found_by_the_requests_id(
    path: str, origin: str | None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(token_secret=SecretStr(SECRET), cors_origins=(ORIGIN,))
    app = await create_app(world.books, Tokens.of(settings, None), settings, build_schema())
    app.router.routes.insert(0, Route("/mistaken", _mistaken))
    # What no operation should come to: the endpoint itself fails.
    monkeypatch.setattr(Tokens, "bearer", _mistaken)
    with capture_logs(processors=[merge_contextvars]) as lines:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://runway") as client:
            headers = {"x-request-id": "r-1"} | ({"origin": origin} if origin else {})
            # A client that asks for nothing to be packed, and from no page, is answered before all wrapping.
            client.headers.pop("accept-encoding")
            response = await client.get(path, headers=headers)
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "r-1"
    assert response.headers.get("access-control-allow-origin") == origin
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "r-1"}
    (line,) = lines
    assert (line["event"], line["kind"], line["request_id"]) == ("internal error", "RuntimeError", "r-1")
    assert "hunter2" not in f"{response.text} {line}"
