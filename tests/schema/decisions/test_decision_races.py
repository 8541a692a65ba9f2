"""Two people at one queue, and clients that send twice: nothing is lost, nothing is done twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.records import bill
from tests.schema.decisions.desk import Desk, Payload, error
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import ADVISOR, OWNER, World, gid


@pytest.fixture(scope="module")
async def served(each_cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(each_cluster) as served:
        yield served


async def test_the_same_proposal_sent_twenty_times_at_once_is_one_decision(desk: Desk) -> None:
    calls = (desk.propose("bill", note="n", idempotencyKey="k") for _ in range(20))
    payloads = await asyncio.gather(*calls)
    assert [payload["userErrors"] for payload in payloads] == [[]] * 20
    assert len({payload["decision"]["id"] for payload in payloads}) == 1
    assert await desk.decisions() == 1


async def test_two_proposals_about_different_items_are_both_kept(desk: Desk) -> None:
    payloads = await asyncio.gather(
        desk.propose("bill"), desk.propose("other bill", user=ADVISOR), desk.propose("invoice", "CHASE")
    )
    assert [payload["userErrors"] for payload in payloads] == [[], [], []]
    made = {payload["decision"]["id"] for payload in payloads}
    assert {item["id"] for item in await desk.queue()} == made
    assert len(made) == 3


async def test_of_ten_proposals_about_one_item_exactly_one_wins(desk: Desk) -> None:
    users = [OWNER, ADVISOR] * 5
    payloads = await asyncio.gather(*(desk.propose("bill", user=user) for user in users))
    codes = Counter(user_error["code"] for payload in payloads for user_error in payload["userErrors"])
    assert codes == {"ALREADY_QUEUED": 9}
    (queued,) = await desk.queue()
    # The losers are shown the decision that won.
    assert {payload["decision"]["id"] for payload in payloads} == {queued["id"]}


async def test_one_key_for_different_items_at_once_makes_one_decision(desk: Desk) -> None:
    payloads = await asyncio.gather(
        *(desk.propose(item, idempotencyKey="k") for item in ("bill", "other bill") * 4)
    )
    codes = Counter(user_error["code"] for payload in payloads for user_error in payload["userErrors"])
    assert codes == {"IDEMPOTENCY_KEY_REUSED": 4}
    assert await desk.decisions() == 1


async def test_of_five_withdrawals_exactly_one_takes_effect(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    payloads = await asyncio.gather(*(desk.withdraw(made) for _ in range(5)))
    codes = Counter(user_error["code"] for payload in payloads for user_error in payload["userErrors"])
    assert codes == {"ILLEGAL_TRANSITION": 4}
    assert [item["version"] for item in await desk.queue()] == [2]


async def test_twenty_different_proposals_at_once_are_all_kept(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill(str(n)) for n in range(100, 120)]})
    rows = await desk.world.run(
        "SELECT id FROM runway.document WHERE source_id::int >= 100 AND business_id = $1", desk.business
    )
    payloads = await asyncio.gather(*(_insist(desk, gid("Bill", row["id"])) for row in rows))
    assert [payload["userErrors"] for payload in payloads] == [[]] * 20
    assert len({payload["decision"]["id"] for payload in payloads}) == 20 == await desk.decisions()


async def _insist(desk: Desk, item: str) -> Payload:
    """As a client does that found no connection free: the same again, with the same key."""
    shown = "{ decision { id } userErrors { code } }"
    text = f"mutation ($i: ProposeDecisionInput!) {{ proposeDecision(input: $i) {shown} }}"
    async with asyncio.timeout(60):
        while True:
            reply = await desk.raw(text, desk.proposal(item, idempotencyKey=item))
            if reply.codes != ["UNAVAILABLE"]:
                payload: Payload = reply.data["proposeDecision"]
                return payload


async def test_a_proposal_during_an_import_of_its_bill_is_about_what_the_books_then_say(desk: Desk) -> None:
    changed = {"Bill": [bill("1", SyncToken="1", Balance=0)]}
    payload, _ = await asyncio.gather(desk.propose("bill"), desk.world.load(desk.business, changed))
    text = "SELECT document_sync_token FROM runway.decision WHERE business_id = $1"
    rows = await desk.world.run(text, desk.business)
    taken = [row["document_sync_token"] for row in rows]
    # Either it came first and remembers the version that it saw, or it found the bill settled.
    assert taken == ([] if payload["userErrors"] else [0])


async def test_a_proposal_that_waited_for_an_import_sees_the_issues_that_it_left(desk: Desk) -> None:
    (row,) = await desk.world.run(
        "SELECT id FROM runway.document WHERE source_id = '1' AND kind = 'BILL' AND business_id = $1",
        desk.business,
    )
    importing = await desk.world.address.connect()
    try:
        async with importing.transaction():
            await importing.execute(
                "UPDATE runway.document SET due_date = NULL, sync_token = 1 WHERE id = $1", row["id"]
            )
            proposing = asyncio.create_task(desk.propose("bill"))
            await somebody_waits(desk.world)
            await importing.execute(
                "INSERT INTO runway.issue (business_id, document_id, id, check_name, severity, "
                "blocking, message) "
                "VALUES ($1, $2, gen_random_uuid(), 'MISSING_DUE_DATE', 3, true, 'No due date.')",
                desk.business,
                row["id"],
            )
        payload = await proposing
    finally:
        await importing.close()
    assert error(payload) == ("ITEM_NOT_READY", ["input", "itemId"])


async def somebody_waits(world: World) -> None:
    """Until a transaction of this database waits for a lock."""
    waiting = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(5):
        while not await world.run(waiting):
            continue
