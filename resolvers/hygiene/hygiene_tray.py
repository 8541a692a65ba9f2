"""The hygiene tray."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.hygiene.hygiene_tray import (
    CheckCount,
    HygieneTray,
    HygieneTrayDataOrchestrator,
    Issue,
    SeverityCount,
)
from orchestrators.hygiene.mending import MendingDataOrchestrator, RunwayEffect
from orchestrators.hygiene.quality import Quality, QualityDataOrchestrator, QualityDay
from orchestrators.hygiene.ranked_issues import RUNWAY_EFFECT, RankedIssuesDataOrchestrator
from orchestrators.hygiene.suggestions import SuggestionDataOrchestrator
from orchestrators.paging import MAX_FIRST, Page, PageRequest, Where
from orchestrators.refusals import BadInput
from resolvers.context import Context
from resolvers.runway.runway import liquidity

MOST_DAYS = 366


async def hygiene_tray(context: Context) -> HygieneTray:
    """The tray of the request's business."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).get_data(caller.business_id, caller.today)
    )


async def issues(context: Context, request: PageRequest) -> Page[Issue]:
    """A page of issues, by what is stored of them or by what mending them does."""
    if any(part.field == RUNWAY_EFFECT for part in request.order):
        behind = await liquidity(context)
        return await context.read(
            lambda books, caller: RankedIssuesDataOrchestrator(books).issues(
                caller.business_id, caller.today, request, behind
            )
        )
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).issues(
            caller.business_id, caller.today, request
        )
    )


async def issues_of_documents(
    context: Context, document_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Issue, ...]]:
    """The open issues about documents."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).of_documents(
            caller.business_id, caller.today, document_ids
        )
    )


async def issues_by_id(context: Context, issue_ids: Collection[UUID]) -> Mapping[UUID, Issue]:
    """Those of these issues that there are."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).by_id(
            caller.business_id, caller.today, issue_ids
        )
    )


async def suggestions(context: Context, issue: Issue) -> tuple[Suggestion, ...]:
    """What could mend an issue; read once for all issues of its page."""
    return (await _suggested(context, _beside(issue))).get(issue.id, ())


async def runway_effect(context: Context, issue: Issue) -> RunwayEffect | None:
    """What its first suggestion does; worked out once for all issues of its page."""
    ids = _beside(issue)
    first = await _first_suggested(context, ids)
    if issue.id not in first:
        return None
    behind = await liquidity(context)
    effects = await context.read_once(
        ("runway_effects", ids),
        lambda books, caller: MendingDataOrchestrator(books).effects(caller.business_id, behind, first),
    )
    return effects.get(issue.id)


async def effect_of_suggestions(context: Context, where: Where) -> RunwayEffect | None:
    """What following the first suggestions of all that match does; raises `BadInput` naming `filter`."""
    page = await issues(context, PageRequest(MAX_FIRST, where=where))
    if page.page_info.has_next_page:
        raise BadInput("filter", f"matches more than {MAX_FIRST} issues; narrow it")
    first = await _first_suggested(context, tuple(issue.id for issue in page.nodes))
    if not first:
        return None
    behind, values = await liquidity(context), [first[issue.id] for issue in page.nodes if issue.id in first]
    return await context.read(
        lambda books, caller: MendingDataOrchestrator(books).together(caller.business_id, behind, values)
    )


def _beside(issue: Issue) -> tuple[UUID, ...]:
    """The issues that are worked out with it."""
    return issue.beside or (issue.id,)


async def _suggested(context: Context, ids: tuple[UUID, ...]) -> Mapping[UUID, tuple[Suggestion, ...]]:
    return await context.read_once(
        ("suggestions", ids),
        lambda books, caller: SuggestionDataOrchestrator(books).of_issues(caller.business_id, ids),
    )


async def _first_suggested(context: Context, ids: tuple[UUID, ...]) -> Mapping[UUID, Suggestion]:
    suggested = await _suggested(context, ids)
    return {issue_id: options[0] for issue_id, options in suggested.items() if options}


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


async def check_counts(context: Context) -> tuple[CheckCount, ...]:
    """Open issues by check."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).check_counts(caller.business_id)
    )


async def counts(context: Context) -> tuple[SeverityCount, ...]:
    """Open issues by severity."""
    return await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).counts(caller.business_id)
    )
