"""One business with a decision console to work at, and the steps that people take there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.records import account, bill, customer, invoice, vendor
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, Api, Reply, World, gid

MEMBERS = {OWNER: "OWNER", ADVISOR: "ADVISOR", ANALYST: "ANALYST"}
STEP = """
  decision { id version status action note proposedBy { email } proposedAt item { id } }
  userErrors { code field message }
  query { decisionConsole { queue { nodes { id status } totalCount { count } } } }
"""
PROPOSE = f"mutation ($i: ProposeDecisionInput!) {{ proposeDecision(input: $i) {{ {STEP} }} }}"
WITHDRAW = f"mutation ($i: WithdrawDecisionInput!) {{ withdrawDecision(input: $i) {{ {STEP} }} }}"
QUEUE = "{ decisionConsole { queue { nodes { id status version action note item { id } } } } }"

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A business, its items by what is the matter with them, and a server."""

    world: World
    api: Api
    business: UUID
    items: Mapping[str, str]

    async def propose(self, item: str, action: str = "PAY", *, user: str = OWNER, **more: object) -> Payload:
        """Propose a decision; `item` is a name of `items`, or an id."""
        given = {"itemId": self.items.get(item, item), "action": action, **more}
        return await self._step(PROPOSE, "proposeDecision", given, user)

    async def withdraw(self, decision_id: str, *, user: str = OWNER, **more: object) -> Payload:
        """Withdraw one."""
        return await self._step(WITHDRAW, "withdrawDecision", {"id": decision_id, **more}, user)

    async def ask(self, query: str, user: str = OWNER) -> Any:
        """Any other question."""
        return (await self.api.ask(query, user=user, business=self.business)).data

    async def raw(self, query: str, given: Mapping[str, object], user: str = OWNER) -> Reply:
        """A step whose errors are of interest."""
        return await self.api.ask(query, user=user, business=self.business, variables={"i": given})

    async def queue(self) -> list[dict[str, Any]]:
        """The queue."""
        nodes: list[dict[str, Any]] = (await self.ask(QUEUE))["decisionConsole"]["queue"]["nodes"]
        return nodes

    async def decisions(self) -> int:
        """How many rows there are, withdrawn ones too."""
        text = "SELECT count(*) AS n FROM runway.decision WHERE business_id = $1"
        count: int = (await self.world.run(text, self.business))[0]["n"]
        return count

    async def _step(self, query: str, name: str, given: Mapping[str, object], user: str) -> Payload:
        found: Payload = (await self.raw(query, given, user)).data[name]
        return found


def error(payload: Payload) -> tuple[str, list[str]]:
    """The code and the field of the only error."""
    (only,) = payload["userErrors"]
    assert only["message"].endswith(".")
    return only["code"], only["field"]


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
