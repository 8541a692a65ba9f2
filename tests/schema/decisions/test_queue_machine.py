"""Random commands of several people in two businesses: the queue answers and ends as its model does."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.examples import tries
from tests.records import usd
from tests.schema.decisions.desk import MEMBERS, PARTNER, STAFF, Desk, Payload, open_desk
from tests.schema.decisions.queue_model import PART, Decided, Queue
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER

OF_BILLS = ("PAY", "PAY_PART", "DELAY")
ITEMS = {"bill": OF_BILLS, "other bill": OF_BILLS, "invoice": ("HOLD",)}
#: Commands of one example.
LENGTH = 80
LIMITS = ((None, None), (100, None), (10, 100))


@dataclass(frozen=True, slots=True)
class Command:
    """Who does what in which business; `pick` chooses among what is there."""

    business: int
    user: str
    name: str
    item: str
    pick: int
    fresh: bool


#: Weighted, so that many sequences lead somewhere: most people may act, and most of it is about one bill.
USERS = (OWNER, OWNER, ADVISOR, ADVISOR, PARTNER, STAFF, ANALYST)
NAMES = (
    *("propose", "propose", "propose", "approve", "approve", "approve", "finalize", "finalize", "finalize"),
    *("change", "change", "limit", "revise", "reject", "withdraw", "clear"),
)


def commands(chance: Random) -> Iterator[Command]:
    """Random ones; a generator that likes small values would seldom get past the first refusal."""
    for _ in range(LENGTH):
        yield Command(
            business=int(chance.random() < 0.2),
            user=chance.choice(USERS),
            name=chance.choice(NAMES),
            item=chance.choice(("bill", "bill", "bill", "other bill", "invoice")),
            pick=chance.randrange(6),
            fresh=chance.random() < 0.9,
        )


@dataclass(slots=True)
class Side:
    """A business, its model, and the decisions of the one as the other knows them."""

    desk: Desk
    model: Queue
    ids: list[str]

    async def run(self, command: Command) -> None:
        """Do it here and there; both answer the same."""
        if command.name == "change":
            await self._change()
        elif command.name == "limit":
            alone, other = self.model.limits = LIMITS[command.pick % len(LIMITS)]
            await self.desk.limit(_amount(alone), _amount(other))
        elif command.name == "clear":
            payload = await self.desk.step("clearQueue", {}, command.user)
            assert _code(payload) == self.model.clear(command.user)
        elif command.name == "propose":
            await self._propose(command)
        elif self.ids:
            await self._step(command)

    async def agree(self) -> None:
        """The queue and the outbox are what the model says."""
        queue = {item["id"]: item for item in await self.desk.queue()}
        results = [_told(queue.pop(key)) for key in self.ids]
        assert queue == {}
        assert results == [_known(self.model, decision) for decision in self.model.decisions]
        final = [key for key in self.ids if results[self.ids.index(key)][1] == "FINALIZED"]
        assert sorted(item["decisionId"] for item in await self.desk.outbox()) == sorted(final)

    async def _change(self) -> None:
        balance = 90 if self.model.balance["bill"] == 120 else 120
        self.model.balance["bill"] = balance
        self.model.token["bill"] += 1
        await self.desk.change(Balance=balance)

    async def _propose(self, command: Command) -> None:
        actions = ITEMS[command.item]
        action = actions[command.pick % len(actions)]
        more = {"amount": usd(str(PART))} if action == "PAY_PART" else {}
        payload = await self.desk.propose(command.item, action, user=command.user, **more)
        assert _code(payload) == self.model.propose(command.user, command.item, action), command
        if not payload["userErrors"]:
            self.ids.append(payload["decision"]["id"])

    async def _step(self, command: Command) -> None:
        # One of the newest: those before are mostly closed.
        chosen = len(self.ids) - 1 - command.pick % len(self.ids[-3:])
        result = self.model.decisions[chosen]
        version = result.version if command.fresh else result.version - 1
        as_seen = {"id": self.ids[chosen], "version": version}
        payload = await self._take(command, as_seen)
        expected = getattr(self.model, command.name)(command.user, result, fresh=command.fresh)
        assert _code(payload) == expected, (command, result)

    async def _take(self, command: Command, as_seen: dict[str, Any]) -> Payload:
        desk, user = self.desk, command.user
        if command.name == "withdraw":
            return await desk.withdraw(as_seen["id"], user=user, expectedVersion=as_seen["version"])
        if command.name == "revise":
            return await desk.revise(as_seen, user=user, note="n")
        if command.name == "finalize":
            return await desk.finalize([as_seen], user=user)
        return await desk.review(as_seen, command.name.upper(), user=user)


def _code(payload: Payload) -> str | None:
    parts = (payload, *payload.get("outcomes", ()))
    return next((error["code"] for part in parts for error in part["userErrors"]), None)


def _amount(limit: int | None) -> str | None:
    return None if limit is None else str(limit)


def _told(node: dict[str, Any]) -> tuple[object, ...]:
    return (node["action"], node["status"], node["version"], node["amount"]["amount"], node["isStale"])


def _known(model: Queue, decided: Decided) -> tuple[object, ...]:
    return (decided.action, decided.status, decided.version, f"{decided.amount}.00", model.stale(decided))


async def _side(served: Served) -> Side:
    balance = {"bill": 120, "other bill": 120, "invoice": 300}
    return Side(await open_desk(served), Queue(dict(MEMBERS), balance, dict.fromkeys(balance, 0)), [])


@given(seed=st.integers(0, 2**32))
@settings(max_examples=tries(12), phases=[Phase.explicit, Phase.generate])
async def test_the_queue_answers_as_its_model_does(served: Served, seed: int) -> None:
    sides = [await _side(served), await _side(served)]
    for command in commands(Random(seed)):
        await sides[command.business].run(command)
    for side in sides:
        await side.agree()
