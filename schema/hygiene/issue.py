"""An issue: what a check found, how much it matters, and what could mend it."""

from datetime import date, datetime

import strawberry

from orchestrators.calculations.hygiene.checks import CHECKS, CheckName, Severity
from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.hygiene import hygiene_tray
from orchestrators.hygiene.hygiene_tray import (
    IssueActionKind,
    IssueActionStatus,
    IssueStatus,
    IssueSubjectKind,
)
from orchestrators.hygiene.keeping import Cause
from orchestrators.hygiene.mending import RunwayEffect as EffectModel
from resolvers.context import Context
from resolvers.hygiene import hygiene_tray as resolvers
from schema import ids
from schema.access.people import Person
from schema.books.cash import Account
from schema.books.documents import Counterparty, Document
from schema.faces import describe_enum, face, field, shown
from schema.hygiene.mending import RunwayEffect
from schema.hygiene.suggestions import IssueSuggestion
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

describe_enum(
    Severity,
    "How much an issue affects the figures.",
    {
        "LOW": "For information; no figure depends on it.",
        "MEDIUM": "Affects reports such as aging, but not the runway.",
        "HIGH": "Affects the runway: an amount is counted twice, left out, or on a wrong day.",
        "CRITICAL": "Blocks the runway figure, which must not be relied on until the issue is resolved.",
    },
)
describe_enum(
    CheckName,
    "A check that looks for errors in the books.",
    {check.name.value: check.meaning for check in CHECKS},
)


describe_enum(
    IssueStatus,
    "Whether an issue is open, ignored or resolved.",
    {
        "OPEN": "The check still finds the issue.",
        "IGNORED": "The check still finds the issue, but a person chose to ignore it.",
        "RESOLVED": "The check no longer finds the issue.",
    },
)
describe_enum(
    IssueSubjectKind,
    "Kind of object that an issue is about.",
    {
        "BILL": "A bill from a vendor.",
        "INVOICE": "An invoice to a customer.",
        "ACCOUNT": "An account of the general ledger.",
        "COUNTERPARTY": "A vendor or a customer.",
        "BUSINESS": "The books as a whole.",
    },
)
describe_enum(
    Cause,
    "What resolved an issue.",
    {
        "IMPORT": "An import: the accounting system sent other data.",
        "SCAN": "A scan of all data with `runway scan`.",
        "FIX": "A person corrected a value.",
        "KEEP_BOTH": "A person confirmed that both documents are valid.",
        "MERGE": "A person merged the two documents.",
        "UNDO": "A person undid an earlier action.",
    },
    name="IssueResolution",
)
describe_enum(
    IssueActionKind,
    "What a person did about an issue.",
    {
        "FIX": "Corrected values of the document.",
        "IGNORE": "Ignored the issue with a reason.",
        "KEEP_BOTH": "Confirmed that both documents are valid.",
        "MERGE": "Merged the two documents.",
    },
)
describe_enum(
    IssueActionStatus,
    "Whether an action on an issue still applies.",
    {
        "ACTIVE": "The action applies.",
        "SUPERSEDED": "The accounting system sent a newer version of the document, which replaces the "
        "correction.",
        "UNDONE": "A person undid the action.",
    },
)


@face(hygiene_tray.IssueAction, "An action that a person took on an issue.")
class IssueAction:
    kind: IssueActionKind = shown("What the person did.")
    status: IssueActionStatus = shown("Whether the action still applies.")
    reason: str | None = shown("Reason that the person gave; null if none was given.")
    source: str | None = shown("Origin of the values if they were suggested; null otherwise.")
    taken_at: datetime = shown("Time of the action; it can be undone for 24 hours.")
    taken_by: Person = shown("The person who took the action.")

    @field(strawberry.ID, "Global id of the action, for `undoIssueAction`.")
    def id(self, action: strawberry.Parent[hygiene_tray.IssueAction]) -> strawberry.ID:
        return strawberry.ID(ids.encode("IssueAction", action.id))


@face(hygiene_tray.Issue, "An error or gap in the books that one check found.")
class Issue(Node):
    check: CheckName = shown("The check that found the issue.")
    severity: Severity = shown("How much the issue affects the figures.")
    blocking: bool = shown("True when the issue keeps its document out of the decision console.")
    issue_status: IssueStatus = shown("Whether the issue is open, ignored or resolved.")
    version: int = shown("Increases with every change; send it as `expectedVersion`.")
    message: str = shown("What is wrong, as one sentence with figures.")
    subject_kind: IssueSubjectKind = shown("Kind of object that the issue is about.")
    document: Document | None = shown("The bill or invoice that the issue is about; null for other kinds.")
    account: Account | None = shown("The account that the issue is about; null for other kinds.")
    counterparty: Counterparty | None = shown(
        "The vendor or customer that the issue or its document concerns; null if none."
    )
    related_document: Document | None = shown(
        "The other document of a pair, such as a duplicate; null if there is none."
    )
    amount_at_stake: Money | None = shown("Amount of money that the issue concerns; null when unknown.")
    act_by_date: date | None = shown(
        "Day on which the money of an open document is due to move, by due date or else issue date; resolve "
        "the issue before it. Null when no money is due to move, or without any date."
    )
    detected_at: datetime = shown(
        "Time at which the issue was found, or found again after it had been resolved."
    )
    resolved_at: datetime | None = shown("Time at which the issue was resolved; null until then.")
    resolved_by: Cause | None = shown("What resolved the issue; null until then.")
    last_action: IssueAction | None = shown(
        "Latest action on the issue, or the one that ignores all issues of its check and counterparty; null "
        "if there is none."
    )

    @field(
        list[IssueSuggestion],
        "Suggested corrections, the best first, at most three; empty when the books offer none or the issue "
        "is not open.",
    )
    async def suggestions(
        self, issue: strawberry.Parent[hygiene_tray.Issue], info: Info
    ) -> tuple[Suggestion, ...]:
        return await resolvers.suggestions(info.context, issue)

    @field(
        RunwayEffect | None,
        "Effect on the runway of applying the first suggestion alone, or of the suggested merge. Null "
        "without a suggestion, and for an exchange rate that would revalue a bank account.",
    )
    async def runway_effect(
        self, issue: strawberry.Parent[hygiene_tray.Issue], info: Info
    ) -> EffectModel | None:
        return await resolvers.runway_effect(info.context, issue)
