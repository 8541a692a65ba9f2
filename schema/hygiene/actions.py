"""What a person can do about issues: expected failures are data."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from orchestrators.calculations.hygiene.fixes import FixValues
from orchestrators.hygiene.actions import FixIssue, IgnoreIssue, KeepBoth, Merge
from orchestrators.refusals import BadInput
from resolvers.context import Context
from resolvers.hygiene import actions as resolvers
from schema import ids, texts
from schema.faces import face, field, shown
from schema.filters import where_of
from schema.hygiene.hygiene_tray import IssueFilter
from schema.hygiene.issue import Issue
from schema.query import Payload
from schema.user_errors import IssueUserError

Info = strawberry.Info[Context, None]

GIVEN = strawberry.argument(name="input", description="What is to be done.")
_ISSUE = "The issue."
_VERSION = "Its version that the viewer saw; a newer one is a CONFLICT."


def _optional(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(
    description="Values to enter in place of what the source sent; those that the check offers. The source's "
    "own come back when it sends another version of the document."
)
class IssueFixInput:
    due_date: date | None = _optional("Of checks about due dates.")
    issue_date: date | None = _optional("Of checks about issue dates.")
    counterparty_id: strawberry.ID | None = _optional(
        "Of MISSING_COUNTERPARTY: a vendor for a bill, a customer for an invoice."
    )
    total: Decimal | None = _optional("Of checks about amounts, in the document's currency.")
    open_balance: Decimal | None = _optional("Of checks about amounts, in the document's currency.")
    exchange_rate: Decimal | None = _optional(
        "Of MISSING_EXCHANGE_RATE: home currency for one unit of the document's."
    )


@strawberry.input(description="Which issue is mended, and with what.")
class FixIssueInput:
    issue_id: strawberry.ID = strawberry.field(description=_ISSUE)
    expected_version: int = strawberry.field(description=_VERSION)
    fix: IssueFixInput | None = _optional("What to enter; left out: the first suggestion.")


@strawberry.input(description="Several fixes, an outcome for each.")
class FixIssuesInput:
    fixes: list[FixIssueInput] | None = _optional("From 1 to 100; or a filter in place of them.")
    where: IssueFilter | None = strawberry.field(
        default=None,
        name="filter",
        description="All open issues that match, 100 at most, each with its first suggestion.",
    )


@strawberry.input(description="Which issue need not be looked at, and why.")
class IgnoreIssueInput:
    issue_id: strawberry.ID = strawberry.field(description=_ISSUE)
    expected_version: int = strawberry.field(description=_VERSION)
    reason: str = strawberry.field(description="Why; kept, and shown to everybody. 2,000 characters.")
    whole_counterparty: bool = strawberry.field(
        default=False, description="Every issue of its check with its counterparty, also later ones."
    )


@strawberry.input(description="Which pair is two documents.")
class KeepBothInput:
    issue_id: strawberry.ID = strawberry.field(description="A DUPLICATE.")
    expected_version: int = strawberry.field(description=_VERSION)
    reason: str | None = _optional("Why; 2,000 characters.")


@strawberry.input(description="Which pair is one document, and which of them stays.")
class MergeDuplicatesInput:
    issue_id: strawberry.ID = strawberry.field(description="A DUPLICATE.")
    expected_version: int = strawberry.field(description=_VERSION)
    keep_id: strawberry.ID = strawberry.field(description="The bill or invoice that stays.")


@strawberry.input(description="What is taken back.")
class UndoIssueActionInput:
    action_id: strawberry.ID = strawberry.field(description="`Issue.lastAction.id`.")


@face(resolvers.IssueResult, "What became of it.")
class IssuePayload(Payload[IssueUserError]):
    issue: Issue | None = shown("The issue as it is now.")


@face(resolvers.IssueResult, "What became of one issue of several.", "IssueOutcome")
class IssueOutcome:
    issue: Issue | None = shown("The issue as it is now.")
    user_errors: list[IssueUserError] = shown("Empty when it was done, now or before.")


@face(resolvers.IssuesResult, "What became of it, issue by issue.")
class IssuesPayload(Payload[IssueUserError]):
    outcomes: list[IssueOutcome] = shown(
        "One for each that was sent, in that order, 100 at most; none when `userErrors` says why."
    )


@strawberry.type
class IssueMutations:
    """What a person can do about issues."""

    @field(
        IssuePayload,
        "Correct the document of an issue. The value holds until the source sends another version of the "
        "document; an instruction in the outbox asks to write it there.",
    )
    async def fix_issue(self, info: Info, given: Annotated[FixIssueInput, GIVEN]) -> resolvers.IssueResult:
        return await resolvers.act(info.context, _fix(given, "input"))

    @field(
        IssuesPayload,
        "Correct the documents of up to 100 issues; those that cannot be do not hold up the others.",
    )
    async def fix_issues(self, info: Info, given: Annotated[FixIssuesInput, GIVEN]) -> resolvers.IssuesResult:
        if (given.fixes is None) is (given.where is None):
            raise BadInput("input", "takes either fixes or a filter")
        if given.where is not None:
            return await resolvers.fix_matching(info.context, where_of(given.where, "input.filter"))
        assert given.fixes is not None
        texts.bounded(given.fixes, "input.fixes")
        fixes = [_fix(item, f"input.fixes.{n}") for n, item in enumerate(given.fixes)]
        return await resolvers.act_on_all(info.context, fixes, "fixes")

    @field(IssuePayload, "Say that an issue need not be looked at: it blocks nothing, and is still counted.")
    async def ignore_issue(
        self, info: Info, given: Annotated[IgnoreIssueInput, GIVEN]
    ) -> resolvers.IssueResult:
        reason = texts.note(given.reason, "input.reason")
        if not reason or not reason.strip():
            raise BadInput("input.reason", "must say why")
        request = IgnoreIssue(
            _issue(given.issue_id, "input"), given.expected_version, reason, given.whole_counterparty
        )
        return await resolvers.act(info.context, request)

    @field(IssuePayload, "Say that the two documents of a DUPLICATE are two: the pair is not raised again.")
    async def keep_both(self, info: Info, given: Annotated[KeepBothInput, GIVEN]) -> resolvers.IssueResult:
        reason = texts.note(given.reason, "input.reason")
        request = KeepBoth(_issue(given.issue_id, "input"), given.expected_version, reason)
        return await resolvers.act(info.context, request)

    @field(
        IssuePayload,
        "Say that the two documents of a DUPLICATE are one: one stays, the other is VOIDED, with "
        "`supersededBy`. Nothing is deleted; what has payments cannot go.",
    )
    async def merge_duplicates(
        self, info: Info, given: Annotated[MergeDuplicatesInput, GIVEN]
    ) -> resolvers.IssueResult:
        _, keep_id = ids.decode(given.keep_id, "input.keepId", "Bill", "Invoice")
        request = Merge(_issue(given.issue_id, "input"), given.expected_version, keep_id)
        return await resolvers.act(info.context, request)

    @field(
        IssuePayload,
        "Take back, within 24 hours, what was done about an issue: values and issue are as before. Refused "
        "when the source, or a later correction, changed the same since.",
    )
    async def undo_issue_action(
        self, info: Info, given: Annotated[UndoIssueActionInput, GIVEN]
    ) -> resolvers.IssueResult:
        _, action_id = ids.decode(given.action_id, "input.actionId", "IssueAction")
        return await resolvers.undo(info.context, action_id)


def _issue(given: strawberry.ID, path: str) -> Any:
    return ids.decode(given, f"{path}.issueId", "Issue")[1]


def _fix(given: FixIssueInput, path: str) -> FixIssue:
    values = None if given.fix is None else _values(given.fix, f"{path}.fix")
    return FixIssue(_issue(given.issue_id, path), given.expected_version, values)


def _values(given: IssueFixInput, path: str) -> FixValues:
    party_id = None
    if given.counterparty_id is not None:
        _, party_id = ids.decode(given.counterparty_id, f"{path}.counterpartyId", "Vendor", "Customer")
    return FixValues(
        due_date=given.due_date,
        issue_date=given.issue_date,
        party_id=party_id,
        total=given.total,
        balance=given.open_balance,
        exchange_rate=given.exchange_rate,
    )
