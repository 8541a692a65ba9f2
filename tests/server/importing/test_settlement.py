"""Each import leaves with every settled document the day of its last payment, whatever changed."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.records import bill, customer, invoice, vendor
from tests.server.importing.imported import document
from tests.world import World

#: What it should be, said once more and without regard to what an import touched.
EXPECTED = """
    SELECT t.id, t.settled_on, CASE WHEN t.state = 'SETTLED' AND t.kind IN ('BILL', 'INVOICE') THEN
           (SELECT max(p.issue_date) FROM runway.allocation a JOIN runway.document p ON p.id = a.payment_id
             WHERE a.target_id = t.id AND p.state NOT IN ('VOIDED', 'DELETED')) END AS expected
      FROM runway.document t WHERE t.business_id = $1
"""
Record = dict[str, Any]


def payment(source_id: str, day: str, *paid: str, token: int = 0, entity: str = "Bill") -> Record:
    party = "VendorRef" if entity == "Bill" else "CustomerRef"
    links = [{"Amount": 60.0, "LinkedTxn": [{"TxnType": entity, "TxnId": item}]} for item in paid]
    return {
        "Id": source_id,
        "SyncToken": str(token),
        "TxnDate": day,
        "TotalAmt": 60.0 * len(paid),
        party: {"value": "1"},
        "Line": links,
    }


def voided(record: Record, token: int) -> Record:
    return {**record, "SyncToken": str(token), "TotalAmt": 0, "PrivateNote": "Voided", "Line": []}


async def settled_on(world: World, business: UUID, source_id: str) -> str | None:
    result = (await document(world, business, source_id))["settled_on"]
    return None if result is None else str(result)


@pytest.fixture
async def business(world: World) -> UUID:
    made = await world.business()
    await world.load(made, {"Vendor": [vendor()], "Customer": [customer()]})
    return made


async def test_a_bill_is_settled_on_the_day_of_its_last_payment(world: World, business: UUID) -> None:
    payments = [payment("p1", "2026-11-03", "10"), payment("p2", "2026-11-09", "10", "11")]
    await world.load(business, {"Bill": [bill(Balance=0), bill("11")], "BillPayment": payments})
    assert await settled_on(world, business, "10") == "2026-11-09"
    # Paid in part is not settled.
    assert await settled_on(world, business, "11") is None


async def test_an_invoice_is_settled_by_a_payment_that_came_in_before_it_did(
    world: World, business: UUID
) -> None:
    await world.load(business, {"Payment": [payment("p", "2026-11-05", "20", entity="Invoice")]})
    await world.load(business, {"Invoice": [invoice(Balance=0)]})
    assert await settled_on(world, business, "20") == "2026-11-05"


async def test_a_payment_that_moves_to_another_bill_leaves_the_first_without_its_day(
    world: World, business: UUID
) -> None:
    bills = [bill(Balance=0), bill("11", Balance=0)]
    await world.load(business, {"Bill": bills, "BillPayment": [payment("p", "2026-11-03", "10")]})
    await world.load(business, {"BillPayment": [payment("p", "2026-11-04", "11", token=1)]})
    assert await settled_on(world, business, "10") is None
    assert await settled_on(world, business, "11") == "2026-11-04"


@pytest.mark.parametrize("gone", ["voided", "deleted"])
async def test_a_payment_that_is_gone_settled_nothing(world: World, business: UUID, gone: str) -> None:
    payments = [payment("p1", "2026-11-03", "10"), payment("p2", "2026-11-09", "10")]
    await world.load(business, {"Bill": [bill(Balance=0)], "BillPayment": payments})
    last = {"Id": "p2", "status": "Deleted"} if gone == "deleted" else voided(payments[1], 1)
    await world.load(business, {"BillPayment": [last]})
    assert await settled_on(world, business, "10") == "2026-11-03"


async def test_a_bill_that_is_open_again_has_no_day(world: World, business: UUID) -> None:
    await world.load(business, {"Bill": [bill(Balance=0)], "BillPayment": [payment("p", "2026-11-03", "10")]})
    await world.load(business, {"Bill": [bill(SyncToken="1", Balance=60.0)]})
    assert await settled_on(world, business, "10") is None


async def test_books_that_were_imported_before_the_day_was_kept_get_it_with_the_next_import(
    world: World, business: UUID
) -> None:
    paid = {"Bill": [bill(Balance=0)], "BillPayment": [payment("p", "2026-11-03", "10")]}
    await world.load(business, paid)
    await world.run("UPDATE runway.document SET settled_on = NULL WHERE business_id = $1", business)
    # What brings nothing new derives nothing.
    await world.load(business, paid)
    assert await settled_on(world, business, "10") is None
    await world.load(business, {"Bill": [bill("11")]})
    assert await settled_on(world, business, "10") == "2026-11-03"


async def test_an_import_derives_the_days_with_one_statement_and_one_without_news_with_none(
    world: World, business: UUID
) -> None:
    paid = {
        "Bill": [bill(str(n), Balance=0) for n in range(50)],
        "BillPayment": [payment(f"p{n}", "2026-11-03", str(n)) for n in range(50)],
    }
    for expected in (1, 0):
        world.statements.clear()
        await world.load(business, paid)
        assert sum("SET settled_on" in sql for sql in world.statements) == expected


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_imports_the_days_are_those_that_all_payments_say(
    world: World, business: UUID, seed: int
) -> None:
    random, other = Random(seed), await world.business("Other")
    paid = {"Bill": [bill("1", Balance=0)], "BillPayment": [payment("1", "2026-01-01", "1")]}
    await world.load(other, paid)
    for token in range(8):
        await world.load(business, _changes(random, token))
        rows = await world.run(EXPECTED, business)
        assert {row["id"]: row["settled_on"] for row in rows} == {row["id"]: row["expected"] for row in rows}
    days = "SELECT settled_on FROM runway.document WHERE business_id = $1 AND settled_on IS NOT NULL"
    assert await world.run(days, business)
    assert len(await world.run(days, other)) == 1


def _changes(random: Random, token: int) -> dict[str, list[Record]]:
    """Some new versions of some of six bills and invoices, and of eight payments of them."""
    version = {"SyncToken": str(token)}
    some = [str(n) for n in range(6)]
    records: dict[str, list[Record]] = {"Bill": [], "Invoice": [], "BillPayment": [], "Payment": []}
    for entity, make in (("Bill", bill), ("Invoice", invoice)):
        chosen = random.sample(some, random.randrange(4))
        records[entity] = [make(item, Balance=random.choice((0, 0, 50.0)), **version) for item in chosen]
    for entity, paid in (("BillPayment", "Bill"), ("Payment", "Invoice")):
        for number in random.sample(range(8), random.randrange(5)):
            targets = random.sample(some, random.randrange(1, 4))
            made = payment(
                f"p{number}", f"2026-11-{random.randrange(1, 29):02}", *targets, token=token, entity=paid
            )
            gone = {"Id": made["Id"], "status": "Deleted"}
            records[entity].append(random.choice((made, made, made, voided(made, token), gone)))
    return records
