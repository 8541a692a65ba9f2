"""A key acts once: however often, in whatever order and from however many connections it comes."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import tries
from tests.schema.decisions.desk import Desk, Payload, codes, error, open_desk, seen
from tests.serving import Served
from tests.world import ADVISOR, OWNER

Call = tuple[str, dict[str, Any], str]


async def _two(desk: Desk) -> tuple[list[Call], list[Payload]]:
    """A proposal, a review and a finalization, each with its key, and the decisions that they are about."""
    one = (await desk.propose("bill"))["decision"]
    two = (await desk.propose("invoice", "HOLD"))["decision"]
    reviews = [{**seen(one), "verdict": "APPROVE"}]
    return [
        ("proposeDecisions", {"proposals": [desk.proposal("other bill")], "idempotencyKey": "p"}, OWNER),
        ("reviewDecisions", {"reviews": reviews, "idempotencyKey": "r"}, ADVISOR),
        ("finalizeDecisions", {"decisions": [seen(two)], "idempotencyKey": "f"}, OWNER),
    ], [one, two]


@given(data=st.data())
@settings(max_examples=tries(8))
async def test_keys_used_any_number_of_times_in_any_order_have_one_effect_each(
    served: Served, data: st.DataObject
) -> None:
    desk = await open_desk(served)
    calls, _ = await _two(desk)
    groups = data.draw(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=5), min_size=1, max_size=4))
    answers: dict[int, list[Payload]] = {0: [], 1: [], 2: []}
    # What is in one group is sent at once, over connections of its own.
    for group in [*groups, [0, 1, 2]]:
        payloads = await asyncio.gather(*(desk.step(*calls[n]) for n in group))
        for n, payload in zip(group, payloads, strict=True):
            answers[n].append(payload)
    for listed in answers.values():
        assert all(codes(item) == [None] for item in listed)
        assert all(item == listed[0] for item in listed)
    text = "SELECT step, count(*) AS n FROM runway.decision_step WHERE business_id = $1 GROUP BY step"
    steps = {row["step"]: row["n"] for row in await desk.world.run(text, desk.business)}
    assert steps == {"PROPOSED": 3, "APPROVED": 1, "FINALIZED": 1}
    assert len(await desk.outbox()) == 1


async def test_a_key_with_another_input_or_another_step_is_refused(served: Served) -> None:
    desk = await open_desk(served)
    calls, (one, _) = await _two(desk)
    for call in calls:
        assert codes(await desk.step(*call)) == [None]
    others: list[tuple[str, dict[str, Any]]] = [
        ("proposeDecisions", {"proposals": [desk.proposal("bill")], "idempotencyKey": "p"}),
        ("reviewDecisions", {"reviews": [{**seen(one), "verdict": "REJECT"}], "idempotencyKey": "r"}),
        ("finalizeDecisions", {"decisions": [seen(one)], "idempotencyKey": "f"}),
        ("finalizeDecisions", {"decisions": [seen(one)], "idempotencyKey": "p"}),
        ("clearQueue", {"idempotencyKey": "f"}),
        ("proposeDecision", {**desk.proposal("bill"), "idempotencyKey": "f"}),
    ]
    for name, given_ in others:
        payload = await desk.step(name, given_)
        assert error(payload) == ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])
    assert len(await desk.outbox()) == 1


async def test_a_batch_that_failed_in_part_is_answered_the_same_again(served: Served) -> None:
    desk = await open_desk(served)
    one = (await desk.propose("bill"))["decision"]
    two = (await desk.propose("other bill"))["decision"]
    await desk.change(Balance=100)
    first = await desk.finalize([one, two], key="k")
    assert codes(first) == ["STALE", None]
    looked = (await desk.review(one))["decision"]
    # The key stays with what it did: what is mended since needs a new one.
    again = await desk.finalize([one, two], key="k")
    assert codes(again) == ["STALE", None]
    assert codes(await desk.finalize([looked], key="k2")) == [None]


async def test_of_ten_finalizations_with_keys_of_their_own_one_takes_effect(served: Served) -> None:
    desk = await open_desk(served)
    made = (await desk.propose("bill"))["decision"]
    payloads = await asyncio.gather(*(desk.finalize([made], key=str(n)) for n in range(10)))
    results = sorted(str(code) for payload in payloads for code in codes(payload))
    assert results == ["CONFLICT"] * 9 + ["None"]
    assert len(await desk.outbox()) == 1


async def test_of_reviews_and_withdrawals_at_once_one_wins_and_the_others_see_it(served: Served) -> None:
    desk = await open_desk(served)
    made = (await desk.propose("bill"))["decision"]
    payloads = await asyncio.gather(
        *(desk.review(made, verdict) for verdict in ("APPROVE", "REJECT") * 3),
        *(desk.withdraw(made["id"], expectedVersion=1) for _ in range(3)),
    )
    won = [payload for payload in payloads if not payload["userErrors"]]
    assert len(won) == 1
    assert {error(payload)[0] for payload in payloads if payload["userErrors"]} == {"CONFLICT"}
    shown = {(payload["decision"]["status"], payload["decision"]["version"]) for payload in payloads}
    assert shown == {(won[0]["decision"]["status"], 2)}


async def test_batches_in_opposite_orders_do_not_wait_for_each_other(served: Served) -> None:
    desk = await open_desk(served)
    made = [(await desk.propose(item))["decision"] for item in ("bill", "other bill")]
    batches = [made, made[::-1]] * 5
    payloads = await asyncio.gather(*(desk.finalize(item, key=str(n)) for n, item in enumerate(batches)))
    assert sum(code is None for payload in payloads for code in codes(payload)) == 2
    assert len(await desk.outbox()) == 2
