"""Many clients of two businesses over three connections: each is answered with its own rows alone."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from db.directory import user_id_of
from db.outages import BooksUnavailable
from db.statement import Statement
from tests.canaries import Client, Marked, Pair, plant
from tests.servers.postgres import Cluster
from tests.world import Api, World, gid, open_world

CLIENTS, REQUESTS, CONNECTIONS = 24, 6, 3
#: What an answer may be beside a success: the pool was full too long, or others won three times.
BUSY = ("UNAVAILABLE", "CONFLICT")

TRAY = "{ hygieneTray { issues { nodes { message } totalCount { count } } } business { name } }"
CONSOLE = """{
  decisionConsole { items { nodes { documentNumber counterparty { name } } } queue { nodes { note } } }
  bills { nodes { documentNumber } } vendors { nodes { name } } viewer { businesses { name } }
}"""
BAD_CURSOR = '{ business { name } decisionConsole { items(after: "nonsense") { nodes { id } } } }'
STEP = """mutation ($i: ProposeDecisionInput!) { proposeDecision(input: $i) {
            userErrors { code } decision { note item { documentNumber } } query { business { name } } } }"""
WITHDRAW = """mutation ($i: WithdrawDecisionInput!) { withdrawDecision(input: $i) {
                userErrors { code } query { business { name } } } }"""

SLOW = Statement("SELECT pg_sleep(60)", ())
LEFT_OPEN = """
    SELECT count(*) AS n FROM pg_stat_activity
     WHERE datname = current_database() AND (state LIKE 'idle in transaction%' OR query LIKE '%pg_sleep%')
       AND pid <> pg_backend_pid()
