"""What the business owes, and to whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from db.queries.books import documents, parties
from orchestrators.books.documents import Counterparty, Document, document, party
from orchestrators.books.tier_filter import with_tiers
from orchestrators.paging import Page, PageOf, PageRequest, by_request, fetch_page, fetch_pages


@dataclass(frozen=True, slots=True)
class PayablesDataOrchestrator:
    """Reads bills and vendors."""

    db: ReadBooks

    async def bills(self, business_id: UUID, today: date, request: PageRequest) -> Page[Document]:
        """A page of bills, open or not; days to due are counted from `today`."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, documents.BILLS, request, values, lambda row: document(row, today))

    async def bills_of_vendors(
        self, business_id: UUID, today: date, wanted: Collection[PageOf]
    ) -> Mapping[PageOf, Page[Document]]:
        """Pages of the bills of vendors: one statement for all that ask the same of theirs."""
        values: dict[str, object] = {"business_id": business_id}
        result: dict[PageOf, Page[Document]] = {}
        for request, vendor_ids in by_request(wanted).items():
            query = await with_tiers(self.db, business_id, request)
            pages = await fetch_pages(
                self.db,
                documents.BILLS,
                "counterparty_id",
                vendor_ids,
                query,
                values,
                lambda row: document(row, today),
            )
            result |= {(vendor_id, request): page for vendor_id, page in pages.items()}
        return result

    async def vendors(self, business_id: UUID, request: PageRequest) -> Page[Counterparty]:
        """A page of vendors."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, parties.VENDORS, request, values, party)
