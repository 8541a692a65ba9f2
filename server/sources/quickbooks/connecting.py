"""Connecting a business to a company of QuickBooks, step by step, and disconnecting it."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from db.bootstrap import QUEUE, SYNC
from db.connections.queue import SyncQueue
from db.connections.secrets import HeldSecret, Secrets
from db.entrance import Books
from db.outages import BooksUnavailable, NoSuchMembership
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.access.people import Actor
from orchestrators.sources.connections.connection import (
    CannotConnect,
    ConnectionDataOrchestrator,
    ConnectionOrchestrator,
    may_connect,
)
from orchestrators.sources.connections.connector import Disconnection, StartedConnection
from orchestrators.sources.connections.state import Environment, SourceCompany
from schema.ids import encode
from server.place import Place, secret_keys
from server.settings import Settings
from server.sources.importing import OPERATOR
from server.sources.quickbooks.attempts import LIFETIME, Attempt, BadAttempt, link_of, state_of
from server.sources.quickbooks.company import company_name
from server.sources.quickbooks.endpoints import SCOPE, QuickBooks, public_address
from server.sources.quickbooks.oauth import OAuth, SourceUnavailable
from server.sources.quickbooks.secrets import Grant, NoKey, Vault

log = structlog.get_logger()

START = "/connect/quickbooks"
_REALM = re.compile(r"[0-9]{1,20}")


def configured(settings: Settings) -> bool:
    """Whether an app is named; raises `WrongSettings` if so and something that it takes is missing."""
    if settings.quickbooks_client_id is None:
        return False
    QuickBooks.of(settings, public_address(settings))
    Vault(secret_keys(settings))
    return True


@dataclass(frozen=True, slots=True)
class Consent:
    """The page of consent, who began and for which business, and what the browser must bring back."""

    url: str
    business: str
    begun_by: str
    browser: str


@dataclass(frozen=True, slots=True)
class Connecting:
    """Everything that connecting takes, open; a `Connector`."""

    books: Books
    secrets: Secrets
    queue: SyncQueue
    vault: Vault
    oauth: OAuth
    address: str

    @classmethod
    async def open(cls, settings: Settings, place: Place, books: Books, address: str | None) -> "Connecting":
        """Over open books, which stay open; browsers come to `address`. Raises `WrongSettings`."""
        address = address or public_address(settings)
        app, vault = QuickBooks.of(settings, address), Vault(secret_keys(settings))
        return cls(
            books,
            await Secrets.open(place.address, place.passwords.get(SYNC)),
            await SyncQueue.open(place.address, place.passwords.get(QUEUE)),
            vault,
            OAuth(app),
            address,
        )

    async def close(self) -> None:
        """Close the pools that it opened."""
        await self.secrets.close()
        await self.queue.close()

    def start(self, user_id: UUID, email: str, business_id: UUID, *, shared: bool) -> StartedConnection:
        """A link for this person, good for some minutes."""
        now = datetime.now(UTC)
        attempt = Attempt(user_id, email, business_id, self.oauth.app.environment, shared, now)
        query = f"business={encode('Business', business_id)}&link={attempt.sealed(self.vault)}"
        return StartedConnection(f"{self.address}{START}?{query}", now + timedelta(seconds=LIFETIME))

    async def consent(self, link: str) -> Consent:
        """Follow an unused link; raises `BadAttempt`, `CannotConnect`, and as `Books.reading` does."""
        attempt = link_of(link, self.vault).as_state()
        async with self.books.reading(attempt.user_id, attempt.business_id) as (books, caller):
            may_connect(caller.role)
            business = await BusinessDataOrchestrator(books).get_data(caller.business_id)
        async with self.secrets.holding(attempt.user_id, attempt.business_id) as held:
            if await held.is_spent(attempt.made_at):
                raise BadAttempt
        url = self.oauth.link(attempt.sealed(self.vault), attempt.verifier)
        begun_by = "The operator of this server" if attempt.email == OPERATOR else attempt.email
        return Consent(url, business.name, begun_by, attempt.browser)

    async def refused(self, state: str, browser: str) -> None:
        """The source's page was left without consent: its state is spent. Raises `BadAttempt`."""
        await self._spent(state_of(state, browser, self.vault))

    async def complete(self, state: str, browser: str, code: str, realm: str) -> str:
        """Exchange the code and connect the company; returns its name.

        Raises `BadAttempt`, `CannotConnect`, `AuthorizationLost` for a code that is not taken,
        `SourceUnavailable`, and as `Books.writing` does.
        """
        attempt = state_of(state, browser, self.vault)
        if not _REALM.fullmatch(realm) or attempt.environment != self.oauth.app.environment:
            raise BadAttempt
        async with self.books.reading(attempt.user_id, attempt.business_id) as (books, caller):
            await ConnectionDataOrchestrator(books).admit(caller.business_id, caller.role, realm)
        await self._spent(attempt)
        grant = await self.oauth.exchange(code, attempt.verifier, realm)
        try:
            name = await company_name(self.oauth.app, grant)
            # Not before the source has shown that this person may see the company: it would tell of others.
            await self._keep(attempt, grant, name)
        except (CannotConnect, NoSuchMembership, SourceUnavailable):
            await self._give_back(grant)
            raise
        return name

    async def disconnect(
        self, user_id: UUID, email: str, business_id: UUID, connection_id: UUID | None
    ) -> Disconnection | None:
        """Revoke at the source and forget, whether the source answers or not."""
        async with self.books.writing(user_id, business_id) as (books, caller):
            actor = Actor(caller, email)
            before = await ConnectionOrchestrator(books).disconnect(business_id, actor, connection_id)
            if before is None:
                return None
            async with self.secrets.holding(user_id, business_id) as held:
                # Nobody refreshes meanwhile: what is revoked is the newest.
                is_revoked = await self._revoked(held)
                await held.forget()
        await self.queue.leave(business_id)
        return Disconnection(is_revoked)

    async def _spent(self, attempt: Attempt) -> None:
        async with self.secrets.holding(attempt.user_id, attempt.business_id) as held:
            if not await held.spend(attempt.made_at):
                raise BadAttempt

    async def _keep(self, attempt: Attempt, grant: Grant, name: str) -> None:
        """The connection is committed last: one without tokens would look lost, one outside the queue be.

        A place in the queue alone is dropped by a worker; tokens alone are overwritten.
        """
        company = SourceCompany(Environment(grant.environment), grant.realm, name, SCOPE)
        async with self.books.writing(attempt.user_id, attempt.business_id) as (books, caller):
            actor = Actor(caller, attempt.email)
            await ConnectionOrchestrator(books).connect(caller.business_id, actor, company)
            if not await self.queue.enter(
                caller.business_id, grant.environment, grant.realm, shared=attempt.shared
            ):
                raise CannotConnect(
                    f"{name} is connected to another business already. If it is meant to be in two "
                    "businesses, start again and allow a shared company."
                )
            async with self.secrets.holding(attempt.user_id, attempt.business_id) as held:
                await held.keep(self.vault.encrypted(grant))
        await self.queue.ask((attempt.business_id,))
        log.info("connected", source="quickbooks", environment=grant.environment)

    async def _give_back(self, grant: Grant) -> None:
        """Revoke what nothing was connected with, unless another connection may rest on the same consent."""
        with suppress(BooksUnavailable):
            if not await self.queue.businesses_of(grant.environment, grant.realm):
                await self._revoke(grant)

    async def _revoked(self, held: HeldSecret) -> bool:
        stored = await held.read()
        if stored is None or stored.environment != self.oauth.app.environment:
            return False
        try:
            grant = self.vault.decrypted(stored)
        except NoKey as error:
            log.warning("not revoked", source="quickbooks", error=type(error).__name__)
            return False
        return await self._revoke(grant)

    async def _revoke(self, grant: Grant) -> bool:
        try:
            await self.oauth.revoke(grant)
        except SourceUnavailable as error:
            log.warning("not revoked", source="quickbooks", error=type(error).__name__)
            return False
        return True
