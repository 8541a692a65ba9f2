"""The hygiene tray: what is wrong in the books, and how much it matters."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books.documents import ItemKind
from orchestrators.calculations.hygiene.checks import CheckName, Severity
from orchestrators.hygiene import hygiene_tray
from orchestrators.hygiene import quality as qualities
from orchestrators.hygiene.hygiene_tray import (
    IssueStatus,
    IssueSubjectKind,
)
from orchestrators.hygiene.mending import RunwayEffect as EffectModel
from orchestrators.paging import Compare, Every, Op, Order, Page, PageRequest, Where, compared
from resolvers.context import Context
from resolvers.hygiene import hygiene_tray as resolvers
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
    where_of,
)
from schema.hygiene.issue import Issue
from schema.hygiene.mending import RunwayEffect
from schema.hygiene.quality import Quality, QualityDay

Info = strawberry.Info[Context, None]


@face(hygiene_tray.SeverityCount, "How many issues of one severity there are.")
class SeverityCount:
    severity: Severity = shown("The severity.")
    count: int = shown("How many.")


@face(hygiene_tray.CheckCount, "How many issues of one check and severity there are.")
class CheckCount:
    check: CheckName = shown("The check.")
    severity: Severity = shown("The severity.")
    count: int = shown("How many.")
    blocking: int = shown("How many of them keep their subject out of the decision console.")


class IssueOrderField(StrEnum):
    """What issues can be sorted by."""

    SEVERITY = "severity"
    AMOUNT_AT_STAKE = "amount_at_stake"
    RUNWAY_EFFECT = "runway_effect"
    ACT_BY = "act_by"
    DETECTED_AT = "detected_at"


describe_enum(
    IssueOrderField,
    "What issues can be sorted by; rows without a value come last.",
    {
        "SEVERITY": "How bad it is.",
        "AMOUNT_AT_STAKE": "How much money it is about.",
        "RUNWAY_EFFECT": "What its first suggestion does to the runway: first a runway that becomes known, "
        "then days, then the lowest balance; alone, of 1,000 issues at most.",
        "ACT_BY": "How urgent it is: the day on which its money is due to move.",
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

    @field(list[CheckCount], "Open issues by check and severity, the worst first.")
    async def check_counts(self, info: Info) -> tuple[hygiene_tray.CheckCount, ...]:
        return await resolvers.check_counts(info.context)

    @field(
        RunwayEffect | None,
        "What following the first suggestions of all open issues that match does to the runway, 100 at most, "
        "together and all else as it is: as `fixIssues` with this filter would, and merging duplicates as "
        "suggested. Null if nothing is suggested, or an exchange rate would value a bank account anew.",
    )
    async def effect_of_suggestions(
        self, info: Info, where: Annotated[IssueFilter, WHICH]
    ) -> EffectModel | None:
        is_open = Compare("issue_status", Op.EQ, IssueStatus.OPEN)
        return await resolvers.effect_of_suggestions(info.context, Every((is_open, where_of(where))))


def _open_unless_named(request: PageRequest) -> PageRequest:
    if any(comparison.field == "issue_status" for comparison in compared(request.where)):
        return request
    is_open: Where = Compare("issue_status", Op.EQ, IssueStatus.OPEN)
    return replace(request, where=Every((is_open, request.where)))
