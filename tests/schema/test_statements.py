"""The statements behind each field: written down, as many for many rows as for few, each for one business."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.canaries import Client, Marked, Pair, plant, records
from tests.postgres import Cluster
from tests.records import bill
from tests.schema.asking import (
    LONG,
    MUTATIONS,
    NODE_TYPES,
    QUERIES,
    Listed,
    lists,
    mutation,
    needing_arguments,
    node,
    query,
    together,
)
from tests.schema.decisions.desk import seen
from tests.schema.recorded import BEGIN_READ, BEGIN_WRITE, as_text, normalised, transactions, unlimited
from tests.world import Api, gid, open_world

SNAPSHOT = Path(__file__).parent / "statements.txt"
#: How many bills the small business and the large one have, and how many decisions a batch of theirs has.
FEW, MANY, ONE, FIFTY = 5, 200, 1, 50
#: Its businesses are read by another role over another connection, so it shares no snapshot.
ACROSS = frozenset({"viewer"})
#: Settings that are changed, in this order, and how; a text in braces is the id of the object named there.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "setRunwayPolicy": {"bufferDays": 45},
    "setEarmark": {"name": "recorded", "amount": "5"},
    "releaseEarmark": {"name": "recorded"},
    "setVendorTerms": {"vendorId": "{Vendor}", "graceDays": 5},
    "setRecurringFlow": {"label": "recorded", "amount": "-5"},
    "removeRecurringFlow": {"id": "{RecurringFlow}"},
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
        result: dict[str, str] = {"Business": gid("Business", self.marked.business)}
        for listed in STORED:
            _, answer = await self.sent(f"{{ {listed.ask(shown)} }}")
            for row in _page(answer["data"], listed)["nodes"]:
                result[row["__typename"]] = row["id"]
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
        undated = [bill(f"undated-{n}", DueDate=None) for n in range(self.batch)]
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


def _page(data: Any, listed: Listed) -> Any:
    for name in listed.path:
        data = data[name]
    return data


@pytest.fixture(scope="module")
async def both(cluster: Cluster) -> AsyncIterator[tuple[Desk, Desk]]:
    """The small business and the large one."""
    address = await cluster.clone()
    async with open_world(address) as world, world.api() as api:
        pair = await plant(world, FEW, MANY)
        yield Desk(pair, api, pair.ours, ONE), Desk(pair, api, pair.theirs, FIFTY)
    await cluster.drop(address)


@pytest.fixture(scope="module")
async def recorded(both: tuple[Desk, Desk]) -> tuple[Recorded, Recorded]:
    """What each of the two sends."""
    small, large = both
    return await small.recorded(), await large.recorded()


def test_the_statements_of_every_field_are_those_written_down(recorded: tuple[Recorded, Recorded]) -> None:
    recorded_steps = {name.partition(" ")[2] for name in recorded[0] if name.startswith("mutation")}
    assert recorded_steps == set(MUTATIONS)
    text = as_text(recorded[0])
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "if it is meant: UPDATE_SNAPSHOTS=1, and read the difference"


def test_many_rows_take_the_same_statements_as_few(recorded: tuple[Recorded, Recorded]) -> None:
    # Fields below one object wait for each other in no promised order.
    small, large = ({name: sorted(sent) for name, sent in item.items()} for item in recorded)
    assert large == small


def test_every_statement_says_itself_which_business_it_means(recorded: tuple[Recorded, Recorded]) -> None:
    sent = {
        sql
        for statements in recorded[0].values()
        for transaction in transactions(statements)
        for sql in transaction.work
    }
    assert len(sent) > 15
    assert {sql: tables for sql in sent if (tables := unlimited(sql))} == {}


async def test_every_statement_of_an_import_says_itself_which_business_it_means(
    both: tuple[Desk, Desk],
) -> None:
    small, _ = both
    world = small.pair.world
    again = await world.business("Another")
    world.statements.clear()
    await world.load(again, records("Another", 3))
    newer = [{**bill, "SyncToken": "1"} for bill in records("Another", 3)["Bill"]]
    await world.load(again, {"Bill": newer, "Vendor": [{"Id": "1", "status": "Deleted"}]})
    imports = transactions(world.statements)
    assert [import_.statements[0] for import_ in imports] == [BEGIN_WRITE] * 2
    assert {sql: tables for import_ in imports for sql in import_.work if (tables := unlimited(sql))} == {}


async def test_the_audit_of_an_auditor_reads_no_table_of_a_business_unlimited(
    both: tuple[Desk, Desk],
) -> None:
    small, _ = both
    sent, answer = await small.sent(query("isolation"), user=small.marked.auditor)
    assert "errors" not in answer
    (snapshot,) = transactions(sent)
    assert snapshot.reads
    assert [sql for sql in snapshot.work if unlimited(sql)] == []


@pytest.mark.parametrize(
    ("sql", "result"),
    [
        ("SELECT d.id FROM runway.document AS d WHERE d.business_id = $1::UUID", []),
        ("SELECT d.id FROM runway.document AS d WHERE d.id = $1::UUID", ["document"]),
        ("SELECT 1 FROM runway.issue AS i JOIN runway.party AS p ON p.business_id = i.business_id "
         "WHERE i.business_id = $1", ["party"]),
        ("SELECT a.id FROM runway.account AS a JOIN runway.business AS b ON b.id = a.business_id "
         "WHERE a.business_id = $1", []),
        ("SELECT b.name FROM runway.business AS b", ["business"]),
        ("UPDATE runway.decision SET note = $2 WHERE id = $1", ["decision"]),
        ("UPDATE runway.decision SET note = $2 WHERE business_id = $1 AND id = $3", []),
        ("INSERT INTO runway.term (business_id, id) VALUES ($1, $2)", []),
        ("DELETE FROM runway.issue", ["issue"]),
        ("SELECT m.role FROM runway.membership AS m WHERE m.user_id = $1::UUID", []),
    ],
)  # fmt: skip
def test_a_statement_without_its_business_is_told_from_one_with_it(sql: str, result: list[str]) -> None:
    assert unlimited(sql) == result


async def test_all_questions_of_a_request_are_read_from_one_snapshot(both: tuple[Desk, Desk]) -> None:
    names = set(QUERIES) - needing_arguments() - ACROSS - {"isolation"}
    for desk in both:
        answered: set[str] = set()
        for request in together(names, lambda name: query(name, skip=LONG)):
            sent, answer = await desk.sent(request)
            answered |= set(answer["data"])
            (snapshot,) = transactions(sent)
            assert snapshot.statements[0] == BEGIN_READ
            assert snapshot.statements[-1] == "COMMIT;"
            assert len(snapshot.work) > len(answer["data"])
        assert answered == names


async def test_each_step_is_one_write_transaction_and_its_payload_a_fresh_snapshot(
    both: tuple[Desk, Desk],
) -> None:
    small, _ = both
    first, second = await small.items(2, 4)
    step = "{ decision { id } userErrors { code } query { business { name } } }"
    request = " ".join(
        f'{name}: proposeDecision(input: {{itemId: "{item}", action: PAY}}) {step}'
        for name, item in (("a", first), ("b", second))
    )
    sent, answer = await small.sent(f"mutation {{ {request} }}")
    assert [payload["userErrors"] for payload in answer["data"].values()] == [[], []]
    begun = [transaction.statements[0] for transaction in transactions(sent)]
    assert begun == [BEGIN_WRITE, BEGIN_READ, BEGIN_WRITE, BEGIN_READ]
    assert {transaction.statements[-1] for transaction in transactions(sent)} == {"COMMIT;"}


async def test_a_refused_step_writes_nothing(both: tuple[Desk, Desk]) -> None:
    small, _ = both
    (item,) = await small.items(4)
    given = {"i": {"itemId": item, "action": "CHASE"}}
    sent, answer = await small.sent(mutation("proposeDecision"), given)
    assert answer["data"]["proposeDecision"]["userErrors"] != []
    written = [sql for sql in sent if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize("listed", STORED, ids=str)
async def test_rows_are_counted_only_when_the_total_is_asked_for(
    both: tuple[Desk, Desk], listed: Listed
) -> None:
    small, _ = both
    without, _ = await small.sent(f"{{ {listed.ask('nodes { id }')} }}")
    counted, answer = await small.sent(f"{{ {listed.ask('nodes { id } totalCount { count }')} }}")
    page = _page(answer["data"], listed)
    assert page["totalCount"]["count"] == len(page["nodes"]) > 0
    (more,) = [sql for sql in counted if sql not in without]
    assert "count(*)" in more
    assert [sql for sql in counted if sql != more] == without
