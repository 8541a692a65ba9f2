"""A mistake of ours outside of any operation: the client learns the request's id, and nothing else."""

import httpx
from pydantic import SecretStr
from starlette.requests import Request
from starlette.routing import Route

from schema.build import build_schema
from server.app import create_app
from server.auth import Tokens
from server.settings import Settings
from tests.world import SECRET, World


async def _mistaken(_request: Request) -> None:
    raise RuntimeError("postgresql://user:hunter2@host/books")


async def test_a_mistake_is_told_as_every_other_error_and_by_the_requests_id(world: World) -> None:
    settings = Settings(token_secret=SecretStr(SECRET))
    app = await create_app(world.books, Tokens.of(settings, None), settings, build_schema())
    app.router.routes.insert(0, Route("/mistaken", _mistaken))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://runway") as client:
        response = await client.get("/mistaken", headers={"x-request-id": "r-1"})
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "r-1"
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "r-1"}
    assert "hunter2" not in response.text
