"""An import keeps all it can read, says what it cannot, and leaves nothing half done."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import asyncpg
import pytest

from orchestrators.sources.load import Counts
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.imported import books, rejected, runs
from tests.world import World, open_world

SOUND = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}


def write(folder: Path, name: str, records: object) -> str:
    text = json.dumps({"QueryResponse": records})
    (folder / name).write_text(text)
    return text


async def test_a_truncated_file_is_one_rejected_record_and_everything_else_is_imported(
    shared_world: World, tmp_path: Path
) -> None:
    write(tmp_path, "1-lists.json", SOUND)
    text = write(tmp_path, "2-bills.json", {"Bill": [bill(str(n)) for n in range(20)]})
    (tmp_path / "2-bills.json").write_text(text[: len(text) // 2])
    write(tmp_path, "3-invoices.json", {"Invoice": [invoice("20"), invoice("21")]})
    business = await shared_world.business()
    imported = await shared_world.import_path(business, tmp_path)
    assert imported.counts == Counts(read=6, added=5, changed=0, unchanged=0, removed=0, rejected=1)
    ((file, entity, source_id, field, reason),) = await rejected(shared_world, business)
    assert (file, entity, source_id, field) == ("2-bills.json", "", "", "")
    assert "not whole JSON" in reason
    assert len((await books(shared_world, business))["document"]) == 2


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe{", b"[]", b"{}", b"null", b'"x"', b"{" * 5000, b'{"QueryResponse":{"Bill":[NaN]}}'],
    ids=lambda raw: repr(raw[:12]),
)
async def test_a_file_that_is_no_response_is_one_rejected_record(
    shared_world: World, tmp_path: Path, raw: bytes
) -> None:
    write(tmp_path, "good.json", SOUND)
    (tmp_path / "bad.json").write_bytes(raw)
    business = await shared_world.business()
    imported = await shared_world.import_path(business, tmp_path)
    assert imported.counts == Counts(read=4, added=3, changed=0, unchanged=0, removed=0, rejected=1)
    ((file, *_),) = await rejected(shared_world, business)
    assert file == "bad.json"


async def test_a_rejected_record_is_kept_with_file_entity_id_field_and_reason(
    shared_world: World, tmp_path: Path
) -> None:
    bills = [
        bill("1", DueDate="2026-02-30"),
        bill("2", TotalAmt="12 dollars"),
        bill("3"),
        {**bill("4"), "VendorRef": {"value": "x" * 51}},
        {"TotalAmt": 5},
        "no record",
    ]
    write(tmp_path, "bills.json", {"Bill": bills, "Estimate": [{"Id": "7"}]})
    business = await shared_world.business()
    imported = await shared_world.import_path(business, tmp_path)
    assert imported.counts == Counts(read=7, added=1, changed=0, unchanged=0, removed=0, rejected=6)
    result = await rejected(shared_world, business)
    assert {row[:4] for row in result} == {
        ("bills.json", "Bill", "1", "DueDate"),
        ("bills.json", "Bill", "2", "TotalAmt"),
        ("bills.json", "Bill", "4", "VendorRef.value"),
        ("bills.json", "Bill", "", "Id"),
        ("bills.json", "Bill", "", ""),
        ("bills.json", "Estimate", "7", ""),
    }
    assert all(reason for *_, reason in result)
    assert {asdict(item)["reason"] for item in imported.rejected} == {row[4] for row in result}


async def test_of_a_rejected_document_nothing_is_kept(shared_world: World) -> None:
    business = await shared_world.business()
    line = {"Amount": 5, "LinkedTxn": [{"TxnId": "10", "TxnType": "Bill"}]}
    payment = {
        "Id": "1",
        "TotalAmt": 5,
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [line, {**line, "Amount": "much"}],
    }
    imported = await shared_world.load(business, {"BillPayment": [payment]})
    assert imported.counts.rejected == 1
    assert imported.rejected[0].field == "Line[1].Amount"
    result = await books(shared_world, business)
    assert [table for table, rows in result.items() if rows] == []


#: The last thing that an import writes, and some on the way there.
@pytest.mark.parametrize(
    "table", ["party", "document", "allocation", "account_movement", "issue", "import_run", "rejected_record"]
)
async def test_an_import_that_fails_leaves_nothing_half_done(own_world: World, table: str) -> None:
    business = await own_world.business()
    await own_world.load(business, {**SOUND, "Bill": [bill("1"), bill("2", DueDate=None)]})
    before = await books(own_world, business)
    synced = await own_world.run("SELECT last_synced_at, currency_code FROM runway.business")
    await own_world.run(
        "CREATE FUNCTION runway.fail() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$"
    )
    await own_world.run(
        f"CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON runway.{table} EXECUTE FUNCTION runway.fail()"
    )
    payment = {
        "Id": "9",
        "TotalAmt": 5,
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}],
    }
    newer: dict[str, list[object]] = {
        "Preferences": [{"Id": "1", "CurrencyPrefs": {"HomeCurrency": {"value": "EUR"}}}],
        "Vendor": [vendor(SyncToken="1", name="Renamed")],
        "Bill": [bill("1", SyncToken="1", Balance=0), bill("2", SyncToken="1"), bill("3", TxnDate=None)],
        "BillPayment": [payment, {"Id": "10", "TotalAmt": "x"}],
    }
    with pytest.raises(asyncpg.RaiseError):
        await own_world.load(business, newer)
    assert await books(own_world, business) == before
    assert await own_world.run("SELECT last_synced_at, currency_code FROM runway.business") == synced
    assert len(await runs(own_world, business)) == 1
    await own_world.run(f"DROP TRIGGER fail ON runway.{table}")
    imported = await own_world.load(business, newer)
    assert imported.counts == Counts(read=7, added=2, changed=4, unchanged=0, removed=0, rejected=1)


async def test_two_imports_at_once_come_one_after_the_other(own_world: World) -> None:
    business = await own_world.business()
    await own_world.load(business, SOUND)

    def versions(token: int) -> dict[str, list[object]]:
        return {"Bill": [bill(str(n), SyncToken=str(token), TotalAmt=token) for n in range(200)]}

    async with open_world(own_world.address) as another:
        one, other = await asyncio.gather(
            own_world.load(business, versions(1)), another.load(business, versions(2))
        )
    assert one.counts.read == other.counts.read == 200
    result = (await books(own_world, business, ("document",)))["document"]
    assert {row["sync_token"] for row in result} == {2}
    assert one.counts.added + other.counts.added == 200


async def test_the_number_of_statements_does_not_grow_with_the_rows(own_world: World) -> None:
    # What the driver asks about types it asks once a connection.
    await own_world.load(await own_world.business(), many(1))
    counts = []
    # Both of more documents than plans are kept for.
    for size in (80, 500):
        before = len(own_world.statements)
        imported = await own_world.load(await own_world.business(), many(size))
        assert imported.counts.added == imported.counts.read == 4 * size + 2
        counts.append(len(own_world.statements) - before)
    assert 0 < counts[0] == counts[1] < 80


def many(size: int) -> dict[str, list[object]]:
    """Vendors, bills with issues, invoices and payments that settle bills."""
    return {
        "Customer": [customer()],
        "Account": [account()],
        "Vendor": [vendor(str(n)) for n in range(size)],
        "Bill": [bill(str(n), VendorRef={"value": str(n)}, DueDate=None) for n in range(size)],
        "Invoice": [invoice(str(n)) for n in range(size)],
        "BillPayment": [
            {
                "Id": f"p{n}",
                "TxnDate": "2026-11-03",
                "TotalAmt": 5,
                "VendorRef": {"value": str(n)},
                "CheckPayment": {"BankAccountRef": {"value": "35"}},
                "Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": str(n), "TxnType": "Bill"}]}],
            }
            for n in range(size)
        ],
    }
