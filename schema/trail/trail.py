"""The trail: who did what, when, and which fields it changed."""

from datetime import datetime
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.paging import Order, Page
from orchestrators.trail import trail
from orchestrators.trail.trail import EventKind
from resolvers.context import Context
from resolvers.trail import trail as resolvers
from schema import ids
from schema.access.people import Person
from schema.connections import WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import DateTimeFilter, EnumFilter, Filter, IDFilter, StringFilter, op
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    EventKind,
    "What an event is about.",
    {
        "DECISION": "A decision in the queue.",
        "ISSUE": "An issue, or the hygiene tray as a whole; then the subject is the business.",
        "IMPORT": "An import.",
        "SETTINGS": "The settings of the business.",
    },
)


@face(trail.FieldChange, "One field of a subject, before and after.")
class FieldChange:
    name: str = shown("The field, by the name that it has in this API where it is shown there.")
    before: str | None = shown("What it was, as text; null when it had no value, or was not there.")
    after: str | None = shown("What it is since, as text; null when it has no value, or is gone.")


@face(trail.AuditEvent, "One entry of the trail. Entries are added, never changed or removed.")
class AuditEvent(Node):
    happened_at: datetime = shown("When the transaction began that did it.")
    actor: Person = shown("Who did it.")
    event_kind: EventKind = shown("What it is about.")
    step: str = shown("What was done, as a word: PROPOSED, WITHDRAWN, IMPORTED, EXAMINED and others.")
    changes: list[FieldChange] = shown("The fields that it changed, a few dozen at most.")
    request_id: str | None = shown("The id of the request that did it; null for the command line.")

    @field(strawberry.ID, "What it was done to, by its global id; it may be gone since.")
    def subject_id(self, event: strawberry.Parent[trail.AuditEvent]) -> strawberry.ID:
        return strawberry.ID(ids.encode(event.subject.type_name, event.subject.id))


@strawberry.input(description="Which events; all fields given must hold.")
class AuditEventFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"subject_id": trail.SUBJECT_TYPES}

    kind: EnumFilter[EventKind] | None = op("What it is about.", name="eventKind")
    subject_id: IDFilter | None = op("What it was done to.")
    actor_email: StringFilter | None = op("Who did it.")
    happened_at: DateTimeFilter | None = op("When.")
    and_: list["AuditEventFilter"] | None = op("All of these hold.", name="and")
    or_: list["AuditEventFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["AuditEventFilter"] = op("This does not hold.", name="not")


LATEST_FIRST = (Order("happened_at", descending=True),)


@strawberry.type
class TrailQueries:
    """What can be asked about what was done."""

    @field(Connection[AuditEvent], "What was done in this business, the latest first.")
    async def audit_trail(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[AuditEventFilter | None, WHICH] = None,
    ) -> Page[trail.AuditEvent]:
        request = page_request(info, first, after, where=where, default_order=LATEST_FIRST)
        return await resolvers.events(info.context, request)
