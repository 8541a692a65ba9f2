"""Vendors and customers, and how lists of them are filtered and sorted."""

from enum import StrEnum
from typing import Annotated, Optional

import strawberry

from orchestrators.books import documents
from orchestrators.books.records import PaymentHabit as PaymentHabitModel
from orchestrators.calculations.books.vendor import VendorRecord as VendorRecordModel
from orchestrators.calculations.settings import policy
from orchestrators.paging import Order, Page
from resolvers.books import payables, receivables
from resolvers.books import records as record_resolvers
from resolvers.context import Context
from resolvers.settings import settings
from schema.books.documents import Bill, Counterparty, DocumentFilter, DocumentOrder, Invoice
from schema.books.records import PaymentHabit, VendorRecord
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field
from schema.filters import BooleanFilter, Filter, OrderBy, StringFilter, op
from schema.loading import load
from schema.settings.vendor_terms import VendorTerms

Info = strawberry.Info[Context, None]


@face(documents.Vendor, "A vendor: the business buys from it.")
class Vendor(Counterparty):
    @field(VendorTerms, "Payment priority and terms that people entered for this vendor.")
    async def terms(self, vendor: strawberry.Parent[documents.Vendor], info: Info) -> policy.VendorTerms:
        return await settings.terms_of(info.context, vendor.id)

    @field(VendorRecord, "How punctually the business has paid this vendor until today.")
    async def record(self, info: Info, vendor: strawberry.Parent[documents.Vendor]) -> VendorRecordModel:
        return await record_resolvers.vendor_record(info.context, vendor.id)

    @field(
        Connection[Bill],
        "All bills of the vendor in any state, by due date unless ordered otherwise. Below a list of "
        "vendors, cursors apply to each of them.",
    )
    async def bills(
        self,
        info: Info,
        vendor: strawberry.Parent[documents.Vendor],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[DocumentOrder] | None, BY] = None,
    ) -> Page[documents.Document]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        page = await load(info.context, payables.bills_of_vendors, (vendor.id, request))
        assert page is not None, "there is one for each vendor"
        return page


@face(documents.Customer, "A customer: the business sells to it.")
class Customer(Counterparty):
    @field(PaymentHabit, "How late the customer has paid its invoices.")
    async def payment_habit(
        self, info: Info, customer: strawberry.Parent[documents.Customer]
    ) -> PaymentHabitModel:
        return await record_resolvers.customer_habit(info.context, customer.id)

    @field(
        Connection[Invoice],
        "All invoices of the customer in any state, by due date unless ordered otherwise. Below a list of "
        "customers, cursors apply to each of them.",
    )
    async def invoices(
        self,
        info: Info,
        customer: strawberry.Parent[documents.Customer],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[DocumentOrder] | None, BY] = None,
    ) -> Page[documents.Document]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        page = await load(info.context, receivables.invoices_of_customers, (customer.id, request))
        assert page is not None, "there is one for each customer"
        return page


class PartyOrderField(StrEnum):
    """What vendors and customers can be sorted by."""

    NAME = "name"


describe_enum(
    PartyOrderField,
    "Fields by which vendors and customers can be sorted.",
    {"NAME": "Display name in the accounting system."},
)


@strawberry.input(description="Sort order of vendors or customers.")
class PartyOrder(OrderBy):
    field: PartyOrderField = strawberry.field(description="Field to sort by.")
    descending: bool = strawberry.field(default=False, description="True sorts from Z to A.")


@strawberry.input(description="Conditions on vendors or customers; all fields that are present must match.")
class PartyFilter(Filter):
    name: StringFilter | None = op("Display name in the accounting system.")
    active: BooleanFilter | None = op("Whether the counterparty is active in the accounting system.")
    and_: list["PartyFilter"] | None = op(
        "Matches objects for which all of these conditions are true.", name="and"
    )
    or_: list["PartyFilter"] | None = op(
        "Matches objects for which at least one of these conditions is true.", name="or"
    )
    not_: Optional["PartyFilter"] = op("Matches objects for which this condition is false.", name="not")
