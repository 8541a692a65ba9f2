"""Imports and their counts, newest first."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Optional

import strawberry

from orchestrators.paging import Order, Page
from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.imported.import_runs import ImportRun as ImportRunModel
from resolvers.context import Context
from resolvers.sources import sync as resolvers
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import DateTimeFilter, EnumFilter, Filter, OrderBy, StringFilter, op
from schema.node import Node

Info = strawberry.Info[Context, None]


@face(
    ImportRunModel,
    "An import of the books. Records read are those added, changed, unchanged, removed or rejected.",
)
class ImportRun(Node):
    imported_at: datetime = shown("Time at which the import ran.")
    answered_at: datetime | None = shown(
        "Time of the newest response of the accounting system in the import; null if no response states its "
        "time."
    )
    import_state: SyncState = shown(
        "Whether the accounting system delivered everything that the import requested."
    )
    realm: str = shown("Id of the company file in the accounting system, as given to the import.")
    source: str = shown("Name of the file or folder that the import read.")
    read: int = shown("Number of records that the import read.")
    added: int = shown("Number of records that were new.")
    changed: int = shown("Number of records that replaced an older version.")
    unchanged: int = shown("Number of records that the books held already.")
    removed: int = shown("Number of records that the accounting system deleted.")
    rejected: int = shown("Number of records that the import could not store.")


class ImportRunOrderField(StrEnum):
    """What imports can be sorted by."""

    IMPORTED_AT = "imported_at"


describe_enum(
    ImportRunOrderField,
    "Fields by which imports can be sorted.",
    {"IMPORTED_AT": "Time at which the import ran."},
)


@strawberry.input(description="Sort order of imports.")
class ImportRunOrder(OrderBy):
    field: ImportRunOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts the latest import first.")


@strawberry.input(description="Conditions on imports; all fields that are present must match.")
class ImportRunFilter(Filter):
    imported_at: DateTimeFilter | None = op("Time at which the import ran.")
    import_state: EnumFilter[SyncState] | None = op("Whether the import is complete.")
    realm: StringFilter | None = op("Id of the company file in the accounting system.")
    and_: list["ImportRunFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["ImportRunFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["ImportRunFilter"] = op("Matches objects for which this condition is false.", name="not")


LATEST_FIRST = (Order("imported_at", descending=True),)


@strawberry.type
class ImportRunQueries:
    """What can be asked about past imports."""

    @field(
        Connection[ImportRun] | None, "All imports of the books, the latest first unless ordered otherwise."
    )
    async def import_runs(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[ImportRunFilter | None, WHICH] = None,
        order_by: Annotated[list[ImportRunOrder] | None, BY] = None,
    ) -> Page[ImportRunModel]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.import_runs(info.context, request)
