"""Aging, vendors' records and payment habits as a front end asks for them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from orchestrators.sources.rows import Keys
from tests.clock import today
from tests.orchestrators.books.open_items import application
from tests.records import bill, customer, invoice, vendor
from tests.serving import Served
from tests.world import Reply, gid

AGING = """
query ($asOf: Date, $first: Int! = 20, $after: String, $with: ID, $bucket: AgingBucket) {
  payables(asOf: $asOf) {
    asOf basis total { amount currencyCode } unknownReason undatedCount withoutAmountCount
    buckets { current { amount } days1To30 { amount } days31To60 { amount } days61To90 { amount }
      days91Plus { amount } credits { amount } total { amount } }
    rows(first: $first, after: $after) {
      nodes { counterparty { __typename id name } buckets { total { amount } } undatedCount }
      pageInfo { hasNextPage endCursor } totalCount { count isExact }
    }
    documents(first: $first, counterpartyId: $with, bucket: $bucket) {
      nodes { kind documentNumber daysPastDue bucket amount { amount } openAmount { amount } document {
      __typename }
      }
    }
    documentsWithoutRate { count documents { documentNumber } }
    ratio { days basis unknownReason }
  }
}
"""
TODAY = today()


def ago(days: int) -> str:
    return str(TODAY - timedelta(days))


def owed(number: int, late: int, amount: float, to: str = "1") -> dict[str, Any]:
    dates = {"TxnDate": ago(late + 30), "DueDate": ago(late)}
    return bill(str(number), TotalAmt=amount, Balance=amount, VendorRef={"value": to}, **dates)


@pytest.fixture(scope="module")
async def business(served: Served) -> UUID:
    made = await served.world.business()
    lates = enumerate((0, 1, 30, 31, 60, 61, 90, 91), start=1)
    bills = [owed(number, late, 100.0, str(1 + number % 2)) for number, late in lates]
    credit = {"Id": "c", "SyncToken": "0", "VendorRef": {"value": "2"}, "TxnDate": ago(5), "TotalAmt": 30.0}
    paid = bill("20", TxnDate=ago(40), DueDate=ago(10), Balance=0)
    payment = {
        **application("p", TODAY - timedelta(4), Decimal(120), "Bill", "20"),
        "VendorRef": {"value": "1"},
    }
    invoices = [
        invoice(str(n), TxnDate=ago(60), DueDate=ago(30), Balance=0, CustomerRef={"value": "1"})
        for n in range(3)
    ]
    receipts = [
        application(f"r{n}", TODAY - timedelta(20), Decimal(300), "Invoice", str(n)) for n in range(3)
    ]
    records = {
        "Vendor": [vendor(), vendor("2", "Other Supplies")],
        "Customer": [customer(), customer("2", "Stranger")],
        "Bill": [*bills, paid],
        "VendorCredit": [credit],
        "BillPayment": [payment],
        "Invoice": invoices,
        "Payment": receipts,
    }
    await served.world.load(made, records)
    return made


async def ask(served: Served, business: UUID, query: str = AGING, **variables: Any) -> Reply:
    return await served.api.ask(query, business=business, variables=variables)


async def test_the_columns_the_rows_and_the_ratio(served: Served, business: UUID) -> None:
    result = (await ask(served, business)).data["payables"]
    assert (result["asOf"], result["basis"], result["unknownReason"]) == (str(TODAY), "DUE_DATE", None)
    assert result["total"] == {"amount": "770.00", "currencyCode": "USD"}
    assert {name: column["amount"] for name, column in result["buckets"].items()} == {
        "current": "100.00",
        "days1To30": "200.00",
        "days31To60": "200.00",
        "days61To90": "200.00",
        "days91Plus": "100.00",
        "credits": "-30.00",
        "total": "770.00",
    }
    rows = [
        (row["counterparty"]["name"], row["buckets"]["total"]["amount"]) for row in result["rows"]["nodes"]
    ]
    assert rows == [("Paper Supplies", "400.00"), ("Other Supplies", "370.00")]
    assert result["documentsWithoutRate"] == {"count": 0, "documents": []}
    assert (result["ratio"]["basis"], result["ratio"]["unknownReason"]) == ("ENDING", None)


async def test_the_day_before_a_payment_the_bill_is_open(served: Served, business: UUID) -> None:
    before = (await ask(served, business, asOf=ago(5))).data["payables"]
    since = (await ask(served, business, asOf=ago(4))).data["payables"]
    assert (before["total"]["amount"], since["total"]["amount"]) == ("890.00", "770.00")


async def test_drilling_down_to_the_documents_of_a_vendor_and_a_column(
    served: Served, business: UUID
) -> None:
    rows = (await ask(served, business)).data["payables"]["rows"]["nodes"]
    other = rows[1]["counterparty"]["id"]
    result = (await ask(served, business, **{"with": other}, bucket="CREDITS")).data["payables"]
    (only,) = result["documents"]["nodes"]
    assert (only["kind"], only["amount"]["amount"], only["document"]) == ("VENDOR_CREDIT", "-30.00", None)
    late = (await ask(served, business, **{"with": other}, bucket="DAYS_61_90")).data["payables"]
    (only,) = late["documents"]["nodes"]
    assert (only["documentNumber"], only["daysPastDue"], only["document"]["__typename"]) == (
        "B-7",
        90,
        "Bill",
    )


async def test_the_pages_of_the_rows_are_all_rows(served: Served, business: UUID) -> None:
    first = (await ask(served, business, first=1)).data["payables"]["rows"]
    assert (first["pageInfo"]["hasNextPage"], first["totalCount"]["count"]) == (True, 2)
    after = first["pageInfo"]["endCursor"]
    second = (await ask(served, business, first=1, after=after)).data["payables"]["rows"]
    assert second["nodes"][0]["counterparty"]["name"] == "Other Supplies"
    assert not second["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"asOf": str(TODAY + timedelta(1))}, "asOf"),
        ({"asOf": "1899-12-31"}, "asOf"),
        ({"with": "junk"}, "counterpartyId"),
        ({"after": "junk"}, "after"),
        ({"first": 0}, "first"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    served: Served, business: UUID, variables: dict[str, Any], field: str
) -> None:
    reply = await ask(served, business, **variables)
    assert set(reply.codes) == {"BAD_USER_INPUT"}
    assert field in reply.errors[0]["message"]


async def test_a_vendor_of_somebody_else_has_no_documents_here(served: Served, business: UUID) -> None:
    other = await served.world.business("Other")
    foreign = gid("Vendor", Keys(other, "default").of("Vendor", "1"))
    result = (await ask(served, business, **{"with": foreign})).data["payables"]
    assert result["documents"]["nodes"] == []


async def test_receivables_are_those_of_customers(served: Served, business: UUID) -> None:
    rows = "rows { nodes { counterparty { __typename } } }"
    query = f"query ($asOf: Date) {{ receivables(asOf: $asOf) {{ total {{ amount }} {rows} }} }}"
    result = (await ask(served, business, query, asOf=ago(21))).data["receivables"]
    assert result["total"]["amount"] == "900.00"
    assert result["rows"]["nodes"] == [{"counterparty": {"__typename": "Customer"}}]


RECORDS = """
{ vendors { nodes { name record { payments paid { amount currencyCode } billsPaid billsOnTime onTimeShare
    averageDaysBeyondTerms onTimeUnknownReason discountsTaken discountsMissed discountTaken { amount }
    amountsUnknownReason } } }
  customers { nodes { name paymentHabit {
    settledInvoices median interquartileRange expectedDaysLate basis } } } }
