"""What the checks find in records as QuickBooks sends them, and what they leave alone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from db.directory import user_id_of
from orchestrators.calculations.hygiene.checks import DOCUMENT_CHECKS
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from tests.clock import NOW, within
from tests.records import bill, vendor
from tests.server.importing.issues.cases import CASES, C, Case
from tests.server.importing.issues.records import CHECKING, UNCATEGORISED, Records, cheque, line
from tests.world import OWNER, World


async def messages(world: World, business: UUID) -> dict[str, str]:
    """The messages of issues by check; of several of one check any."""
    rows = await world.run(
        "SELECT check_name, message FROM runway.issue WHERE business_id = $1 AND status = 'OPEN'", business
    )
    return {row["check_name"]: row["message"] for row in rows}


async def scanned(world: World, business: UUID) -> Reexamined:
    """What a scan changes among the issues that imports left."""
    async with world.books.writing(user_id_of(OWNER), business) as (desk, caller):
        return await ExaminationOrchestrator(desk).scan(business, caller, OWNER)


def test_every_new_check_has_a_case_of_both_sorts() -> None:
    assert {case.check for case in CASES if case.says} == {case.check for case in CASES if not case.says}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.why}")
async def test_an_import_finds_what_a_scan_finds_and_no_more(shared_world: World, case: Case) -> None:
    business = await shared_world.business()
    await shared_world.load(business, case.records)
    message = (await messages(shared_world, business)).get(case.check)
    assert (message is None) is (case.says is None)
    assert case.says is None or (message is not None and case.says in message and message.endswith("."))
    assert await scanned(shared_world, business) == Reexamined()


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.why}")
async def test_in_whatever_order_records_come_the_last_import_leaves_what_a_scan_finds(
    shared_world: World, case: Case, backwards: bool
) -> None:
    business = await shared_world.business()
    for entity in sorted(case.records, reverse=backwards):
        await shared_world.load(business, {entity: case.records[entity]})
        assert await scanned(shared_world, business) == Reexamined()
    assert (case.check in await messages(shared_world, business)) is (case.says is not None)


def _gone(record: Mapping[str, Any], *, deleted: bool) -> dict[str, Any]:
    if deleted:
        return {"Id": record["Id"], "status": "Deleted"}
    lines = [{**item, "Amount": 0} for item in record.get("Line", ())]
    void = {"SyncToken": "1", "TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided", "Line": lines}
    return {**record, **void}


@pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "voided"])
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.says], ids=lambda case: f"{case.check}: {case.why}"
)
async def test_of_deleted_and_voided_documents_nothing_is_told(
    shared_world: World, case: Case, deleted: bool
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, case.records)
    for entity in ("Bill", "Invoice"):
        gone = [_gone(record, deleted=deleted) for record in case.records.get(entity, ())]
        if gone:
            await shared_world.load(business, {entity: gone})
    documents = {check.name for check in DOCUMENT_CHECKS}
    assert not documents & set(await messages(shared_world, business))
    assert await scanned(shared_world, business) == Reexamined()


async def test_time_alone_makes_a_date_implausible_in_an_import_of_nothing_new(shared_world: World) -> None:
    business = await shared_world.business()
    records: Records = {"Bill": [bill(TxnDate=str(within(-3600)), DueDate=str(within(-3590)))]}
    await shared_world.load(business, records)
    assert C.IMPLAUSIBLE_DATE not in await messages(shared_world, business)
    async with shared_world.at(NOW + timedelta(days=90)):
        await shared_world.load(business, records)
        assert C.IMPLAUSIBLE_DATE in await messages(shared_world, business)
        assert await scanned(shared_world, business) == Reexamined()
    await shared_world.load(business, records)
    assert C.IMPLAUSIBLE_DATE not in await messages(shared_world, business)


FLOW = (
    "INSERT INTO runway.recurring_flow (business_id, id, origin, party_id, label, amount, cadence, anchor) "
    "SELECT $1, gen_random_uuid(), 'DECLARED', p.id, 'Rent', -900, 'MONTHLY', $2 FROM runway.party AS p "
    "WHERE p.business_id = $1 AND p.kind = 'VENDOR'"
)


@pytest.mark.parametrize(
    ("days", "records", "is_missing"),
    [
        (-5, {}, True),
        (-2, {}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-4)))]}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-40)), DueDate=str(within(-5)))]}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-60)), DueDate=str(within(-30)))]}, True),
        (-5, {"Purchase": [cheque(days=-4)]}, False),
        (5, {}, False),
    ],
    ids=["none came", "days of grace", "billed", "billed before", "an old bill", "paid", "not due yet"],
)
async def test_a_declared_flow_is_missing_when_its_day_has_passed_without_a_trace(
    shared_world: World, days: int, records: Records, is_missing: bool
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, {"Vendor": [vendor()], "Account": [CHECKING]})
    await shared_world.run(FLOW, business, within(days))
    await shared_world.load(business, {"Vendor": [vendor(SyncToken="1")], **records})
    assert (C.RECURRING_DOCUMENT_MISSING in await messages(shared_world, business)) is is_missing
    assert await scanned(shared_world, business) == Reexamined()


async def test_a_cheque_whose_link_to_its_bill_is_deleted_paid_the_bill_twice(shared_world: World) -> None:
    [case] = [case for case in CASES if case.why == "the cheque is what settled it"]
    business = await shared_world.business()
    await shared_world.load(business, case.records)
    assert C.BILL_PAID_TWICE not in await messages(shared_world, business)
    await shared_world.load(business, {"BillPayment": [{"Id": "p", "status": "Deleted"}]})
    assert C.BILL_PAID_TWICE in await messages(shared_world, business)
    assert await scanned(shared_world, business) == Reexamined()


async def test_a_bill_is_uncategorised_for_as_long_as_its_account_is_called_so(shared_world: World) -> None:
    business = await shared_world.business()
    await shared_world.load(business, {"Account": [UNCATEGORISED], "Bill": [bill(Line=[line(120.0, "61")])]})
    assert C.UNCATEGORISED_LINE in await messages(shared_world, business)
    await shared_world.load(business, {"Account": [{**UNCATEGORISED, "SyncToken": "1", "Name": "Fuel"}]})
    assert C.UNCATEGORISED_LINE not in await messages(shared_world, business)
    assert await scanned(shared_world, business) == Reexamined()
