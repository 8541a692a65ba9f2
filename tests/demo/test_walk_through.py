"""The demo's queue from proposal to payment: two people decide, a third session sees each step live."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from demo.companies.studio import STUDIO
from tests.demo.imported import Demo
from tests.records import usd
from tests.sockets import Socket, following
from tests.world import ADVISOR, OWNER, Api, World, gid

BILLS = """{ decisionConsole { items(first: 3, filter: {kind: {eq: BILL}, hasDecision: {eq: false}}) {
    nodes { id documentNumber openBalance { amount } } } } }"""
STATE = "userErrors { code message } decision { id version status isStale changes { name before after } }"
LIMIT = """mutation ($i: SetApprovalPolicyInput!) { setApprovalPolicy(input: $i) {
    userErrors { code } approvalPolicy { version } } }"""
PROPOSE = f"""mutation ($i: ProposeDecisionsInput!) {{ proposeDecisions(input: $i) {{
    userErrors {{ code }} outcomes {{ {STATE} }} }} }}"""
REVIEW = f"mutation ($i: ReviewDecisionInput!) {{ reviewDecision(input: $i) {{ {STATE} }} }}"
FINALIZE = f"""mutation ($i: FinalizeDecisionsInput!) {{ finalizeDecisions(input: $i) {{
    userErrors {{ code }} outcomes {{ {STATE} }} }} }}"""
OUTBOX = """{ outbox(filter: {acknowledged: {eq: false}}) {
    nodes { id instructionKind decisionId amount { amount } item { documentNumber } } } }"""
ACKNOWLEDGE = """mutation ($i: AcknowledgeOutboxInput!) { acknowledgeOutbox(input: $i) {
    outcomes { userErrors { code } instruction { reference } } } }"""
TRAIL = """{ auditTrail(first: 50, filter: {eventKind: {eq: DECISION}}) {
    nodes { actor { email } step subjectId } } }"""

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Studio:
    """The demo's first company, and the files that it came from."""

    world: World
    api: Api
    business: UUID
    folder: Path

    async def ask(self, query: str, user: str, given: Mapping[str, object] | None = None) -> Any:
        """The only root field of an answer."""
        variables = None if given is None else {"i": given}
        reply = await self.api.ask(query, user=user, business=self.business, variables=variables)
        (result,) = reply.data.values()
        return result

    async def change_at_the_source(self, bill: Answer) -> str:
        """A quarter of a bill was paid there, and the books are imported again; returns what is open now."""
        # Two vendors may have given the same number.
        known = bill["documentNumber"], float(bill["openBalance"]["amount"])
        (record,) = (bill for bill in self._bills() if (bill.get("DocNumber"), bill.get("Balance")) == known)
        left = (Decimal(str(record["Balance"])) * 3 / 4).quantize(Decimal("0.01"))
        token = str(int(record["SyncToken"]) + 1)
        newer = {**record, "SyncToken": token, "Balance": float(left)}
        await self.world.load(self.business, {"Bill": [newer]}, STUDIO.realm)
        return str(left)

    def _bills(self) -> Iterable[Answer]:
        for file in sorted(self.folder.glob("*.json")):
            yield from json.loads(file.read_text()).get("QueryResponse", {}).get("Bill", ())


@pytest.fixture
async def studio(demo: Demo) -> AsyncIterator[Studio]:
    company = demo.companies[STUDIO.name]
    async with demo.served() as served:
        yield Studio(served.world, served.api, company.business, company.folder)


async def _seen(session: Socket, kind: str, ids: Iterable[str]) -> None:
    """The session is told of each of these, in whatever order, and of nothing else of the kind."""
    left = set(ids)
    while left:
        message, result = await session.change()
        if message == kind:
            assert result is not None
            left.remove(result)


async def test_a_batch_with_one_stale_decision_finalizes_partly_and_all_see_it(studio: Studio) -> None:
    async with following(studio.api, studio.business) as session:
        limit = await studio.ask(LIMIT, OWNER, {"expectedVersion": 0, "aloneUpTo": usd("100000")})
        assert limit["approvalPolicy"]["version"] == 1
        await _seen(session, "SETTINGS", [gid("Business", studio.business)])

        bills = (await studio.ask(BILLS, ADVISOR))["items"]["nodes"]
        proposals = [{"itemId": bill["id"], "action": "PAY"} for bill in bills]
        given = {"idempotencyKey": "monday-1", "proposals": proposals}
        made = [outcome["decision"] for outcome in (await studio.ask(PROPOSE, ADVISOR, given))["outcomes"]]
        await _seen(session, "DECISION", [item["id"] for item in made])

        first, changed, last = made
        review = {"id": first["id"], "expectedVersion": first["version"], "verdict": "APPROVE"}
        approved = (await studio.ask(REVIEW, OWNER, review))["decision"]
        assert approved["status"] == "APPROVED"
        await _seen(session, "DECISION", [first["id"]])

        left = await studio.change_at_the_source(bills[1])
        chosen = [
            {"id": item["id"], "expectedVersion": item["version"]} for item in (approved, changed, last)
        ]
        batch = {"idempotencyKey": "monday-2", "decisions": chosen}
        done = (await studio.ask(FINALIZE, OWNER, batch))["outcomes"]
        assert [item["decision"]["status"] for item in done] == ["FINALIZED", "PROPOSED", "FINALIZED"]
        assert [error["code"] for error in done[1]["userErrors"]] == ["STALE"]
        (balance,) = (change for change in done[1]["decision"]["changes"] if change["name"] == "openBalance")
        assert Decimal(balance["after"]) == Decimal(left)
        await _seen(session, "DECISION", [first["id"], last["id"]])

        # Sent again after an answer that was lost, the batch is what it was.
        again = (await studio.ask(FINALIZE, OWNER, batch))["outcomes"]
        assert [item["userErrors"] for item in again] == [item["userErrors"] for item in done]

        await _pay(studio, bills, {first["id"], last["id"]})
    await _told(studio, made)


async def _pay(studio: Studio, bills: list[Answer], final: set[str]) -> None:
    """The outbox holds an instruction for each final decision, and the payment system answers."""
    query = (await studio.ask(OUTBOX, ADVISOR))["nodes"]
    assert {item["decisionId"] for item in query} == final
    amounts = {item["item"]["documentNumber"]: item["amount"]["amount"] for item in query}
    assert amounts == {bill["documentNumber"]: bill["openBalance"]["amount"] for bill in bills[::2]}
    answers = [{"id": item["id"], "reference": f"SEPA-{n}"} for n, item in enumerate(query)]
    answer = await studio.ask(ACKNOWLEDGE, OWNER, {"instructions": answers})
    assert [outcome["userErrors"] for outcome in answer["outcomes"]] == [[], []]
    assert (await studio.ask(OUTBOX, OWNER))["nodes"] == []


async def _told(studio: Studio, made: list[Answer]) -> None:
    """The trail tells the story of each decision: who did what, one step after the other."""
    events = list(reversed((await studio.ask(TRAIL, OWNER))["nodes"]))
    stories = [
        [(event["actor"]["email"], event["step"]) for event in events if event["subjectId"] == item["id"]]
        for item in made
    ]
    proposed, final = (ADVISOR, "PROPOSED"), (OWNER, "FINALIZED")
    acknowledged = (OWNER, "ACKNOWLEDGED")
    assert stories == [
        [proposed, (OWNER, "APPROVED"), final, acknowledged],
        [proposed],
        [proposed, final, acknowledged],
    ]
