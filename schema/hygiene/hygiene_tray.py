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
from orchestrators.hygiene.hygiene_tray import WORST_FIRST, IssueStatus, IssueSubjectKind
from orchestrators.hygiene.mending import RunwayEffect as EffectModel
from orchestrators.paging import Compare, Every, Op, Page, PageRequest, Where, compared
from resolvers.context import Context
from resolvers.hygiene import hygiene_tray as resolvers
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
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
from schema.node import one_of_business

Info = strawberry.Info[Context, None]


@face(hygiene_tray.SeverityCount, "Number of open issues of one severity.")
class SeverityCount:
    severity: Severity = shown("Severity of the issues.")
    count: int = shown("Number of open issues.")


@face(hygiene_tray.CheckCount, "Number of open issues of one check and severity.")
class CheckCount:
    check: CheckName = shown("The check that reported the issues.")
    severity: Severity = shown("Severity of the issues.")
    count: int = shown("Number of open issues.")
    blocking: int = shown("Number of these issues that keep their document out of the decision console.")


class IssueOrderField(StrEnum):
    """What issues can be sorted by."""

    SEVERITY = "severity"
    AMOUNT_AT_STAKE = "amount_at_stake"
    RUNWAY_EFFECT = "runway_effect"
    ACT_BY_DATE = "act_by"
    DETECTED_AT = "detected_at"


describe_enum(
    IssueOrderField,
    "Fields by which issues can be sorted; issues without a value come last.",
    {
        "SEVERITY": "Severity of the issue.",
        "AMOUNT_AT_STAKE": "Amount of money that the issue concerns.",
        "RUNWAY_EFFECT": "Effect of the first suggestion on the runway: runways that become known, then "
        "days, then lowest balance. Cannot be combined with other fields; at most 1,000 issues.",
        "ACT_BY_DATE": "Day on which the money of the document is due to move.",
        "DETECTED_AT": "Time at which the issue was detected.",
    },
)


@strawberry.input(description="Sort order of issues.")
class IssueOrder(OrderBy):
    field: IssueOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(
        default=False, description="True sorts the worst, largest or latest first."
    )


@strawberry.input(description="Conditions on issues; all fields that are present must match.")
class IssueFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    check: EnumFilter[CheckName] | None = op("The check that reported the issue.")
    severity: EnumFilter[Severity] | None = op("Severity of the issue.")
    blocking: BooleanFilter | None = op("Whether the issue keeps its document out of the decision console.")
    issue_status: EnumFilter[IssueStatus] | None = op("Status of the issue; OPEN if left out.")
    kind: EnumFilter[ItemKind] | None = op("Whether the issue is about a bill or an invoice.")
    subject_kind: EnumFilter[IssueSubjectKind] | None = op("Kind of object that the issue is about.")
    counterparty_id: IDFilter | None = op(
        "Global id of the vendor or customer that the issue or its document concerns."
    )
    detected_at: DateTimeFilter | None = op("Time at which the issue was detected.")
    document_id: IDFilter | None = op("Global id of the bill or invoice that the issue is about.")
    amount_at_stake: DecimalFilter | None = op(
        "Amount of money that the issue concerns, in the currency of its document or account."
    )
    and_: list["IssueFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["IssueFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["IssueFilter"] = op("Matches objects for which this condition is false.", name="not")


@face(hygiene_tray.HygieneTray, "The hygiene tray: issues found in the books, and a quality score.")
class HygieneTray:
    id = one_of_business(
        "HygieneTray",
        "Key for caches, one for each business: opaque and stable. `node` refuses it, because `issues` is a "
        "connection here and a list below a bill; read `hygieneTray` again instead.",
    )
    as_of: date = shown("Local date of the business.")
    last_synced_at: datetime | None = shown(
        "Time at which the accounting system answered the newest complete import; null before the first one."
    )
    is_stale: bool = shown("True when `lastSyncedAt` is older than the business allows, or null.")

    @field(
        Connection[Issue] | None,
        "Issues found in the books, the worst first unless ordered otherwise; only open ones unless the "
        "filter names a status.",
    )
    async def issues(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[IssueFilter | None, WHICH] = None,
        order_by: Annotated[list[IssueOrder] | None, BY] = None,
    ) -> Page[hygiene_tray.Issue]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=WORST_FIRST
        )
        return await resolvers.issues(info.context, _open_unless_named(request))

    @field(Quality | None, "Quality score of the books, from the open issues.")
    async def quality(self, info: Info) -> qualities.Quality:
        return await resolvers.quality(info.context)

    @field(
        list[QualityDay] | None,
        "Daily quality scores, the oldest day first; days without a change are left out.",
    )
    async def trend(
        self,
        info: Info,
        days: Annotated[
            int, strawberry.argument(description="Number of days until today, at most 366.")
        ] = 90,
    ) -> tuple[qualities.QualityDay, ...]:
        return await resolvers.trend(info.context, days)

    @field(
        list[SeverityCount] | None, "Number of open issues by severity, the worst first; at most four rows."
    )
    async def severity_counts(self, info: Info) -> tuple[hygiene_tray.SeverityCount, ...]:
        return await resolvers.counts(info.context)

    @field(list[CheckCount] | None, "Number of open issues by check and severity, the worst first.")
    async def check_counts(self, info: Info) -> tuple[hygiene_tray.CheckCount, ...]:
        return await resolvers.check_counts(info.context)

    @field(
        RunwayEffect | None,
        "Combined effect on the runway of applying the first suggestion of every open issue that matches, "
        "at most 100, including merging duplicates. Null when there is no suggestion, or when an exchange "
        "rate would revalue a bank account.",
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
