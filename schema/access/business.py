"""The viewer, the businesses they may enter, and the business of the request."""

from datetime import datetime

import strawberry

from orchestrators.access import business
from orchestrators.access.roles import Role
from orchestrators.sources.connections.state import Connection as ConnectionModel
from orchestrators.sources.imported.last_sync import LastSync as LastSyncModel
from resolvers.access import business as resolvers
from resolvers.context import Context, User
from resolvers.sources import connections as connection_resolvers
from resolvers.sources import sync as sync_resolvers
from schema import ids
from schema.faces import describe_enum, face, field, shown
from schema.node import Node
from schema.sources.connection import SourceLink
from schema.sources.sync import LastSync

Info = strawberry.Info[Context, None]

describe_enum(
    Role,
    "Role of a person in a business.",
    {
        "OWNER": "Reads everything, decides, and changes settings.",
        "ADVISOR": "An external advisor, with the rights of an owner.",
        "STAFF": "Proposes decisions and fixes issues; reviews decisions up to the approval limit.",
        "ANALYST": "Reads everything and changes nothing.",
        "AUDITOR": "Reads everything, including the isolation audit, and changes nothing.",
        "OPERATOR": "The command line, which imports and exports.",
    },
)


@face(
    business.Business, "A company whose books Runway reads. All other data belongs to exactly one business."
)
class Business(Node):
    name: str = shown("The name of the business.")
    currency_code: str = shown("The home currency of the business as an ISO 4217 code, such as USD.")
    time_zone: str = shown(
        "IANA time zone, such as Europe/Berlin; it determines the local date of the business."
    )
    last_synced_at: datetime | None = shown(
        "Time at which the accounting system answered the newest complete import; null before the first "
        "complete import."
    )
    freshness_hours: int = shown(
        "Number of hours after `lastSyncedAt` during which the books count as up to date, such as 24."
    )
    is_stale: bool = shown("True when `lastSyncedAt` is older than `freshnessHours`, or null.")

    @field(
        LastSync | None, "The most recent import and what is missing from it; null before the first import."
    )
    async def last_sync(self, info: Info) -> LastSyncModel | None:
        return await sync_resolvers.last_sync(info.context)

    @field(
        SourceLink | None,
        "The live connection to the accounting system, or the one that there was last; null when there never "
        "was one.",
    )
    async def connection(self, info: Info) -> ConnectionModel | None:
        return await connection_resolvers.connection(info.context)


@face(
    business.BusinessMembership,
    "A business that the signed-in person may access, and that person's role in it.",
)
class BusinessMembership:
    name: str = shown("The name of the business.")
    role: Role = shown(
        "The person's role in this business; ANALYST and AUDITOR can read but not change anything."
    )

    @field(strawberry.ID, "Global id of the business; send it in the header X-Business-Id.")
    def id(self, root: strawberry.Parent[business.BusinessMembership]) -> strawberry.ID:
        return strawberry.ID(ids.encode("Business", root.id))


@face(User, "The person identified by the access token of this request.")
class Viewer:
    email: str = shown("The person's e-mail address, as the token states it.")

    @field(list[BusinessMembership], "The businesses that this person may access, sorted by name.")
    async def businesses(self, info: Info) -> tuple[business.BusinessMembership, ...]:
        return await resolvers.businesses(info.context)
