"""The viewer, the businesses they may enter, and the business of the request."""

from datetime import datetime

import strawberry

from orchestrators.access import business
from orchestrators.sources.imported.last_sync import LastSync as LastSyncModel
from resolvers.access import business as resolvers
from resolvers.context import Context, User
from resolvers.sources import sync as sync_resolvers
from schema import ids
from schema.faces import face, field, shown
from schema.node import Node
from schema.sources.sync import LastSync

Info = strawberry.Info[Context, None]


@face(business.Business, "The tenant: everything else belongs to one.")
class Business(Node):
    name: str = shown("Its name.")
    currency_code: str = shown("Its home currency, ISO 4217.")
    time_zone: str = shown("Its IANA time zone, which decides what day it is there.")
    last_synced_at: datetime | None = shown(
        "As of when the books are whole: when the source answered the newest complete import; null if none."
    )
    freshness_hours: int = shown("For how many hours they count as fresh.")
    is_stale: bool = shown("Whether that is longer ago.")

    @field(LastSync | None, "The last import, and what it lacks; null before the first one.")
    async def last_sync(self, info: Info) -> LastSyncModel | None:
        return await sync_resolvers.last_sync(info.context)


@face(business.BusinessMembership, "A business that the viewer may enter.")
class BusinessMembership:
    name: str = shown("Its name.")
    role: str = shown("What the viewer is there; an ANALYST or an AUDITOR only reads.")

    @field(strawberry.ID, "The business's id: send it in the header X-Business-Id.")
    def id(self, root: strawberry.Parent[business.BusinessMembership]) -> strawberry.ID:
        return strawberry.ID(ids.encode("Business", root.id))


@face(User, "The person whom the token names.")
class Viewer:
    email: str = shown("The address in the token.")

    @field(list[BusinessMembership], "The businesses that the viewer may enter, by name.")
    async def businesses(self, info: Info) -> tuple[business.BusinessMembership, ...]:
        return await resolvers.businesses(info.context)
