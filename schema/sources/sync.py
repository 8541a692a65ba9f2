"""How the last import went, and what imports could not keep."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.paging import Order, Page
from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.imported import last_sync, rejected_records
from resolvers.context import Context
from resolvers.sources import sync as resolvers
from schema import ids
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import (
    BooleanFilter,
    DateTimeFilter,
    EnumFilter,
    Filter,
    IDFilter,
    OrderBy,
    StringFilter,
    op,
)
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    SyncState,
    "Whether the source gave all that an import asked for.",
    {
        "COMPLETE": "Every answer came whole.",
        "INCOMPLETE": "At least one answer is missing, cut or an error: the books lack records.",
    },
)
describe_enum(
    RejectionCause,
    "What kept a record out of the books.",
    {
        "RECORD": "The record itself: a field cannot be kept.",
        "UNUSED": "Runway has no use for records of this entity.",
        "FILE": "The file is empty, cut, or no answer of the source.",
        "FAULT": "The source answered with a fault.",
        "THROTTLED": "The source refused because there were too many requests.",
        "UNAUTHORIZED": "The source refused because the authorization was missing or had expired.",
        "MORE_PAGES": "The source has more rows than the import holds.",
    },
)


@face(last_sync.SyncProblem, "An answer of the source that did not come, or not whole.")
class SyncProblem:
    cause: RejectionCause = shown("What happened.")
    file: str = shown("The file that should have held the answer.")
    entity: str | None = shown("Of which entity records are missing, for example Bill; null when unknown.")
    reason: str = shown("What the source said, or what is wrong with the file.")


@face(last_sync.UnusedEntity, "Records that the source has and Runway has no use for.")
class UnusedEntity:
    entity: str = shown("The entity, for example Estimate.")
    count: int = shown("How many of its records the last import had.")


@face(last_sync.LastSync, "The last import, and whether it was whole.")
class LastSync:
    at: datetime = shown("When it ran.")
    answered_at: datetime | None = shown("The newest answer of the source in it; null if none told its time.")
    state: SyncState = shown("INCOMPLETE if the last import of any realm is: figures lack what it lacks.")
    problems: list[SyncProblem] = shown("What is missing, at most 100 rows; rejectedRecords has all of it.")
    incomplete: list[str] = shown("The entities of which records are missing, as far as that is known.")
    unused: list[UnusedEntity] = shown("What the last import left aside, an entity in each row.")
    read: int = shown("How many records it read.")
    rejected: int = shown("How many of them it could not keep, those without a use too.")

    @field(strawberry.ID, "The id of the import, as filters of rejectedRecords take it.")
    def import_id(self, sync: strawberry.Parent[last_sync.LastSync]) -> strawberry.ID:
        return strawberry.ID(ids.encode("ImportRun", sync.import_id))


@face(
    rejected_records.RejectedRecord, "A record that an import could not keep, or an answer without records."
)
class RejectedRecord(Node):
    # Before the attribute of the same name as the decorator.
    @field(strawberry.ID, "The id of the import.")
    def import_id(self, record: strawberry.Parent[rejected_records.RejectedRecord]) -> strawberry.ID:
        return strawberry.ID(ids.encode("ImportRun", record.import_id))

    imported_at: datetime = shown("When the import ran.")
    is_of_last_import: bool = shown("Whether no import came after it.")
    file: str = shown("The file that it was in.")
    entity: str = shown("The entity, for example Bill; empty when a whole file is meant.")
    source_id: str = shown("Its id at the source; empty when it has none.")
    field: str = shown("The field that cannot be kept, for example Line[2].Amount; empty for all of it.")
    reason: str = shown("Why.")
    cause: RejectionCause = shown("What kind of reason that is.")


class RejectedRecordOrderField(StrEnum):
    """What rejected records can be sorted by."""

    IMPORTED_AT = "imported_at"
    CAUSE = "cause"
    ENTITY = "entity"
    FILE = "file"


describe_enum(
    RejectedRecordOrderField,
    "What rejected records can be sorted by.",
    {
        "IMPORTED_AT": "When the import ran.",
        "CAUSE": "The name of the cause.",
        "ENTITY": "The name of the entity.",
        "FILE": "The name of the file.",
    },
)


@strawberry.input(description="A field to sort rejected records by, and the direction.")
class RejectedRecordOrder(OrderBy):
    field: RejectedRecordOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Latest or last first.")


@strawberry.input(description="Which rejected records; all fields given must hold.")
class RejectedRecordFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"import_id": ("ImportRun",)}

    import_id: IDFilter | None = op("Which import.")
    is_of_last_import: BooleanFilter | None = op("Whether no import came after theirs.")
    imported_at: DateTimeFilter | None = op("When the import ran.")
    cause: EnumFilter[RejectionCause] | None = op("What kind of reason it is.")
    entity: StringFilter | None = op("Which entity.")
    file: StringFilter | None = op("Which file.")
    source_id: StringFilter | None = op("Which id at the source.")
    and_: list["RejectedRecordFilter"] | None = op("All of these hold.", name="and")
    or_: list["RejectedRecordFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["RejectedRecordFilter"] = op("This does not hold.", name="not")


LATEST_FIRST = (Order("imported_at", descending=True),)


@strawberry.type
class SyncQueries:
    """What can be asked about imports."""

    @field(Connection[RejectedRecord], "What imports could not keep, the latest import first.")
    async def rejected_records(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[RejectedRecordFilter | None, WHICH] = None,
        order_by: Annotated[list[RejectedRecordOrder] | None, BY] = None,
    ) -> Page[rejected_records.RejectedRecord]:
        request = page_request(info, first, after, where=where, order=order_by, default_order=LATEST_FIRST)
        return await resolvers.rejected_records(info.context, request)
