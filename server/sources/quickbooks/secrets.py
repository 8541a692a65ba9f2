"""Encrypts and decrypts the tokens of connections; what is stored is of no use without the keys."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from db.connections.secrets import Ciphertexts
from server.settings import WrongSettings


@dataclass(frozen=True, slots=True)
class Grant:
    """What the source granted for one company: both tokens in clear, which nothing shows."""

    environment: str
    realm: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime | None


class NoKey(Exception):
    """No key of RUNWAY_SECRET_KEYS decrypts what is stored."""

    def __str__(self) -> str:
        return (
            "RUNWAY_SECRET_KEYS: no key in it decrypts a stored token. Add the key that it was encrypted "
            "with, after the newest one; or disconnect the business and connect it again."
        )


class Vault:
    """The keys, the newest first: it encrypts, all of them decrypt."""

    __slots__ = ("_keys", "_newest")

    def __init__(self, keys: str) -> None:
        """Keys with commas between them; raises `WrongSettings`."""
        try:
            fernets = [Fernet(key.strip()) for key in keys.split(",") if key.strip()]
        except ValueError:
            fernets = []
        if not fernets:
            raise WrongSettings(
                "RUNWAY_SECRET_KEYS: expected keys as `runway secrets key` makes them, with commas between."
            )
        self._newest = fernets[0]
        self._keys = MultiFernet(fernets)

    def sealed(self, text: str) -> str:
        """The text, encrypted with the newest key."""
        return self._keys.encrypt(text.encode()).decode()

    def opened(self, sealed: str, seconds: int | None) -> str:
        """The text, if any key decrypts it, and if it was sealed no longer ago; raises `NoKey`."""
        try:
            return self._keys.decrypt(sealed.encode(), seconds).decode()
        except InvalidToken:
            raise NoKey from None

    def encrypted(self, grant: Grant) -> Ciphertexts:
        """What is stored of a grant."""
        return Ciphertexts(
            grant.environment,
            grant.realm,
            self.sealed(grant.access_token),
            self.sealed(grant.refresh_token),
            grant.access_expires_at,
            grant.refresh_expires_at,
        )

    def decrypted(self, stored: Ciphertexts) -> Grant:
        """The grant of what is stored; raises `NoKey`."""
        return Grant(
            stored.environment,
            stored.realm,
            self.opened(stored.access_token, None),
            self.opened(stored.refresh_token, None),
            stored.access_expires_at,
            stored.refresh_expires_at,
        )

    def rotated(self, stored: Ciphertexts) -> Ciphertexts | None:
        """The same under the newest key; None when it is already. Raises `NoKey`."""
        if self._is_newest(stored.access_token) and self._is_newest(stored.refresh_token):
            return None
        return replace(
            stored,
            access_token=self.sealed(self.opened(stored.access_token, None)),
            refresh_token=self.sealed(self.opened(stored.refresh_token, None)),
        )

    def _is_newest(self, sealed: str) -> bool:
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True
