"""Half an export: items are settled, and what settled them never came."""

from tests.cases.books import situation
from tests.records import account, bill, invoice
from tests.serving import Served

MISSING = "assumptions { missingDocuments { entity count } }"


async def test_settled_items_without_their_payments_are_counted(served: Served) -> None:
    async with situation(served, "half an export") as books:
        settled = {"TotalAmt": 500.0, "TxnDate": "2026-09-02", "DueDate": "2026-09-20"}
        records = {
            "Account": [account("35", 9_000.0)],
            "Invoice": [invoice(str(n), **settled, Balance=0) for n in range(7)],
            "Bill": [bill("90", **settled, Balance=0), bill("91", **settled, Balance=200.0)],
        }
        await served.world.load(books.business, records)
        told = (await books.runway(MISSING))["assumptions"]["missingDocuments"]
        assert told == [{"entity": "BillPayment", "count": 2}, {"entity": "Payment", "count": 7}]
        link = [{"TxnType": "Bill", "TxnId": "90"}]
        paid = {"Id": "p", "SyncToken": "0", "TxnDate": "2026-09-21", "TotalAmt": 500.0}
        line = {"Amount": 500.0, "LinkedTxn": link}
        cheque = {"CheckPayment": {"BankAccountRef": {"value": "35"}}, "VendorRef": {"value": "1"}}
        await served.world.load(books.business, {"BillPayment": [{**paid, **cheque, "Line": [line]}]})
        told = (await books.runway(MISSING))["assumptions"]["missingDocuments"]
        assert told == [{"entity": "BillPayment", "count": 1}, {"entity": "Payment", "count": 7}]
