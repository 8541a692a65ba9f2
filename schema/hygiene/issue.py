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
    "What an issue does to the figures.",
    {
        "LOW": "Worth knowing; no figure depends on it.",
        "MEDIUM": "It changes reports, such as agings, and not the runway.",
        "HIGH": "It changes the runway: something is counted twice, left out, or on a wrong day.",
        "CRITICAL": "It blocks the runway figure: until it is settled, the figure must not be relied on.",
    },
)
describe_enum(CheckName, "What the tray looks for.", {check.name.value: check.meaning for check in CHECKS})


describe_enum(
    IssueStatus,
    "What became of an issue.",
    {
        "OPEN": "It is there.",
        "IGNORED": "It is there, and a person said that it need not be looked at.",
        "RESOLVED": "The check finds it no more.",
    },
)
describe_enum(
    IssueSubjectKind,
    "What an issue is about.",
    {
        "BILL": "A bill.",
        "INVOICE": "An invoice.",
        "ACCOUNT": "An account.",
        "COUNTERPARTY": "A vendor or a customer.",
        "BUSINESS": "The books as a whole.",
    },
)
describe_enum(
    Cause,
    "What led to the look at the books that no longer found the issue.",
    {
        "IMPORT": "An import: the source sent something else.",
        "SCAN": "A look at everything, `runway scan`.",
        "FIX": "A person corrected a value.",
        "KEEP_BOTH": "A person said that the two documents are two.",
        "MERGE": "A person said that the two documents are one.",
        "UNDO": "A person took something back.",
    },
    name="IssueResolution",
)
describe_enum(
    IssueActionKind,
    "What a person did about an issue.",
    {
        "FIX": "Corrected values of the document.",
        "IGNORE": "Said why it need not be looked at.",
        "KEEP_BOTH": "Said that the two documents are two.",
        "MERGE": "Said that the two documents are one.",
    },
)
describe_enum(
    IssueActionStatus,
    "Whether what a person did still holds.",
    {
        "ACTIVE": "It holds.",
        "SUPERSEDED": "The source sent another version of the document, which holds instead.",
        "UNDONE": "It was taken back.",
    },
)


@face(hygiene_tray.IssueAction, "What a person did about an issue.")
class IssueAction:
    kind: IssueActionKind = shown("What was done.")
    status: IssueActionStatus = shown("Whether it still holds.")
    reason: str | None = shown("Why, as the person said it.")
    source: str | None = shown("Where the values come from, if they were suggested.")
    taken_at: datetime = shown("When; it can be undone for 24 hours.")
    taken_by: Person = shown("By whom.")

    @field(strawberry.ID, "For `undoIssueAction`.")
    def id(self, action: strawberry.Parent[hygiene_tray.IssueAction]) -> strawberry.ID:
        return strawberry.ID(ids.encode("IssueAction", action.id))


@face(hygiene_tray.Issue, "A finding of one check.")
class Issue(Node):
    check: CheckName = shown("Which check found it.")
    severity: Severity = shown("How bad it is.")
    blocking: bool = shown("Whether it keeps its subject out of the decision console.")
    issue_status: IssueStatus = shown("What became of it.")
    version: int = shown("Counts its changes; `expectedVersion` of what is done about it.")
    message: str = shown("The facts, with numbers.")
    subject_kind: IssueSubjectKind = shown("What it is about.")
    subject: Document | None = shown("The document that it is about; null when it is about something else.")
    account: Account | None = shown("The account that it is about; null when it is about something else.")
    counterparty: Counterparty | None = shown("Whom it is with, or whom it is about; null if nobody.")
    related_document: Document | None = shown("The other document of a pair; null where there is none.")
    amount_at_stake: Money | None = shown("How much money it is about; null when that is not known.")
    act_by: date | None = shown(
        "The day on which the money of an open document is due to move, by its due date or else its issue "
        "date: settle the issue before. Null for what moves no more, and where no date tells."
    )
    detected_at: datetime = shown("When it was first found, or found again after it was resolved.")
    resolved_at: datetime | None = shown("When it was found no more; null while it is there.")
    resolved_by: Cause | None = shown("What led to that; null while it is there.")
    last_action: IssueAction | None = shown(
        "What a person did about it last, or what ignores all of its check and counterparty; null if nothing."
    )

    @field(
        list[IssueSuggestion],
        "What could mend it, the best first, three at most; empty when nothing in the books tells, or it is "
        "not open.",
    )
    async def suggestions(
        self, issue: strawberry.Parent[hygiene_tray.Issue], info: Info
    ) -> tuple[Suggestion, ...]:
        return await resolvers.suggestions(info.context, issue)

    @field(
        RunwayEffect | None,
        "What the first suggestion, or merging as it says, does to the runway, all else as it is; null "
        "without a suggestion, and for an exchange rate that would value a bank account anew.",
    )
    async def runway_effect(
        self, issue: strawberry.Parent[hygiene_tray.Issue], info: Info
    ) -> EffectModel | None:
        return await resolvers.runway_effect(info.context, issue)
