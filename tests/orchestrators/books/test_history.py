"""The database adds up habits and records to what working them out document by document makes of the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from db.directory import user_id_of
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.calculations.books.collection import NO_HABIT, Habits
from orchestrators.calculations.books.vendor import VendorRecord
from orchestrators.calculations.values import SettledDocument
from orchestrators.sources.rows import Keys
from tests.examples import tries
from tests.orchestrators.books.past import (
    EUR,
    TERMS,
    VENDORS,
    PastPayment,
    Record,
    days,
    pasts,
    record_of_vendor,
)
from tests.orchestrators.calculations.books.slow_history import habits
from tests.records import bill, customer, invoice, vendor
from tests.world import OWNER, World

CUSTOMERS = ("1", "2", "3")
AS_OF = date(2026, 6, 30)
TERM_RECORDS = [
    {"Id": key, "SyncToken": "0", "Name": key, "Active": True, "DueDays": 30}
    | ({} if percent is None else {"DiscountPercent": float(percent), "DiscountDays": within})
    for key, (percent, within) in TERMS.items()
]

#: An example is an import: no deadline, and few of them.
patient = settings(max_examples=tries(30))

#: Customer, due date, day of payment.
paid_invoices = st.tuples(st.sampled_from(CUSTOMERS), days, st.integers(-40, 120))


async def habits_of(world: World, business: UUID, as_of: date) -> Habits:
    async with world.books.reading(user_id_of(OWNER), business) as (books, _):
        return await HistoryDataOrchestrator(books).habits(business, as_of)


async def record_at(world: World, business: UUID, key: str, as_of: date) -> VendorRecord | None:
    async with world.books.reading(user_id_of(OWNER), business) as (books, _):
        result = await HistoryDataOrchestrator(books).vendor_records(business, as_of)
    return result.get(Keys(business, "default").of("Vendor", key))


def receipt(number: int, day: date) -> Record:
    line = {"Amount": 300.0, "LinkedTxn": [{"TxnType": "Invoice", "TxnId": str(number)}]}
    return {"Id": f"p{number}", "SyncToken": "0", "TxnDate": str(day), "TotalAmt": 300.0, "Line": [line]}


@patient
@given(st.lists(paid_invoices, max_size=30), days)
async def test_habits_are_those_of_the_settled_invoices(
    shared_world: World, past: list[tuple[str, date, int]], as_of: date
) -> None:
    business = await shared_world.business()
    invoices, receipts = [], []
    for number, (whose, due, late) in enumerate(past):
        dates = {"TxnDate": str(due - timedelta(30)), "DueDate": str(due)}
        invoices.append(invoice(str(number), CustomerRef={"value": whose}, Balance=0, **dates))
        receipts.append(receipt(number, due + timedelta(late)))
    # What tells nothing of a habit: no customer, no due date, not paid in full, and a bill.
    invoices += [
        invoice("900", CustomerRef=None, Balance=0),
        invoice("901", DueDate=None, Balance=0),
        invoice("902", Balance=1.0),
    ]
    receipts += [receipt(number, as_of) for number in (900, 901, 902)]
    people = [customer(key) for key in CUSTOMERS]
    await shared_world.load(
        business, {"Customer": people, "Invoice": invoices, "Payment": receipts, "Bill": [bill(Balance=0)]}
    )
    keys = Keys(business, "default")
    settled = [
        SettledDocument(
            keys.of("Customer", whose), due - timedelta(30), due, due + timedelta(late), Decimal(300)
        )
        for whose, due, late in past
        # Paid on the day it was written: a sale for cash.
        if late != -30
    ]
    assert await habits_of(shared_world, business, as_of) == habits(settled, as_of)


async def test_a_business_without_a_past_has_no_habits(shared_world: World) -> None:
    result = await habits_of(shared_world, await shared_world.business(), AS_OF)
    assert (result.business, result.customers) == (NO_HABIT, {})


async def test_the_first_and_the_last_day_of_the_year_that_counts(shared_world: World) -> None:
    business = await shared_world.business()
    sent = [AS_OF.replace(year=2025), AS_OF.replace(year=2025) + timedelta(1), AS_OF, AS_OF + timedelta(1)]
    invoices = [invoice(str(n), Balance=0) for n in range(len(sent))]
    receipts = [receipt(n, day) for n, day in enumerate(sent)]
    await shared_world.load(business, {"Customer": [customer()], "Invoice": invoices, "Payment": receipts})
    assert (await habits_of(shared_world, business, AS_OF)).business.n == 2


async def load_past(world: World, payments: Sequence[PastPayment], **more: list[Record]) -> UUID:
    business = await world.business()
    bills = [item.record() for payment in payments for item in payment.bills]
    records = {
        "Term": TERM_RECORDS,
        "Vendor": [vendor(key) for key in VENDORS],
        "Bill": [*bills, bill("900"), bill("901", Balance=0)],
        "BillPayment": [payment.record() for payment in payments],
    }
    await world.load(business, {key: [*records[key], *more.get(key, [])] for key in records})
    return business


@patient
@given(pasts(), days)
async def test_records_are_those_of_each_vendors_payments_and_settled_bills(
    shared_world: World, payments: tuple[PastPayment, ...], as_of: date
) -> None:
    business = await load_past(shared_world, payments)
    for key in VENDORS:
        expected = record_of_vendor(payments, key, as_of)
        result = await record_at(shared_world, business, key, as_of)
        assert (result or record_of_vendor((), key, as_of)) == expected


def paying(day: str, total: float, *links: tuple[str, str, float], **more: object) -> Record:
    return {
        "Id": f"p{day}{total}",
        "SyncToken": "0",
        "TxnDate": day,
        "TotalAmt": total,
        "VendorRef": {"value": "1"},
        "Line": [
            {"Amount": amount, "LinkedTxn": [{"TxnType": entity, "TxnId": key}]}
            for entity, key, amount in links
        ],
        **more,
    }


async def test_a_discount_is_a_credit_in_a_payment_that_is_early_enough(shared_world: World) -> None:
    offer = {"SalesTermRef": {"value": "2"}, "TxnDate": "2026-05-01", "DueDate": "2026-05-31"}
    bills = [bill(str(n), TotalAmt=100.0, Balance=0, **offer) for n in range(1, 5)]
    payments = [
        paying("2026-05-11", 98.0, ("Bill", "1", 100.0), ("VendorCredit", "c1", 2.0)),
        paying("2026-05-12", 98.0, ("Bill", "2", 100.0), ("VendorCredit", "c2", 2.0)),
        # Paid in time, and in full: neither taken nor, as far as the books tell, let go.
        paying("2026-05-10", 100.0, ("Bill", "3", 100.0)),
        # More was credited than the discount: goods went back as well.
        paying("2026-05-09", 70.0, ("Bill", "4", 100.0), ("VendorCredit", "c4", 30.0)),
    ]
    result = await record_at(
        shared_world, await load_past(shared_world, (), Bill=bills, BillPayment=payments), "1", AS_OF
    )
    assert result is not None
    assert (result.discounts_taken, result.discount_taken) == (2, Decimal(4))
    assert (result.discounts_missed, result.discount_missed) == (1, Decimal(2))
    assert (result.payments, result.paid, result.amounts_unknown) == (4, Decimal(366), 0)


async def test_what_was_paid_abroad_without_a_rate_is_counted_as_unknown(shared_world: World) -> None:
    abroad = {"CurrencyRef": EUR}
    payments = [
        paying("2026-05-11", 10.0),
        paying("2026-05-12", 20.0, **abroad),
        paying("2026-05-13", 20.0, ExchangeRate=1.1, **abroad),
    ]
    result = await record_at(
        shared_world, await load_past(shared_world, (), BillPayment=payments), "1", AS_OF
    )
    assert result is not None
    assert (result.payments, result.paid, result.amounts_unknown) == (3, Decimal(32), 1)


async def test_each_question_is_one_or_two_statements(shared_world: World) -> None:
    business = await shared_world.business()
    shared_world.statements.clear()
    await habits_of(shared_world, business, AS_OF)
    await record_at(shared_world, business, "1", AS_OF)
    assert sum("runway.document" in sql for sql in shared_world.statements) == 3
