"""One business with a decision console to work at, and the steps that people take there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.clock import today, within
from tests.records import account, bill, customer, invoice, usd, vendor
from tests.schema.runway.till import weekday_before
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, Api, Reply, World, gid

STAFF, PARTNER, AUDITOR = "staff@example.org", "partner@example.org", "auditor@example.org"
MEMBERS = {
    OWNER: "OWNER",
    ADVISOR: "ADVISOR",
    ANALYST: "ANALYST",
    STAFF: "STAFF",
    PARTNER: "OWNER",
    AUDITOR: "AUDITOR",
}
SHOWN = """
  id version status action date stage note overrideReason amount { amount } proposedBy { email } proposedAt
  isStale changes { name before after } approvalsNeeded approvalsGiven failureCode failureReason
  steps { kind taken_by: takenBy { email } note version } item { id }
"""
ERRORS = "userErrors { code field message }"
STEP = f"""
  decision {{ {SHOWN} }} {ERRORS}
  query {{ decisionConsole {{ queue {{ nodes {{ id status }} totalCount {{ count }} }} }} }}
"""
BATCH = f"outcomes {{ decision {{ {SHOWN} }} {ERRORS} }} {ERRORS}"
INSTRUCTION = """
  id instructionKind date stage amount { amount currencyCode } decisionId item { id }
  reference refusal acknowledgedAt
  acknowledgedBy { email }
"""
POLICY = """
  aloneUpTo { amount } oneOtherUpTo { amount } payDays minimumCash { amount } bufferDays
  runwayFloor { amount } version changedBy { email } overrides
"""
PAYLOADS = {
    "proposeDecision": STEP,
    "proposeDecisions": BATCH,
    "reviseDecision": STEP,
    "reviewDecision": STEP,
    "reviewDecisions": BATCH,
    "withdrawDecision": STEP,
    "finalizeDecisions": BATCH,
    "clearQueue": f"withdrawn {ERRORS}",
    "acknowledgeOutbox": f"outcomes {{ instruction {{ {INSTRUCTION} }} {ERRORS} }} {ERRORS}",
    "setApprovalPolicy": f"approvalPolicy {{ {POLICY} }} {ERRORS}",
}


def mutation(name: str) -> str:
    """The text of a mutation; its variable is the input."""
    given = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($i: {given}!) {{ {name}(input: $i) {{ {PAYLOADS[name]} }} }}"


PROPOSE = mutation("proposeDecision")
WITHDRAW = mutation("withdrawDecision")
QUEUE = f"{{ decisionConsole {{ queue(first: 100) {{ nodes {{ {SHOWN} }} }} }} }}"
OUTBOX = f"query ($f: InstructionFilter) {{ outbox(first: 100, filter: $f) {{ nodes {{ {INSTRUCTION} }} }} }}"
#: Actions that need a date; a test that does not care which gets one after every due date.
DATED = frozenset({"SCHEDULE", "DELAY", "EXPECT", "PAY_PART"})

Payload = Mapping[str, Any]


def in_days(days: int) -> str:
    """A day, counted from the business's today."""
    return within(days).isoformat()


LATER = 1_000


def leaves_on(planned: str | None) -> str:
    """The day on which a payment leaves: before a weekend, unless that is over; without a day, from today."""
    before = weekday_before(date.fromisoformat(planned) if planned else today())
    # What would have left before today leaves on the Monday after the weekend that it is.
    return str(before if before >= today() else before + timedelta(days=3))


