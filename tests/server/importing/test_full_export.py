"""A full export removes what it no longer lists, and nothing that it cannot know of."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.exported import FAULT, answer, ask, load, open_bills
from tests.serving import Served

BILLS = [bill("1"), bill("2")]
PAYMENT = {
    "Id": "9",
    "SyncToken": "0",
    "TxnDate": "2026-11-03",
    "TotalAmt": 5,
    "VendorRef": {"value": "1"},
    "CheckPayment": {"BankAccountRef": {"value": "35"}},
    "Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}],
}
FIRST = {
    "lists": answer(Vendor=[vendor(), vendor("2", "Gone")], Customer=[customer()], Account=[account()]),
    "documents": answer(Bill=BILLS, Invoice=[invoice()], BillPayment=[PAYMENT]),
}
LISTED = answer(Vendor=[vendor(), vendor("2", "Gone")])


async def first(served: Served, tmp_path: Path) -> Any:
    business = await served.world.business()
    await load(served, tmp_path, business, FIRST)
    return business


async def test_a_bill_that_is_no_longer_listed_is_gone(served: Served, tmp_path: Path) -> None:
    business = await first(served, tmp_path)
    files = {"bills": answer(Bill=BILLS[:1])}
    imported = await load(served, tmp_path, business, files)
    assert imported.counts.removed == 0
    imported = await load(served, tmp_path, business, files, full=True)
    counts = imported.counts
    assert (counts.removed, counts.unchanged, counts.read) == (1, 1, 2)
    assert imported.comparison.entities == ("Bill",)
    assert await open_bills(served, business) == {"B-1", "I-20"}
    # The same again changes nothing.
    assert (await load(served, tmp_path, business, files, full=True)).counts.removed == 0


async def test_a_payment_that_is_no_longer_listed_has_moved_nothing(served: Served, tmp_path: Path) -> None:
    business = await first(served, tmp_path)
    imported = await load(served, tmp_path, business, {"bill_payments": answer()}, full=True)
    assert imported.counts.removed == 1
    moved = "SELECT count(*) FROM runway.account_movement WHERE business_id = $1"
    assert (await served.world.run(moved, business))[0]["count"] == 0


async def test_what_a_list_no_longer_has_is_inactive(served: Served, tmp_path: Path) -> None:
    business = await first(served, tmp_path)
    imported = await load(served, tmp_path, business, {"v": answer(Vendor=[vendor()])}, full=True)
    assert imported.counts.removed == 1
    vendors = (await ask(served, business, "{ vendors { nodes { name active } } }"))["vendors"]["nodes"]
    assert {node["name"]: node["active"] for node in vendors} == {"Paper Supplies": True, "Gone": False}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"bills": answer(Bill=BILLS), "v": LISTED}, id="all of it"),
        pytest.param({"one": {"Bill": bill("1")}}, id="a record that was asked for by its id"),
        pytest.param({"x": {"CDCResponse": [{"QueryResponse": [{"Bill": [bill("1")]}]}]}}, id="changes"),
        pytest.param({"x": {"QueryResponse": {}}}, id="an answer of nobody knows what"),
        pytest.param({"b": answer(Bill=BILLS[:1]), "x": FAULT}, id="beside a fault"),
        pytest.param({"b": answer(Bill=BILLS[:1]), "bills-2": ""}, id="beside an empty file"),
        pytest.param(
            {"b": {"QueryResponse": {"Bill": BILLS[:1], "startPosition": 1, "totalCount": 2}}},
            id="more pages",
        ),
        pytest.param({"b": answer(Bill=[bill("1"), {"TotalAmt": 3}])}, id="a record without an id"),
        pytest.param({"b": answer(Bill=[bill("1"), bill("2", TotalAmt="x")])}, id="a record that is refused"),
    ],
)
async def test_what_may_only_not_have_come_is_kept(
    served: Served, tmp_path: Path, files: dict[str, object]
) -> None:
    business = await first(served, tmp_path)
    imported = await load(served, tmp_path, business, files, full=True)
    assert imported.counts.removed == 0
    assert await open_bills(served, business) == {"B-1", "B-2", "I-20"}


async def test_what_is_whole_is_compared_and_what_lacks_pages_is_named(
    served: Served, tmp_path: Path
) -> None:
    business = await first(served, tmp_path)
    files = {
        "b": {"QueryResponse": {"Bill": BILLS[:1], "startPosition": 1, "totalCount": 2}},
        "v": answer(Vendor=[vendor()]),
    }
    imported = await load(served, tmp_path, business, files, full=True)
    assert imported.counts.removed == 1
    assert imported.comparison.entities == ("Vendor",)
    assert imported.comparison.not_compared == "Pages are missing of Bill"


async def test_other_realms_keep_theirs(served: Served, tmp_path: Path) -> None:
    business = await first(served, tmp_path)
    await load(served, tmp_path, business, {"b": answer(Bill=[bill("7")])}, realm="other", beside=True)
    imported = await load(served, tmp_path, business, {"bills": answer()}, realm="other", full=True)
    assert imported.counts.removed == 1
    assert await open_bills(served, business) == {"B-1", "B-2", "I-20"}


def at(hours: int, *bills: Any) -> dict[str, object]:
    """A list of bills as the source had it so many hours ago."""
    return {"bills": answer((NOW - timedelta(hours=hours)).isoformat(), Bill=list(bills))}


async def test_an_older_full_export_removes_nothing(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, at(1, *BILLS), full=True)
    imported = await load(served, tmp_path, business, at(2, BILLS[0]), full=True)
    assert imported.counts.removed == 0
    assert imported.comparison.not_compared == "The export is older than what was imported before"
    assert await open_bills(served, business) == {"B-1", "B-2"}


async def test_what_a_newer_answer_holds_comes_back(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, at(3, *BILLS), full=True)
    assert (await load(served, tmp_path, business, at(2, BILLS[0]), full=True)).counts.removed == 1
    # What was there before it was removed says nothing new.
    assert (await load(served, tmp_path, business, at(3, *BILLS))).counts.changed == 0
    assert await open_bills(served, business) == {"B-1"}
    assert (await load(served, tmp_path, business, at(1, *BILLS))).counts.changed == 1
    assert await open_bills(served, business) == {"B-1", "B-2"}
    assert (await load(served, tmp_path, business, at(1, *BILLS))).counts.changed == 0
