"""How a vendor was paid and how a customer pays, as people are shown it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.calculations.books.collection import CollectionBasis, Habits, expected_lateness
from orchestrators.calculations.books.vendor import VendorRecord, VendorSums, record_of

_NO_RECORD = record_of(VendorSums())


@dataclass(frozen=True, slots=True)
class PaymentHabit:
    """How late a customer's invoices were settled in 12 months, and what is expected of the next.

    In days, negative when early. With nothing to go by (`DUE_DATE`) the expected lateness is None.
    """

    settled_invoices: int
    median: Decimal | None
    interquartile_range: Decimal | None
    expected_days_late: int | None
    basis: CollectionBasis


@dataclass(frozen=True, slots=True)
class VendorRecords:
    """The records of all vendors, and the currency that their amounts are in."""

    home: str
    records: Mapping[UUID, VendorRecord]

    def of(self, vendor_id: UUID) -> VendorRecord:
        """One vendor's, an empty one for a vendor that was never paid."""
        return self.records.get(vendor_id, _NO_RECORD)


def payment_habit(habits: Habits, customer_id: UUID) -> PaymentHabit:
    """One customer's, and what the business's own habit makes of a stranger."""
    own = habits.of(customer_id)
    basis, days_late = expected_lateness(own, habits.business)
    return PaymentHabit(
        settled_invoices=own.n,
        median=own.median,
        interquartile_range=own.interquartile_range,
        expected_days_late=None if basis is CollectionBasis.DUE_DATE else days_late,
        basis=basis,
    )


@dataclass(frozen=True, slots=True)
class VendorRecordsDataOrchestrator:
    """Reads the records of all vendors at once, for whoever shows some of them."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, as_of: date) -> VendorRecords:
        """All records until `as_of`; as many statements for many vendors as for one."""
        records = await HistoryDataOrchestrator(self.db).vendor_records(business_id, as_of)
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        return VendorRecords(business.currency_code, records)
