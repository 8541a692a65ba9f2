"""Tables that come later and bear on what the books hold already."""

from pathlib import Path
from typing import Any
from uuid import UUID

from orchestrators.sources.load import Counts
from server.sources.importing import Imported
from tests.serving import Served
from tests.sources.tables.importing import load, tables_of

BILLS = "number,vendor,date,amount\nA1,Acme,2026-10-01,100\nA2,Acme,2026-10-02,50\n"
PAYMENTS = "date,vendor,bill_number,amount,account\n2026-11-01,{},{},100,Checking\n"


def _did(imported: Imported) -> tuple[int, int, int]:
    counts = imported.counts
    return counts.added, counts.changed, counts.rejected


async def _documents(served: Served, business: UUID) -> list[Any]:
    rows = await served.world.run(
        "SELECT d.entity, d.number, d.state, d.balance, p.name, p.source_id FROM runway.document AS d "
        "LEFT JOIN runway.party AS p ON p.business_id = d.business_id AND p.id = d.party_id "
        "WHERE d.business_id = $1 AND d.kind IN ('BILL', 'VENDOR_CREDIT') ORDER BY d.number, d.entity",
        business,
    )
    return [tuple(row) for row in rows]


async def _settled(served: Served, business: UUID) -> set[str]:
    rows = await served.world.run(
        "SELECT d.number FROM runway.allocation AS a JOIN runway.document AS d "
        "ON d.business_id = a.business_id AND d.id = a.target_id WHERE a.business_id = $1",
        business,
    )
    return {row["number"] for row in rows}


async def test_a_payment_names_a_bill_of_an_earlier_import_by_its_number(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business()
    await load(served, business, tables_of(tmp_path / "1", bills=BILLS))
    later = tables_of(tmp_path / "2", bill_payments=PAYMENTS.format("Acme", "A1"))
    assert _did(await load(served, business, later))[::2] == (1, 0)
    assert await _settled(served, business) == {"A1"}
    assert _did(await load(served, business, later)) == (0, 0, 0)


async def test_a_number_that_several_bills_have_or_none_is_rejected(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    bills = "id,number,vendor,date,amount\n1,A1,Acme,2026-10-01,100\n2,A1,Acme,2026-10-02,50\n"
    await load(served, business, tables_of(tmp_path / "1", bills=bills))
    payments = PAYMENTS.format("Acme", "A1") + "2026-11-02,Acme,A9,5,Checking\n"
    imported = await load(served, business, tables_of(tmp_path / "2", bill_payments=payments))
    several, none = imported.rejected
    assert (several.field, several.reason) == (
        "bill_number",
        "Several documents have the number 'A1': give the bill_id (1, 2)",
    )
    assert "import it first" in none.reason


async def test_a_list_of_vendors_that_comes_later_breaks_no_bill_that_names_one(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business()
    bills = tables_of(tmp_path / "1", bills=BILLS)
    await load(served, business, bills)
    vendors = tables_of(tmp_path / "2", vendors="id,name\n7,ACME\n")
    assert _did(await load(served, business, vendors)) == (1, 0, 0)
    # A payment finds the bill before and after the bill knows the new vendor.
    for number, name in (("A1", "acme"), ("A2", "ACME")):
        paid = tables_of(
            tmp_path / number, bill_payments=PAYMENTS.format(name, number).replace("-01,", f"-0{number[1]},")
        )
        assert _did(await load(served, business, paid))[::2] == (1, 0)
        assert (await load(served, business, bills)).rejected == ()
    assert await _settled(served, business) == {"A1", "A2"}
    assert {row[-1] for row in await _documents(served, business)} == {"7"}
    for folder in (bills, vendors):
        assert _did(await load(served, business, folder)) == (0, 0, 0)


async def test_a_bill_that_becomes_a_credit_is_counted_once(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    for amount in (100, -100):
        text = f"id,number,vendor,date,amount\n1,A1,Acme,2026-10-01,{amount}\n"
        imported = await load(served, business, tables_of(tmp_path, bills=text), full=True)
    assert imported.counts == Counts(read=2, added=1, changed=0, unchanged=0, removed=1, rejected=0)


async def test_a_bill_that_becomes_a_credit_is_no_bill_any_more(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    for amount, standing in ((100, ["Bill"]), (-100, ["VendorCredit"]), (100, ["Bill"]), (100, ["Bill"])):
        text = f"id,number,vendor,date,amount\n1,A1,Acme,2026-10-01,{amount}\n"
        await load(served, business, tables_of(tmp_path, bills=text))
        shown = [row[0] for row in await _documents(served, business) if row[2] != "DELETED"]
        assert shown == standing, amount
