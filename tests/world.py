"""A small world for a test: a database of its own, businesses, people, imports, and a real HTTP server."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from socket import socket
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from opentelemetry.trace import Tracer
from pydantic import SecretStr

from db.directory import Directory
from db.entrance import Books, open_books
from db.servers.address import Address
from db.servers.pools import Sent
from orchestrators.sources.exports.export import ImportOptions
from schema.build import Schema, schema_with
from schema.ids import encode
from schema.operations.documents import Bounds, Documents
from server.app import create_app
from server.auth import Tokens, issue
from server.documents import registered_by
from server.serving import Server, configured, listen
from server.settings import Settings
from server.sources.importing import DEFAULT_REALM, Imported, import_quickbooks
from server.sources.quickbooks.connecting import Connecting
from server.telemetry.tracing import statements_of
from tests.clock import NOW, ZONE, clock_at
from tests.standing_in import StopsAtOnce

# The client looks for this in every folder of the path with every question, unless it is known to be missing.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # The import system's own word for it.

SECRET = "a secret for tests, and for nothing else at all"

OWNER, ADVISOR, ANALYST = "owner@example.org", "advisor@example.org", "analyst@example.org"


@dataclass(frozen=True)
class Reply:
    """What the API answered."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def data(self) -> Any:
        """The data; a test that expects some fails on errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors."""
        result: list[dict[str, Any]] = self.body.get("errors", [])
        return result

    @property
    def codes(self) -> list[str]:
        """The errors' codes."""
        return [error["extensions"]["code"] for error in self.errors]


@dataclass(frozen=True)
class Api:
    """A client of a server that listens on a port of its own."""

    client: httpx.AsyncClient

    async def ask(
        self,
        query: str,
        *,
        user: str | None = OWNER,
        business: UUID | str | None = None,
        variables: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
    ) -> Reply:
        """Ask as a user (None: without a token) for a business, by its uuid or as text."""
        sent = dict(headers or {})
        if user is not None:
            sent.setdefault("authorization", f"Bearer {token(user)}")
        if business is not None:
            sent["x-business-id"] = str(business)
        body = {"query": query, "variables": variables, "operationName": operation}
        response = await self.client.post("/graphql", json=body, headers=sent)
        return Reply(response.status_code, response.json(), response.headers)


def token(user: str, hours: int = 1) -> str:
    """A token of a person."""
    return issue(user, SECRET, "runway", None, hours=hours)


@dataclass
class World:
    """A database, open as each role that a test needs."""

    address: Address
    directory: Directory
    books: Books
    #: Thousands, which asyncio would format whenever it formats a task that ended with this.
    statements: list[str] = field(default_factory=list, repr=False)
    #: Makes spans of what its server does.
    tracer: Tracer | None = None
    _superuser: "asyncpg.Connection[asyncpg.Record] | None" = field(default=None, repr=False)
    _turns: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def business(
        self,
        name: str = "Acme",
        *,
        members: Mapping[str, str] | None = None,
        currency: str = "USD",
        zone: str = ZONE,
    ) -> UUID:
        """A business and its members, by default one owner."""
        made = await self.directory.create(name, currency, zone)
        for email, role in (members if members is not None else {OWNER: "OWNER"}).items():
            await self.directory.grant(made.id, email, role)
        return made.id

    async def load(
        self,
        business_id: UUID,
        records: Mapping[str, Sequence[object]],
        realm: str = DEFAULT_REALM,
        answered: datetime | None = None,
        **options: bool,
    ) -> Imported:
        """Import records by entity, through a file as a user's would come, `answered` at a time."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "records.json"
            time = {} if answered is None else {"time": answered.isoformat()}
            file.write_text(json.dumps({"QueryResponse": records, **time}))
            return await self.import_path(business_id, file, realm, **options)

    async def import_path(
        self, business_id: UUID, path: Path, realm: str = DEFAULT_REALM, **options: bool
    ) -> Imported:
        """Import a path, with the options of `ImportOptions`."""
        return await import_quickbooks(
            self.books,
            self.directory,
            business_id,
            realm,
            path,
            lambda _step, _done, _total: None,
            ImportOptions(**options),
        )

    async def run(self, sql: str, *values: object) -> list[Any]:
        """Run SQL as the superuser, past all policies: to look behind the scenes, or to break something.

        It keeps its connection, which takes longer to make than most statements.
        """
        async with self._turns:
            if self._superuser is None or self._superuser.is_closed():
                self._superuser = await self.address.connect()
            return await self._superuser.fetch(sql, *values)

    async def close(self) -> None:
        """End what was opened for `run`."""
        if self._superuser is not None:
            await self._superuser.close()

    @asynccontextmanager
    async def at(self, moment: datetime) -> AsyncIterator[None]:
        """Let it be another moment in the database, until the context ends."""
        try:
            await self.run(clock_at(moment))
            yield
        finally:
            await self.run(clock_at(NOW))

    @asynccontextmanager
    async def api(
        self, schema: Schema | None = None, connecting: Connecting | None = None, **settings: Any
    ) -> AsyncIterator[Api]:
        """A real server over these books, and a client of it."""
        chosen = Settings(port=0, token_secret=SecretStr(SECRET), **settings)
        contract = schema or _schema()
        app = await create_app(
            self.books,
            Tokens.of(chosen, None),
            chosen,
            contract,
            tracer=self.tracer,
            registered=await registered_by(chosen, contract),
            connecting=connecting,
        )
        listening = listen(chosen)
        # Whoever connects before the server runs waits for it, instead of being refused.
        listening.listen()
        # The books outlive this server: it must not close them. It keeps idle connections for longer than the
        # client does, so that no question is sent into one that is being closed.
        config = configured(app, chosen, log_level="critical", lifespan="off", timeout_keep_alive=60)
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        host, port = listening.getsockname()
        try:
            # No certificates are read, for there is no TLS to speak.
            async with httpx.AsyncClient(
                base_url=f"http://{host}:{port}", timeout=30, verify=False
            ) as client:
                # As curl, and unlike a browser, it asks for nothing to be packed.
                del client.headers["accept-encoding"]
                yield Api(client)
        finally:
            # Also when the test fails: a socket left open would be reported instead of the failure.
            server.stopping.set()
            await serving


class _Server(StopsAtOnce, Server):
    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Tell those who follow changes, as ours does."""
        self.tell()
        await super().shutdown(sockets)


@asynccontextmanager
async def open_world(
    address: Address,
    connections: int = 5,
    tracer: Tracer | None = None,
    replica: Address | None = None,
    most_stale: float = 0,
) -> AsyncIterator[World]:
    """Open a database, and its copy on a standby if there is one."""
    statements: list[str] = []

    def observer(sent: Sent) -> None:
        statements.append(sent.sql)
        if tracer is not None:
            statements_of(tracer)(sent)

    directory = await Directory.open(address, None)
    books = await open_books(
        address, {}, connections=connections, observer=observer, replica=replica, most_stale=most_stale
    )
    world = World(address, directory, books, statements, tracer)
    try:
        yield world
    finally:
        await world.close()
        await books.close()
        await directory.close()


@cache
def _schema() -> Schema:
    """Of all servers of this process, because it takes longer to build than they to start.

    It holds nothing of a database, keeps the long documents that ask for every field too, and completes the
    values of each document by functions from its first sending on.
    """
    return schema_with(Documents(Bounds(text_length=1 << 20, total_bytes=1 << 28, sendings=1)))


def gid(type_name: str, key: UUID) -> str:
    """A global id."""
    return encode(type_name, key)
