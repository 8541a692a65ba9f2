"""A server that speaks the documented endpoints of QuickBooks Online, and misbehaves on demand."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.sources.quickbooks_server.company import BadQuery, Company, as_bytes, fault
from tests.sources.quickbooks_server.misbehaving import Misbehaviour, spoiled
from tests.sources.quickbooks_server.oauth import OAuthServer
from tests.standing_in import standing_in


@dataclass(slots=True)
class QuickBooksServer:
    """Companies by realm; `plans` says how the next requests of each are answered, `always` how all are.

    `entities` says it of queries for an entity: several are read at once, and come in any order.
    """

    companies: dict[str, Company] = field(default_factory=dict)
    plans: dict[str, list[Misbehaviour | None]] = field(default_factory=dict)
    always: dict[str, Misbehaviour] = field(default_factory=dict)
    entities: dict[str, Misbehaviour] = field(default_factory=dict)
    #: Gives access tokens, of which it knows the company.
    oauth: OAuthServer = field(default_factory=OAuthServer)
    #: Access tokens that are taken besides; none: any.
    tokens: set[str] | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)
    running: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    address: str = ""
    #: Told how many requests came, before the newest is answered.
    watched: Callable[[int], None] = lambda _number: None
    #: While it is not set, requests wait.
    gate: asyncio.Event | None = None

    def routes(self) -> list[Route]:
        """The endpoints of companies' data, and those of authorization."""
        paths = ("query", "cdc", "companyinfo/{id}")
        return [
            *(Route(f"/v3/company/{{realm}}/{path}", self._company) for path in paths),
            *self.oauth.routes(),
        ]

    async def _company(self, request: Request) -> Response:
        realm = request.path_params["realm"]
        self.requests.append((realm, request.url.path.rpartition("/")[2] + "?" + request.url.query))
        self.watched(len(self.requests))
        if self.gate is not None:
            await self.gate.wait()
        self.running[realm] += 1
        self.most_at_once[realm] = max(self.most_at_once[realm], self.running[realm])
        try:
            return await self._planned(realm, request)
        finally:
            self.running[realm] -= 1

    async def _planned(self, realm: str, request: Request) -> Response:
        plan = self.plans.get(realm)
        entity = request.query_params.get("query", "").partition(" FROM ")[2].partition(" ")[0]
        how = plan.pop(0) if plan else self.entities.get(entity, self.always.get(realm))

        async def answer() -> Response:
            return self._answer(realm, request)

        return await answer() if how is None else await spoiled(how, request, answer)

    def _answer(self, realm: str, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        is_good = bool(token) and (self.tokens is None or token in self.tokens)
        if realm not in self.companies or not (is_good or self.oauth.access_tokens.get(token) == realm):
            return _json(fault("AuthenticationFailed", "3200", "AUTHENTICATION"), 401)
        company = self.companies[realm]
        try:
            return _json(company.answer(_body(company, request)))
        except BadQuery as bad:
            return _json(company.answer(fault(str(bad), "4000")), 400)


def _body(company: Company, request: Request) -> dict[str, object]:
    sent = request.query_params
    if request.url.path.endswith("/query"):
        return company.query(sent["query"])
    if request.url.path.endswith("/cdc"):
        since = datetime.fromisoformat(sent["changedSince"])
        return company.changes(sent["entities"].split(","), since)
    return {"CompanyInfo": company.info()}


def _json(body: dict[str, object], status: int = 200) -> Response:
    return Response(as_bytes(body), status, media_type="application/json")


@asynccontextmanager
async def quickbooks_server(*more: Route) -> AsyncIterator[QuickBooksServer]:
    """One that listens on a port of its own until the context ends."""
    made = QuickBooksServer()
    async with standing_in([*made.routes(), *more]) as made.address:
        yield made
