"""Payments, credits and journal entries, and what settles bills and invoices."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from db.books import ReadBooks, Row
from db.queries.books import documents
from db.queries.books import transactions as queries
from orchestrators.books.cash import Account, account
from orchestrators.books.documents import Counterparty, DocumentState, counterparty
from orchestrators.money import Money, money, money_or_none
from orchestrators.paging import (
    MAX_PAYMENTS,
    Order,
    Page,
    PageOf,
    PageRequest,
    by_request,
    fetch_page,
    fetch_pages,
)


class PaymentKind(StrEnum):
    """Who paid whom."""

    PAYMENT = "PAYMENT"
    BILL_PAYMENT = "BILL_PAYMENT"


class CreditKind(StrEnum):
    """Who owes less."""

    VENDOR_CREDIT = "VENDOR_CREDIT"
    CREDIT_MEMO = "CREDIT_MEMO"


@dataclass(frozen=True, slots=True)
class Applicable:
    """What can be applied to bills or invoices; what the source left out is None."""

    id: UUID
    state: DocumentState
    document_number: str | None
    counterparty: Counterparty | None
    day: date | None
    total: Money | None
    unapplied_amount: Money | None


@dataclass(frozen=True, slots=True)
class Payment(Applicable):
    """A payment from a customer or to a vendor."""

    payment_kind: PaymentKind


@dataclass(frozen=True, slots=True)
class Credit(Applicable):
    """A credit from a vendor or to a customer."""

    credit_kind: CreditKind


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A journal entry; the total is the sum of its debits."""

    id: UUID
    state: DocumentState
    document_number: str | None
    day: date | None
    total: Money | None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of a journal entry: a debit is positive. The home amount is None without a rate."""

    account: Account
    counterparty: Counterparty | None
    amount: Money
    known_home_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was applied to a bill or an invoice; a deposit that the invoice itself records has no payment."""

    day: date | None
    amount: Money
    payment: Payment | None


Transaction = Payment | Credit | JournalEntry
_LATEST_FIRST = PageRequest(MAX_PAYMENTS, order=(Order("date", descending=True),))


@dataclass(frozen=True, slots=True)
class TransactionDataOrchestrator:
    """Reads transactions other than bills and invoices."""

    db: ReadBooks

    async def payments(self, business_id: UUID, request: PageRequest) -> Page[Payment]:
        """A page of payments from customers and to vendors. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.PAYMENTS, request, values, _payment)

    async def credits(self, business_id: UUID, request: PageRequest) -> Page[Credit]:
        """A page of credits from vendors and to customers. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.CREDITS, request, values, _credit)

    async def journal_entries(self, business_id: UUID, request: PageRequest) -> Page[JournalEntry]:
        """A page of journal entries, without their lines. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.JOURNAL_ENTRIES, request, values, _journal_entry)

    async def by_id(self, business_id: UUID, transaction_ids: Collection[UUID]) -> Mapping[UUID, Transaction]:
        """Those of these payments, credits and journal entries that there are."""
        about = {"business_id": business_id, "ids": list(transaction_ids)}
        rows = await self.db.rows(documents.BY_IDS, about)
        return {row["document_id"]: _MAKERS[row["kind"]](row) for row in rows if row["kind"] in _MAKERS}

    async def settlements(
        self, business_id: UUID, document_ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[Settlement, ...]]:
        """The latest 20 settlements of documents, each in the payment's currency; one statement."""
        values: dict[str, object] = {"business_id": business_id}
        pages = await fetch_pages(
            self.db, queries.SETTLEMENTS, "target_id", document_ids, _LATEST_FIRST, values, _settlement
        )
        return {key: page.nodes for key, page in pages.items()}

    async def lines(
        self, business_id: UUID, wanted: Collection[PageOf]
    ) -> Mapping[PageOf, Page[JournalLine]]:
        """Pages of the lines of journal entries: one statement for all entries whose same page is wanted.

        Raises `BadInput` naming `first`, `last`, `after` or `before`.
        """
        values: dict[str, object] = {"business_id": business_id}
        result: dict[PageOf, Page[JournalLine]] = {}
        for request, entry_ids in by_request(wanted).items():
            pages = await fetch_pages(
                self.db, queries.LINES, "document_id", entry_ids, request, values, _line
            )
            result |= {(entry_id, request): page for entry_id, page in pages.items()}
        return result


def _payment(row: Row) -> Payment:
    return Payment(payment_kind=PaymentKind(row["kind"]), **_applicable(row))


def _credit(row: Row) -> Credit:
    return Credit(credit_kind=CreditKind(row["kind"]), **_applicable(row))


def _applicable(row: Row) -> dict[str, Any]:
    return {
        "id": row["document_id"],
        "state": DocumentState(row["state"]),
        "document_number": row["number"],
        "counterparty": counterparty(row),
        "day": row["issue_date"],
        "total": money_or_none(row["total"], row["currency_code"]),
        "unapplied_amount": money_or_none(row["balance"], row["currency_code"]),
    }


def _journal_entry(row: Row) -> JournalEntry:
    return JournalEntry(
        id=row["document_id"],
        state=DocumentState(row["state"]),
        document_number=row["number"],
        day=row["issue_date"],
        total=money_or_none(row["total"], row["currency_code"]),
    )


_MAKERS: Mapping[str, Callable[[Row], Transaction]] = {
    **dict.fromkeys(PaymentKind, _payment),
    **dict.fromkeys(CreditKind, _credit),
    "JOURNAL_ENTRY": _journal_entry,
}


def _settlement(row: Row) -> Settlement:
    payment = _payment(row) if row["kind"] in set(PaymentKind) else None
    return Settlement(row["issue_date"], money(row["amount"], row["currency_code"]), payment)


def _line(row: Row) -> JournalLine:
    return JournalLine(
        account=account(row, "account_"),
        counterparty=counterparty(row, "whose_"),
        amount=money(row["document_amount"], row["currency_code"]),
        known_home_amount=row["home_amount"],
    )


def movement_id(document_id: UUID, place: int) -> UUID:
    """The id of a document's movement by its place, from 0; it follows from the document's.

    The first movement of a purchase is on the account that paid, that of a deposit on the one that received.
    """
    return uuid5(document_id, f"movement/{place}")
