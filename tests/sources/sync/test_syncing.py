"""Syncs of connected businesses, from the queue to the books, whatever the source does."""

import asyncio
from dataclasses import replace

import pytest

from orchestrators.sources.connections.problems import ProblemCode
from orchestrators.sources.connections.state import ConnectionState
from server.sources.quickbooks.syncing.sync import Done
from tests.examples import some, tries
from tests.records import account, bill, vendor
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.sync.conftest import small_company
from tests.sources.sync.connected import EVERY, Connected
from tests.sources.sync.reading import REALM


async def test_a_first_sync_brings_all_and_later_ones_what_changed(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    (first,) = await connected.sync()
    assert first.is_full
    assert first.failure is None
    assert first.counts is not None
    assert await connected.differences(business, company) == set()

    await connected.later(hours=1)
    company.change("Bill", "10", DocNumber="B-new")
    company.put("Vendor", vendor("2", "Another"))
    company.delete("Invoice", "20")
    company.post("35", 77.0)
    (second,) = await connected.sync()
    assert not second.is_full
    assert second.failure is None
    assert second.counts is not None
    assert await connected.differences(business, company) == set()
    assert (second.counts.added, second.counts.removed) == (1, 1)

    connection = await connected.connection(business)
    assert (connection.state, connection.problem) == (ConnectionState.CONNECTED, None)
    assert connection.last_sync_at == connected.now
    assert connection.next_sync_at == connected.now + EVERY


async def test_nothing_is_synced_before_it_is_due(connected: Connected, company: Company) -> None:
    await connected.business(REALM)
    await connected.sync()
    worker, results = connected.worker()
    await worker.once()
    assert results == []
    await connected.later(minutes=16)
    await worker.once()
    assert len(results) == 1


async def test_what_is_deleted_before_the_look_back_is_removed_by_comparison(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    company.put("Bill", bill("11"))
    await connected.sync()
    company.delete("Bill", "11")
    await connected.later(days=40)
    company.change("Vendor", "1", Active=False, DisplayName="Paper Supplies (deleted)")
    (done,) = await connected.sync()
    assert done.is_full
    assert await connected.differences(business, company) == set()


TROUBLES = [
    (Misbehaviour.THROTTLED_XML, ConnectionState.THROTTLED, ProblemCode.THROTTLED, "THROTTLED_SYNC"),
    (
        Misbehaviour.UNAUTHORIZED,
        ConnectionState.UNAUTHORIZED,
        ProblemCode.AUTHORIZATION_LOST,
        "UNAUTHORISED_SYNC",
    ),
    (Misbehaviour.SERVER_ERROR, ConnectionState.FAILING, ProblemCode.SOURCE_UNAVAILABLE, "FAILED_SYNC"),
    (Misbehaviour.HTML, ConnectionState.FAILING, ProblemCode.UNEXPECTED_ANSWER, "FAILED_SYNC"),
    (Misbehaviour.HALF_A_BODY, ConnectionState.FAILING, ProblemCode.SOURCE_UNAVAILABLE, "FAILED_SYNC"),
    (Misbehaviour.EMPTY, ConnectionState.FAILING, ProblemCode.UNEXPECTED_ANSWER, "FAILED_SYNC"),
]


@pytest.mark.parametrize(("how", "state", "problem", "check"), some(TROUBLES, 4))
async def test_a_trouble_shows_takes_nothing_away_and_heals_by_itself(
    connected: Connected,
    company: Company,
    how: Misbehaviour,
    state: ConnectionState,
    problem: ProblemCode,
    check: str,
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    before = await connected.connection(business)
    connected.server.always[REALM] = how
    for _ in range(2):
        await connected.later(hours=1)
        (done,) = await connected.sync()
        assert done.failure is not None
        assert await connected.differences(business, company) == set()
    connection = await connected.connection(business)
    assert (connection.state, connection.progress.problem) == (state, problem)
    assert connection.last_sync_at == before.last_sync_at
    assert connection.progress.changes_since == before.progress.changes_since
    assert connection.since < connected.now, "it is the same trouble"
    assert check in await connected.issues(business)
    runs = await connected.world.run("SELECT FROM runway.import_run WHERE business_id = $1", business)
    assert len(runs) == 2, "the trouble is told once"

    connected.server.always.clear()
    company.delete("Bill", "10")
    await connected.later(hours=1)
    await connected.sync()
    assert (await connected.connection(business)).state is ConnectionState.CONNECTED
    assert await connected.issues(business) == set()
    assert await connected.differences(business, company) == set()


async def test_one_entity_that_fails_leaves_the_others_in_and_moves_nothing(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    connected.server.entities["Account"] = Misbehaviour.FAULT
    (done,) = await connected.sync()
    assert done.counts is not None
    assert done.counts.added > 0
    connection = await connected.connection(business)
    assert connection.state is ConnectionState.FAILING
    assert connection.progress.changes_since is None
    assert "INCOMPLETE_SYNC" in await connected.issues(business)
    connected.server.entities.clear()
    await connected.later(hours=1)
    await connected.sync()
    assert await connected.differences(business, company) == set()
    assert await connected.issues(business) == set()


async def test_a_company_that_is_renamed_is_read_on_under_its_new_name(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    company.name = "Acme Group GmbH"
    company.delete("Bill", "10")
    await connected.later(hours=1)
    (done,) = await connected.sync()
    assert done.failure is None
    assert await connected.differences(business, company) == set()
    assert (await connected.connection(business)).company_name == "Acme Group GmbH"
    (kept,) = await connected.world.run(
        "SELECT name FROM runway.source_company WHERE business_id = $1", business
    )
    assert kept["name"] == "Acme Group GmbH"
    (event,) = await connected.world.run(
        "SELECT before, after FROM runway.audit_event "
        "WHERE business_id = $1 AND action = 'CONNECTION_CHANGED'",
        business,
    )
    assert ("Acme Corp." in event["before"], "Acme Group GmbH" in event["after"]) == (True, True)
    await connected.later(hours=1)
    (done,) = await connected.sync()
    assert done.failure is None


async def test_a_company_that_is_renamed_while_it_is_disconnected_is_connected_again(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    company.name = "Acme Group GmbH"
    await connected.world.run(
        "UPDATE runway.source_connection SET state = 'DISCONNECTED' WHERE business_id = $1", business
    )
    await connected.connect(business, REALM)
    (done,) = await connected.sync()
    assert done.failure is None
    assert await connected.differences(business, company) == set()


async def test_a_company_that_takes_the_name_of_other_books_of_the_business_changes_nothing(
    connected: Connected, company: Company
) -> None:
    business = await connected.business(REALM)
    await connected.sync()
    other = {"CompanyInfo": [{"Id": "1", "SyncToken": "0", "CompanyName": "Petty cash"}]}
    await connected.world.load(business, other, realm="beside", beside=True)
    company.name = "Petty Cash"
    company.delete("Bill", "10")
    await connected.later(hours=1)
    (done,) = await connected.sync()
    assert done.failure is not None
    assert done.failure.problem is ProblemCode.OTHER_COMPANY
    rows = await connected.differences(business, company)
    assert {row[:2] for row in rows} == {("Bill", "10")}, "the books still have the bill"


async def test_what_is_disconnected_meanwhile_is_not_imported(connected: Connected, company: Company) -> None:
    business = await connected.business(REALM)
    await connected.world.run(
        "UPDATE runway.source_connection SET state = 'DISCONNECTED' WHERE business_id = $1", business
    )
    (done,) = await connected.sync()
    assert (done.counts, done.next_at) == (None, None)
    assert connected.server.requests == []
    assert await connected.world.run("SELECT FROM runway.sync_queue") == [], "nobody looks at it again"


async def test_two_workers_share_the_work(connected: Connected) -> None:
    realms = [str(number) for number in range(8)]
    businesses = {}
    for realm in realms:
        small_company(connected.server, realm, f"Company {realm}")
        businesses[realm] = await connected.business(realm, f"Business {realm}")
    (one, first), (other, second) = connected.worker(), connected.worker()
    await asyncio.gather(one.once(), other.once())
    assert len(first) + len(second) == len(realms)
    assert {done.business_id for done in first}.isdisjoint({done.business_id for done in second})
    for realm, business in businesses.items():
        assert await connected.differences(business, connected.server.companies[realm]) == set()


async def test_many_companies_are_not_delayed_by_one_that_waits_and_fails(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A place that is left is taken at once, not when the worker looks again.
    monkeypatch.setattr("server.sources.quickbooks.syncing.worker.LOOK", 1_000)
    others = tries(100)
    for number in range(others + 1):
        company = connected.server.companies[str(number)] = Company(f"Company {number}")
        company.put("Account", account())
        await connected.business(str(number), f"Business {number}")
    # All have been read before, so that little is to be read now.
    await connected.world.run(
        "UPDATE runway.source_connection SET changes_since = $1, full_comparison_at = $1", connected.now
    )
    await connected.world.run(
        "UPDATE runway.sync_queue SET due_at = due_at - interval '1 hour' WHERE realm = '0'"
    )
    connected.server.always["0"] = Misbehaviour.THROTTLED_XML
    worker, results = connected.worker(at_once=1)
    others_are_done = asyncio.Event()

    async def until_others_are_done(_seconds: float) -> None:
        await others_are_done.wait()
        connected.waits.now += 1_000

    def ended(done: Done) -> None:
        results.append(done)
        if len(results) == others:
            others_are_done.set()

    worker.pauses, worker.ended = replace(worker.pauses, sleep=until_others_are_done), ended
    async with asyncio.timeout(120):
        await worker.once()
    assert [done.failure is not None for done in results] == [False] * others + [True]
    turns = [realm for realm, _ in connected.server.requests]
    assert turns[0] == "0", "it came first, and left its place when it had to wait"
    assert turns.count("0") <= 5
