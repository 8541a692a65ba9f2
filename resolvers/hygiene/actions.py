"""What a person does about issues, one write transaction each, and the issues as they are after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from orchestrators.access.people import Actor
from orchestrators.calculations.hygiene.fixes import IssueRefusal
from orchestrators.hygiene.actions import (
    ActingOrchestrator,
    FixIssue,
    IssueOutcome,
    IssueOutcomes,
    IssueRequest,
    UndoingOrchestrator,
)
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator, Issue, IssueStatus
from orchestrators.paging import MAX_FIRST, Compare, Every, Op, PageRequest, Where
from orchestrators.user_errors import UserError, refused
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class IssueResult:
    """The issue as it is now, and why nothing was done about it."""

    issue: Issue | None
    user_errors: tuple[UserError[IssueRefusal], ...]


@dataclass(frozen=True, slots=True)
class IssuesResult:
    """A result for each issue, in the order in which they were sent; or why nothing was looked at."""

    outcomes: tuple[IssueResult, ...]
    user_errors: tuple[UserError[IssueRefusal], ...]


async def act(context: Context, request: IssueRequest) -> IssueResult:
    """Do something about one issue."""
    outcome = (await _act(context, [request])).alone()
    return _result(outcome, await _read(context, [outcome]))


async def act_on_all(context: Context, requests: Sequence[IssueRequest], name: str) -> IssuesResult:
    """Do something about many; those that are refused do not hold up the others."""
    done = await _act(context, requests)
    outcomes = [outcome.under("input", name, str(n)) for n, outcome in enumerate(done.outcomes)]
    issues = await _read(context, outcomes)
    return IssuesResult(tuple(_result(outcome, issues) for outcome in outcomes), done.user_errors)


async def fix_matching(context: Context, where: Where) -> IssuesResult:
    """Mend all open issues that match, each with its first suggestion; nothing if they are too many."""
    is_open = Compare("issue_status", Op.EQ, IssueStatus.OPEN)
    request = PageRequest(MAX_FIRST, where=Every((is_open, where)))
    page = await context.read(
        lambda books, caller: HygieneTrayDataOrchestrator(books).issues(
            caller.business_id, caller.today, request
        )
    )
    if page.page_info.has_next_page:
        message = f"More than {MAX_FIRST} issues match; narrow the filter."
        return IssuesResult((), refused(IssueRefusal.TOO_MANY, message, "input", "filter"))
    fixes = [FixIssue(issue.id, issue.version, None) for issue in page.nodes]
    return await act_on_all(context, fixes, "filter") if fixes else IssuesResult((), ())


async def undo(context: Context, action_id: UUID) -> IssueResult:
    """Take one action back."""
    done = await context.write(
        lambda books, caller: UndoingOrchestrator(books).undo(
            caller.business_id, Actor(caller, context.user.email), action_id
        )
    )
    outcome = done.alone()
    return _result(outcome, await _read(context, [outcome]))


async def _act(context: Context, requests: Sequence[IssueRequest]) -> IssueOutcomes:
    return await context.write(
        lambda books, caller: ActingOrchestrator(books).act(
            caller.business_id, Actor(caller, context.user.email), requests
        )
    )


async def _read(context: Context, outcomes: Sequence[IssueOutcome]) -> dict[UUID, Issue]:
    ids = [outcome.issue_id for outcome in outcomes if outcome.issue_id is not None]
    if not ids:
        return {}
    return dict(
        await context.read(
            lambda books, caller: HygieneTrayDataOrchestrator(books).by_id(
                caller.business_id, caller.today, ids
            )
        )
    )


def _result(outcome: IssueOutcome, issues: dict[UUID, Issue]) -> IssueResult:
    issue = None if outcome.issue_id is None else issues.get(outcome.issue_id)
    return IssueResult(issue, outcome.user_errors)
