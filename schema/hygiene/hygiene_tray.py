"""The hygiene tray: what is wrong in the books, and how much it matters."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books.documents import ItemKind
from orchestrators.calculations.hygiene.checks import CHECKS, CheckName, Severity
from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.hygiene import hygiene_tray
from orchestrators.hygiene import quality as qualities
from orchestrators.hygiene.hygiene_tray import (
    IssueActionKind,
    IssueActionStatus,
    IssueStatus,
    IssueSubjectKind,
)
from orchestrators.hygiene.keeping import Cause
from orchestrators.paging import Compare, Every, Op, Order, Page, PageRequest, Where, compared
from resolvers.context import Context
from resolvers.hygiene import hygiene_tray as resolvers
from schema import ids
from schema.access.people import Person
from schema.books.cash import Account
from schema.books.documents import Counterparty, Document
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import (
    BooleanFilter,
    DateTimeFilter,
    DecimalFilter,
    EnumFilter,
    Filter,
    IDFilter,
    OrderBy,
    op,
)
from schema.hygiene.quality import Quality, QualityDay
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
    detected_at: datetime = shown("When it was first found, or found again after it was resolved.")
    resolved_at: datetime | None = shown("When it was found no more; null while it is there.")
    resolved_by: Cause | None = shown("What led to that; null while it is there.")
    last_action: IssueAction | None = shown("What a person did about it last, on its own; null if nothing.")

    @field(
        list[IssueSuggestion],
        "What could mend it, the best first, three at most; empty when nothing in the books tells, or it is "
        "not open.",
    )
    async def suggestions(
        self, issue: strawberry.Parent[hygiene_tray.Issue], info: Info
    ) -> tuple[Suggestion, ...]:
        return await resolvers.suggestions(info.context, issue)


@face(hygiene_tray.SeverityCount, "How many issues of one severity there are.")
class SeverityCount:
    severity: Severity = shown("The severity.")
    count: int = shown("How many.")


class IssueOrderField(StrEnum):
    """What issues can be sorted by."""

    SEVERITY = "severity"
    AMOUNT_AT_STAKE = "amount_at_stake"
    DETECTED_AT = "detected_at"


describe_enum(
    IssueOrderField,
    "What issues can be sorted by; rows without a value come last.",
    {
        "SEVERITY": "How bad it is.",
        "AMOUNT_AT_STAKE": "How much money it is about.",
        "DETECTED_AT": "When it was first found.",
    },
)


@strawberry.input(description="A field to sort issues by, and the direction.")
class IssueOrder(OrderBy):
    field: IssueOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Worst, largest or latest first.")


@strawberry.input(description="Which issues; all fields given must hold.")
class IssueFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    check: EnumFilter[CheckName] | None = op("Which check found it.")
    severity: EnumFilter[Severity] | None = op("How bad it is.")
    blocking: BooleanFilter | None = op("Whether it keeps its subject out of the console.")
    issue_status: EnumFilter[IssueStatus] | None = op("What became of it; left out: OPEN.")
    kind: EnumFilter[ItemKind] | None = op("What it is about: a bill or an invoice.")
    subject_kind: EnumFilter[IssueSubjectKind] | None = op("What it is about.")
    counterparty_id: IDFilter | None = op("Whom it is with, or whom it is about.")
    detected_at: DateTimeFilter | None = op("When it was first found: its age.")
    document_id: IDFilter | None = op("Which document it is about.", name="subjectId")
    amount_at_stake: DecimalFilter | None = op("How much money it is about.")
    and_: list["IssueFilter"] | None = op("All of these hold.", name="and")
    or_: list["IssueFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["IssueFilter"] = op("This does not hold.", name="not")


WORST_FIRST = (Order("severity", descending=True), Order("amount_at_stake", descending=True))


@face(hygiene_tray.HygieneTray, "What is wrong in the books.")
class HygieneTray:
    as_of: date = shown("The business's local date.")
    last_synced_at: datetime | None = shown("As of when the books are whole; null if no import ever was.")
    is_stale: bool = shown("Whether that is longer ago than the business allows.")

    @field(
        Connection[Issue],
        "Issues, the worst first unless ordered otherwise; the open ones unless the filter names a status.",
    )
    async def issues(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[IssueFilter | None, WHICH] = None,
        order_by: Annotated[list[IssueOrder] | None, BY] = None,
    ) -> Page[hygiene_tray.Issue]:
        request = page_request(info, first, after, where=where, order=order_by, default_order=WORST_FIRST)
        return await resolvers.issues(info.context, _open_unless_named(request))

    @field(Quality, "How good the books are, by the open issues.")
    async def quality(self, info: Info) -> qualities.Quality:
        return await resolvers.quality(info.context)

    @field(list[QualityDay], "How good they were, the oldest day first; days without a change are left out.")
    async def trend(
        self,
        info: Info,
        days: Annotated[int, strawberry.argument(description="So many days until today, 366 at most.")] = 90,
    ) -> tuple[qualities.QualityDay, ...]:
        return await resolvers.trend(info.context, days)

    @field(list[SeverityCount], "Open issues by severity, at most four rows, the worst first.")
    async def counts(self, info: Info) -> tuple[hygiene_tray.SeverityCount, ...]:
        return await resolvers.counts(info.context)


def _open_unless_named(request: PageRequest) -> PageRequest:
    if any(comparison.field == "issue_status" for comparison in compared(request.where)):
        return request
    is_open: Where = Compare("issue_status", Op.EQ, IssueStatus.OPEN)
    return replace(request, where=Every((is_open, request.where)))
