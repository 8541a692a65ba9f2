"""How the last import went, and what imports could not keep."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.paging import Order, Page
from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.imported import last_sync
from orchestrators.sources.imported.rejected_records import RejectedRecord as RejectedRecordModel
from resolvers.context import Context
from resolvers.sources import sync as resolvers
from schema import ids
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
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
    "Whether the accounting system delivered everything that an import requested.",
    {
        "COMPLETE": "Every response arrived completely.",
        "INCOMPLETE": "At least one response is missing, truncated or an error, so the books lack records.",
    },
)
describe_enum(
    RejectionCause,
    "Why a record, or a whole response, could not be imported.",
    {
        "RECORD": "The record itself: one of its fields has a value that cannot be stored.",
        "UNUSED": "Runway does not use records of this entity.",
        "FILE": "The file is empty, truncated, or not a response of the accounting system.",
        "FAULT": "The accounting system answered with an error.",
        "THROTTLED": "The accounting system refused because of too many requests.",
        "UNAUTHORIZED": "The accounting system refused because authorization was missing or had expired.",
        "MORE_PAGES": "The accounting system has more rows than the import contains.",
    },
)


@face(last_sync.SyncProblem, "A response of the accounting system that is missing or incomplete.")
class SyncProblem:
    cause: RejectionCause = shown("Category of the problem.")
    file: str = shown("Name of the file that should have contained the response.")
    entity: str | None = shown("The entity whose records are missing, such as Bill; null when unknown.")
    reason: str = shown("Error text of the accounting system, or what is wrong with the file.")


@face(last_sync.UnusedEntity, "An entity of the accounting system that Runway does not use.")
class UnusedEntity:
    entity: str = shown("Name of the entity, such as Estimate.")
    count: int = shown("Number of its records in the most recent import.")


@face(last_sync.LastSync, "The most recent import of the books and what is missing from it.")
class LastSync:
    imported_at: datetime = shown("Time at which the import ran.")
    answered_at: datetime | None = shown(
        "Time of the newest response of the accounting system in the import; null if no response states its "
        "time."
    )
    state: SyncState = shown(
        "INCOMPLETE if the most recent import of any connected company file was incomplete; figures then "
        "lack the missing records."
    )
    problems: list[SyncProblem] = shown(
        "Responses that are missing or incomplete, at most 100; `rejectedRecords` lists all of them."
    )
    incomplete: list[str] = shown(
        "Entities of which records are missing, such as Bill, as far as they are known."
    )
    unused: list[UnusedEntity] = shown(
        "Records that the import ignored because Runway does not use them, one row per entity."
    )
    read: int = shown("Number of records that the import read.")
    rejected: int = shown(
        "Number of records that the import could not store, including those of unused entities."
    )

    @field(strawberry.ID, "Id of the import, for the filter `importId` of `rejectedRecords`.")
    def import_id(self, sync: strawberry.Parent[last_sync.LastSync]) -> strawberry.ID:
        return strawberry.ID(ids.encode("ImportRun", sync.import_id))


@face(RejectedRecordModel, "A record, or a whole response, that an import could not store.")
class RejectedRecord(Node):
    # Before the attribute of the same name as the decorator.
    @field(strawberry.ID, "Id of the import that rejected the record.")
    def import_id(self, record: strawberry.Parent[RejectedRecordModel]) -> strawberry.ID:
        return strawberry.ID(ids.encode("ImportRun", record.import_id))

    imported_at: datetime = shown("Time at which the import ran.")
    is_of_last_import: bool = shown("True when no later import has run.")
    file: str = shown("Name of the file that contained the record.")
    entity: str = shown("Entity of the record, such as Bill; empty when the whole file was rejected.")
    source_id: str = shown("Id of the record in the accounting system; empty when it has none.")
    field: str = shown(
        "The field that cannot be stored, such as Line[2].Amount; empty when the whole record was rejected."
    )
    reason: str = shown("Why it was rejected, in one sentence.")
    cause: RejectionCause = shown("Category of the rejection.")


class RejectedRecordOrderField(StrEnum):
    """What rejected records can be sorted by."""

    IMPORTED_AT = "imported_at"
    CAUSE = "cause"
    ENTITY = "entity"
    FILE = "file"


describe_enum(
    RejectedRecordOrderField,
    "Fields by which rejected records can be sorted.",
    {
        "IMPORTED_AT": "Time at which the import ran.",
        "CAUSE": "Category of the rejection, alphabetically.",
        "ENTITY": "Name of the entity, alphabetically.",
        "FILE": "Name of the file, alphabetically.",
    },
)


@strawberry.input(description="Sort order of rejected records.")
class RejectedRecordOrder(OrderBy):
    field: RejectedRecordOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts latest or last first.")


@strawberry.input(description="Conditions on rejected records; all fields that are present must match.")
class RejectedRecordFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"import_id": ("ImportRun",)}

    import_id: IDFilter | None = op("Id of the import that rejected the record.")
    is_of_last_import: BooleanFilter | None = op("Whether the record was rejected by the most recent import.")
    imported_at: DateTimeFilter | None = op("Time at which the import ran.")
    cause: EnumFilter[RejectionCause] | None = op("Category of the rejection.")
    entity: StringFilter | None = op("Entity of the record, such as Bill.")
    file: StringFilter | None = op("Name of the file that contained the record.")
    source_id: StringFilter | None = op("Id of the record in the accounting system.")
    and_: list["RejectedRecordFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["RejectedRecordFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["RejectedRecordFilter"] = op(
        "Matches objects for which this condition is false.", name="not"
    )


LATEST_FIRST = (Order("imported_at", descending=True),)


@strawberry.type
class SyncQueries:
    """What can be asked about imports."""

    @field(
        Connection[RejectedRecord] | None, "Records that imports could not store, the latest import first."
    )
    async def rejected_records(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[RejectedRecordFilter | None, WHICH] = None,
        order_by: Annotated[list[RejectedRecordOrder] | None, BY] = None,
    ) -> Page[RejectedRecordModel]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.rejected_records(info.context, request)
