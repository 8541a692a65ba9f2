"""OAuth 2 with Intuit: the link to the page of consent, a code for tokens, new tokens for old, revocation."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

from server.sources.quickbooks.endpoints import SCOPE, QuickBooks
from server.sources.quickbooks.secrets import Grant

#: The same when a person waits for it; an operation of the API must end within ten.
PATIENCE_WITH_REVOKING = 5.0
#: Seconds for one answer of the token endpoint; less than others wait for the row of the secret.
PATIENCE = 20.0


class AuthorizationLost(Exception):
    """The source takes the tokens no more: a person must connect the business again."""


class SourceUnavailable(Exception):
    """The source did not answer, or not as documented; trying later may help. The text holds no token."""


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: that takes as long as a hundred questions."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class OAuth:
    """One app in one environment; `clock` is what expiries are counted from."""

    app: QuickBooks
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def link(self, state: str, verifier: str) -> str:
        """Where a person lets the source give access."""
        client = AsyncOAuth2Client(
            self.app.client_id,
            scope=SCOPE,
            redirect_uri=self.app.redirect,
            # Not in Intuit's documentation; who does not know it must ignore it (RFC 6749, 3.1).
            code_challenge_method="S256",
            verify=trusted(),
        )
        address: str = client.create_authorization_url(self.app.authorize, state, verifier)[0]
        return address

    async def exchange(self, code: str, verifier: str, realm: str) -> Grant:
        """The tokens that a code stands for; raises `AuthorizationLost`, `SourceUnavailable`."""
        async with self._client() as client:
            answer = await _answered(
                lambda: client.fetch_token(
                    self.app.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self.app.redirect,
                )
            )
        return self._grant(answer, realm, None)

    async def refreshed(self, old: Grant) -> Grant:
        """New tokens for a grant; the refresh token is usually another one. Raises as `exchange` does."""
        async with self._client() as client:
            answer = await _answered(lambda: client.refresh_token(self.app.token, old.refresh_token))
        return self._grant(answer, old.realm, old)

    async def revoke(self, grant: Grant) -> None:
        """Have the source forget the grant; raises `SourceUnavailable`."""
        async with self._client() as client:
            try:
                async with asyncio.timeout(PATIENCE_WITH_REVOKING):
                    response = await client.revoke_token(
                        self.app.revoke, grant.refresh_token, "refresh_token"
                    )
            except (httpx.HTTPError, TimeoutError) as error:
                raise SourceUnavailable(type(error).__name__) from None
        # What is not known there any more is as good as revoked.
        if response.status_code not in {200, 400}:
            raise SourceUnavailable(f"HTTP {response.status_code}")

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Any]:
        client: Any = AsyncOAuth2Client(
            self.app.client_id,
            self.app.client_secret,
            timeout=PATIENCE,
            follow_redirects=False,
            verify=trusted(),
        )
        async with client:
            yield client

    def _grant(self, answer: dict[str, Any], realm: str, old: Grant | None) -> Grant:
        try:
            access, lasts = answer["access_token"], int(answer["expires_in"])
            refresh = answer.get("refresh_token") or (old.refresh_token if old else None)
            longest = answer.get("x_refresh_token_expires_in")
            now = self.clock()
            expires = now + timedelta(seconds=lasts)
            ends = None if longest is None else now + timedelta(seconds=int(longest))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise SourceUnavailable("the answer holds no tokens") from None
        if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
            raise SourceUnavailable("the answer holds no tokens")
        return Grant(self.app.environment, realm, access, refresh, expires, ends)


async def _answered(call: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """What the token endpoint answered; the causes of errors are left out, for they may hold a token."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await call()
    except OAuthError as error:
        if error.error == "invalid_grant":
            raise AuthorizationLost from None
        raise SourceUnavailable(f"refused: {_code(error.error)}") from None
    except httpx.HTTPStatusError as error:
        raise SourceUnavailable(f"HTTP {error.response.status_code}") from None
    except (httpx.HTTPError, TimeoutError) as error:
        raise SourceUnavailable(type(error).__name__) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise SourceUnavailable("the answer is not JSON") from None
    return dict(answer)


def _code(error: object) -> str:
    """An error code of the source, if it looks like one."""
    text = str(error)
    return text if text.replace("_", "").isalnum() and len(text) <= 50 else "an unknown error"
