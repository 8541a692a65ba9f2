"""How the last import went, and what imports could not keep."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.paging import Page, PageRequest
from orchestrators.sources.imported.import_runs import ImportRun, ImportRunDataOrchestrator
from orchestrators.sources.imported.last_sync import LastSync, LastSyncDataOrchestrator
from orchestrators.sources.imported.rejected_records import RejectedRecord, RejectedRecordDataOrchestrator
from resolvers.context import Context


async def last_sync(context: Context) -> LastSync | None:
    """The last import, if there was one: read once a request, wherever it is shown."""
    return await context.read_once(
        "last_sync", lambda books, caller: LastSyncDataOrchestrator(books).get_data(caller.business_id)
    )


async def home_currency_told(context: Context) -> bool:
    """Whether the home currency is the source's, not only a setting."""
    return await context.read(
        lambda books, caller: LastSyncDataOrchestrator(books).home_currency_told(caller.business_id)
    )


async def import_runs(context: Context, request: PageRequest) -> Page[ImportRun]:
    """A page of imports."""
    return await context.read(
        lambda books, caller: ImportRunDataOrchestrator(books).runs(caller.business_id, request)
    )


async def import_runs_by_id(context: Context, run_ids: Collection[UUID]) -> Mapping[UUID, ImportRun]:
    """Those of these imports that there are."""
    return await context.read(
        lambda books, caller: ImportRunDataOrchestrator(books).by_id(caller.business_id, run_ids)
    )


async def rejected_records(context: Context, request: PageRequest) -> Page[RejectedRecord]:
    """A page of rejected records."""
    return await context.read(
        lambda books, caller: RejectedRecordDataOrchestrator(books).records(caller.business_id, request)
    )


async def rejected_records_by_id(
    context: Context, record_ids: Collection[UUID]
) -> Mapping[UUID, RejectedRecord]:
    """Those of these records that there are."""
    return await context.read(
        lambda books, caller: RejectedRecordDataOrchestrator(books).by_id(caller.business_id, record_ids)
    )
