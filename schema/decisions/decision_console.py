"""The decision console: what is ready for a decision, and the queue."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books import documents
from orchestrators.books.documents import ItemKind
from orchestrators.decisions import decision_console
from orchestrators.decisions.decision_console import LATEST_FIRST, DecisionAction, DecisionStatus
from orchestrators.paging import Order, Page
from resolvers.context import Context
from resolvers.decisions import decision_console as resolvers
from schema.access.people import Person
from schema.books.documents import Document, DocumentFilter
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.decisions.decision import Decision
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, DateFilter, DecimalFilter, EnumFilter, Filter, IDFilter, OrderBy, op
from schema.money import Money, UnknownReason
from schema.node import Node, one_of_business

__all__ = ["Decision", "DecisionConsole", "Person"]

Info = strawberry.Info[Context, None]


class ConsoleItemOrderField(StrEnum):
    """What the console's items can be sorted by."""

    PRIORITY = "priority"
    IMPACT = "impact"
    DUE_DATE = "due_date"
    ISSUE_DATE = "issue_date"
    OPEN_BALANCE = "open_balance"
    TOTAL = "total"
    COUNTERPARTY = "counterparty"


describe_enum(
    ConsoleItemOrderField,
    "Fields by which items of the console can be sorted; items without a value come last.",
    {
        "PRIORITY": "Priority score; cannot be combined with other fields. Ties are broken by due date, "
        "larger amount and id.",
        "IMPACT": "Effect of paying or collecting today: days of runway, then lowest balance; cannot be "
        "combined with other fields.",
        "DUE_DATE": "Date on which payment is due.",
        "ISSUE_DATE": "Date on which the document was issued.",
        "OPEN_BALANCE": "Amount still to be paid, in the document's currency.",
        "TOTAL": "Total amount including tax, in the document's currency.",
        "COUNTERPARTY": "Name of the vendor or customer.",
    },
)


@strawberry.input(description="Sort order of the items of the decision console.")
class ConsoleItemOrder(OrderBy):
    field: ConsoleItemOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(
        default=False, description="True sorts the largest, latest or most urgent first."
    )


@strawberry.input(description="Conditions on decisions; all fields that are present must match.")
class DecisionFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    status: EnumFilter[DecisionStatus] | None = op("Status of the decision.")
    action: EnumFilter[DecisionAction] | None = op("What was decided.")
    kind: EnumFilter[ItemKind] | None = op("Whether the decision is about a bill or an invoice.")
    document_id: IDFilter | None = op("Global id of the bill or invoice.", name="itemId")
    counterparty_id: IDFilter | None = op("Global id of the vendor or customer of the document.")
    due_date: DateFilter | None = op("Due date of the document.")
    planned_on: DateFilter | None = op("Date that was decided.", name="date")
    amount: DecimalFilter | None = op("Amount that the decision covers, in the document's currency.")
    is_stale: BooleanFilter | None = op(
        "Whether the decision is open and its document has changed since the last review."
    )
    and_: list["DecisionFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["DecisionFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["DecisionFilter"] = op("Matches objects for which this condition is false.", name="not")


class DecisionOrderField(StrEnum):
    """What decisions can be sorted by."""

    PROPOSED_AT = "proposed_at"
    DATE = "planned_on"
    AMOUNT = "amount"
    DUE_DATE = "due_date"
    COUNTERPARTY = "counterparty"


describe_enum(
    DecisionOrderField,
    "Fields by which decisions can be sorted; decisions without a value come last.",
    {
        "PROPOSED_AT": "Time at which the decision was proposed.",
        "DATE": "Date that was decided.",
        "AMOUNT": "Amount that the decision covers.",
        "DUE_DATE": "Due date of the document.",
        "COUNTERPARTY": "Name of the vendor or customer of the document.",
    },
)


@strawberry.input(description="Sort order of decisions.")
class DecisionOrder(OrderBy):
    field: DecisionOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts the largest or latest first.")


@face(
    decision_console.DecisionConsole,
    "The decision console: open bills and invoices to decide about, and the queue of decisions.",
)
class DecisionConsole(Node):
    id = one_of_business(
        "DecisionConsole",
        "Global id, one for each business: opaque, and stable as long as the business exists.",
    )
    as_of: date = shown("Local date of the business, from which days until due are counted.")
    is_stale: bool = shown(
        "True when the last import is older than the business allows. Items are still listed, but decisions "
        "about them are refused until the next import."
    )
    cash: Money | None = shown(
        "Balance of all active bank accounts in home currency, equal to `runway { cash }`; null when unknown."
    )
    cash_unknown_reason: UnknownReason | None = shown("Why `cash` is unknown; null when it is known.")

    @field(
        Connection[Document] | None,
        "Open bills and invoices without a blocking issue, by due date unless ordered otherwise. "
        "`readiness` tells whether a decision can be proposed; the filter `hasDecision: {eq: false}` leaves"
        " out what is decided.",
    )
    async def items(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[ConsoleItemOrder] | None, BY] = None,
    ) -> Page[documents.Document]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        return await resolvers.items(info.context, request)

    @field(
        Connection[Decision] | None,
        "All decisions, open and closed, the latest proposal first unless ordered otherwise.",
    )
    async def queue(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[DecisionFilter | None, WHICH] = None,
        order_by: Annotated[list[DecisionOrder] | None, BY] = None,
    ) -> Page[decision_console.Decision]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.queue(info.context, request)
