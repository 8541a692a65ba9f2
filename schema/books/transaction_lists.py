"""The lists of payments, credits and journal entries."""

from enum import StrEnum
from typing import Annotated, ClassVar, Optional

import strawberry

from orchestrators.books import transactions as models
from orchestrators.books.documents import DocumentState
from orchestrators.books.transactions import CreditKind, PaymentKind
from orchestrators.paging import Order, Page
from resolvers.books import transactions as resolvers
from resolvers.context import Context
from schema.books.transactions import Credit, JournalEntry, Payment
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, field
from schema.filters import DateFilter, DecimalFilter, EnumFilter, Filter, IDFilter, OrderBy, StringFilter, op

Info = strawberry.Info[Context, None]


class TransactionOrderField(StrEnum):
    """What payments, credits and journal entries can be sorted by."""

    DATE = "issue_date"
    TOTAL = "total"


describe_enum(
    TransactionOrderField,
    "Fields by which transactions can be sorted; transactions without a value come last.",
    {"DATE": "Date of the transaction.", "TOTAL": "Total amount, in the transaction's currency."},
)


@strawberry.input(description="Sort order of payments, credits or journal entries.")
class TransactionOrder(OrderBy):
    field: TransactionOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts the largest or latest first.")


@strawberry.input(description="Conditions on payments; all fields that are present must match.")
class PaymentFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"counterparty_id": ("Vendor", "Customer")}

    kind: EnumFilter[PaymentKind] | None = op("Whether the payment was received or made.", name="paymentKind")
    state: EnumFilter[DocumentState] | None = op("Whether the payment is open, settled or cancelled.")
    counterparty_id: IDFilter | None = op("Global id of the vendor or customer.")
    document_number: StringFilter | None = op("Document number of the payment.")
    issue_date: DateFilter | None = op("Date of the payment.", name="date")
    total: DecimalFilter | None = op("Amount paid, in the payment's currency.")
    unapplied_amount: DecimalFilter | None = op(
        "Part of the payment that is applied to no document, in the payment's currency."
    )
    and_: list["PaymentFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["PaymentFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["PaymentFilter"] = op("Matches objects for which this condition is false.", name="not")


@strawberry.input(description="Conditions on credits; all fields that are present must match.")
class CreditFilter(Filter):
    ids: ClassVar[dict[str, tuple[str, ...]]] = {"counterparty_id": ("Vendor", "Customer")}

    kind: EnumFilter[CreditKind] | None = op("Whether the credit was received or granted.", name="creditKind")
    state: EnumFilter[DocumentState] | None = op("Whether the credit is open, settled or cancelled.")
    counterparty_id: IDFilter | None = op("Global id of the vendor or customer.")
    document_number: StringFilter | None = op("Document number of the credit.")
    issue_date: DateFilter | None = op("Date of the credit.", name="date")
    total: DecimalFilter | None = op("Total amount including tax, in the credit's currency.")
    unapplied_amount: DecimalFilter | None = op(
        "Part of the credit that is applied to no document, in the credit's currency."
    )
    and_: list["CreditFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["CreditFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["CreditFilter"] = op("Matches objects for which this condition is false.", name="not")


@strawberry.input(description="Conditions on journal entries; all fields that are present must match.")
class JournalEntryFilter(Filter):
    state: EnumFilter[DocumentState] | None = op("Whether the entry is open, settled or cancelled.")
    document_number: StringFilter | None = op("Document number of the entry.")
    issue_date: DateFilter | None = op("Date of the entry.", name="date")
    total: DecimalFilter | None = op("Sum of the debits, in the entry's currency.")
    and_: list["JournalEntryFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["JournalEntryFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["JournalEntryFilter"] = op(
        "Matches objects for which this condition is false.", name="not"
    )


LATEST_FIRST = (Order("issue_date", descending=True),)


@strawberry.type
class TransactionQueries:
    """What can be asked about transactions other than bills and invoices."""

    @field(
        Connection[Payment] | None,
        "All payments, received and made, in any state; the latest first unless ordered otherwise.",
    )
    async def payments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[PaymentFilter | None, WHICH] = None,
        order_by: Annotated[list[TransactionOrder] | None, BY] = None,
    ) -> Page[models.Payment]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.payments(info.context, request)

    @field(
        Connection[Credit] | None,
        "All vendor credits and credit memos in any state, the latest first unless ordered otherwise.",
    )
    async def credits(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[CreditFilter | None, WHICH] = None,
        order_by: Annotated[list[TransactionOrder] | None, BY] = None,
    ) -> Page[models.Credit]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.credits_and_memos(info.context, request)

    @field(
        Connection[JournalEntry] | None,
        "All journal entries in any state, the latest first unless ordered otherwise.",
    )
    async def journal_entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[JournalEntryFilter | None, WHICH] = None,
        order_by: Annotated[list[TransactionOrder] | None, BY] = None,
    ) -> Page[models.JournalEntry]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=LATEST_FIRST
        )
        return await resolvers.journal_entries(info.context, request)
