"""What each step past one server costs a request: a PgBouncer in between, a replica that is read instead."""

import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from bench.books import business_with, records
from bench.measure import Action, Ratio, in_turns
from bench.reading import CONSOLE
from tests.folders import MODELS
from tests.schema.decisions.desk import PROPOSE, WITHDRAW
from tests.servers.pooler import pooled
from tests.servers.standby import Pair, streaming
from tests.world import Api, open_world

ROUNDS, DOCUMENTS, OPEN = 300, 5_000, 500
BILL = "{ bills(first: 1) { nodes { id documentNumber openBalance { amount } } } }"
#: As old as an answer of the replica may be.
STALE = {"x-max-staleness": "60"}


@dataclass(frozen=True, slots=True)
class Way:
    """A server of ours, and what its requests say."""

    api: Api
    business: UUID
    headers: Mapping[str, str]

    def reads(self, text: str) -> Action:
        """One query."""

        async def ask() -> None:
            assert (await self.api.ask(text, business=self.business, headers=self.headers)).data

        return ask

    async def decides(self) -> None:
        """Two mutations: a decision is proposed, and withdrawn."""
        made = await self._step(PROPOSE, {"itemId": await self._bill(), "action": "PAY"})
        await self._step(WITHDRAW, {"id": made["decision"]["id"]})

    async def _bill(self) -> str:
        reply = await self.api.ask(
            "{ bills(first: 1, filter: {state: {eq: OPEN}}) { nodes { id } } }", business=self.business
        )
        return str(reply.data["bills"]["nodes"][0]["id"])

    async def _step(self, text: str, given: Mapping[str, object]) -> dict[str, dict[str, str]]:
        reply = await self.api.ask(text, business=self.business, variables={"i": given})
        (payload,) = reply.data.values()
        assert payload["userErrors"] == []
        result: dict[str, dict[str, str]] = payload
        return result


async def ladder(scale: float) -> list[Ratio]:
    """The same requests, one at a time, over each way and over none of them."""
    with tempfile.TemporaryDirectory(prefix="rw-") as models:
        os.environ[MODELS] = models
        async with streaming() as pair, _ways(pair, scale) as (straight, between, replica):
            rounds = max(3, round(ROUNDS * scale))
            ratios = [
                await _ratio(f"{what}, {name} : straight", way.reads(text), straight.reads(text), rounds)
                for name, way in (("through PgBouncer", between), ("from the replica", replica))
                for what, text in (("one bill", BILL), ("console page", CONSOLE))
            ]
            what = "propose and withdraw, through PgBouncer : straight"
            return [*ratios, await _ratio(what, between.decides, straight.decides, rounds)]


async def _ratio(what: str, measured: Action, against: Action, rounds: int) -> Ratio:
    return Ratio(what, *await in_turns(measured, against, rounds), "about 1")


@asynccontextmanager
async def _ways(pair: Pair, scale: float) -> AsyncIterator[tuple[Way, Way, Way]]:
    async with (
        pooled(pair.primary) as through,
        open_world(pair.primary, replica=pair.standby, most_stale=60) as world,
        open_world(through) as pooled_world,
        world.api(rows_a_second=10**9) as api,
        pooled_world.api(rows_a_second=10**9) as pooled_api,
    ):
        business = await business_with(
            world, "Measured", records(round(DOCUMENTS * scale), round(OPEN * scale))
        )
        await world.run("ANALYZE")
        await pair.replayed()
        yield Way(api, business, {}), Way(pooled_api, business, {}), Way(api, business, STALE)
        # Whatever the primary answered instead was no measurement of the replica.
        outcomes = world.books.replica_reads()
        assert outcomes["USED"] > 0.9 * sum(outcomes.values())
