"""The trail: who did what, when, and which fields it changed."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Optional

import strawberry

from orchestrators.paging import Order, Page
from orchestrators.trail import trail
from orchestrators.trail.trail import AuditStep, EventKind
from resolvers.context import Context
from resolvers.trail import trail as resolvers
from schema import ids
from schema.access.people import Person
from schema.connections import WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import DateTimeFilter, EnumFilter, Filter, IDFilter, StringFilter, op
from schema.node import Node, find_by_key

Info = strawberry.Info[Context, None]

describe_enum(
    EventKind,
    "Kind of object that an audit event is about.",
    {
        "DECISION": "A decision in the queue.",
        "ISSUE": "An issue, or the hygiene tray as a whole; then `subjectId` is the business.",
        "IMPORT": "An import of the books.",
        "SETTINGS": "The settings of the business.",
    },
)


describe_enum(
    AuditStep,
    "What a recorded step did.",
    {
        "PROPOSED": "A decision was proposed.",
        "REVISED": "The terms of a decision were changed.",
        "APPROVED": "A decision was approved, or confirmed after its document changed.",
        "REJECTED": "A decision was rejected.",
        "WITHDRAWN": "A decision was withdrawn.",
        "FINALIZED": "A decision was finalized.",
        "FAILED": "A decision could not be finalized.",
        "ACKNOWLEDGED": "An external system acknowledged an instruction.",
        "FIXED": "Values of an issue's document were corrected.",
        "IGNORED": "An issue was ignored.",
        "KEPT_BOTH": "Both documents of a duplicate were confirmed as valid.",
        "MERGED": "The two documents of a duplicate were merged.",
        "UNDONE": "An action on an issue was undone.",
        "SUPERSEDED": "A newer version of the document replaced a correction.",
        "EXAMINED": "An import or a scan changed issues of the hygiene tray.",
        "IMPORTED": "An import ran.",
        "POLICY_SET": "The runway policy was changed.",
        "APPROVALS_SET": "The approval policy was changed.",
        "EARMARK_SET": "An earmark was set.",
        "EARMARK_RELEASED": "An earmark was released.",
        "VENDOR_TERMS_SET": "The terms of a vendor were changed.",
        "FLOW_DECLARED": "A recurring flow was declared or changed.",
        "FLOW_REMOVED": "A declared recurring flow was removed.",
        "CONNECTED": "A company of the accounting system was connected.",
        "DISCONNECTED": "The connected company was disconnected.",
        "CONNECTION_CHANGED": "The state of the connection changed: a problem began or ended.",
    },
)


@face(trail.FieldChange, "A field that a step changed, with its values before and after.")
class FieldChange:
    name: str = shown("Name of the field, as in this API where the field is part of it.")
    before: str | None = shown("Value before the step, as text; null when there was none.")
    after: str | None = shown("Value after the step, as text; null when there is none any more.")


@face(
    trail.AuditEvent, "An entry of the audit trail: who did what, when. Entries are never changed or removed."
)
class AuditEvent(Node):
    happened_at: datetime = shown("Time at which the transaction of the step began.")
    actor: Person = shown("The person who took the step.")
    event_kind: EventKind = shown("Kind of object that the step changed.")
    step: AuditStep = shown("What was done, such as PROPOSED.")
    changes: list[FieldChange] = shown("The fields that the step changed, at most a few dozen.")
    request_id: str | None = shown(
        "X-Request-Id of the request that took the step; null for the command line."
    )

    @field(
        Node | None,
        "The object that was changed, in its current state; null if it no longer exists.",
    )
    async def subject(self, event: strawberry.Parent[trail.AuditEvent], info: Info) -> Any:
        return await find_by_key(info.context, event.subject.type_name, event.subject.id)

    @field(strawberry.ID, "Global id of the object that was changed, which may no longer exist.")
    def subject_id(self, event: strawberry.Parent[trail.AuditEvent]) -> strawberry.ID:
        return strawberry.ID(ids.encode(event.subject.type_name, event.subject.id))


@strawberry.input(description="Conditions on audit events; all fields that are present must match.")
class AuditEventFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"subject_id": trail.SUBJECT_TYPES}

    kind: EnumFilter[EventKind] | None = op("Kind of object that the step changed.", name="eventKind")
    subject_id: IDFilter | None = op("Global id of the object that was changed.")
    actor_email: StringFilter | None = op("E-mail address of the person who took the step.")
    happened_at: DateTimeFilter | None = op("Time at which the step was taken.")
    and_: list["AuditEventFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["AuditEventFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["AuditEventFilter"] = op("Matches objects for which this condition is false.", name="not")


LATEST_FIRST = (Order("happened_at", descending=True),)


@strawberry.type
class TrailQueries:
    """What can be asked about what was done."""

    @field(
        Connection[AuditEvent] | None,
        "The audit trail of this business: every recorded step, the latest first.",
    )
    async def audit_trail(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[AuditEventFilter | None, WHICH] = None,
    ) -> Page[trail.AuditEvent]:
        request = page_request(info, first, after, last, before, where=where, default_order=LATEST_FIRST)
        return await resolvers.events(info.context, request)
