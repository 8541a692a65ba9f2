"""From a bearer token to the person whom it names; nothing here knows a business."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import jwt
from jwt import PyJWK, PyJWKClient, PyJWKSet
from starlette.concurrency import run_in_threadpool

from db.directory import user_id_of
from resolvers.context import User
from server.settings import SHORTEST_SECRET, Settings, WrongSettings

ASYMMETRIC = ["RS256", "ES256"]
SYMMETRIC = ["HS256"]
#: What PyJWT lets pass of a text that is no JSON, or no set of keys.
NO_KEY_SET = (ValueError, TypeError, AttributeError, LookupError)
#: Tokens that are remembered; a few hundred bytes each.
REMEMBERED = 10_000


class BadToken(Exception):
    """The token is missing, broken, expired, not for us or names nobody; the text says which."""


class KeysUnavailable(Exception):
    """The keys cannot be fetched at the moment: no token can be judged."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token names, and until when it is good, in seconds since 1970."""

    user: User
    expires: float


class KeySource(Protocol):
    """Finds the key that a token was signed with."""

    def find(self, token: str) -> Any:
        """The key; raises `jwt.PyJWTError`, or `KeysUnavailable`."""

    def current(self) -> object:
        """What is another object when the keys may be others; None if they have to be fetched first."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret for all tokens."""

    value: str = field(repr=False)

    def find(self, token: str) -> str:
        """The secret."""
        return self.value

    def current(self) -> object:
        """It never changes."""
        return self


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Keys from a JWKS file, by the token's key id."""

    keys: PyJWKSet

    def find(self, token: str) -> PyJWK:
        """The key by its id."""
        key_id = jwt.get_unverified_header(token).get("kid")
        result = next((key for key in self.keys.keys if key.key_id == key_id), None)
        if result is None:
            raise jwt.InvalidKeyError("unknown key")
        return result

    def current(self) -> object:
        """They are read once."""
        return self


@dataclass(frozen=True, slots=True)
class KeyAddress:
    """Keys from a JWKS address; an unknown one lets PyJWT fetch them again, though not all the time."""

    client: PyJWKClient

    def find(self, token: str) -> PyJWK:
        """The key by its id."""
        key_id = jwt.get_unverified_header(token).get("kid")
        if key_id is None:
            raise jwt.InvalidKeyError("unknown key")
        try:
            return self.client.get_signing_key(key_id)
        except (jwt.PyJWKClientConnectionError, *NO_KEY_SET):
            # An answer that is no key set comes from a gateway in front of it.
            raise KeysUnavailable from None

    def current(self) -> object:
        """The set that was fetched last, unless it is too old."""
        kept = self.client.jwk_set_cache
        return None if kept is None else kept.get()


