"""A fix and its undo are looked at with all that they bear on, so that a scan finds nothing else."""

from typing import Any

from tests.clock import within
from tests.records import bill
from tests.schema.decisions.desk import Desk
from tests.schema.hygiene.tray import fix, issues, only, scan, undo
from tests.schema.hygiene.tray_commands import LANDLORD, open_books
from tests.serving import Served
from tests.world import gid


async def _desk(served: Served, *bills: dict[str, Any]) -> Desk:
    business = await served.world.business()
    await open_books(served.world, business)
    await served.world.load(business, {"Bill": list(bills)})
    return Desk(served.world, served.api, business, {})


async def _vendor(desk: Desk, source_id: str) -> str:
    text = "SELECT id FROM runway.party WHERE business_id = $1 AND source_id = $2"
    return gid("Vendor", (await desk.world.run(text, desk.business, source_id))[0]["id"])


async def _checks(desk: Desk) -> list[str]:
    return sorted(issue["check"] for issue in await issues(desk))


async def test_a_bill_that_turns_out_to_be_the_rent_leaves_none_missing(served: Served) -> None:
    nameless = bill("10", TxnDate=str(within(-8)), DueDate=str(within(30)), VendorRef=None)
    desk = await _desk(served, nameless)
    assert await _checks(desk) == ["MISSING_COUNTERPARTY", "RECURRING_DOCUMENT_MISSING"]
    issue = await only(desk, "MISSING_COUNTERPARTY")
    fixed = (await fix(desk, issue, counterpartyId=await _vendor(desk, LANDLORD)))["issue"]
    assert await _checks(desk) == []
    await undo(desk, fixed)
    assert await _checks(desk) == ["MISSING_COUNTERPARTY", "RECURRING_DOCUMENT_MISSING"]


async def test_an_undo_that_takes_a_bill_out_of_a_series_leaves_what_is_then_a_duplicate(
    served: Served,
) -> None:
    days = {"11": -30, "12": -60, "10": -90}
    series = [
        bill(key, DocNumber="4471-220", TxnDate=str(within(day)), DueDate=str(within(30)))
        for key, day in days.items()
    ]
    desk = await _desk(served, *series[:2], {**series[2], "VendorRef": {}})
    before = await _checks(desk)
    assert "DUPLICATE" in before
    issue = await only(desk, "MISSING_COUNTERPARTY")
    fixed = (await fix(desk, issue, counterpartyId=await _vendor(desk, "1")))["issue"]
    assert "DUPLICATE" not in await _checks(desk)
    await undo(desk, fixed)
    assert await _checks(desk) == before
    fixed = (
        await fix(desk, await only(desk, "MISSING_COUNTERPARTY"), counterpartyId=await _vendor(desk, "1"))
    )["issue"]
    newer = {**series[2], "VendorRef": {"value": "2"}, "SyncToken": "1"}
    await desk.world.load(desk.business, {"Bill": [newer]})
    left = await _checks(desk)
    await scan(desk)
    assert await _checks(desk) == left
    assert "DUPLICATE" in left
