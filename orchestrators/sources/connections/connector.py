"""What people ask of a connection, and who can do it: the server, which knows the source and the secrets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from orchestrators.user_errors import UserError


class ConnectionRefusal(StrEnum):
    """Why nothing was connected or disconnected."""

    FORBIDDEN = "FORBIDDEN"
    NOT_CONFIGURED = "NOT_CONFIGURED"
    NOT_CONNECTED = "NOT_CONNECTED"


ConnectionErrors = tuple[UserError[ConnectionRefusal], ...]


@dataclass(frozen=True, slots=True)
class StartedConnection:
    """A link that leads one person to the source's page of consent, until it expires; None after an error."""

    url: str | None
    expires_at: datetime | None
    user_errors: ConnectionErrors = ()


@dataclass(frozen=True, slots=True)
class Disconnection:
    """Whether the source confirmed that it forgot the authorization; Runway has forgotten it either way."""

    is_revoked: bool
    user_errors: ConnectionErrors = ()


class Connector(Protocol):
    """Makes links and disconnects, for a member of a business who may."""

    def start(self, user_id: UUID, email: str, business_id: UUID, *, shared: bool) -> StartedConnection:
        """A link; `shared` lets the company be connected to another business as well."""

    async def disconnect(
        self, user_id: UUID, email: str, business_id: UUID, connection_id: UUID | None
    ) -> Disconnection | None:
        """Forget the authorization of this connection, or of any.

        None when it is none, or not connected. Raises as `Books.writing` does.
        """
