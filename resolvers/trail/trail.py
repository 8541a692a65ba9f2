"""The trail of what was done."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.paging import Page, PageRequest
from orchestrators.trail.trail import AuditEvent, TrailDataOrchestrator
from resolvers.context import Context


async def events(context: Context, request: PageRequest) -> Page[AuditEvent]:
    """A page of the trail."""
    return await context.read(
        lambda books, caller: TrailDataOrchestrator(books).events(caller.business_id, request)
    )


async def events_by_id(context: Context, event_ids: Collection[UUID]) -> Mapping[UUID, AuditEvent]:
    """Those of these entries that there are."""
    return await context.read(
        lambda books, caller: TrailDataOrchestrator(books).by_id(caller.business_id, event_ids)
    )
