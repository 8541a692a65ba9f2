"""Live changes: told once they are committed, to members alone, none twice and none left out."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from db.books import Caller, WriteBooks
from db.bootstrap import API
from db.directory import user_id_of
from db.entrance import Books, open_books
from orchestrators.trail.changes import MOST_AT_ONCE
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator
from resolvers.context import Context, User
from resolvers.trail.changes import business_changed
from tests.schema.asking import SUBSCRIPTIONS
from tests.schema.decisions.desk import Desk, open_desk
from tests.serving import Served
from tests.sockets import CHANGED, SOON, connected, following, given
from tests.world import ADVISOR, ANALYST, OWNER, gid

LISTENERS = "FROM pg_stat_activity WHERE application_name = 'runway changes' AND datname = current_database()"


@pytest.fixture
async def elsewhere(served: Served) -> AsyncIterator[Books]:
    """The books as another process has them open."""
    books = await open_books(served.world.address, {}, connections=2)
    yield books
    await books.close()


class Broken(Exception):
    """What goes wrong before the end of a transaction."""


def context_of(books: Books, business: UUID, user: str = OWNER) -> Context:
    return Context(books, User(user_id_of(user), user), business)


async def record(books: WriteBooks, caller: Caller, *subjects: UUID) -> None:
    events = [Event(EventKind.DECISION, subject, AuditStep.PROPOSED, None, {}) for subject in subjects]
    await TrailOrchestrator(books).record(caller.business_id, caller, OWNER, events)


async def commit(books: Books, business: UUID, *subjects: UUID) -> None:
    await context_of(books, business).write(lambda *entered: record(*entered, *subjects))


def test_every_subscription_is_tried_here() -> None:
    assert set(SUBSCRIPTIONS) == {"businessChanged"}


async def test_a_change_is_told_to_each_member_whichever_process_made_it(
    desk: Desk, elsewhere: Books
) -> None:
    async with (
        following(desk.api, desk.business) as owner,
        following(desk.api, desk.business, ANALYST) as analyst,
    ):
        made = (await desk.propose("bill"))["decision"]["id"]
        subject = uuid4()
        for socket in (owner, analyst):
            assert await socket.change() == ("DECISION", made)
        await commit(elsewhere, desk.business, subject)
        for socket in (owner, analyst):
            assert await socket.change() == ("DECISION", gid("Decision", subject))


async def test_an_import_is_told_with_what_it_did_to_the_tray(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket:
        await desk.world.load(desk.business, {"Bill": [{"Id": "4", "status": "Deleted"}]})
        results = dict([await socket.change(), await socket.change()])
    assert set(results) == {"IMPORT", "ISSUE"}
    assert results["ISSUE"] == gid("Business", desk.business)


async def test_what_is_rolled_back_is_not_told(desk: Desk) -> None:
    async def break_off(books: WriteBooks, caller: Caller) -> None:
        await record(books, caller, uuid4())
        raise Broken

    async with following(desk.api, desk.business) as socket:
        with pytest.raises(Broken):
            await context_of(desk.world.books, desk.business).write(break_off)
        made = (await desk.propose("bill"))["decision"]["id"]
        assert await socket.change() == ("DECISION", made)


async def test_what_commits_late_is_told_late_and_once(desk: Desk, elsewhere: Books) -> None:
    early, late, last = uuid4(), uuid4(), uuid4()
    recorded, released = asyncio.Event(), asyncio.Event()

    async def linger(books: WriteBooks, caller: Caller) -> None:
        await record(books, caller, late)
        recorded.set()
        await released.wait()

    lingering = asyncio.create_task(context_of(elsewhere, desk.business).write(linger))
    async with asyncio.timeout(SOON):
        await recorded.wait()
    async with following(desk.api, desk.business) as socket:
        # This one has a higher number than the one that lingers, and is there before it.
        await commit(elsewhere, desk.business, early)
        assert await socket.change() == ("DECISION", gid("Decision", early))
        released.set()
        await lingering
        assert await socket.change() == ("DECISION", gid("Decision", late))
        await commit(elsewhere, desk.business, last)
        assert await socket.change() == ("DECISION", gid("Decision", last))


async def test_a_business_hears_nothing_of_another(served: Served, desk: Desk) -> None:
    other = await open_desk(served)
    async with (
        following(desk.api, desk.business) as ours,
        following(other.api, other.business) as theirs,
    ):
        for item in ("bill", "other bill"):
            their_made = (await other.propose(item))["decision"]["id"]
            our_made = (await desk.propose(item))["decision"]["id"]
            assert await ours.change() == ("DECISION", our_made)
            assert await theirs.change() == ("DECISION", their_made)


async def test_who_is_no_member_is_told_so_and_nothing_else(served: Served, desk: Desk) -> None:
    stranger = "stranger@example.org"
    for business in (desk.business, uuid4()):
        async with connected(desk.api) as socket:
            await socket.init(given(stranger, business))
            refused = await socket.run(CHANGED)
            assert refused["payload"]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
            assert await socket.receive() == {"type": "complete", "id": "1"}


async def test_a_membership_that_ends_ends_the_subscription(desk: Desk) -> None:
    async with following(desk.api, desk.business, ADVISOR) as socket:
        await desk.world.directory.revoke(desk.business, ADVISOR)
        await desk.propose("bill")
        refused = await socket.receive()
        assert [error["extensions"]["code"] for error in refused["payload"]["errors"]] == ["FORBIDDEN"]
        assert refused["payload"]["data"] is None
        assert await socket.receive() == {"type": "complete", "id": "1"}


async def test_a_lost_connection_of_the_listener_is_a_resync_and_then_all_is_as_before(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket, following(desk.api, desk.business) as other:
        for _ in range(2):
            ended = await desk.world.run(f"SELECT pg_terminate_backend(pid) {LISTENERS}")
            assert len(ended) == 1
            for item in (socket, other):
                assert await item.change() == ("RESYNC", None)
        made = (await desk.propose("bill"))["decision"]["id"]
        assert await socket.change() == ("DECISION", made)


async def test_a_process_listens_with_one_connection_however_many_follow(served: Served, desk: Desk) -> None:
    other = await open_desk(served)
    async with (
        following(desk.api, desk.business),
        following(desk.api, desk.business),
        following(other.api, other.business),
    ):
        assert desk.world.books.announcements.followers == 3
        assert len(await desk.world.run(f"SELECT pid {LISTENERS}")) == 1


async def test_who_is_slow_finds_one_resync_instead_of_all_that_was_missed(desk: Desk) -> None:
    changes = business_changed(context_of(desk.world.books, desk.business))
    async with asyncio.timeout(SOON):
        assert (await anext(changes)).kind == "RESYNC"
        for _ in range(3):
            await commit(desk.world.books, desk.business, *(uuid4() for _ in range(MOST_AT_ONCE)))
        assert (await anext(changes)).kind == "RESYNC"
        subject = uuid4()
        await commit(desk.world.books, desk.business, subject)
        result = (await anext(changes)).subject
        assert result is not None
        assert result.id == subject


async def test_a_subject_that_changed_several_times_meanwhile_is_told_once(desk: Desk) -> None:
    changes, one, other = business_changed(context_of(desk.world.books, desk.business)), uuid4(), uuid4()
    async with asyncio.timeout(SOON):
        await anext(changes)
        await commit(desk.world.books, desk.business, one, one)
        await commit(desk.world.books, desk.business, one, other)
        results = [await anext(changes), await anext(changes)]
    assert [item.subject.id for item in results if item.subject] == [one, other]


async def test_nothing_is_open_while_a_subscriber_waits(desk: Desk) -> None:
    async with following(desk.api, desk.business):
        query = "SELECT DISTINCT state FROM pg_stat_activity WHERE usename = $1 AND datname = $2"
        rows = await desk.world.run(query, API, desk.world.address.database)
        assert [row["state"] for row in rows] == ["idle"]


async def test_numbers_of_transactions_from_another_server_are_not_told_again_and_again(desk: Desk) -> None:
    future = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 AS id"
    (row,) = await desk.world.run(future)
    restored = "UPDATE runway.audit_event SET transaction_id = $2::bigint::text::xid8 WHERE business_id = $1"
    await desk.world.run(restored, desk.business, row["id"])
    async with following(desk.api, desk.business) as socket:
        for item in ("bill", "other bill"):
            made = (await desk.propose(item))["decision"]["id"]
            assert await socket.change() == ("DECISION", made)


async def test_what_others_announce_wakes_nobody_and_breaks_nothing(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket:
        for payload in ("", "junk", str(uuid4()), f"{desk.business} and more"):
            await desk.world.run("SELECT pg_notify('runway_changes', $1)", payload)
        made = (await desk.propose("bill"))["decision"]["id"]
        assert await socket.change() == ("DECISION", made)
