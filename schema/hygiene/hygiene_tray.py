"""The hygiene tray: what is wrong in the books, and how much it matters."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books.documents import ItemKind
from orchestrators.calculations.hygiene.checks import CHECKS, CheckName, Severity
from orchestrators.hygiene import hygiene_tray
from orchestrators.paging import Order, Page
from resolvers.context import Context
from resolvers.hygiene import hygiene_tray as resolvers
from schema.books.cash import Account
from schema.books.documents import Document
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, DecimalFilter, EnumFilter, Filter, IDFilter, OrderBy, op
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


@face(hygiene_tray.Issue, "A finding of one check.")
class Issue(Node):
    check: CheckName = shown("Which check found it.")
    severity: Severity = shown("How bad it is.")
    blocking: bool = shown("Whether it keeps its subject out of the decision console.")
    message: str = shown("The facts, with numbers.")
    subject: Document | None = shown("The document that it is about; null when it is about something else.")
    account: Account | None = shown("The account that it is about; null when it is about something else.")
    amount_at_stake: Money | None = shown("How much money it is about; null when that is not known.")
    detected_at: datetime = shown("When it was first found.")


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
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"document_id": ("Bill", "Invoice")}

    check: EnumFilter[CheckName] | None = op("Which check found it.")
    severity: EnumFilter[Severity] | None = op("How bad it is.")
    blocking: BooleanFilter | None = op("Whether it keeps its subject out of the console.")
    kind: EnumFilter[ItemKind] | None = op("What it is about: a bill or an invoice.")
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

    @field(Connection[Issue], "Open issues, the worst first unless ordered otherwise.")
    async def issues(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[IssueFilter | None, WHICH] = None,
        order_by: Annotated[list[IssueOrder] | None, BY] = None,
    ) -> Page[hygiene_tray.Issue]:
        request = page_request(info, first, after, where=where, order=order_by, default_order=WORST_FIRST)
        return await resolvers.issues(info.context, request)

    @field(list[SeverityCount], "Open issues by severity, at most four rows, the worst first.")
    async def counts(self, info: Info) -> tuple[hygiene_tray.SeverityCount, ...]:
        return await resolvers.counts(info.context)
