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
    "What changed.",
    {
        "DECISION": "A decision in the queue.",
        "ISSUE": "An issue; or the hygiene tray as a whole, and then the id is the business's.",
        "IMPORT": "Something was imported: any figure may be another.",
        "SETTINGS": "The settings of the business.",
        "RESYNC": "It cannot be told what: read again all that is shown. Comes first, and after a gap.",
    },
)


@face(changes.BusinessChange, "Something changed; read it again to see how.")
class BusinessChange:
    kind: ChangeKind = shown("What changed.")

    @field(strawberry.ID | None, "Its global id; null for RESYNC.")
    def id(self, change: strawberry.Parent[changes.BusinessChange]) -> strawberry.ID | None:
        if change.subject is None:
            return None
        return strawberry.ID(ids.encode(change.subject.type_name, change.subject.id))


@strawberry.type(description="What is told as it happens, over a WebSocket or as server-sent events.")
class Subscription:
    @stream(
        BusinessChange,
        "What changes in the business of this request, once it is committed. Begins with a RESYNC.",
    )
    def business_changed(self, info: Info) -> AsyncIterator[changes.BusinessChange]:
        """The changes."""
        # Handed on as it is: a generator around it would leave it open when a subscriber goes.
        return resolvers.business_changed(info.context)
