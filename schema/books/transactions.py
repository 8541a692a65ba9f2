"""Payments, credits and journal entries, and what settles bills and invoices."""

from datetime import date

import strawberry

from orchestrators.books import transactions as models
from orchestrators.books.documents import DocumentState
from orchestrators.books.transactions import CreditKind, PaymentKind
from orchestrators.paging import Order, Page
from resolvers.books import transactions as resolvers
from resolvers.context import Context
from schema.books.cash import Account
from schema.books.documents import Counterparty
from schema.connections import After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.loading import load
from schema.money import Money, shown_money
from schema.node import Node

Info = strawberry.Info[Context, None]
_DEBITS_FIRST = (Order("amount", descending=True),)

describe_enum(
    PaymentKind,
    "Whether a payment was received or made.",
    {
        "PAYMENT": "Received from a customer.",
        "BILL_PAYMENT": "Made to a vendor.",
    },
)
describe_enum(
    CreditKind,
    "Whether a credit was received or granted.",
    {
        "VENDOR_CREDIT": "Received from a vendor: the business owes less.",
        "CREDIT_MEMO": "Granted to a customer, who owes less.",
    },
)


@face(models.Payment, "A payment from a customer or to a vendor, as the accounting system has it.")
class Payment(Node):
    payment_kind: PaymentKind = shown("Whether the payment was received or made.")
    state: DocumentState = shown(
        "OPEN while a part of the payment is unapplied; otherwise settled or cancelled."
    )
    document_number: str | None = shown("Document number of the payment; null if it has none.")
    counterparty: Counterparty | None = shown(
        "The customer who paid, the vendor who was paid; null if the payment names none."
    )
    day: date | None = shown("Date of the payment; null if unknown.", "date")
    total: Money | None = shown("Amount paid, in the payment's currency; null if unknown.")
    unapplied_amount: Money | None = shown(
        "Part of the payment that is applied to no document, in the payment's currency; null if unknown."
    )


@face(models.Settlement, "An amount that was applied to a bill or an invoice.")
class Settlement:
    day: date | None = shown("Date of the payment; null if unknown.", "date")
    amount: Money = shown("Amount that was applied, in the payment's currency.")
    payment: Payment | None = shown(
        "The payment; null for a deposit that an invoice recorded when it was written."
    )


@face(models.Credit, "A vendor credit or a credit memo, as the accounting system has it.")
class Credit(Node):
    credit_kind: CreditKind = shown("Whether the credit was received or granted.")
    state: DocumentState = shown(
        "OPEN while a part of the credit is unapplied; otherwise settled or cancelled."
    )
    document_number: str | None = shown("Document number of the credit; null if it has none.")
    counterparty: Counterparty | None = shown(
        "The vendor or customer of the credit; null if the credit names none."
    )
    day: date | None = shown("Date of the credit; null if unknown.", "date")
    total: Money | None = shown("Total amount including tax, in the credit's currency; null if unknown.")
    unapplied_amount: Money | None = shown(
        "Part of the credit that is applied to no document, in the credit's currency; null if unknown."
    )


@face(models.JournalLine, "A line of a journal entry: a debit or a credit of one account.")
class JournalLine:
    account: Account = shown("The account that is debited or credited.")
    counterparty: Counterparty | None = shown("The vendor or customer of the line; null if it names none.")
    amount: Money = shown("Amount in the entry's currency, positive for a debit, negative for a credit.")
    known_home_amount: Money | None = shown_money(
        "Amount in home currency, positive for a debit, negative for a credit; null without a rate.",
        name="homeAmount",
    )


@face(models.JournalEntry, "A journal entry, as the accounting system has it.")
class JournalEntry(Node):
    state: DocumentState = shown("SETTLED, or VOIDED or DELETED in the accounting system.")
    document_number: str | None = shown("Document number of the entry; null if it has none.")
    day: date | None = shown("Date of the entry; null if unknown.", "date")
    total: Money | None = shown("Sum of the debits, in the entry's currency; null if unknown.")

    @field(
        Connection[JournalLine],
        "Lines of the entry, from the largest debit to the largest credit. Below a list of entries, cursors "
        "apply to each of them.",
    )
    async def lines(
        self,
        info: Info,
        entry: strawberry.Parent[models.JournalEntry],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Page[models.JournalLine]:
        request = page_request(info, first, after, last, before, default_order=_DEBITS_FIRST)
        page = await load(info.context, resolvers.lines_of_entries, (entry.id, request))
        assert page is not None, "there is one for each entry"
        return page
