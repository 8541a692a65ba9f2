"""How vendors were paid and customers pay: read for all at once, so that a page costs no statement a row."""

from uuid import UUID

from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.books.records import PaymentHabit, VendorRecordsDataOrchestrator, payment_habit
from orchestrators.calculations.books.vendor import VendorRecord
from resolvers.context import Context
from resolvers.home_currency import keep_home_currency


async def vendor_record(context: Context, vendor_id: UUID) -> VendorRecord:
    """How a vendor was paid until today."""
    records = await context.read_once(
        "vendor records",
        lambda books, caller: VendorRecordsDataOrchestrator(books).get_data(caller.business_id, caller.today),
    )
    keep_home_currency(context, records.home)
    return records.of(vendor_id)


async def customer_habit(context: Context, customer_id: UUID) -> PaymentHabit:
    """How a customer paid in the 12 months until today."""
    habits = await context.read_once(
        "payment habits",
        lambda books, caller: HistoryDataOrchestrator(books).habits(caller.business_id, caller.today),
    )
    return payment_habit(habits, customer_id)
