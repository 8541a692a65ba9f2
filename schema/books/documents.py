"""Bills and invoices, vendors and customers, and what both of each have in common."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Optional

import strawberry

from orchestrators.books import documents
from orchestrators.books.documents import DocumentState, ItemKind
from orchestrators.books.records import PaymentHabit as PaymentHabitModel
from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.books.vendor import VendorRecord as VendorRecordModel
from orchestrators.calculations.decisions.priority import Priority
from orchestrators.calculations.settings import policy
from orchestrators.runway.item_effects import ItemDiscount as DiscountModel
from orchestrators.runway.item_effects import ItemImpact as ImpactModel
from resolvers.books import records as resolvers
from resolvers.context import Context
from resolvers.runway import runway as runway_resolvers
from resolvers.settings import settings
from schema import ids
from schema.books.records import PaymentHabit, VendorRecord
from schema.faces import describe_enum, face, field, interface, shown
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
from schema.money import Money
from schema.node import Node
from schema.runway.item_effects import ItemDiscount, ItemImpact, ItemPriority
from schema.settings.vendor_terms import VendorTerms

Info = strawberry.Info[Context, None]

describe_enum(
    ItemKind, "What can be decided about.", {"BILL": "The business owes it.", "INVOICE": "It is owed it."}
)
describe_enum(
    DocumentState,
    "What became of a document.",
    {
        "OPEN": "Something is still owed, or how much is not known.",
        "SETTLED": "Nothing is owed any more.",
        "VOIDED": "Made void at the source, or merged into another one: it never counted.",
        "DELETED": "Deleted at the source.",
    },
)


@interface(documents.Counterparty, "Whom a document is with: a vendor or a customer.")
class Counterparty(Node):
    """A vendor or a customer."""

    name: str = shown("As the source displays it.")
    active: bool = shown("False when it was made inactive or deleted at the source.")


@face(documents.Vendor, "Whom the business buys from.")
class Vendor(Counterparty):
    @field(VendorTerms, "What people know of it that the source does not tell.")
    async def terms(self, vendor: strawberry.Parent[documents.Vendor], info: Info) -> policy.VendorTerms:
        return await settings.terms_of(info.context, vendor.id)

    @field(VendorRecord, "How it was paid until today.")
    async def record(self, info: Info, vendor: strawberry.Parent[documents.Vendor]) -> VendorRecordModel:
        return await resolvers.vendor_record(info.context, vendor.id)


@face(documents.Customer, "Whom the business sells to.")
class Customer(Counterparty):
    @field(PaymentHabit, "How late it pays.")
    async def payment_habit(
        self, info: Info, customer: strawberry.Parent[documents.Customer]
    ) -> PaymentHabitModel:
        return await resolvers.customer_habit(info.context, customer.id)


@interface(documents.Document, "A bill or an invoice; what the source left out is null.")
class Document(Node):
    """What bills and invoices have in common."""

    kind: ItemKind = shown("Bill or invoice.")
    state: DocumentState = shown("What became of it.")
    document_number: str | None = shown("The number on the paper.")
    counterparty: Counterparty | None = shown("Whom it is with.")
    issue_date: date | None = shown("When it was issued.")
    due_date: date | None = shown("When it is due. Never null in the decision console.")
    days_to_due: int | None = shown("Days from the business's local date; negative when overdue.")
    total: Money | None = shown("What it was issued over.")
    open_balance: Money | None = shown("What is still to be paid. Never null in the decision console.")

    @field(
        strawberry.ID | None,
        "Of one that was entered twice, and merged: the document that stays; null otherwise.",
    )
    def superseded_by_id(self, document: strawberry.Parent[documents.Document]) -> strawberry.ID | None:
        if document.superseded_by is None:
            return None
        return strawberry.ID(ids.encode(type(document).__name__, document.superseded_by))

    @field(
        ItemPriority | None,
        "How pressing it is, 0 to 100 by named factors; null when it is not open, or its rate is missing.",
    )
    async def priority(self, document: strawberry.Parent[documents.Document], info: Info) -> Priority | None:
        return await runway_resolvers.item_priority(info.context, document.id)

    @field(
        ItemImpact | None, "What paying or collecting it does; null when it is not open or cash is unknown."
    )
    async def impact(self, document: strawberry.Parent[documents.Document], info: Info) -> ImpactModel | None:
        return await runway_resolvers.item_impact(info.context, document.id)

    @field(
        ItemDiscount | None, "The discount that can still be taken by paying early; null where there is none."
    )
    async def discount(
        self, document: strawberry.Parent[documents.Document], info: Info
    ) -> DiscountModel | None:
        return await runway_resolvers.item_discount(info.context, document.id)


@face(documents.Bill, "Something the business owes.")
class Bill(Document):
    """A bill."""


@face(documents.Invoice, "Something the business is owed.")
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
    "What documents can be sorted by; rows without a value come last.",
    {
        "DUE_DATE": "When it is due.",
        "ISSUE_DATE": "When it was issued.",
        "OPEN_BALANCE": "What is still to be paid.",
        "TOTAL": "What it was issued over.",
        "COUNTERPARTY": "The name of whom it is with.",
    },
)


@strawberry.input(description="A field to sort documents by, and the direction.")
class DocumentOrder(OrderBy):
    field: DocumentOrderField = strawberry.field(description="What to sort by.")
    descending: bool = strawberry.field(default=False, description="Largest or latest first.")


@strawberry.input(description="Which documents; all fields given must hold.")
class DocumentFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"counterparty_id": ("Vendor", "Customer")}

    kind: EnumFilter[ItemKind] | None = op("Bill or invoice.")
    state: EnumFilter[DocumentState] | None = op("What became of it.")
    counterparty_id: IDFilter | None = op("Whom it is with: ids of vendors or customers.")
    document_number: StringFilter | None = op("The number on the paper.")
    issue_date: DateFilter | None = op("When it was issued.")
    due_date: DateFilter | None = op("When it is due.")
    open_balance: DecimalFilter | None = op("What is still to be paid, in the document's currency.")
    total: DecimalFilter | None = op("What it was issued over, in the document's currency.")
    tier: EnumFilter[Tier] | None = op("Of a bill: the tier of its vendor, set or suggested.")
    has_decision: BooleanFilter | None = op("Whether an open decision is about it.")
    and_: list["DocumentFilter"] | None = op("All of these hold.", name="and")
    or_: list["DocumentFilter"] | None = op("At least one of these holds.", name="or")
    not_: Optional["DocumentFilter"] = op("This does not hold.", name="not")
