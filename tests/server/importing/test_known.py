"""An import of what the books hold already reads no more of a document than its version."""

import asyncio
from typing import Any

import pytest

from db.directory import user_id_of
from orchestrators.sources.exports.known import KnownOrchestrator, Outdated
from orchestrators.sources.facts import HeldFacts, Removal, SourceRecord
from orchestrators.sources.load import Counts, IngestionOrchestrator
from orchestrators.sources.quickbooks.gathering import Gathering, document_ids
from server.sources.importing import OPERATOR
from tests.records import bill, vendor
from tests.server.importing.imported import books, document
from tests.serving import Served
from tests.world import World, open_world

REALM = "default"
CHANGED = {"MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00Z"}}
AGAIN = {"MetaData": {"LastUpdatedTime": "2026-11-21T10:00:00Z"}}


def numbered(source_id: str, **changes: Any) -> SourceRecord:
    return SourceRecord("bills.json", "Bill", bill(source_id, **CHANGED, **changes))


async def gathered(world: World, business: Any, records: list[SourceRecord]) -> Gathering:
    gathering = Gathering()
    async with world.books.reading(user_id_of(OPERATOR), business) as (desk, _):
        known = await KnownOrchestrator(desk).known(business, REALM, document_ids(records))
    gathering.add(records, known)
    return gathering


@pytest.fixture
def world(served: Served) -> World:
    return served.world


async def test_only_documents_in_a_version_that_is_held_are_known(world: World) -> None:
    business = await world.business()
    bills = [bill(number, **CHANGED) for number in ("10", "11", "12")] + [bill("14")]
    await world.load(business, {"Bill": bills, "Vendor": [vendor()]})
    await world.load(business, {"Bill": [{"Id": "12", "status": "Deleted", "SyncToken": "1"}]})
    records = [
        numbered("10"),
        numbered("11", SyncToken="1"),
        numbered("12"),
        numbered("13"),
        numbered("10", sparse=True),
        SourceRecord("bills.json", "Bill", bill("14")),
        SourceRecord("bills.json", "Bill", {**bill("10"), **AGAIN}),
        SourceRecord("bills.json", "Bill", {"Id": "10", "status": "Deleted", **CHANGED}),
        SourceRecord("vendors.json", "Vendor", vendor()),
    ]
    export = (await gathered(world, business, records)).export()
    assert [isinstance(record, HeldFacts) for record in export.records] == [True] + 8 * [False]
    assert isinstance(export.records[7], Removal)


async def test_what_is_spoilt_is_refused_once_its_time_of_change_is_another(world: World) -> None:
    business = await world.business()
    sound = bill("10", **CHANGED)
    await world.load(business, {"Bill": [sound], "Vendor": [vendor()]})
    again = await world.load(business, {"Bill": [{**sound, "TotalAmt": "much"}]})
    assert again.counts == Counts(read=1, added=0, changed=0, unchanged=1, removed=0, rejected=0)
    spoilt = await world.load(business, {"Bill": [{**sound, **AGAIN, "TotalAmt": "much"}]})
    assert [(item.source_id, item.field) for item in spoilt.rejected] == [("10", "TotalAmt")]
    assert (await document(world, business, "10"))["total"] == 120


async def test_a_record_that_is_refused_is_refused_again(world: World) -> None:
    business = await world.business()
    records = {"Bill": [bill("10", **CHANGED), bill("11", TotalAmt="much", **CHANGED)]}
    first, second = [await world.load(business, records) for _ in range(2)]
    assert first.rejected == second.rejected
    assert [item.source_id for item in second.rejected] == ["11"]
    assert second.counts == Counts(read=2, added=0, changed=0, unchanged=1, removed=0, rejected=1)


async def test_what_was_known_before_another_import_is_not_relied_on(world: World) -> None:
    business = await world.business()
    await world.load(business, {"Bill": [bill("10", **CHANGED)]})
    export = (await gathered(world, business, [numbered("10")])).export()
    await world.load(business, {"Bill": [{"Id": "10", "status": "Deleted", "SyncToken": "1"}]})
    before = await books(world, business)
    with pytest.raises(Outdated):
        async with world.books.writing(user_id_of(OPERATOR), business) as (desk, caller):
            await IngestionOrchestrator(desk).load(
                business, caller, OPERATOR, REALM, "bills.json", export, lambda *_: None
            )
    assert await books(world, business) == before


async def test_of_two_imports_of_known_books_at_once_both_come_in(own_world: World) -> None:
    business = await own_world.business()
    bills = [bill(str(number), **CHANGED) for number in range(200)]
    await own_world.load(business, {"Bill": bills})
    newer = [{**item, "SyncToken": "1", "TotalAmt": 7} for item in bills]
    async with open_world(own_world.address) as another:
        one, other = await asyncio.gather(
            own_world.load(business, {"Bill": newer[:150]}), another.load(business, {"Bill": newer[50:]})
        )
    assert one.counts.changed + other.counts.changed == 200
    assert one.counts.unchanged + other.counts.unchanged == 100
    totals = {row["total"] for row in (await books(own_world, business, ("document",)))["document"]}
    assert totals == {7}
