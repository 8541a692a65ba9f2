"""The hygiene tray."""

from uuid import UUID

from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.hygiene.hygiene_tray import HygieneTray, HygieneTrayDataOrchestrator, Issue, SeverityCount
from orchestrators.hygiene.quality import Quality, QualityDataOrchestrator, QualityDay
from orchestrators.hygiene.suggestions import SuggestionDataOrchestrator
from orchestrators.paging import Page, PageRequest
from orchestrators.refusals import BadInput
from resolvers.context import Context

MOST_DAYS = 366


async def hygiene_tray(context: Context) -> HygieneTray:
    """The tray of the request's business."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).get_data(caller.business_id, caller.today)
    )


async def issues(context: Context, request: PageRequest) -> Page[Issue]:
    """A page of issues."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).issues(
            caller.business_id, caller.today, request
        )
    )


async def issue(context: Context, issue_id: UUID) -> Issue | None:
    """One issue, or none."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).issue(
            caller.business_id, caller.today, issue_id
        )
    )


async def suggestions(context: Context, issue: Issue) -> tuple[Suggestion, ...]:
    """What could mend an issue; read once for all issues of its page."""
    ids = issue.beside or (issue.id,)
    read = await context.read_once(
        ("suggestions", ids),
        lambda books, caller: SuggestionDataOrchestrator(books).of_issues(caller.business_id, ids),
    )
    return read.get(issue.id, ())


async def quality(context: Context) -> Quality:
    """How good the books are."""
    return await context.read(
        lambda books, caller: QualityDataOrchestrator(books).get_data(caller.business_id)
    )


async def trend(context: Context, days: int) -> tuple[QualityDay, ...]:
    """How good they were; raises `BadInput` naming `days`."""
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("days", f"must be from 1 to {MOST_DAYS}, not {days}")
    return await context.read(
        lambda books, caller: QualityDataOrchestrator(books).trend(caller.business_id, caller.today, days)
    )


async def counts(context: Context) -> tuple[SeverityCount, ...]:
    """Open issues by severity."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).counts(caller.business_id)
    )