"""


async def test_the_record_of_each_vendor_and_the_habit_of_each_customer(
    served: Served, business: UUID
) -> None:
    served.world.statements.clear()
    result = (await ask(served, business, RECORDS)).data
    unpaid, paid = (node["record"] for node in result["vendors"]["nodes"])
    assert (paid["payments"], paid["paid"]) == (1, {"amount": "120.00", "currencyCode": "USD"})
    assert (paid["billsPaid"], paid["billsOnTime"], paid["onTimeShare"]) == (1, 0, "0.0000")
    assert (paid["averageDaysBeyondTerms"], paid["onTimeUnknownReason"]) == ("6.0000", None)
    assert (unpaid["billsPaid"], unpaid["onTimeShare"], unpaid["onTimeUnknownReason"]) == (
        0,
        None,
        "NO_BILLS_PAID",
    )
    assert [node["paymentHabit"]["basis"] for node in result["customers"]["nodes"]] == [
        "CUSTOMER",
        "BUSINESS",
    ]
    assert [node["paymentHabit"]["expectedDaysLate"] for node in result["customers"]["nodes"]] == [10, 10]
    # Two lists, habits, two parts of records and the business's currency; none of them for each row.
    # What the driver asks of types, once a connection, is not of ours.
    assert sum("runway." in sql and "enter(" not in sql for sql in served.world.statements) == 6


async def test_without_any_history_nothing_is_expected(served: Served) -> None:
    business = await served.world.business()
    await served.world.load(business, {"Customer": [customer()], "Vendor": [vendor()]})
    result = (await ask(served, business, RECORDS)).data
    (habit,) = (node["paymentHabit"] for node in result["customers"]["nodes"])
    assert habit == {
        "settledInvoices": 0,
        "median": None,
        "interquartileRange": None,
        "expectedDaysLate": None,
        "basis": "DUE_DATE",
    }
