"""The trail of what was done."""

from uuid import UUID

from orchestrators.paging import Page, PageRequest
from orchestrators.trail.trail import AuditEvent, TrailDataOrchestrator
from resolvers.context import Context


async def events(context: Context, request: PageRequest) -> Page[AuditEvent]:
    """A page of the trail."""
    return await context.read(
        lambda books, caller: TrailDataOrchestrator(books).events(caller.business_id, request)
    )


async def event(context: Context, event_id: UUID) -> AuditEvent | None:
    """One entry, or none."""
    return await context.read(
        lambda books, caller: TrailDataOrchestrator(books).event(caller.business_id, event_id)
    )
