"""Businesses that are connected to companies of the test server, and workers that sync them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from cryptography.fernet import Fernet

from db.connections.queue import SyncQueue
from db.connections.secrets import Secrets
from db.directory import user_id_of
from orchestrators.access.people import Actor
from orchestrators.sources.connections.connection import ConnectionDataOrchestrator, ConnectionOrchestrator
from orchestrators.sources.connections.state import Connection, Environment, SourceCompany
from server.place import Place
from server.sources.importing import admit_operator
from server.sources.quickbooks.endpoints import SCOPE, QuickBooks
from server.sources.quickbooks.oauth import OAuth
from server.sources.quickbooks.secrets import Grant, Vault
from server.sources.quickbooks.syncing.sync import Done, Syncing
from server.sources.quickbooks.syncing.worker import Worker
from server.sources.quickbooks.tokens import AccessTokens
from tests.clock import NOW, clock_at
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.oauth import CLIENT_ID, CLIENT_SECRET
from tests.sources.quickbooks_server.server import QuickBooksServer
from tests.sources.sync.reading import FREE, Waits
from tests.world import OWNER, World

EVERY = timedelta(minutes=15)


@dataclass(slots=True)
class Connected:
    """A world whose businesses are connected, and a server that they are connected to."""

    world: World
    server: QuickBooksServer
    queue: SyncQueue
    secrets: Secrets
    http: httpx.AsyncClient
    key: str = field(repr=False)
    waits: Waits = field(default_factory=Waits)
    now: datetime = NOW

    async def business(self, realm: str, name: str = "Acme") -> UUID:
        """A business that is connected to the company of a realm, and due."""
        business_id = await self.world.business(name)
        await self.connect(business_id, realm)
        return business_id

    async def connect(self, business_id: UUID, realm: str) -> None:
        """Connect it, as somebody who clicked through."""
        company = self.server.companies[realm].name
        async with self.world.books.writing(user_id_of(OWNER), business_id) as (desk, caller):
            given = SourceCompany(Environment.SANDBOX, realm, company, SCOPE)
            await ConnectionOrchestrator(desk).connect(business_id, Actor(caller, OWNER), given)
        expires = NOW + timedelta(days=10_000)
        refresh = f"refresh of {realm}"
        self.server.oauth.refresh_tokens[refresh] = realm
        grant = Grant("SANDBOX", realm, f"token of {realm}", refresh, expires, None)
        async with self.secrets.holding(user_id_of(OWNER), business_id) as held:
            await held.keep(Vault(self.key).encrypted(grant))
        assert await self.queue.enter(business_id, "SANDBOX", realm, shared=False)
        await self.queue.ask((business_id,))

    async def connection(self, business_id: UUID) -> Connection:
        """How it fares."""
        async with self.world.books.reading(user_id_of(OWNER), business_id) as (desk, _):
            result = await ConnectionDataOrchestrator(desk).get_data(business_id)
        assert result is not None
        return result

    def worker(self, at_once: int = 2, patience: float = 5) -> tuple[Worker, list[Done]]:
        """A worker, and what its syncs will come to."""
        app = quickbooks(self.server)
        tokens = AccessTokens(self.secrets, Vault(self.key), OAuth(app, lambda: self.now))
        admit = partial(admit_operator, Place(self.world.address, {}))
        syncing = Syncing(self.world.books, admit, tokens, self.http, app.api, EVERY, FREE, patience)
        results: list[Done] = []
        pauses = self.waits.pauses()
        worker = Worker(self.queue, syncing, "SANDBOX", at_once, pauses, ended=results.append)
        return worker, results

    async def sync(self, *businesses: UUID, patience: float = 5) -> list[Done]:
        """Sync what is due, and these businesses."""
        worker, results = self.worker(patience=patience)
        await self.queue.ask(businesses)
        await worker.once()
        return results

    async def later(self, **time: float) -> None:
        """Let time pass, for the books and for all companies."""
        passed = timedelta(**time)
        self.now += passed
        for company in self.server.companies.values():
            company.now += passed
        await self.world.run(clock_at(self.now))

    async def issues(self, business_id: UUID) -> set[str]:
        """The checks of the issues about syncs that the tray has."""
        rows = await self.world.run(
            "SELECT check_name FROM runway.issue WHERE business_id = $1 AND check_name LIKE '%SYNC' "
            "AND status = 'OPEN'",
            business_id,
        )
        return {row["check_name"] for row in rows}

    async def differences(self, business_id: UUID, company: Company) -> set[Any]:
        """What the books hold that the company does not, or the other way round."""
        held = {tuple(row) for row in await self.world.run(HELD, business_id)}
        return held ^ {*expected(company)}


#: Of what is gone nothing is left to compare.
HELD = """
SELECT entity, source_id, coalesce(total, 0)::float, state = 'VOIDED', number FROM runway.document
 WHERE business_id = $1 AND sync_token IS NOT NULL AND state <> 'DELETED'
UNION ALL
SELECT entity, source_id, 0, active, name FROM runway.party WHERE business_id = $1 AND sync_token IS NOT NULL
UNION ALL
SELECT entity, source_id, current_balance::float, active, name FROM runway.account
 WHERE business_id = $1 AND sync_token IS NOT NULL
"""


def expected(company: Company) -> Sequence[tuple[Any, ...]]:
    """The same rows, of the company."""
    rows: list[tuple[Any, ...]] = []
    for (entity, source_id), record in company.records.items():
        active = record.get("Active") is not False
        if entity in {"Vendor", "Customer"}:
            rows.append((entity, source_id, 0.0, active, record["DisplayName"]))
        elif entity == "Account":
            rows.append((entity, source_id, float(record["CurrentBalance"]), active, record["Name"]))
        else:
            is_void = record.get("PrivateNote") == "Voided"
            rows.append((entity, source_id, float(record["TotalAmt"]), is_void, record["DocNumber"]))
    return rows


def quickbooks(server: QuickBooksServer) -> QuickBooks:
    """The test server, as an environment of QuickBooks."""
    address = server.address
    return QuickBooks(
        "SANDBOX",
        CLIENT_ID,
        CLIENT_SECRET,
        f"{address}/connect/oauth2",
        f"{address}/oauth2/v1/tokens/bearer",
        f"{address}/v2/oauth2/tokens/revoke",
        address,
        "http://127.0.0.1/connect/quickbooks/callback",
    )


@asynccontextmanager
async def connecting(world: World, server: QuickBooksServer) -> AsyncIterator[Connected]:
    """Nothing is connected yet."""
    queue, secrets = (
        await SyncQueue.open(world.address, None),
        await Secrets.open(world.address, None),
    )
    key = Fernet.generate_key().decode()
    await world.run(clock_at(NOW))
    try:
        async with httpx.AsyncClient(timeout=30, verify=False) as http:
            yield Connected(world, server, queue, secrets, http, key)
    finally:
        await queue.close()
        await secrets.close()
        await world.run(clock_at(NOW))
        await world.run("DELETE FROM runway.sync_queue")
