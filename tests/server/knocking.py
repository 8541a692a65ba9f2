"""Requests as raw as they come, and what every refusal must look like."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from tests.serving import Served
from tests.world import OWNER, token

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
#: What no answer may show: where it happened, what was asked of the database, or who else is there.
SECRETS = re.compile(
    r"Traceback|File \"|\.py\b|asyncpg|sqlalchemy|SELECT |INSERT |runway\.\w+ |relation|constraint", re.I
)


def bearer(user: str = OWNER) -> dict[str, str]:
    """The header of a person."""
    return {"authorization": f"Bearer {token(user)}"}


async def post(
    served: Served, content: str | bytes, headers: Mapping[str, str] | None = None, user: str = OWNER
) -> httpx.Response:
    """Any body, as JSON unless the headers say otherwise."""
    sent = {"content-type": JSON, **bearer(user), **(headers or {})}
    return await served.api.client.post("/graphql", content=content, headers=sent)


async def query(
    served: Served, text: str, headers: Mapping[str, str] | None = None, **more: Any
) -> httpx.Response:
    """An operation; `more` are other keys of the body."""
    sent = {**bearer(), **(headers or {})}
    return await served.api.client.post("/graphql", json={"query": text, **more}, headers=sent)


async def get(
    served: Served, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """An operation in the address."""
    sent = {**bearer(), **(headers or {})}
    return await served.api.client.get("/graphql", params=parameters, headers=sent)


def refusal(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The only error of a response that is JSON, is not kept and tells nothing that it should not."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] in {JSON, GRAPHQL_JSON}
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"]
    assert not SECRETS.search(response.text), response.text
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == code
    result: dict[str, Any] = error
    return result
