"""A valid access token of a business's company, refreshed by one process at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from db.connections.secrets import Secrets
from server.sources.quickbooks.oauth import AuthorizationLost, OAuth, SourceUnavailable
from server.sources.quickbooks.secrets import Grant, Vault

#: A token that ends sooner could end on its way.
MARGIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, which nothing shows, and the company that it is for."""

    value: str = field(repr=False)
    environment: str
    realm: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Reads the stored tokens and keeps them fresh."""

    secrets: Secrets
    vault: Vault
    oauth: OAuth

    async def access_token(self, user_id: UUID, business_id: UUID, refused: Token | None) -> Token:
        """A token that is good for some minutes; `refused` is one that the source would not take.

        The row is locked meanwhile: of two who find the token expired one refreshes, and the other sees what
        the first stored. New tokens are committed before anybody uses them.

        Raises `AuthorizationLost` when a person must connect again (also when nothing is connected, and when
        the company is one of another environment), `SourceUnavailable`, `NoKey`, `NoSuchMembership`,
        `BooksUnavailable`.
        """
        async with self.secrets.holding(user_id, business_id) as held:
            stored = await held.read()
            if stored is None or stored.environment != self.oauth.app.environment:
                raise AuthorizationLost
            grant = self.vault.decrypted(stored)
            if not self._is_good(grant, refused):
                grant = await self.oauth.refreshed(grant)
                await held.keep(self.vault.encrypted(grant))
        return Token(grant.access_token, grant.environment, grant.realm, grant.access_expires_at)

    def _is_good(self, grant: Grant, refused: Token | None) -> bool:
        if refused is not None and refused.value == grant.access_token:
            return False
        return grant.access_expires_at - MARGIN > self.oauth.clock()


__all__ = ["AccessTokens", "AuthorizationLost", "SourceUnavailable", "Token"]
