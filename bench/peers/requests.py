"""The bytes of requests, made before the clock runs, and a look at what they are answered with."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

from bench.peers.books import Tenant
from bench.peers.queries import Form
from bench.peers.servers import Server

#: Different requests of a query, unless there are more businesses.
FEWEST = 200
#: The number of a bill and the count of all, by which two answers are compared.
_NUMBERS = {"documentNumber", "number"}


def bodies(form: Form, tenants: list[Tenant]) -> Iterator[tuple[Tenant, bytes]]:
    """The requests of a query, the businesses and the documents in turn."""
    for number in range(max(FEWEST, len(tenants))):
        tenant = tenants[number % len(tenants)]
        # Whatever the number of businesses, a business meets all documents.
        document = form.documents[(number + number // len(tenants)) % len(form.documents)]
        body = {"query": document, "variables": form.variables(tenant, number * 37)}
        yield tenant, json.dumps(body).encode()


def requests(server: Server, form: Form, tenants: list[Tenant]) -> list[bytes]:
    """The same as HTTP/1.1 over a connection that stays open."""
    return [_http(server, tenant, body) for tenant, body in bodies(form, tenants)]


def _http(server: Server, tenant: Tenant, body: bytes) -> bytes:
    headers = {"host": f"127.0.0.1:{server.port}", **_headers(server, tenant), "content-length": len(body)}
    lines = ["POST /graphql HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _headers(server: Server, tenant: Tenant) -> dict[str, str]:
    return {
        **server.headers(tenant),
        "content-type": "application/json",
        "accept": "application/graphql-response+json",
    }


def answer(server: Server, form: Form, tenants: list[Tenant]) -> dict[str, Any]:
    """The answer to the first request of the query; raises SystemExit when it holds errors."""
    tenant, body = next(bodies(form, tenants))
    address = f"http://127.0.0.1:{server.port}/graphql"
    response = httpx.post(address, content=body, headers=_headers(server, tenant), timeout=60)
    result: dict[str, Any] = response.json()
    if response.status_code != 200 or "errors" in result:
        raise SystemExit(f"{server.name} answers with {response.status_code}: {str(result)[:1000]}")
    return result


def content(answered: object) -> list[object]:
    """The numbers of bills in an answer, in order, and the total count: what both servers must agree on."""
    if isinstance(answered, list):
        return [item for part in answered for item in content(part)]
    if not isinstance(answered, dict):
        return []
    result: list[object] = []
    for key, value in answered.items():
        if key in _NUMBERS:
            result.append(value)
        elif key == "totalCount":
            result.append(value["count"] if isinstance(value, dict) else value)
        else:
            result += content(value)
    return result
