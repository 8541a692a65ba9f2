"""The trail: what was done is recorded in the transaction that does it, and read back, the newest first."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from db.books import Caller, ReadBooks, Row, WriteBooks
from db.queries.trail import trail as queries
from db.queries.writing import as_arrays
from orchestrators.access.people import Person
from orchestrators.paging import Page, PageRequest, fetch_page

#: Fields by the names that the API gives them; amounts are texts, so that they lose nothing.
FieldValues = Mapping[str, str | int | bool | None]


class EventKind(StrEnum):
    """What an event is about."""

    DECISION = "DECISION"
    ISSUE = "ISSUE"
    IMPORT = "IMPORT"
    SETTINGS = "SETTINGS"


class AuditStep(StrEnum):
    """What was done."""

    PROPOSED = "PROPOSED"
    REVISED = "REVISED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    FINALIZED = "FINALIZED"
    FAILED = "FAILED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    FIXED = "FIXED"
    IGNORED = "IGNORED"
    KEPT_BOTH = "KEPT_BOTH"
    MERGED = "MERGED"
    UNDONE = "UNDONE"
    SUPERSEDED = "SUPERSEDED"
    EXAMINED = "EXAMINED"
    IMPORTED = "IMPORTED"
    POLICY_SET = "POLICY_SET"
    APPROVALS_SET = "APPROVALS_SET"
    EARMARK_SET = "EARMARK_SET"
    EARMARK_RELEASED = "EARMARK_RELEASED"
    VENDOR_TERMS_SET = "VENDOR_TERMS_SET"
    FLOW_DECLARED = "FLOW_DECLARED"
    FLOW_REMOVED = "FLOW_REMOVED"
    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"
    CONNECTION_CHANGED = "CONNECTION_CHANGED"


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to one subject; `before` is None for what is new, `after` for what is gone."""

    kind: EventKind
    subject_id: UUID
    action: AuditStep
    before: FieldValues | None
    after: FieldValues | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the subject, as text; None where it has no value, or was not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, by the name of its type and its key."""

    type_name: str
    id: UUID


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry of the trail."""

    id: UUID
    happened_at: datetime
    actor: Person
    event_kind: EventKind
    step: AuditStep
    subject: Subject
    changes: tuple[FieldChange, ...]
    request_id: str | None


@dataclass(frozen=True, slots=True)
class TrailOrchestrator:
    """Adds to the trail, inside the transaction of what it tells of: both are there, or neither is."""

    db: WriteBooks

    async def record(self, business_id: UUID, caller: Caller, email: str, events: Sequence[Event]) -> None:
        """Record what the caller did, however many events, and announce the business once it commits."""
        if not events:
            return
        rows = [self._row(caller, email, event) for event in events]
        arrays = as_arrays(rows, queries.EVENT)
        await self.db.rows(queries.INSERT, {"business_id": business_id, **arrays})
        await self.db.rows(queries.ANNOUNCE, {"business_id": business_id})

    def _row(self, caller: Caller, email: str, event: Event) -> dict[str, object]:
        return {
            "id": uuid4(),
            "actor_id": caller.user_id,
            "actor_email": email,
            "kind": event.kind,
            "subject_id": event.subject_id,
            "action": event.action,
            "before": _written(event.before),
            "after": _written(event.after),
            "request_id": self.db.request_id,
        }


@dataclass(frozen=True, slots=True)
class TrailDataOrchestrator:
    """Reads the trail."""

    db: ReadBooks

    async def events(self, business_id: UUID, request: PageRequest) -> Page[AuditEvent]:
        """A page of events. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(
            self.db, queries.EVENTS, request, values, lambda row: _event(business_id, row)
        )

    async def by_id(self, business_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, AuditEvent]:
        """Events by their ids; what is not there is not in it."""
        rows = await self.db.rows(queries.BY_IDS, {"business_id": business_id, "ids": list(event_ids)})
        return {row["id"]: _event(business_id, row) for row in rows}


_SUBJECTS: Mapping[EventKind, str] = {
    EventKind.DECISION: "Decision",
    EventKind.ISSUE: "Issue",
    EventKind.IMPORT: "ImportRun",
    EventKind.SETTINGS: "Business",
}
#: What the subject of an event can be.
SUBJECT_TYPES = tuple(dict.fromkeys((*_SUBJECTS.values(), "Business")))


def subject(business_id: UUID, kind: EventKind, subject_id: UUID) -> Subject:
    """What an event of a kind is about: the business as a whole, or one of its objects of that kind."""
    return Subject("Business" if subject_id == business_id else _SUBJECTS[kind], subject_id)


def _event(business_id: UUID, row: Row) -> AuditEvent:
    kind = EventKind(row["kind"])
    return AuditEvent(
        id=row["id"],
        happened_at=row["happened_at"],
        actor=Person(row["actor_email"]),
        event_kind=kind,
        step=AuditStep(row["action"]),
        subject=subject(business_id, kind, row["subject_id"]),
        changes=changes(_read(row["before"]), _read(row["after"])),
        request_id=row["request_id"],
    )


def changes(before: FieldValues, after: FieldValues) -> tuple[FieldChange, ...]:
    """The fields that differ, by name: the database keeps no order of them."""
    return tuple(
        FieldChange(name, _text(before.get(name)), _text(after.get(name)))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _written(state: FieldValues | None) -> str | None:
    return None if state is None else json.dumps(dict(state))


def _read(text: str | None) -> FieldValues:
    state: FieldValues = {} if text is None else json.loads(text)
    return state
