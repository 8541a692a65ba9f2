"""An import of which the source did not give everything says so wherever its figures are read."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW
from tests.records import account, bill, vendor
from tests.server.importing.exported import FAULT, answer, ask, checks, last_sync, load
from tests.serving import Served

ACCOUNTS = answer(NOW.isoformat(), Account=[account()])
THROTTLED_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><IntuitResponse time="2026-11-27T10:00:00-08:00">'
    '<Fault type="SERVICE"><Error code="3001"><Message>ThrottleExceeded</Message></Error></Fault>'
    "</IntuitResponse>"
)
CUT = '{"QueryResponse": {"Bill": [{"Id": "1"'

#: A file of an export, what went wrong with it, and the entity that is missing.
FAILURES: list[Any] = [
    pytest.param("bills", FAULT, "FAULT", "Bill", id="fault"),
    pytest.param(
        "x", {"BatchItemResponse": [FAULT, answer(Vendor=[vendor()])]}, "FAULT", None, id="in a batch"
    ),
    pytest.param("bills", THROTTLED_XML, "THROTTLED", "Bill", id="xml in a json file"),
    pytest.param("bills.xml", THROTTLED_XML, "THROTTLED", "Bill", id="xml file"),
    pytest.param("bills", "<html><title>502 Bad Gateway</title></html>", "FAULT", "Bill", id="html"),
    pytest.param("x", {"fault": {"error": [{"code": "3200"}]}}, "UNAUTHORIZED", None, id="unauthorized"),
    pytest.param("bills-2", "", "FILE", "Bill", id="empty file"),
    pytest.param("bills", CUT, "FILE", "Bill", id="cut file"),
    pytest.param(
        "x",
        {"QueryResponse": {"Bill": [bill()], "startPosition": 1, "maxResults": 1, "totalCount": 2}},
        "MORE_PAGES",
        "Bill",
        id="more pages",
    ),
]


@pytest.mark.parametrize(("name", "content", "cause", "entity"), FAILURES)
async def test_what_is_missing_is_told_until_an_import_is_whole(
    served: Served, tmp_path: Path, name: str, content: object, cause: str, entity: str | None
) -> None:
    business = await served.world.business()
    imported = await load(served, tmp_path, business, {"accounts": ACCOUNTS, name: content})
    assert imported.state == "INCOMPLETE"
    sync = await last_sync(served, business)
    [problem] = sync["problems"]
    assert (problem["cause"], problem["entity"]) == (cause, entity)
    assert (sync["state"], sync["incomplete"]) == ("INCOMPLETE", [entity] if entity else [])
    runway = "{ runway { cash { amount } assumptions { lastSync { state incomplete } } } }"
    shown = (await ask(served, business, runway))["runway"]
    # What did come is used.
    assert shown["cash"] == {"amount": "1000.00"}
    assert shown["assumptions"] == {"lastSync": {"state": "INCOMPLETE", "incomplete": sync["incomplete"]}}
    assert problem["reason"] in (await checks(served, business))["INCOMPLETE_SYNC"]
    await load(served, tmp_path, business, {"accounts": ACCOUNTS})
    assert (await last_sync(served, business))["state"] == "COMPLETE"
    assert await checks(served, business) == {}


async def test_an_incomplete_import_does_not_make_books_fresh(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"accounts": ACCOUNTS, "bills": ""})
    query = "{ business { isStale lastSyncedAt } }"
    assert await ask(served, business, query) == {"business": {"isStale": True, "lastSyncedAt": None}}
    assert set(await checks(served, business)) == {"STALE_SYNC", "INCOMPLETE_SYNC"}


async def test_what_is_not_used_and_what_cannot_be_read_are_counted_and_no_failure(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business()
    items = answer(Item=[{"Id": "1"}, {"Id": "2"}], Estimate=[{"Id": "3"}])
    files = {"accounts": ACCOUNTS, "items": items, "bills": answer(Bill=[bill(DueDate="soon")])}
    await load(served, tmp_path, business, files)
    sync = await last_sync(served, business)
    assert datetime.fromisoformat(sync.pop("answeredAt")) == NOW
    assert sync == {
        "state": "COMPLETE",
        "incomplete": [],
        "problems": [],
        "unused": [{"entity": "Estimate", "count": 1}, {"entity": "Item", "count": 2}],
        "read": 5,
        "rejected": 4,
    }


async def test_before_the_first_import_there_is_none(served: Served) -> None:
    business = await served.world.business()
    assert await last_sync(served, business) is None


async def test_another_realms_import_does_not_make_a_failed_one_whole(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"bills": FAULT, "accounts": ACCOUNTS}, realm="a")
    await load(served, tmp_path, business, {"accounts": ACCOUNTS}, realm="b", beside=True)
    sync = await last_sync(served, business)
    assert (sync["state"], sync["incomplete"], sync["rejected"]) == ("INCOMPLETE", ["Bill"], 0)
    assert "INCOMPLETE_SYNC" in await checks(served, business)
    await load(served, tmp_path, business, {"accounts": ACCOUNTS}, realm="a")
    assert (await last_sync(served, business))["state"] == "COMPLETE"


async def test_rejected_records_are_listed_of_all_imports_and_of_the_last(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"bills": FAULT, "accounts": ACCOUNTS})
    await load(
        served, tmp_path, business, {"x": answer(Bill=[bill("7", DueDate="soon")], Item=[{"Id": "8"}])}
    )
    fields = "nodes { file entity sourceId field cause isOfLastImport importId } totalCount { count }"
    everything = (await ask(served, business, f"{{ rejectedRecords {{ {fields} }} }}"))["rejectedRecords"]
    assert everything["totalCount"] == {"count": 3}
    query = (
        "{ business { lastSync { importId } } rejectedRecords(filter: {isOfLastImport: {eq: true}}, "
        f"orderBy: [{{field: ENTITY}}]) {{ {fields} }} }}"
    )
    result = await ask(served, business, query)
    import_id = result["business"]["lastSync"]["importId"]
    of_last = {"isOfLastImport": True, "importId": import_id, "file": "x.json"}
    assert result["rejectedRecords"]["nodes"] == [
        {"entity": "Bill", "sourceId": "7", "field": "DueDate", "cause": "RECORD", **of_last},
        {"entity": "Item", "sourceId": "8", "field": "", "cause": "UNUSED", **of_last},
    ]
    query = f'{{ rejectedRecords(filter: {{not: {{importId: {{eq: "{import_id}"}}}}}}) {{ {fields} }} }}'
    [older] = (await ask(served, business, query))["rejectedRecords"]["nodes"]
    assert (older["cause"], older["isOfLastImport"]) == ("FAULT", False)


@pytest.mark.parametrize(
    ("code", "check"), [("3001", "THROTTLED_SYNC"), ("3200", "UNAUTHORISED_SYNC"), ("610", None)]
)
async def test_a_refusal_is_told_as_what_it_is_until_an_import_is_whole(
    served: Served, tmp_path: Path, code: str, check: str | None
) -> None:
    business = await served.world.business()
    refused = {"fault": {"error": [{"code": code, "message": "No"}]}}
    await load(served, tmp_path, business, {"accounts": ACCOUNTS, "bills": refused})
    told = set(await checks(served, business)) - {"STALE_SYNC"}
    assert told == {"INCOMPLETE_SYNC", *([check] if check else [])}
    await load(served, tmp_path, business, {"accounts": ACCOUNTS})
    assert await checks(served, business) == {}


async def test_an_import_that_brings_nothing_at_all_has_failed(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, tmp_path, business, {"accounts": FAULT, "bills": CUT})
    assert set(await checks(served, business)) == {"STALE_SYNC", "INCOMPLETE_SYNC", "FAILED_SYNC"}
    await load(served, tmp_path, business, {"accounts": ACCOUNTS})
    assert await checks(served, business) == {}
