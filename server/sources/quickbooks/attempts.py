"""One attempt to connect, as it travels through a browser: sealed, short-lived, and readable to nobody."""

import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

from server.sources.quickbooks.secrets import NoKey, Vault

#: Seconds for a person to follow the link, and again to give consent.
LIFETIME = 600


class BadAttempt(Exception):
    """The link or the state is forged, too old, of another step or of another browser."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who connects which business; as a state also what ties it to one browser and one code.

    The seal is encryption, so that neither a browser's history nor a log of addresses shows the verifier.
    """

    user_id: UUID
    email: str
    business_id: UUID
    environment: str
    shared: bool
    #: When the link was made: it and all states that it led to are spent together.
    made_at: datetime
    #: Only the state has these: the link's own step is told by their absence.
    verifier: str = field(default="", repr=False)
    browser: str = field(default="", repr=False)

    def as_state(self) -> "Attempt":
        """The next step: with a verifier for the code (RFC 7636), and a secret for the browser's cookie."""
        return replace(self, verifier=secrets.token_urlsafe(48), browser=secrets.token_urlsafe(32))

    def sealed(self, vault: Vault) -> str:
        """As text for an address."""
        return vault.sealed(json.dumps(asdict(self), default=str))


def link_of(sealed: str, vault: Vault) -> Attempt:
    """The attempt of a link; raises `BadAttempt`."""
    attempt = _opened(sealed, vault)
    if attempt.verifier:
        raise BadAttempt
    return attempt


def state_of(sealed: str, browser: str, vault: Vault) -> Attempt:
    """The attempt of a state that this browser was given; raises `BadAttempt`."""
    attempt = _opened(sealed, vault)
    if not attempt.verifier or not secrets.compare_digest(attempt.browser.encode(), browser.encode()):
        raise BadAttempt
    return attempt


def _opened(sealed: str, vault: Vault) -> Attempt:
    try:
        values = json.loads(vault.opened(sealed, LIFETIME))
        return Attempt(
            **{
                **values,
                "user_id": UUID(values["user_id"]),
                "business_id": UUID(values["business_id"]),
                "made_at": datetime.fromisoformat(values["made_at"]),
            }
        )
    except (NoKey, ValueError, TypeError, KeyError):
        # What else was sealed with the keys, such as a token, is no attempt.
        raise BadAttempt from None
