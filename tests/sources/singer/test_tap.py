"""A firm pipes the real `tap-quickbooks` into the target, and again from the state of the time before."""

import asyncio
import copy
import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.clock import NOW
from tests.examples import only_in_ci
from tests.records import account, bill, customer, invoice, vendor
from tests.server.cli.command import PATIENCE, ROOT
from tests.server.importing.imported import books
from tests.sources.singer.read import told
from tests.sources.singer.tap import Tap, installed
from tests.sources.singer.tap_company import tap_company
from tests.sources.singer.target import COMMAND
from tests.world import World


def changed(record: dict[str, Any], day: int, token: int = 0) -> dict[str, Any]:
    at = f"2026-10-{day:02}T08:00:00-07:00"
    return {**record, "SyncToken": str(token), "MetaData": {"CreateTime": at, "LastUpdatedTime": at}}


PAYMENT = {
    "Id": "30",
    "VendorRef": {"value": "1", "name": "Paper Supplies"},
    "TxnDate": "2026-11-02",
    "TotalAmt": 60.05,
    "PayType": "Check",
    "CheckPayment": {"BankAccountRef": {"value": "35"}},
    "Line": [{"Amount": 60.05, "LinkedTxn": [{"TxnId": "10", "TxnType": "Bill"}]}],
}
RECORDS: dict[str, list[dict[str, Any]]] = {
    "Account": [changed(account(), 1), changed(account("36", 12.34, Active=False), 2)],
    "Vendor": [changed(vendor(), 3)],
    "Customer": [changed(customer(), 4)],
    "Bill": [
        changed(bill(str(number), Balance=59.95 if number == 10 else 120), number) for number in range(10, 15)
    ],
    "BillPayment": [changed(PAYMENT, 20)],
    "Invoice": [changed(invoice(), 5)],
    "Item": [changed({"Id": "1", "Name": "Paper"}, 6)],
}


async def piped(world: World, tap: Tap, business: str, *arguments: str) -> dict[str, Any]:
    """`tap | target`, with the end of both; returns the last state."""
    reading, writing = os.pipe()
    read = await asyncio.create_subprocess_exec(
        *tap.command(*arguments), stdout=writing, env=tap.environment()
    )
    written = await asyncio.create_subprocess_exec(
        *COMMAND,
        *("--business", business, "--records", "3"),
        stdin=reading,
        stdout=asyncio.subprocess.PIPE,
        env={**tap.environment(), "PYTHONPATH": str(ROOT), "RUNWAY_DATABASE_URL": world.address.dsn()},
    )
    for number in (reading, writing):
        os.close(number)
    async with asyncio.timeout(PATIENCE):
        states, _ = await written.communicate()
        await read.wait()
    assert (read.returncode, written.returncode) == (0, 0)
    state: dict[str, Any] = json.loads(states.splitlines()[-1])
    return state


async def imported(world: World, records: dict[str, list[dict[str, Any]]], of: str) -> UUID:
    """A business with the same records from a file."""
    business = await world.business(of)
    await world.load(business, {entity: rows for entity, rows in records.items() if entity != "Item"})
    return business


@only_in_ci
async def test_the_real_tap_gives_the_books_that_files_give_and_goes_on_from_its_state(
    world: World, tmp_path: Path
) -> None:
    business = await world.business("Tapped")
    async with tap_company() as company:
        company.records = copy.deepcopy(RECORDS)
        tap = Tap(installed(), tmp_path, company)
        catalog = await tap.catalog()
        state = await piped(world, tap, "Tapped", "--catalog", catalog)
        assert await told(world, business) == await told(world, await imported(world, RECORDS, "From files"))
        assert state["bookmarks"]["bills"]["LastUpdatedTime"] == "2026-10-14T08:00:00-07:00"

        newer = changed(bill("12", DocNumber="newer", TotalAmt=1.5, Balance=1.5), 21, token=1)
        company.records["Bill"] = [row for row in RECORDS["Bill"] if row["Id"] not in ("12", "13")] + [newer]
        gone = {"Id": "13", "status": "Deleted", "domain": "QBO"}
        company.deleted["Bill"] = [{**gone, "MetaData": {"LastUpdatedTime": NOW.isoformat()}}]
        company.queries.clear()
        (tmp_path / "state.json").write_text(json.dumps(state))
        await piped(world, tap, "Tapped", "--catalog", catalog, "--state", str(tmp_path / "state.json"))
        assert any(
            "FROM Bill WHERE Metadata.LastUpdatedTime >= '2026-10-14T" in text for text in company.queries
        )
    bills = {row["source_id"]: row for row in (await books(world, business))["document"]}
    assert (bills["12"]["number"], bills["13"]["state"], bills["14"]["state"]) == ("newer", "DELETED", "OPEN")
