"""Connecting a business to a company in its accounting system, and disconnecting it."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from orchestrators.sources.connections import connector, state
from resolvers.context import Context
from resolvers.sources import connections as resolvers
from schema import ids
from schema.faces import face, field, shown
from schema.query import Payload
from schema.sources.connection import SourceLink
from schema.user_errors import SourceUserError

Info = strawberry.Info[Context, None]


@face(connector.StartedConnection, "Result of starting a connection.")
class StartConnectionPayload(Payload[SourceUserError]):
    url: str | None = shown(
        "Address that the person opens in a browser, and where they sign in to the accounting system. Valid "
        "until `expiresAt`; null after an error."
    )
    expires_at: datetime | None = shown("Time until which `url` can be opened; null after an error.")


@face(connector.Disconnection, "Result of disconnecting a company.")
class DisconnectConnectionPayload(Payload[SourceUserError]):
    is_revoked: bool = shown(
        "True when the accounting system confirmed that it revoked the authorization. False: revoke it there "
        "as well; Runway has deleted it in both cases."
    )

    @field(SourceLink | None, "The connection as it is now; null when there never was one.")
    async def connection(self, info: Info) -> state.Connection | None:
        return await resolvers.connection(info.context)


@strawberry.input(description="How a company is connected.")
class StartConnectionInput:
    allow_shared_company: bool = strawberry.field(
        default=False,
        description="True allows a company that is connected to another business as well.",
    )


@strawberry.input(description="The connection to end.")
class DisconnectConnectionInput:
    id: strawberry.ID = strawberry.field(description="Id of the connection.")


def _input(description: str) -> Any:
    return strawberry.argument(name="input", description=description)


@strawberry.type
class ConnectionMutations:
    """Connecting a business, and disconnecting it."""

    @field(
        StartConnectionPayload,
        "Get a link with which the person connects a company of QuickBooks to the business. For the roles "
        "OWNER and ADVISOR.",
    )
    async def start_connection(
        self, info: Info, given: Annotated[StartConnectionInput, _input("How the company is connected.")]
    ) -> connector.StartedConnection:
        return await resolvers.start(info.context, shared=given.allow_shared_company)

    @field(
        DisconnectConnectionPayload,
        "Disconnect the company: its authorization is revoked and deleted, the books stay. For the roles "
        "OWNER and ADVISOR.",
    )
    async def disconnect_connection(
        self, info: Info, given: Annotated[DisconnectConnectionInput, _input("The connection to end.")]
    ) -> connector.Disconnection:
        _, connection_id = ids.decode(given.id, "input.id", "SourceLink")
        return await resolvers.disconnect(info.context, connection_id)