@dataclass(frozen=True, slots=True)
class Desk:
    """A business, its items by what is the matter with them, and a server."""

    world: World
    api: Api
    business: UUID
    items: Mapping[str, str]

    def proposal(self, item: str, action: str = "PAY", **more: object) -> dict[str, object]:
        """What a proposal says; `item` is a name of `items`, or an id."""
        dated = {"date": in_days(LATER)} if action in DATED else {}
        return {"itemId": self.items.get(item, item), "action": action, **dated, **more}

    async def propose(self, item: str, action: str = "PAY", *, user: str = OWNER, **more: object) -> Payload:
        """Propose a decision."""
        return await self.step("proposeDecision", self.proposal(item, action, **more), user)

    async def withdraw(self, decision_id: str, *, user: str = OWNER, **more: object) -> Payload:
        """Withdraw one."""
        return await self.step("withdrawDecision", {"id": decision_id, **more}, user)

    async def review(
        self, decision: Payload, verdict: str = "APPROVE", *, user: str = ADVISOR, **more: object
    ) -> Payload:
        """Review one, as it was seen."""
        return await self.step("reviewDecision", {**seen(decision), "verdict": verdict, **more}, user)

    async def revise(self, decision: Payload, *, user: str = OWNER, **more: object) -> Payload:
        """Revise one, as it was seen."""
        return await self.step("reviseDecision", {**seen(decision), **more}, user)

    async def finalize(
        self, decisions: Sequence[Payload], *, user: str = OWNER, key: str | None = None
    ) -> Payload:
        """Finalize some, as they were seen; each call has a key of its own unless one is given."""
        chosen = [seen(decision) for decision in decisions]
        given = {"decisions": chosen, "idempotencyKey": key or str(uuid4())}
        return await self.step("finalizeDecisions", given, user)

    async def limit(self, alone: str | None = None, other: str | None = None, **more: object) -> Payload:
        """Set how decisions are approved, whatever it was before."""
        version = (await self.ask("{ approvalPolicy { version } }"))["approvalPolicy"]["version"]
        limits = {"aloneUpTo": alone and usd(alone), "oneOtherUpTo": other and usd(other)}
        given = {"expectedVersion": version, **limits, **more}
        payload = await self.step("setApprovalPolicy", given)
        assert payload["userErrors"] == []
        return payload

    async def ask(self, query: str, user: str = OWNER, **variables: object) -> Any:
        """Any other question."""
        return (await self.api.ask(query, user=user, business=self.business, variables=variables)).data

    async def raw(self, query: str, given: Mapping[str, object], user: str = OWNER) -> Reply:
        """A step whose errors are of interest."""
        return await self.api.ask(query, user=user, business=self.business, variables={"i": given})

    async def queue(self) -> list[dict[str, Any]]:
        """The queue."""
        nodes: list[dict[str, Any]] = (await self.ask(QUEUE))["decisionConsole"]["queue"]["nodes"]
        return nodes

    async def outbox(self, user: str = OWNER, **where: object) -> list[dict[str, Any]]:
        """The outbox."""
        nodes: list[dict[str, Any]] = (await self.ask(OUTBOX, user, f=where))["outbox"]["nodes"]
        return nodes

    async def decisions(self) -> int:
        """How many rows there are, withdrawn ones too."""
        text = "SELECT count(*) AS n FROM runway.decision WHERE business_id = $1"
        count: int = (await self.world.run(text, self.business))[0]["n"]
        return count

    async def step(self, name: str, given: Mapping[str, object], user: str = OWNER) -> Payload:
        """Any step."""
        payload: Payload = (await self.raw(mutation(name), given, user)).data[name]
        return payload

    async def change(self, **changes: object) -> None:
        """A newer version of the first bill comes with an import."""
        text = (
            "SELECT sync_token FROM runway.document WHERE business_id = $1 AND kind = 'BILL' "
            "AND source_id = '1'"
        )
        (row,) = await self.world.run(text, self.business)
        newer = bill("1", SyncToken=str(row["sync_token"] + 1), **changes)
        await self.world.load(self.business, {"Bill": [newer]})


def seen(decision: Payload) -> dict[str, Any]:
    """A decision as a step names it."""
    return {"id": decision["id"], "expectedVersion": decision["version"]}


def error(payload: Payload) -> tuple[str, list[str]]:
    """The code and the field of the only error."""
    (only,) = payload["userErrors"]
    assert only["message"].endswith(".")
    return only["code"], only["field"]


def codes(payload: Payload) -> list[str | None]:
    """The code of each outcome, None for a step taken."""
    assert payload["userErrors"] == []
    return [error(outcome)[0] if outcome["userErrors"] else None for outcome in payload["outcomes"]]


async def open_desk(served: Served) -> Desk:
    """Make the business, with one item of each sort."""
    world, api = served.world, served.api
    business = await world.business(members=MEMBERS)
    bills = {
        "bill": bill("1"),
        "other bill": bill("2"),
        "settled": bill("3", Balance=0),
        "blocked": bill("4", DueDate=None),
        "voided": bill("5", TotalAmt=0, Balance=0, PrivateNote="Voided"),
    }
    books = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}
    await world.load(business, {**books, "Bill": list(bills.values()), "Invoice": [invoice("1")]})
    rows = await world.run(
        "SELECT id, entity, source_id FROM runway.document WHERE business_id = $1", business
    )
    ids = {(row["entity"], row["source_id"]): gid(row["entity"], row["id"]) for row in rows}
    items = {name: ids["Bill", record["Id"]] for name, record in bills.items()}
    return Desk(world, api, business, {**items, "invoice": ids["Invoice", "1"]})
