"""Bills and invoices, vendors and customers, and what both of each have in common."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Optional

import strawberry

from orchestrators.books import documents
from orchestrators.books.documents import DocumentState, ItemKind
from orchestrators.books.transactions import Settlement
from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.decisions.readiness import Readiness
from orchestrators.decisions.decision_console import Decision
from orchestrators.decisions.outbox import Instruction
from orchestrators.hygiene.hygiene_tray import Issue
from resolvers.books import documents as resolvers
from resolvers.books import transactions
from resolvers.context import Context
from resolvers.decisions import decision_console, outbox
from resolvers.hygiene import hygiene_tray
from resolvers.runway import runway as runway_resolvers
from schema import ids
from schema.faces import describe_enum, face, field, interface, later, listed, shown
from schema.filters import (
    BooleanFilter,
    DateFilter,
    DecimalFilter,
    EnumFilter,
    Filter,
    IDFilter,
    OrderBy,
    StringFilter,
    op,
)
from schema.loading import load
from schema.money import Money
from schema.node import Node
from schema.runway.item_effects import ItemDiscount, ItemImpact, ItemPriority, effect

Info = strawberry.Info[Context, None]

describe_enum(
    ItemKind,
    "Whether a document is a bill or an invoice.",
    {"BILL": "A bill: the business owes a vendor.", "INVOICE": "An invoice: a customer owes the business."},
)
describe_enum(
    DocumentState,
    "Whether a document is open, settled or cancelled.",
    {
        "OPEN": "Not fully paid, or the open balance is unknown.",
        "SETTLED": "Fully paid: nothing is owed any more.",
        "VOIDED": "Voided in the accounting system, or merged into another document as a duplicate.",
        "DELETED": "Deleted in the accounting system.",
    },
)
describe_enum(
    Readiness,
    "Whether a decision about all of a bill or invoice can be proposed now; otherwise the first reason why "
    "not.",
    {
        "READY": "A decision can be proposed.",
        "NOT_OPEN": "The document is settled, voided or deleted: nothing is left to decide.",
        "BLOCKED": "A blocking issue is open in the hygiene tray, or the counterparty, the due date or the "
        "open balance is missing.",
        "DECISION_OPEN": "An open decision about the document is in the queue; if it pays a part, decisions"
        " about further parts can be proposed.",
        "INSTRUCTED": "A payment was instructed and the books do not show it yet; after a part, decisions "
        "about further parts can be proposed. Ends with an import that changes the document, "
        "or when the external system refuses the payment.",
        "BOOKS_STALE": "The last import is older than the business allows; decisions are refused until the "
        "next import.",
    },
)


@interface(documents.Counterparty, "A vendor or customer that documents are exchanged with.")
class Counterparty(Node):
    """A vendor or a customer."""

    name: str = shown("Display name in the accounting system.")
    active: bool = shown("False when the counterparty is inactive or deleted in the accounting system.")


@interface(documents.Document, "A bill or an invoice. Fields that the accounting system left out are null.")
class Document(Node):
    """What bills and invoices have in common."""

    kind: ItemKind = shown("Whether the document is a bill or an invoice.")
    state: DocumentState = shown("Whether the document is open, settled or cancelled.")
    document_number: str | None = shown("Document number as printed, such as 2608-017; null if it has none.")
    counterparty: Counterparty | None = shown(
        "The vendor of a bill, the customer of an invoice; null if the document names none."
    )
    issue_date: date | None = shown("Date on which the document was issued; null if unknown.")
    due_date: date | None = shown(
        "Date on which payment is due; null if unknown, but never in the decision console."
    )
    days_to_due: int | None = shown(
        "Days from today until the due date, negative when past due; null without a due date."
    )
    total: Money | None = shown("Total amount including tax, in the document's currency; null if unknown.")
    open_balance: Money | None = shown(
        "Amount still to be paid, in the document's currency; null if unknown, but never in the decision "
        "console."
    )
    priority: ItemPriority | None = effect(
        ItemPriority,
        runway_resolvers.item_priority,
        "Urgency of the document, 0 to 100; null when it is not open or its exchange rate is unknown.",
    )
    impact: ItemImpact | None = effect(
        ItemImpact,
        runway_resolvers.item_impact,
        "Effect of paying or collecting the document on the runway; null when it is not open or cash is "
        "unknown.",
    )
    discount: ItemDiscount | None = effect(
        ItemDiscount,
        runway_resolvers.item_discount,
        "Early payment discount that is still available; null when there is none.",
    )

    @field(
        strawberry.ID | None,
        "For a duplicate that was merged: global id of the document that was kept. Otherwise null.",
    )
    def superseded_by_id(self, document: strawberry.Parent[documents.Document]) -> strawberry.ID | None:
        if document.superseded_by is None:
            return None
        return strawberry.ID(ids.encode(type(document).__name__, document.superseded_by))

    @field(Readiness, "Whether a decision about the document can be proposed now, or why it cannot.")
    async def readiness(self, document: strawberry.Parent[documents.Document], info: Info) -> Readiness:
        result = await load(info.context, resolvers.readiness, document.id)
        assert result is not None, "read from the snapshot that the document is of"
        return result

    @field(
        listed(later("Decision", "decisions.decision")),
        "Decisions about the document, open and closed, the latest proposal first; the latest 10.",
    )
    async def decisions(
        self, document: strawberry.Parent[documents.Document], info: Info
    ) -> tuple[Decision, ...]:
        return await load(info.context, decision_console.decisions_of_documents, document.id) or ()

    @field(
        listed(later("Issue", "hygiene.issue")),
        "Open issues of the hygiene tray about the document, the worst first; at most 10.",
    )
    async def issues(self, document: strawberry.Parent[documents.Document], info: Info) -> tuple[Issue, ...]:
        return await load(info.context, hygiene_tray.issues_of_documents, document.id) or ()

    @field(
        listed(later("Settlement", "books.transactions")),
        "Amounts that payments applied to the document, the latest date first; the latest 20.",
    )
    async def payments(
        self, document: strawberry.Parent[documents.Document], info: Info
    ) -> tuple[Settlement, ...]:
        return await load(info.context, transactions.settlements_of_documents, document.id) or ()

    @field(
        later("Instruction", "decisions.outbox") | None,
        "Latest payment instruction that is in force: neither refused by the external system nor shown by "
        "the books yet. Null when there is none.",
    )
    async def instruction(
        self, document: strawberry.Parent[documents.Document], info: Info
    ) -> Instruction | None:
        return await load(info.context, outbox.payments_in_force, document.id)


@face(documents.Bill, "A bill: an amount that the business owes a vendor.")
class Bill(Document):
    """A bill."""


@face(documents.Invoice, "An invoice: an amount that a customer owes the business.")
class Invoice(Document):
    """An invoice."""


class DocumentOrderField(StrEnum):
    """What documents can be sorted by."""

    DUE_DATE = "due_date"
    ISSUE_DATE = "issue_date"
    OPEN_BALANCE = "open_balance"
    TOTAL = "total"
    COUNTERPARTY = "counterparty"


describe_enum(
    DocumentOrderField,
    "Fields by which documents can be sorted; documents without a value come last.",
    {
        "DUE_DATE": "Date on which payment is due.",
        "ISSUE_DATE": "Date on which the document was issued.",
        "OPEN_BALANCE": "Amount still to be paid, in the document's currency.",
        "TOTAL": "Total amount including tax, in the document's currency.",
        "COUNTERPARTY": "Name of the vendor or customer.",
    },
)


@strawberry.input(description="Sort order of documents.")
class DocumentOrder(OrderBy):
    field: DocumentOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts the largest or latest first.")


@strawberry.input(description="Conditions on bills and invoices; all fields that are present must match.")
class DocumentFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"counterparty_id": ("Vendor", "Customer")}

    kind: EnumFilter[ItemKind] | None = op("Whether the document is a bill or an invoice.")
    state: EnumFilter[DocumentState] | None = op("Whether the document is open, settled or cancelled.")
    counterparty_id: IDFilter | None = op("Global id of the vendor or customer.")
    document_number: StringFilter | None = op("Document number as printed, such as 2608-017.")
    issue_date: DateFilter | None = op("Date on which the document was issued.")
    due_date: DateFilter | None = op("Date on which payment is due.")
    open_balance: DecimalFilter | None = op("Amount still to be paid, in the document's currency.")
    total: DecimalFilter | None = op("Total amount including tax, in the document's currency.")
    tier: EnumFilter[Tier] | None = op("For bills: the vendor's effective tier, set or suggested.")
    has_decision: BooleanFilter | None = op(
        "Whether an open decision about the document exists, or a payment that was instructed and that the "
        "books do not show yet."
    )
    and_: list["DocumentFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["DocumentFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["DocumentFilter"] = op("Matches objects for which this condition is false.", name="not")
