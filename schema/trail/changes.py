"""What changes in a business, told as it happens."""

from collections.abc import AsyncIterator

import strawberry

from orchestrators.trail import changes
from orchestrators.trail.changes import ChangeKind
from resolvers.context import Context
from resolvers.trail import changes as resolvers
from schema import ids
from schema.faces import describe_enum, face, field, shown, stream

Info = strawberry.Info[Context, None]

describe_enum(
    ChangeKind,
    "Kind of object that changed.",
    {
        "DECISION": "A decision in the queue.",
        "ISSUE": "An issue of the hygiene tray; when the whole tray changed, the id is that of the business.",
        "IMPORT": "An import ran; any figure may have changed.",
        "SETTINGS": "The settings of the business.",
        "RESYNC": "Unknown: read everything on the screen again. Sent first on every subscription, and "
        "after a gap.",
    },
)


@face(changes.BusinessChange, "A notification that something changed; query the object to see its new state.")
class BusinessChange:
    kind: ChangeKind = shown("Kind of object that changed.")

    @field(strawberry.ID | None, "Global id of the object that changed; null for RESYNC.")
    def id(self, change: strawberry.Parent[changes.BusinessChange]) -> strawberry.ID | None:
        if change.subject is None:
            return None
        return strawberry.ID(ids.encode(change.subject.type_name, change.subject.id))


@strawberry.type(
    description="Events that the server sends as they happen, over a WebSocket or as server-sent events."
)
class Subscription:
    @stream(
        BusinessChange,
        "Notifies of every committed change in the business of this request. The first event is a RESYNC.",
    )
    def business_changed(self, info: Info) -> AsyncIterator[changes.BusinessChange]:
        """The changes."""
        # Handed on as it is: a generator around it would leave it open when a subscriber goes.
        return resolvers.business_changed(info.context)
