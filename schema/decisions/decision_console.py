"""The decision console: what is ready for a decision, and the queue."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books import documents
from orchestrators.books.documents import ItemKind
from orchestrators.decisions import decision_console
from orchestrators.decisions.decision_console import DecisionAction, DecisionStatus
from orchestrators.paging import Order, Page
from resolvers.context import Context
from resolvers.decisions import decision_console as resolvers
from schema.access.people import Person
from schema.books.documents import Document, DocumentFilter
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.decisions.decision import Decision
from schema.faces import describe_enum, face, field, shown
from schema.filters import BooleanFilter, DateFilter, DecimalFilter, EnumFilter, Filter, IDFilter, OrderBy, op
from schema.money import Money, UnknownReason

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
    "What the console's items can be sorted by; rows without a value come last.",
    {
        "PRIORITY": "How pressing it is; alone. Ties go by due date, larger amount, id.",
        "IMPACT": "What paying or collecting it now does: days of runway, then the lowest balance; alone.",
        "DUE_DATE": "When it is due.",
        "ISSUE_DATE": "When it was issued.",
        "OPEN_BALANCE": "What is still to be paid.",
        "TOTAL": "What it was issued over.",
        "COUNTERPARTY": "The name of whom it is with.",
    },
)


@strawberry.input(description="A field to sort the console's items by, and the direction.")
class ConsoleItemOrder(OrderBy):
    field: ConsoleItemOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Largest, latest or most pressing first.")


@strawberry.input(description="Which decisions; all fields given must hold.")
class DecisionFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {
        "document_id": ("Bill", "Invoice"),
        "counterparty_id": ("Vendor", "Customer"),
    }

    status: EnumFilter[DecisionStatus] | None = op("Where it stands.")
    action: EnumFilter[DecisionAction] | None = op("What was decided.")
    kind: EnumFilter[ItemKind] | None = op("What it is about: a bill or an invoice.")
    document_id: IDFilter | None = op("Which item it is about.", name="itemId")
    counterparty_id: IDFilter | None = op("Whom the item is with: ids of vendors or customers.")
    due_date: DateFilter | None = op("When the item is due.")
    planned_on: DateFilter | None = op("The date that was decided.", name="date")
    amount: DecimalFilter | None = op("What it is about, in the document's currency.")
    is_stale: BooleanFilter | None = op("Whether it is open and its document has changed.", name="stale")
    and_: list["DecisionFilter"] | None = op("All of these hold.", name="and")
    or_: list["DecisionFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["DecisionFilter"] = op("This does not hold.", name="not")


class DecisionOrderField(StrEnum):
    """What decisions can be sorted by."""

    PROPOSED_AT = "proposed_at"
    DATE = "planned_on"
    AMOUNT = "amount"
    DUE_DATE = "due_date"
    COUNTERPARTY = "counterparty"


describe_enum(
    DecisionOrderField,
    "What decisions can be sorted by; those without a value come last.",
    {
        "PROPOSED_AT": "When it was proposed.",
        "DATE": "The date that was decided.",
        "AMOUNT": "What it is about.",
        "DUE_DATE": "When the item is due.",
        "COUNTERPARTY": "The name of whom the item is with.",
    },
)


@strawberry.input(description="A field to sort decisions by, and the direction.")
class DecisionOrder(OrderBy):
    field: DecisionOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Largest or latest first.")


@face(decision_console.DecisionConsole, "What is ready for a decision, and what was decided.")
class DecisionConsole:
    as_of: date = shown("The business's local date: days to due are counted from it.")
    is_stale: bool = shown(
        "Whether the last import is older than the business allows. Items are still shown then, "
        "but none is ready: decisions about them are refused until the books are imported again."
    )
    cash: Money | None = shown(
        "As `runway { cash }`: balances of active bank accounts; null when that cannot be told."
    )
    cash_unknown: UnknownReason | None = shown("Why there is no figure for cash.")

    @field(Connection[Document], "Items without a blocking issue, by due date unless ordered otherwise.")
    async def items(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[ConsoleItemOrder] | None, BY] = None,
    ) -> Page[documents.Document]:
        request = page_request(
            info, first, after, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        return await resolvers.items(info.context, request)

    @field(Connection[Decision], "Decisions, closed ones too, the latest first unless ordered otherwise.")
    async def queue(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[DecisionFilter | None, WHICH] = None,
        order_by: Annotated[list[DecisionOrder] | None, BY] = None,
    ) -> Page[decision_console.Decision]:
        latest_first = (Order("proposed_at", descending=True),)
        request = page_request(info, first, after, where=where, order=order_by, default_order=latest_first)
        return await resolvers.queue(info.context, request)