"""
RUNNING = """
    SELECT count(*) AS n FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of request: what it asks, with what, and what the answers to it may say."""

    query: str
    variables: Callable[[list[str], int], dict[str, Any]] = field(default=lambda _items, _n: {})
    codes: tuple[str, ...] = ()
    foreign: bool = False


def _proposal(items: list[str], n: int) -> dict[str, Any]:
    # Some for the same item, some with the same key: they meet each other.
    return {"i": {"itemId": items[n % len(items)], "action": "PAY", "idempotencyKey": f"key {n % 20}"}}


KINDS = {
    "tray": Kind(TRAY),
    "console": Kind(CONSOLE),
    "propose": Kind(STEP, _proposal),
    "withdraw": Kind(WITHDRAW, lambda _items, _n: {"i": {"id": gid("Decision", uuid4())}}),
    "of another": Kind(CONSOLE, foreign=True, codes=("FORBIDDEN",)),
    "bad cursor": Kind(BAD_CURSOR, codes=("BAD_USER_INPUT",)),
    "no such field": Kind("{ nothing }", codes=("GRAPHQL_VALIDATION_FAILED",)),
}


@pytest.fixture
async def pair(cluster: Cluster) -> AsyncIterator[Pair]:
    address = await cluster.clone()
    async with open_world(address, connections=CONNECTIONS) as world:
        yield await plant(world, 12, 12)
    await cluster.drop(address)


async def _items(world: World, marked: Marked) -> list[str]:
    text = "SELECT id FROM runway.document WHERE business_id = $1 AND kind = 'BILL' AND state = 'OPEN'"
    return [gid("Bill", row["id"]) for row in await world.run(text, marked.business)]


async def _until(world: World, question: str, wanted: int = 0) -> None:
    """Wait until the server counts as many as wanted; fails after twenty seconds."""
    async with asyncio.timeout(20):
        while (await world.run(question))[0]["n"] != wanted:
            pass


@dataclass(frozen=True, slots=True)
class Visitor:
    """One of many clients: what it may see, what it asks about, and what became of its requests."""

    client: Client
    own: Marked
    items: list[str]
    number: int
    outcomes: Counter[str]

    async def visit(self) -> None:
        """Send all requests, one after the other; every third visitor gives up on some of them."""
        kinds = itertools.cycle(KINDS.items())
        for n, (name, kind) in enumerate(itertools.islice(kinds, self.number, self.number + REQUESTS)):
            hurried = self.number % 3 == 0 and n % 2 == 0
            try:
                # From at once to about as long as an answer takes.
                async with asyncio.timeout(0.03 * (self.number % 16) if hurried else None):
                    response = await self._send(kind, n)
            except TimeoutError:
                self.outcomes["given up"] += 1
            else:
                self._judge(name, kind, response)

    async def _send(self, kind: Kind, n: int) -> httpx.Response:
        # The client fails by itself on any word of the other business.
        business = self.client.never.business if kind.foreign else None
        return await self.client.send(
            kind.query, kind.variables(self.items, self.number + n), business=business
        )

    def _judge(self, name: str, kind: Kind, response: httpx.Response) -> None:
        codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
        if codes & set(BUSY):
            self.outcomes["busy"] += 1
            return
        assert codes == set(kind.codes), (name, response.text)
        if not kind.foreign and name != "no such field":
            assert self.own.mark in response.text
        self.outcomes[name] += 1


async def _visitors(pair: Pair, api: Api, outcomes: Counter[str]) -> list[Visitor]:
    """Every second one of the other business."""
    sides = [(pair.ours, pair.theirs), (pair.theirs, pair.ours)]
    items = [await _items(pair.world, own) for own, _ in sides]
    return [
        Visitor(Client(api, own.owner, own.business, other), own, items[number % 2], number, outcomes)
        for number in range(CLIENTS)
        for own, other in (sides[number % 2],)
    ]


async def test_each_of_many_clients_reads_its_own_rows_whatever_the_others_do(pair: Pair) -> None:
    outcomes: Counter[str] = Counter()
    async with pair.world.api() as api:
        visitors = await _visitors(pair, api, outcomes)
        async with asyncio.TaskGroup() as group:
            for visitor in visitors:
                group.create_task(visitor.visit())
        await _until(pair.world, LEFT_OPEN)
        # The pool lends all of its connections once more, and each to the right one.
        again = await asyncio.gather(
            *(visitor.client.data(CONSOLE) for visitor in visitors[: 2 * CONNECTIONS])
        )
    assert sum(outcomes.values()) == CLIENTS * REQUESTS
    assert set(KINDS) | {"given up"} <= set(outcomes)
    assert outcomes["busy"] < CLIENTS
    assert len(again) == 2 * CONNECTIONS
    await _each_decision_is_of_its_own_business(pair)


async def _each_decision_is_of_its_own_business(pair: Pair) -> None:
    text = "SELECT DISTINCT business_id, proposed_by_email FROM runway.decision"
    written = {(row["business_id"], row["proposed_by_email"]) for row in await pair.world.run(text)}
    assert written == {(marked.business, marked.owner) for marked in (pair.ours, pair.theirs)}


async def test_work_that_is_cancelled_inside_a_statement_leaves_the_pool_as_it_was(pair: Pair) -> None:
    world, user = pair.world, user_id_of(pair.ours.owner)
    own, other = pair.ours.business, pair.theirs.business

    async def sleep(business: UUID) -> None:
        async with world.books.writing(user, business) as (books, _):
            await books.rows(SLOW, {})

    tasks = [asyncio.create_task(sleep(own)) for _ in range(CONNECTIONS)]
    await _until(world, RUNNING, CONNECTIONS)
    # One more waits for a connection, and gives up as well.
    tasks.append(asyncio.create_task(sleep(own)))
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(item) for item in ended} <= {asyncio.CancelledError, BooksUnavailable}
    await _until(world, LEFT_OPEN)
    them = user_id_of(pair.theirs.owner)
    for _ in range(2 * CONNECTIONS):
        async with world.books.reading(them, other) as (_books, caller):
            assert caller.business_id == other
