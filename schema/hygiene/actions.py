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
from schema.money import MoneyInput, written
from schema.query import Payload
from schema.user_errors import IssueUserError

Info = strawberry.Info[Context, None]

GIVEN = strawberry.argument(name="input", description="Arguments of the mutation.")
_ISSUE = "Global id of the issue."
_VERSION = "Version of the issue that the person saw; a newer one is a CONFLICT."


def _optional(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(
    description="Corrected values of the document; only those that the check offers. They apply until the "
    "accounting system sends a newer version of the document."
)
class IssueFixInput:
    due_date: date | None = _optional("Corrected due date, for checks about due dates.")
    issue_date: date | None = _optional("Corrected issue date, for checks about issue dates.")
    counterparty_id: strawberry.ID | None = _optional(
        "For MISSING_COUNTERPARTY: global id of the vendor of a bill, or of the customer of an invoice."
    )
    total: MoneyInput | None = _optional(
        "Corrected total amount, for checks about amounts. Refused with WRONG_CURRENCY unless it is in the "
        "document's currency."
    )
    open_balance: MoneyInput | None = _optional(
        "Corrected open balance, for checks about amounts. Refused with WRONG_CURRENCY unless it is in the "
        "document's currency."
    )
    exchange_rate: Decimal | None = _optional(
        "For MISSING_EXCHANGE_RATE: units of home currency per unit of the document's currency, such as 1.08."
    )


@strawberry.input(description="An issue to fix, and the corrected values.")
class FixIssueInput:
    issue_id: strawberry.ID = strawberry.field(description=_ISSUE)
    expected_version: int = strawberry.field(description=_VERSION)
    fix: IssueFixInput | None = _optional("Corrected values; left out, the first suggestion is used.")


@strawberry.input(description="Several issues to fix, by a list or by a filter; each has its own outcome.")
class FixIssuesInput:
    fixes: list[FixIssueInput] | None = _optional(
        "The fixes, from 1 to 100. Either this or `filter` is required."
    )
    where: IssueFilter | None = strawberry.field(
        default=None,
        name="filter",
        description="Fixes all open issues that match, at most 100, each with its first suggestion.",
    )


@strawberry.input(description="An issue to ignore, and why.")
class IgnoreIssueInput:
    issue_id: strawberry.ID = strawberry.field(description=_ISSUE)
    expected_version: int = strawberry.field(description=_VERSION)
    reason: str = strawberry.field(
        description="Why the issue can be ignored, at most 2,000 characters; visible to all members."
    )
    whole_counterparty: bool = strawberry.field(
        default=False,
        description="Ignore all issues of the same check and counterparty, including later ones.",
    )


@strawberry.input(description="Identifies a DUPLICATE issue whose two documents are both valid.")
class KeepBothInput:
    issue_id: strawberry.ID = strawberry.field(description="Global id of an issue of the check DUPLICATE.")
    expected_version: int = strawberry.field(description=_VERSION)
    reason: str | None = _optional("Why both documents are valid, at most 2,000 characters.")


@strawberry.input(description="A DUPLICATE issue to resolve by keeping one of its two documents.")
class MergeDuplicatesInput:
    issue_id: strawberry.ID = strawberry.field(description="Global id of an issue of the check DUPLICATE.")
    expected_version: int = strawberry.field(description=_VERSION)
    keep_id: strawberry.ID = strawberry.field(description="Global id of the bill or invoice to keep.")


@strawberry.input(description="Identifies the action to undo.")
class UndoIssueActionInput:
    action_id: strawberry.ID = strawberry.field(
        description="Global id of the action, from `Issue.lastAction.id`."
    )


@face(resolvers.IssueResult, "Result of an action on one issue.")
class IssuePayload(Payload[IssueUserError]):
    issue: Issue | None = shown("The issue in its current state; null when it was not found.")


@face(resolvers.IssueResult, "Outcome for one issue of a batch.", "IssueOutcome")
class IssueOutcome:
    issue: Issue | None = shown("The issue in its current state; null when it was not found.")
    user_errors: list[IssueUserError] = shown(
        "Why the action was not taken on this issue; empty when it was, now or before."
    )


@face(resolvers.IssuesResult, "Result of an action on several issues, with an outcome for each.")
class IssuesPayload(Payload[IssueUserError]):
    outcomes: list[IssueOutcome] = shown(
        "One outcome per issue in the same order, at most 100; empty when `userErrors` is not."
    )


@strawberry.type
class IssueMutations:
    """What a person can do about issues."""

    @field(
        IssuePayload,
        "Correct values of an issue's document. They apply until the accounting system sends a newer "
        "version; an instruction in the outbox asks to enter them there.",
    )
    async def fix_issue(self, info: Info, given: Annotated[FixIssueInput, GIVEN]) -> resolvers.IssueResult:
        return await resolvers.act(info.context, _fix(given, "input"))

    @field(
        IssuesPayload,
        "Correct the documents of up to 100 issues. A fix that fails does not affect the others.",
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

    @field(
        IssuePayload, "Ignore an issue: it no longer blocks its document, but is still counted as ignored."
    )
    async def ignore_issue(
        self, info: Info, given: Annotated[IgnoreIssueInput, GIVEN]
    ) -> resolvers.IssueResult:
        reason = texts.reason(given.reason, "input.reason")
        request = IgnoreIssue(
            _issue(given.issue_id, "input"), given.expected_version, reason, given.whole_counterparty
        )
        return await resolvers.act(info.context, request)

    @field(
        IssuePayload,
        "Confirm that the two documents of a DUPLICATE issue are both valid; the pair is not reported again.",
    )
    async def keep_both(self, info: Info, given: Annotated[KeepBothInput, GIVEN]) -> resolvers.IssueResult:
        reason = texts.note(given.reason, "input.reason")
        request = KeepBoth(_issue(given.issue_id, "input"), given.expected_version, reason)
        return await resolvers.act(info.context, request)

    @field(
        IssuePayload,
        "Resolve a DUPLICATE issue: one document is kept, the other becomes VOIDED with `supersededById`. "
        "Nothing is deleted; a document with payments cannot be voided.",
    )
    async def merge_duplicates(
        self, info: Info, given: Annotated[MergeDuplicatesInput, GIVEN]
    ) -> resolvers.IssueResult:
        _, keep_id = ids.decode(given.keep_id, "input.keepId", "Bill", "Invoice")
        request = Merge(_issue(given.issue_id, "input"), given.expected_version, keep_id)
        return await resolvers.act(info.context, request)

    @field(
        IssuePayload,
        "Undo an action on an issue within 24 hours. Refused when the accounting system or a later "
        "correction has changed the same value since.",
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
    amounts = written(given, *path.split("."))
    return FixIssue(_issue(given.issue_id, path), given.expected_version, values, written=amounts)


def _values(given: IssueFixInput, path: str) -> FixValues:
    party_id = None
    if given.counterparty_id is not None:
        _, party_id = ids.decode(given.counterparty_id, f"{path}.counterpartyId", "Vendor", "Customer")
    return FixValues(
        due_date=given.due_date,
        issue_date=given.issue_date,
        party_id=party_id,
        total=given.total.exact if given.total else None,
        balance=given.open_balance.exact if given.open_balance else None,
        exchange_rate=given.exchange_rate,
    )
