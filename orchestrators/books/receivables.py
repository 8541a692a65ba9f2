"""What the business is owed, and by whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from db.queries.books import documents, parties
from orchestrators.books.documents import Counterparty, Document, document, party
from orchestrators.books.tier_filter import pages_by_party
from orchestrators.paging import Page, PageOf, PageRequest, fetch_page


@dataclass(frozen=True, slots=True)
class ReceivablesDataOrchestrator:
    """Reads invoices and customers."""

    db: ReadBooks

    async def invoices(self, business_id: UUID, today: date, request: PageRequest) -> Page[Document]:
        """A page of invoices, open or not; days to due are counted from `today`."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(
            self.db, documents.INVOICES, request, values, lambda row: document(row, today)
        )

    async def invoices_of_customers(
        self, business_id: UUID, today: date, wanted: Collection[PageOf]
    ) -> Mapping[PageOf, Page[Document]]:
        """Pages of the invoices of customers: one statement for all that want the same page.

        Raises `BadInput` as `fetch_page` does.
        """
        return await pages_by_party(self.db, documents.INVOICES, business_id, today, wanted)

    async def customers(self, business_id: UUID, request: PageRequest) -> Page[Counterparty]:
        """A page of customers, active or not. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, parties.CUSTOMERS, request, values, party)
