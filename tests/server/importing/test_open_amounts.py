"""What is open of a document whose balance the source leaves out follows from what is applied to it."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.records import bill, customer, invoice, vendor
from tests.server.importing.imported import document
from tests.world import World

Record = dict[str, Any]
#: Worked out once more, of all documents at once.
EXPECTED = """
    SELECT t.id, t.state, t.balance, t.total - coalesce((
           SELECT sum(a.amount) FROM runway.allocation a JOIN runway.document p ON p.id = a.payment_id
            WHERE a.target_id = t.id AND p.state NOT IN ('VOIDED', 'DELETED')), 0) AS expected
      FROM runway.document t
     WHERE t.business_id = $1 AND NOT t.balance_given AND t.state IN ('OPEN', 'SETTLED')
       AND t.kind IN ('BILL', 'INVOICE', 'VENDOR_CREDIT', 'CREDIT_MEMO')
"""


def untold(source_id: str = "10", **changes: Any) -> Record:
    """A bill over 120.00 whose balance is left out."""
    return bill(source_id, Balance=None, **changes)


def pay(source_id: str, amount: float, *targets: str, token: int = 0, kind: str = "Bill") -> Record:
    """A payment that gives each of its documents the same amount."""
    links = [{"Amount": amount, "LinkedTxn": [{"TxnType": kind, "TxnId": item}]} for item in targets]
    party = "CustomerRef" if kind == "Invoice" else "VendorRef"
    made = {"Id": source_id, "SyncToken": str(token), "TxnDate": "2026-11-03", "Line": links}
    return {**made, "TotalAmt": amount * len(targets), party: {"value": "1"}}


def credit(source_id: str = "30", **changes: Any) -> Record:
    """A vendor's credit of 50.00 that tells no balance, as QuickBooks has them."""
    same = {"SyncToken": "0", "VendorRef": {"value": "1"}, "TxnDate": "2026-11-01", "TotalAmt": 50.0}
    return {"Id": source_id, **same, **changes}


async def is_open(world: World, business: UUID, source_id: str = "10") -> tuple[object, str]:
    row = await document(world, business, source_id)
    return row["balance"], row["state"]


@pytest.fixture
async def business(world: World) -> UUID:
    made = await world.business()
    await world.load(made, {"Vendor": [vendor()], "Customer": [customer()], "Bill": [untold()]})
    return made


async def test_all_of_it_is_open_until_something_is_paid(world: World, business: UUID) -> None:
    assert await is_open(world, business) == (120, "OPEN")
    await world.load(business, {"BillPayment": [pay("p", 50.0, "10")]})
    assert await is_open(world, business) == (70, "OPEN")
    await world.load(business, {"BillPayment": [pay("q", 70.0, "10")]})
    assert await is_open(world, business) == (0, "SETTLED")
    assert str((await document(world, business, "10"))["settled_on"]) == "2026-11-03"


@pytest.mark.parametrize(
    "later",
    [
        {"Id": "p", "status": "Deleted"},
        {**pay("p", 0.0, token=1), "PrivateNote": "Voided"},
        pay("p", 120.0, "11", token=1),
    ],
    ids=["deleted", "voided", "moved to another bill"],
)
async def test_a_payment_that_is_gone_opens_it_again(world: World, business: UUID, later: Record) -> None:
    await world.load(business, {"Bill": [untold("11")], "BillPayment": [pay("p", 120.0, "10")]})
    assert await is_open(world, business) == (0, "SETTLED")
    await world.load(business, {"BillPayment": [later]})
    assert await is_open(world, business) == (120, "OPEN")


async def test_a_balance_that_the_source_tells_is_kept_whatever_is_applied(
    world: World, business: UUID
) -> None:
    await world.load(business, {"Bill": [bill(SyncToken="1", Balance=90.0)]})
    await world.load(business, {"BillPayment": [pay("p", 50.0, "10")]})
    assert await is_open(world, business) == (90, "OPEN")
    await world.load(business, {"Bill": [untold(SyncToken="2")]})
    assert await is_open(world, business) == (70, "OPEN")


