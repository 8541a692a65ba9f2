"""The decision console: what is ready for a decision, and the queue."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators import decision_console, documents
from orchestrators.cash import CashUnknown
from orchestrators.decision_console import DecisionAction, DecisionStatus
from orchestrators.paging import Order, Page
from resolvers import decision_console as resolvers
from resolvers.context import Context
from schema.connections import BY, WHICH, After, Connection, First, page_request
from schema.documents import Document, DocumentFilter, DocumentOrder
from schema.faces import face, field, shown, words
from schema.filters import EnumFilter, Filter, IDFilter, op
from schema.money import Money
from schema.node import Node

Info = strawberry.Info[Context, None]

words(
    DecisionAction,
    "What can be decided.",
    {
        "PAY": "Pay the bill now.",
        "SCHEDULE": "Pay the bill on a day.",
        "DELAY": "Pay the bill later than it is due.",
        "CHASE": "Remind the customer of the invoice.",
        "EXPECT": "Expect the invoice's payment on a day.",
    },
)
words(
    DecisionStatus,
    "Where a decision stands.",
    {"PROPOSED": "In the queue.", "WITHDRAWN": "Taken back; it stays in the queue's history."},
)
words(
    CashUnknown,
    "Why there is no figure for cash.",
    {
        "NO_BANK_ACCOUNT": "The books have no active bank account.",
        "MISSING_BALANCE": "The source does not tell the balance of a bank account.",
        "SEVERAL_CURRENCIES": "Bank accounts are in several currencies.",
    },
)


@face(decision_console.Person, "Who did something.")
class Person:
    """A person."""

    email: str = shown("The address that the person had then.")


@face(decision_console.Decision, "A decision about one item.")
class Decision(Node):
    """A decision."""

    status: DecisionStatus = shown("Where it stands.")
    action: DecisionAction = shown("What was decided.")
    note: str | None = shown("What its author wrote.")
    item: Document = shown("The bill or the invoice that it is about.")
    proposed_by: Person = shown("Who proposed it.")
    proposed_at: datetime = shown("When it was proposed.")
    version: int = shown("Rises with every change; send it as `expectedVersion`.")


@strawberry.input(description="Which decisions; all fields given must hold.")
class DecisionFilter(Filter):
    """A filter of decisions."""

    ids: ClassVar[dict[str, tuple[str, ...]]] = {"document_id": ("Bill", "Invoice")}

    status: EnumFilter[DecisionStatus] | None = op("Where it stands.")
    action: EnumFilter[DecisionAction] | None = op("What was decided.")
    document_id: IDFilter | None = op("Which item it is about.", name="itemId")
    and_: list["DecisionFilter"] | None = op("All of these hold.", name="and")
    or_: list["DecisionFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["DecisionFilter"] = op("This does not hold.", name="not")


@face(decision_console.DecisionConsole, "What is ready for a decision, and what was decided.")
class DecisionConsole:
    """The console."""

    as_of: date = shown("The business's local date: days to due are counted from it.")
    is_stale: bool = shown(
        "Whether the last import is older than the business allows. Items are still shown then, "
        "but none is ready: decisions about them are refused until the books are imported again."
    )
    cash: Money | None = shown("Balances of active bank accounts; null when that cannot be told.")
    cash_unknown: CashUnknown | None = shown("Why there is no figure for cash.")

    @field(Connection[Document], "Items without a blocking issue, by due date unless ordered otherwise.")
    async def items(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[DocumentOrder] | None, BY] = None,
    ) -> Page[documents.Document]:
        """A page of items."""
        request = page_request(
            info, first, after, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        return await resolvers.items(info.context, request)

    @field(Connection[Decision], "Decisions, the latest first; withdrawn ones too.")
    async def queue(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        where: Annotated[DecisionFilter | None, WHICH] = None,
    ) -> Page[decision_console.Decision]:
        """A page of decisions."""
        latest_first = (Order("proposed_at", descending=True),)
        request = page_request(info, first, after, where=where, default_order=latest_first)
        return await resolvers.queue(info.context, request)
