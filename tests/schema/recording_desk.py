"""A business whose owner's questions and steps are recorded, with the statements behind them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.canaries import Client, Marked, Pair
from tests.records import bill
from tests.schema.asking import (
    NODE_TYPES,
    QUERIES,
    Listed,
    lists,
    mutation,
    needing_arguments,
    node,
    query,
)
from tests.schema.decisions.desk import seen
from tests.schema.recorded import normalised
from tests.world import Api, gid

#: Settings that are changed, in this order, and how; a text in braces is the id of the object named there.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "setRunwayPolicy": {"bufferDays": 45},
    "setEarmark": {"name": "recorded", "amount": "5"},
    "releaseEarmark": {"name": "recorded"},
    "setVendorTerms": {"vendorId": "{Vendor}", "graceDays": 5},
    "setRecurringFlow": {"label": "recorded", "amount": "-5"},
    "removeRecurringFlow": {"id": "{RecurringFlow}"},
    "startConnection": {},
    "disconnectConnection": {"id": "{SourceLink}"},
}
#: Lists whose rows are stored; others are computed of what is read for other reasons.
STORED = tuple(listed for listed in lists() if listed.filter)
#: Lists that are read whole.
WHOLE = "{ earmarks { __typename id } recurringFlows { __typename id } }"

#: The issues that steps are taken with.
ISSUES = "{ hygieneTray { issues(first: 100) { nodes { id check version } } } }"

Recorded = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A business whose owner's questions are recorded."""

    pair: Pair
    api: Api
    marked: Marked
    batch: int

    async def sent(
        self, request: str, variables: Mapping[str, Any] | None = None, user: str | None = None
    ) -> tuple[list[str], Any]:
        """The statements of one request, and its answer."""
        other = self.pair.theirs if self.marked == self.pair.ours else self.pair.ours
        client = Client(self.api, user or self.marked.owner, self.marked.business, other)
        self.pair.world.statements.clear()
        response = await client.send(request, variables)
        return [normalised(sql) for sql in self.pair.world.statements], response.json()

    async def ids(self) -> dict[str, str]:
        """An object of each type, as the lists show them."""
        shown = "nodes { __typename id }"
        of_the_business = ("ApprovalPolicy", "Business", "DecisionConsole")
        result: dict[str, str] = {name: gid(name, self.marked.business) for name in of_the_business}
        for listed in STORED:
            _, answer = await self.sent(f"{{ {listed.ask(shown)} }}")
            for row in page_of(answer["data"], listed)["nodes"]:
                result[row["__typename"]] = row["id"]
        # Events of one moment are in no order: one of a kind, so that its subject is of a kind too.
        _, answer = await self.sent("{ auditTrail(filter: {eventKind: {eq: DECISION}}) { nodes { id } } }")
        result["AuditEvent"] = answer["data"]["auditTrail"]["nodes"][-1]["id"]
        _, answer = await self.sent("{ business { connection { id } } }")
        result["SourceLink"] = answer["data"]["business"]["connection"]["id"]
        _, answer = await self.sent(WHOLE)
        return result | {row["__typename"]: row["id"] for rows in answer["data"].values() for row in rows}

    async def recorded(self) -> Recorded:
        """The statements of every root field, and of a node of every type."""
        ids, result = await self.ids(), {}
        for name in sorted(set(QUERIES) - needing_arguments()):
            result[f"query {name}"], _ = await self.sent(query(name))
        for kind in sorted(NODE_TYPES):
            request = f"query ($id: ID!) {node(kind, '$id')}"
            result[f"query node, {kind}"], answer = await self.sent(request, {"id": ids[kind]})
            assert answer["data"]["node"]["__typename"] == kind
        return {**result, **await self._steps(), **await self._settings(ids)}

    async def _settings(self, ids: Mapping[str, str]) -> Recorded:
        result = {}
        for name, changes in SETTINGS.items():
            given = {key: _filled(value, ids) for key, value in changes.items()}
            sent, answer = await self.sent(mutation(name), {"i": given})
            assert answer["data"][name]["userErrors"] == []
            result[f"mutation {name}"] = sent
            made = answer["data"][name].get("recurringFlow") or {}
            ids = {**ids, "RecurringFlow": made.get("id", ids["RecurringFlow"])}
        return result

    async def _steps(self) -> Recorded:
        """Each step once, the bulk ones with as many decisions as a batch of the business has."""
        result: dict[str, Sequence[str]] = {}

        async def take(name: str, **given: Any) -> Any:
            sent, answer = await self.sent(mutation(name), {"i": given})
            result[f"mutation {name}"] = sent
            payload = answer["data"][name]
            assert [item["userErrors"] for item in (payload, *payload.get("outcomes", ()))] == [[]] * (
                1 + len(payload.get("outcomes", ()))
            )
            return payload

        item, *items = await self.items(*range(2, 3 + self.batch))
        made = (await take("proposeDecision", itemId=item, action="PAY", idempotencyKey="p"))["decision"]
        made = (await take("reviseDecision", **seen(made), note="Soon"))["decision"]
        made = (await take("reviewDecision", **seen(made), verdict="APPROVE"))["decision"]
        await take("withdrawDecision", **seen(made))
        proposals = [{"itemId": item, "action": "PAY"} for item in items]
        batch = await take("proposeDecisions", proposals=proposals, idempotencyKey="ps")
        reviews = [{**seen(outcome["decision"]), "verdict": "APPROVE"} for outcome in batch["outcomes"]]
        batch = await take("reviewDecisions", reviews=reviews, idempotencyKey="rs")
        chosen = [seen(outcome["decision"]) for outcome in batch["outcomes"]]
        batch = await take("finalizeDecisions", decisions=chosen, idempotencyKey="fs")
        assert {outcome["decision"]["status"] for outcome in batch["outcomes"]} == {"FINALIZED"}
        _, answer = await self.sent("{ outbox(first: 100) { nodes { id } } }")
        await take("acknowledgeOutbox", instructions=answer["data"]["outbox"]["nodes"][: self.batch])
        await self._mend(take)
        await take("setApprovalPolicy", expectedVersion=1, aloneUpTo="2000000")
        await take("clearQueue", idempotencyKey="c")
        return result

    async def _mend(self, take: Callable[..., Awaitable[Any]]) -> None:
        """What people do about issues, with as many at once as a batch has."""
        # Each over another amount, so that none looks like another one entered twice.
        amounts = [(n, 1000.0 + 10 * n) for n in range(self.batch)]
        undated = [
            bill(f"undated-{n}", DueDate=None, TotalAmt=amount, Balance=amount) for n, amount in amounts
        ]
        await self.pair.world.load(self.marked.business, {"Bill": undated})
        _, answer = await self.sent(ISSUES)
        issues = answer["data"]["hygieneTray"]["issues"]["nodes"]
        dated = [
            {**_seen_issue(issue), "fix": {"dueDate": "2027-12-24"}}
            for issue in issues
            if issue["check"] == "MISSING_DUE_DATE"
        ]
        (twin,) = (issue for issue in issues if issue["check"] == "DUPLICATE")
        fixed = (await take("fixIssue", **dated.pop()))["issue"]
        fixed = (await take("undoIssueAction", actionId=fixed["lastAction"]["id"]))["issue"]
        await take("ignoreIssue", **_seen_issue(fixed), reason="Known")
        await take("fixIssues", fixes=dated[: self.batch])
        kept = (await take("keepBoth", **_seen_issue(twin)))["issue"]
        twin = (await take("undoIssueAction", actionId=kept["lastAction"]["id"]))["issue"]
        await take("mergeDuplicates", **_seen_issue(twin), keepId=twin["relatedDocument"]["id"])
        # The tray is not left empty: what lists its issues is looked at as well.
        await self.pair.world.load(self.marked.business, {"Bill": [bill("undated", DueDate=None)]})

    async def _item(self, number: int = 1) -> str:
        """A bill that is ready for a decision."""
        text = "SELECT id FROM runway.document WHERE business_id = $1 AND source_id = $2"
        (row,) = await self.pair.world.run(text, self.marked.business, f"b-{number}")
        return gid("Bill", row["id"])

    async def items(self, *numbers: int) -> list[str]:
        """Bills that are ready."""
        return [await self._item(number) for number in numbers]


def _seen_issue(issue: Mapping[str, Any]) -> dict[str, Any]:
    return {"issueId": issue["id"], "expectedVersion": issue["version"]}


def _filled(value: object, ids: Mapping[str, str]) -> object:
    return value.format(**ids) if isinstance(value, str) else value


def page_of(data: Any, listed: Listed) -> Any:
    for name in listed.path:
        data = data[name]
    return data