class Remembered:
    """Tokens that were found good, by their SHA-256; the least recently used are given up first.

    They are forgotten when they expire, and all of them when the keys are others.
    """

    def __init__(self, most: int = REMEMBERED, clock: Callable[[], float] = time.time) -> None:
        self._most = most
        self._clock = clock
        self._keys: object = None
        self._bearers: OrderedDict[bytes, Bearer] = OrderedDict()

    def find(self, token: str, keys: object) -> Bearer | None:
        """Whom the token names, if it was found good with these keys and is still."""
        if keys is not self._keys:
            self._bearers.clear()
            self._keys = keys
        digest = _digest(token)
        bearer = self._bearers.pop(digest, None)
        if bearer is None or bearer.expires <= self._clock():
            return None
        self._bearers[digest] = bearer
        return bearer

    def keep(self, token: str, bearer: Bearer) -> None:
        """Remember a token that was found good with the keys of the last `find`."""
        self._bearers[_digest(token)] = bearer
        if len(self._bearers) > self._most:
            self._bearers.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens: whose they are, for whom, until when, signed by whom."""

    keys: KeySource
    algorithms: list[str]
    audience: str
    issuer: str | None
    email_claim: str
    remembered: Remembered = field(default_factory=Remembered, repr=False)

    @classmethod
    def of(cls, settings: Settings, secret: str | None) -> "Tokens":
        """By the settings; `secret` is the demo's own. Raises `WrongSettings`."""
        keys, algorithms = _keys(settings, secret)
        return cls(
            keys, algorithms, settings.token_audience, settings.token_issuer, settings.token_email_claim
        )

    async def bearer(self, authorization: str | None) -> Bearer:
        """The person of an Authorization header, and until when; raises `BadToken`, `KeysUnavailable`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not (token := token.strip()):
            raise BadToken("Send a token: Authorization: Bearer <token>.")
        keys = self.keys.current()
        if (known := self.remembered.find(token, keys)) is not None:
            return known
        # Keys may be fetched over the network: not on the event loop.
        bearer = await run_in_threadpool(self._verified, token)
        # With other keys than before it may have been verified with either.
        if keys is not None and self.keys.current() is keys:
            self.remembered.keep(token, bearer)
        return bearer

    def _verified(self, token: str) -> Bearer:
        claims = self._claims(token)
        email = claims.get(self.email_claim)
        if not isinstance(email, str) or not email.strip() or not email.isprintable():
            raise BadToken(f"The token names nobody: it has no claim {self.email_claim!r}.")
        # Some identity providers write the flag as text.
        if claims.get("email_verified") in (False, "false"):
            raise BadToken("The token's e-mail address is not verified.")
        return Bearer(User(user_id_of(email), email.strip()), int(claims["exp"]))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                self.keys.find(token),
                algorithms=self.algorithms,
                audience=self.audience,
                issuer=self.issuer,
                options={"require": ["exp", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise BadToken("The token has expired.") from None
        except jwt.InvalidAudienceError:
            raise BadToken("The token is for somebody else.") from None
        except jwt.PyJWTError:
            # Which check failed is of use to nobody but an attacker.
            raise BadToken("The token is not valid.") from None


def issue(email: str, secret: str, audience: str, issuer: str | None, hours: float) -> str:
    """A development token (HS256) for a person."""
    now = datetime.now(UTC)
    claims = {"sub": str(user_id_of(email)), "email": email, "aud": audience, "iat": now}
    expiry = {"exp": now + timedelta(hours=hours)}
    return jwt.encode(
        {**claims, **expiry, **({"iss": issuer} if issuer else {})}, checked_secret(secret), algorithm="HS256"
    )


def checked_secret(secret: str) -> str:
    """The secret, if it is long enough; raises `WrongSettings`."""
    if len(secret.encode()) < SHORTEST_SECRET:
        raise WrongSettings(f"RUNWAY_TOKEN_SECRET: must have at least {SHORTEST_SECRET} bytes.")
    return secret


def _keys(settings: Settings, secret: str | None) -> tuple[KeySource, list[str]]:
    if settings.jwks is not None:
        return _jwks(settings.jwks), ASYMMETRIC
    given = settings.token_secret.get_secret_value() if settings.token_secret else secret
    if given is None:
        raise WrongSettings(
            "Set RUNWAY_JWKS (address or file of your identity provider's keys), "
            "or RUNWAY_TOKEN_SECRET for development: there is no default secret."
        )
    return Secret(checked_secret(given)), SYMMETRIC


def _jwks(place: str) -> KeySource:
    if place.startswith(("https://", "http://")):
        # The set is kept for five minutes; keys alone would be kept after they were revoked.
        return KeyAddress(PyJWKClient(place, timeout=5))
    try:
        return KeyFile(PyJWKSet.from_json(Path(place).read_text(encoding="utf-8")))
    except (OSError, jwt.PyJWTError, *NO_KEY_SET):
        raise WrongSettings(f"RUNWAY_JWKS: {place} is not a readable JWKS file.") from None
