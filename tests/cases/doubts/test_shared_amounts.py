"""One line of a payment for several bills, or invoices: split where their own amounts tell how."""

from datetime import date
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account, bill, invoice
from tests.schema.runway.till import Record, collect, pay
from tests.serving import Served

DAY = date(2026, 9, 21)
ISSUED = {"TxnDate": "2026-09-02", "DueDate": "2026-09-20"}
SIDES = {
    "Bill": (bill, pay, "BillPayment", "payables"),
    "Invoice": (invoice, collect, "Payment", "receivables"),
}


def _item(entity: str, source_id: str, total: float, balance: float | None = 0) -> Record:
    return SIDES[entity][0](source_id, **ISSUED, TotalAmt=total, Balance=balance)


def _payment(entity: str, amount: float, *targets: str, **changes: Any) -> Record:
    links = [{"TxnType": entity, "TxnId": target} for target in targets]
    paid = SIDES[entity][1]("700", DAY, amount)
    return {**paid, "Line": [{"Amount": amount, "LinkedTxn": links}], **changes}


async def _applied(
    books: Books, served: Served, entity: str, *imports: dict[str, list[Record]]
) -> tuple[str, list[tuple[str, str]], list[str | None]]:
    """What is open on the side, what it is made of, and when each item was settled."""
    for records in ({"Account": [account("35", 9_000.0)]}, *imports):
        await served.world.load(books.business, records)
    side = SIDES[entity][3]
    fields = "{ total { amount } documents { nodes { kind amount { amount } } } }"
    report = (await books.ask(f"{{ {side} {fields} }}"))[side]
    listed = [(node["kind"], node["amount"]["amount"]) for node in report["documents"]["nodes"]]
    rows = await served.world.run(
        "SELECT settled_on FROM runway.document WHERE business_id = $1 AND entity = $2 ORDER BY source_id",
        books.business,
        entity,
    )
    return report["total"]["amount"], listed, [row["settled_on"] and str(row["settled_on"]) for row in rows]


@pytest.mark.parametrize("entity", SIDES)
@pytest.mark.parametrize("balance", [0, None], ids=["told to be paid", "without balances"])
@pytest.mark.parametrize("steps", ["together", "one after the other"])
async def test_totals_that_add_up_are_all_paid(
    served: Served, entity: str, balance: float | None, steps: str
) -> None:
    async with situation(served, "shared payment") as books:
        items = {entity: [_item(entity, "1", 300.0, balance), _item(entity, "2", 200.0, balance)]}
        paid = {SIDES[entity][2]: [_payment(entity, 500.0, "1", "2")]}
        imports = [{**items, **paid}] if steps == "together" else [items, paid]
        assert await _applied(books, served, entity, *imports) == ("0.00", [], [str(DAY)] * 2)
        shown = await books.runway("assumptions { missingDocuments { entity } }")
        assert shown["assumptions"]["missingDocuments"] == []


async def test_a_bill_that_stays_open_in_part_got_what_its_balance_says(served: Served) -> None:
    async with situation(served, "shared in part") as books:
        items = {"Bill": [_item("Bill", "1", 300.0), _item("Bill", "2", 200.0, 120.0)]}
        paid = {"BillPayment": [_payment("Bill", 380.0, "1", "2")]}
        total, listed, settled = await _applied(books, served, "Bill", {**items, **paid})
        assert (total, listed, settled) == ("120.00", [("BILL", "120.00")], [str(DAY), None])


async def test_what_other_payments_gave_is_not_left_to_pay(served: Served) -> None:
    async with situation(served, "shared remainder") as books:
        items = {"Bill": [_item("Bill", "1", 300.0, None), _item("Bill", "2", 200.0, None)]}
        first = {**pay("600", date(2026, 9, 10), 100.0, "1")}
        payments = [first, _payment("Bill", 400.0, "1", "2")]
        result = await _applied(books, served, "Bill", {**items, "BillPayment": payments})
        assert result == ("0.00", [], [str(DAY)] * 2)


@pytest.mark.parametrize(
    ("amount", "targets"), [(450.0, ("1", "2")), (500.0, ("1", "9")), (600.0, ("1", "1"))], ids=str
)
async def test_what_does_not_add_up_stays_unapplied(
    served: Served, amount: float, targets: tuple[str, ...]
) -> None:
    async with situation(served, "shared and unclear") as books:
        items = {"Bill": [_item("Bill", "1", 300.0), _item("Bill", "2", 200.0)]}
        paid = {"BillPayment": [_payment("Bill", amount, *targets)]}
        total, listed, _ = await _applied(books, served, "Bill", {**items, **paid})
        assert (total, listed) == (f"-{amount:.2f}", [("BILL_PAYMENT", f"-{amount:.2f}")])


async def test_the_same_again_changes_nothing_and_a_newer_version_takes_it_back(served: Served) -> None:
    async with situation(served, "shared again") as books:
        items = {"Invoice": [_item("Invoice", "1", 300.0, None), _item("Invoice", "2", 200.0, None)]}
        paid = _payment("Invoice", 500.0, "1", "2", UnappliedAmt=0)
        both = {**items, "Payment": [paid]}
        assert (await _applied(books, served, "Invoice", both, both))[:2] == ("0.00", [])
        corrected = {**paid, "SyncToken": "1", "Line": [], "UnappliedAmt": 500.0}
        total, listed, settled = await _applied(books, served, "Invoice", {"Payment": [corrected]})
        assert (total, settled) == ("0.00", [None, None])
        assert ("PAYMENT", "-500.00") in listed


async def test_what_owes_nothing_shares_nothing(served: Served) -> None:
    async with situation(served, "paid by an estimate") as books:
        paid = _payment("Invoice", 500.0, "1", UnappliedAmt=0)
        paid["Line"][0]["LinkedTxn"].append({"TxnType": "Estimate", "TxnId": "9"})
        imports = {"Invoice": [_item("Invoice", "1", 500.0)], "Payment": [paid]}
        assert await _applied(books, served, "Invoice", imports) == ("0.00", [], [str(DAY)])
        shown = await books.runway("assumptions { missingDocuments { entity } }")
        assert shown["assumptions"]["missingDocuments"] == []
