"""Who may run something now, who waits and who is sent away: users take turns, and none takes all."""

import asyncio
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import pytest

from server.transport.admission import Admission, Busy, Rules
from tests.sockets import SOON

ANN, BOB, EVE = (UUID(int=number) for number in range(1, 4))
FEW = Rules(at_once=3, of_one_user=2, waiting=4, waiting_of_one_user=3, patience=30)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def settled() -> None:
    """Until everybody who can go on has."""
    for _ in range(5):
        await asyncio.sleep(0)


class Visitors:
    """Operations that hold their places until they are told to leave."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.running: list[str] = []
        self.leave: dict[str, asyncio.Event] = {}

    async def visit(self, user: UUID, name: str) -> None:
        """Take a place, and hold it."""
        self.leave[name] = asyncio.Event()
        async with self.admission.turn(user):
            self.running.append(name)
            await self.leave[name].wait()
        self.running.remove(name)


async def test_a_user_holds_no_more_than_their_places_and_others_go_ahead() -> None:
    visitors = Visitors(Admission(FEW))
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        for name in ("e1", "e2", "e3", "e4"):
            group.create_task(visitors.visit(EVE, name))
        await settled()
        assert visitors.running == ["e1", "e2"]
        group.create_task(visitors.visit(ANN, "a1"))
        await settled()
        assert visitors.running == ["e1", "e2", "a1"]
        group.create_task(visitors.visit(BOB, "b1"))
        await settled()
        assert visitors.running == ["e1", "e2", "a1"]
        visitors.leave["a1"].set()
        await settled()
        # Eve waits for longer, and has her places already.
        assert visitors.running == ["e1", "e2", "b1"]
        for name in ("e1", "e2", "e3", "e4", "b1"):
            await settled()
            visitors.leave[name].set()
    assert visitors.running == []


async def test_users_who_wait_take_turns() -> None:
    visitors = Visitors(Admission(Rules(at_once=1, of_one_user=1)))
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        order = ["e1", "e2", "e3", "a1", "b1"]
        for name in order:
            user = {"e": EVE, "a": ANN, "b": BOB}[name[0]]
            group.create_task(visitors.visit(user, name))
            await settled()
        seen = []
        for _ in order:
            await settled()
            (running,) = visitors.running
            seen.append(running)
            visitors.leave[running].set()
    assert seen == ["e1", "e2", "a1", "b1", "e3"]


async def test_who_would_wait_behind_too_many_is_sent_away_at_once() -> None:
    visitors = Visitors(Admission(FEW))
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(visitors.visit(EVE, f"e{number}"))
        await settled()
        with pytest.raises(Busy) as too_many:
            await visitors.visit(EVE, "e5")
        assert not too_many.value.is_ours
        group.create_task(visitors.visit(ANN, "a0"))
        group.create_task(visitors.visit(BOB, "b0"))
        await settled()
        with pytest.raises(Busy) as full:
            await visitors.visit(BOB, "b1")
        assert full.value.is_ours
        for name in ("e0", "e1", "e2", "e3", "e4", "a0", "b0"):
            await settled()
            visitors.leave[name].set()


async def test_patience_ends_and_whoever_gives_up_leaves_no_place_behind() -> None:
    visitors = Visitors(Admission(Rules(at_once=1, of_one_user=1, patience=0.01)))
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        group.create_task(visitors.visit(EVE, "e1"))
        await settled()
        with pytest.raises(Busy) as late:
            await visitors.visit(ANN, "a1")
        assert late.value.is_ours
        gone = asyncio.create_task(visitors.visit(BOB, "b1"))
        await settled()
        gone.cancel()
        await asyncio.wait([gone])
        visitors.leave["e1"].set()
        await settled()
        group.create_task(visitors.visit(ANN, "a2"))
        await settled()
        assert visitors.running == ["a2"]
        visitors.leave["a2"].set()


async def test_who_is_cancelled_in_the_moment_of_their_turn_hands_it_on() -> None:
    visitors = Visitors(Admission(Rules(at_once=1, of_one_user=1)))
    async with asyncio.timeout(SOON), AsyncExitStack() as held:
        await held.enter_async_context(visitors.admission.turn(EVE))
        waiting = asyncio.create_task(visitors.visit(ANN, "a1"))
        await settled()
        await held.aclose()
        waiting.cancel()
        await asyncio.wait([waiting])
        async with visitors.admission.turn(BOB):
            pass


def test_rows_are_a_budget_of_one_user_in_one_business_that_refills() -> None:
    clock, here, there = Clock(), uuid4(), uuid4()
    admission = Admission(Rules(burst=1_000, rows_a_second=100), clock)
    admission.spend(EVE, here, 900)
    with pytest.raises(Busy) as spent:
        admission.spend(EVE, here, 399)
    assert not spent.value.is_ours
    # 99 are left, and 400 are needed: 3.01 seconds.
    assert spent.value.seconds == 4
    admission.spend(EVE, there, 399)
    admission.spend(ANN, here, 399)
    clock.now = spent.value.seconds
    admission.spend(EVE, here, 399)
    clock.now = 1_000
    with pytest.raises(Busy):
        admission.spend(EVE, here, 1_000)
    admission.spend(EVE, here, 999)


async def test_who_has_none_in_the_queue_gets_in_although_others_fill_it() -> None:
    visitors = Visitors(Admission(Rules(at_once=1, of_one_user=1, waiting=2, waiting_of_one_user=2)))
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(visitors.visit(EVE, f"e{number}"))
        await settled()
        group.create_task(visitors.visit(ANN, "a0"))
        await settled()
        with pytest.raises(Busy):
            await visitors.visit(ANN, "a1")
        for _ in range(4):
            await settled()
            visitors.leave[visitors.running[0]].set()
