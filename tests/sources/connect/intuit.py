"""A browser, a server of ours and one that stands in for Intuit, all over real HTTP."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid4

import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from db.entrance import Books
from server.place import Place
from server.settings import Settings
from server.sources.quickbooks.connecting import Connecting
from tests.house.repository import ROOT, text
from tests.sources.quickbooks_server.oauth import CLIENT_ID, CLIENT_SECRET, OAuthServer
from tests.standing_in import standing_in
from tests.world import OWNER, Api, Reply, World, gid

#: Where browsers believe our server to be.
ADDRESS = "http://runway.test"
#: What the documentation tells front ends to send.
CONNECT, DISCONNECT, CONNECTION = (
    text(ROOT / "docs" / "examples" / f"{name}.graphql") for name in ("connect", "disconnect", "connection")
)


def new_realm() -> str:
    """A company's number that nothing else has."""
    return str(uuid4().int)[:16]


@dataclass(slots=True)
class Intuit:
    """Authorization, and the names of companies by realm; `data_status` is how their data is answered.

    Its companies are its own: tests share a database, and a company may be in one business only.
    """

    oauth: OAuthServer = field(default_factory=lambda: OAuthServer(realm=new_realm()))
    names: dict[str, str] = field(default_factory=dict)
    data_status: int = 200
    address: str = ""

    def routes(self) -> list[Route]:
        """All endpoints."""
        return [*self.oauth.routes(), Route("/v3/company/{realm}/companyinfo/{id}", self._company)]

    async def _company(self, request: Request) -> Response:
        realm = request.path_params["realm"]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.oauth.access_tokens.get(token) != realm:
            return JSONResponse({"Fault": {"type": "AUTHENTICATION"}}, 403)
        info = {"CompanyInfo": {"Id": "1", "CompanyName": self.names.get(realm, "Larch & Co")}}
        return JSONResponse(info, self.data_status)


@asynccontextmanager
async def intuit_served() -> AsyncIterator[Intuit]:
    """One that listens on a port of its own."""
    made = Intuit()
    async with standing_in(made.routes()) as made.address:
        yield made


def app_settings(intuit: Intuit, **more: Any) -> Settings:
    """The settings of a server that connects to it."""
    given = {
        "quickbooks_environment": "SANDBOX",
        "quickbooks_client_id": CLIENT_ID,
        "quickbooks_client_secret": SecretStr(CLIENT_SECRET),
        "quickbooks_address": intuit.address,
        "secret_keys": SecretStr(Fernet.generate_key().decode()),
        "public_address": ADDRESS,
    }
    return Settings.model_validate({**given, **more})


@asynccontextmanager
async def connecting_to(intuit: Intuit, world: World, **settings: Any) -> AsyncIterator[Connecting]:
    """What connecting takes, over the world's books."""
    opened = await opened_for(intuit, world, world.books, **settings)
    try:
        yield opened
    finally:
        await opened.close()


async def opened_for(intuit: Intuit, world: World, books: Books, **settings: Any) -> Connecting:
    """The same, closed by whoever opened it."""
    return await Connecting.open(app_settings(intuit, **settings), Place(world.address, {}), books, None)


@dataclass(frozen=True, slots=True)
class Desk:
    """A world with a server that can connect, and the other side."""

    world: World
    api: Api
    intuit: Intuit
    connecting: Connecting
    #: What its tokens are encrypted with.
    key: str

    async def start(self, business: UUID, *, user: str = OWNER, shared: bool = False) -> Reply:
        """Ask for a link."""
        variables = {"input": {"allowSharedCompany": shared}}
        return await self.api.ask(CONNECT, user=user, business=business, variables=variables)

    async def link(self, business: UUID, **options: Any) -> str:
        """A link."""
        payload = (await self.start(business, **options)).data["startConnection"]
        assert payload["userErrors"] == []
        url: str = payload["url"]
        return url

    async def connect(self, business: UUID, **options: Any) -> httpx.Response:
        """Click through; the page at the end."""
        async with self.browser() as browser:
            return await browser.click_through(await self.link(business, **options))

    async def disconnect(self, business: UUID, *, user: str = OWNER) -> Any:
        """End the connection that there is, or one that there is not."""
        connection = await self.connection(business)
        key = connection["id"] if connection else gid("SourceLink", UUID(int=1))
        reply = await self.api.ask(DISCONNECT, user=user, business=business, variables={"input": {"id": key}})
        return reply.data["disconnectConnection"]

    async def connection(self, business: UUID) -> Any:
        """What the API tells of the connection."""
        return (await self.api.ask(CONNECTION, business=business)).data["business"]["connection"]

    async def secret(self, business: UUID) -> Any:
        """The stored row, seen by a superuser; None when there is none."""
        rows = await self.world.run("SELECT * FROM runway.connection_secret WHERE business_id = $1", business)
        return rows[0] if rows else None

    async def queue(self, business: UUID) -> list[Any]:
        """The place in the queue."""
        return await self.world.run("SELECT * FROM runway.sync_queue WHERE business_id = $1", business)

    async def is_unconnected(self, business: UUID) -> bool:
        """Whether nothing of a connection was left behind."""
        stored = await self.secret(business)
        return not await self.queue(business) and (stored is None or stored["refresh_token"] is None)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator["Browser"]:
        """A browser of its own, without cookies."""
        async with httpx.AsyncClient(verify=False, timeout=30) as client:
            yield Browser(client, str(self.api.client.base_url))


@dataclass(frozen=True, slots=True)
class Browser:
    """Follows links as a person does, one at a time."""

    client: httpx.AsyncClient
    ours: str

    async def open(self, url: str, cookies: Mapping[str, str] | None = None) -> httpx.Response:
        """Load a page, with cookies of another tab if they are given; redirects are not followed."""
        headers = {"cookie": "; ".join(f"{key}={value}" for key, value in (cookies or {}).items())}
        return await self.client.get(url.replace(ADDRESS, self.ours), headers=headers if cookies else None)

    async def consent(self, link: str) -> str:
        """From our link to what the source's page of consent leads back to."""
        page = await self.open(link)
        assert page.status_code == 200, page.text
        (url,) = re.findall(r'href="([^"]+)"', page.text)
        given = await self.open(html.unescape(url))
        assert given.status_code == 302
        return given.headers["location"]

    async def click_through(self, link: str) -> httpx.Response:
        """From our link to our last page."""
        return await self.open(await self.consent(link))


def changed(url: str, **query: str) -> str:
    """The same address with other values in its query."""
    parts = urlsplit(url)
    sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return urlunsplit(parts._replace(query=urlencode({**sent, **query})))