async def test_a_sparse_record_keeps_it_derived_unless_it_tells_the_balance(
    world: World, business: UUID
) -> None:
    def sparse(token: int, **given: Any) -> dict[str, list[Record]]:
        return {"Invoice": [{"Id": "20", "SyncToken": str(token), "sparse": True, **given}]}

    await world.load(business, {"Invoice": [invoice(Balance=None)]})
    await world.load(business, {"Payment": [pay("p", 100.0, "20", kind="Invoice")]})
    await world.load(business, sparse(1, DocNumber="I-1"))
    assert await is_open(world, business, "20") == (200, "OPEN")
    await world.load(business, sparse(2, Balance=30.0))
    await world.load(business, {"Payment": [pay("q", 100.0, "20", kind="Invoice")]})
    assert await is_open(world, business, "20") == (30, "OPEN")


async def test_what_is_void_or_has_no_total_has_nothing_derived(world: World, business: UUID) -> None:
    void = untold("11", TotalAmt=0, PrivateNote="Voided")
    await world.load(business, {"Bill": [void, untold("12", TotalAmt=None)]})
    assert await is_open(world, business, "11") == (None, "VOIDED")
    assert await is_open(world, business, "12") == (None, "OPEN")


async def test_books_that_were_imported_before_it_was_derived_get_it_with_the_next_import(
    world: World, business: UUID
) -> None:
    forget = "UPDATE runway.document SET balance = NULL, balance_given = true WHERE business_id = $1"
    await world.run(forget, business)
    await world.load(business, {"Bill": [bill("11")]})
    assert await is_open(world, business) == (120, "OPEN")


async def test_an_issue_goes_with_the_payment_that_leaves_nothing_open(world: World, business: UUID) -> None:
    issues = "SELECT 1 FROM runway.issue WHERE business_id = $1 AND status = 'OPEN'"
    await world.load(business, {"Bill": [untold(SyncToken="1", DueDate=None)]})
    assert await world.run(issues, business)
    await world.load(business, {"BillPayment": [pay("p", 120.0, "10")]})
    assert await world.run(issues, business) == []


async def test_a_vendors_credit_is_used_up_by_the_payment_that_names_it(world: World, business: UUID) -> None:
    used = pay("p", 50.0, "10")
    used["Line"].append({"Amount": 20.0, "LinkedTxn": [{"TxnType": "VendorCredit", "TxnId": "30"}]})
    await world.load(business, {"VendorCredit": [credit()], "BillPayment": [used]})
    text = "SELECT balance, state FROM runway.document WHERE business_id = $1 AND kind = 'VENDOR_CREDIT'"
    assert [tuple(row.values()) for row in await world.run(text, business)] == [(30, "OPEN")]


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_imports_what_is_open_is_what_all_payments_leave(
    world: World, business: UUID, seed: int
) -> None:
    random, seen = Random(seed), 0
    for token in range(1, 8):
        await world.load(business, _changes(random, token))
        rows = await world.run(EXPECTED, business)
        assert {row["id"]: row["balance"] for row in rows} == {row["id"]: row["expected"] for row in rows}
        assert all((row["state"] == "OPEN") == (row["balance"] != 0) for row in rows)
        seen += len(rows)
    assert seen


def _changes(random: Random, token: int) -> dict[str, list[Record]]:
    """New versions of some of six bills and four credits, and of eight payments of them."""
    some = [str(n) for n in range(6)]
    given = {"SyncToken": str(token)}
    bills = [
        bill(item, Balance=random.choice((None, None, 50.0)), **given)
        for item in random.sample(some, random.randrange(4))
    ]
    refunds = [credit(f"c{n}", **given) for n in random.sample(range(4), random.randrange(3))]
    payments = []
    for number in random.sample(range(8), random.randrange(5)):
        made = pay(f"p{number}", 40.0, *random.sample(some, random.randrange(1, 4)), token=token)
        if random.random() < 0.4:
            made["Line"].append({"Amount": 25.0, "LinkedTxn": [{"TxnType": "VendorCredit", "TxnId": "c1"}]})
        payments.append(random.choice((made, made, {"Id": made["Id"], "status": "Deleted"})))
    return {"Bill": bills, "VendorCredit": refunds, "BillPayment": payments}
