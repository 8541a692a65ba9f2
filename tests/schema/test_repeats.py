"""No snapshot is sent a statement twice: not by the examples, and not by all fields of a screen."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.canaries import Client, Pair, plant
from tests.house.repository import ROOT, text
from tests.records import usd
from tests.schema.asking import QUERIES, needing_arguments, query
from tests.schema.decisions.desk import AUDITOR, Desk, open_desk, seen
from tests.schema.recorded import BEGIN_READ, normalised
from tests.servers.postgres import Cluster
from tests.serving import Served
from tests.sources.connect.intuit import Intuit, connecting_to
from tests.world import ADVISOR, OWNER, World, gid, open_world

EXAMPLES = {path.stem: text(path) for path in sorted((ROOT / "docs" / "examples").glob("*.graphql"))}
QUESTIONS = tuple(name for name, example in EXAMPLES.items() if "\nquery " in example)
#: A subscription's looks are snapshots of their own.
FOLLOWED = {"changes"}

#: A business as connected as another one.
_AS_CONNECTED = """
INSERT INTO runway.source_connection
SELECT (jsonb_populate_record(c, jsonb_build_object('business_id', $1::uuid))).*
  FROM runway.source_connection AS c WHERE business_id = $2 RETURNING id
"""


@dataclass(slots=True)
class Watch:
    """Every statement of the request path, with its values, by transaction."""

    transactions: list[list[str]] = field(default_factory=list)

    def note(self, record: Any) -> None:
        """A statement was run."""
        sql = normalised(record.query)
        if sql.startswith("BEGIN"):
            self.transactions.append([sql])
        elif self.transactions:
            self.transactions[-1].append(f"{sql} {record.args!r}")

    def repeats(self) -> list[str]:
        """What a snapshot was sent twice since the last call; there was at least one snapshot."""
        snapshots = [transaction for transaction in self.transactions if transaction[0] == BEGIN_READ]
        self.transactions.clear()
        assert snapshots
        assert max(map(len, snapshots)) > len(("BEGIN", "enter", "COMMIT"))
        return [sql for sent in snapshots for sql, times in Counter(sent).items() if times > 1]


@dataclass(frozen=True, slots=True)
class Watched:
    """A served world, two full businesses and one to work in, over a single connection of each role."""

    world: World
    desk: Desk
    pair: Pair
    watch: Watch


@pytest.fixture(scope="module")
async def watched(cluster: Cluster) -> AsyncIterator[Watched]:
    address = await cluster.clone()
    async with (
        open_world(address, connections=1) as world,
        connecting_to(Intuit(address="http://127.0.0.1:1"), world) as connecting,
        world.api(connecting=connecting) as api,
    ):
        watch = Watch()
        desk, pair = await open_desk(Served(world, api)), await plant(world, 5, 5)
        # The observer of the books is never told values: they are seen at the driver.
        for pool in world.books._pools.values():
            async with pool.acquire() as connection:
                connection.add_query_logger(watch.note)
        yield Watched(world, desk, pair, watch)
    await cluster.drop(address)


@pytest.mark.parametrize("name", sorted(set(QUERIES) - needing_arguments()))
async def test_all_fields_below_a_root_send_no_statement_twice(watched: Watched, name: str) -> None:
    ours, theirs = watched.pair.ours, watched.pair.theirs
    user = ours.auditor if name == "isolation" else ours.owner
    await Client(watched.desk.api, user, ours.business, theirs).data(query(name))
    assert watched.watch.repeats() == []


async def test_all_fields_of_two_screens_at_once_send_no_statement_twice(watched: Watched) -> None:
    ours, theirs = watched.pair.ours, watched.pair.theirs
    client = Client(watched.desk.api, ours.owner, ours.business, theirs)
    both = "{ decisionConsole { asOf cash { amount } items { nodes { id impact { payNow { days } } } } } %s }"
    again = "again: runway { average { days } } runway { average { days } } business { name }"
    await client.data(both % again)
    assert watched.watch.repeats() == []


@pytest.mark.parametrize("name", QUESTIONS)
async def test_an_example_sends_no_statement_twice(watched: Watched, name: str) -> None:
    desk = watched.desk
    assert (await desk.api.ask(EXAMPLES[name], user=AUDITOR, business=desk.business)).data
    assert watched.watch.repeats() == []


async def test_what_the_payload_of_an_examples_step_reads_sends_no_statement_twice(watched: Watched) -> None:
    desk, taken = watched.desk, set(FOLLOWED)

    async def take(name: str, user: str = OWNER, /, **given: object) -> Any:
        variables = {"input": given}
        reply = await desk.api.ask(EXAMPLES[name], user=user, business=desk.business, variables=variables)
        (payload,) = reply.data.values()
        assert payload["userErrors"] == []
        taken.add(name)
        return payload

    await take("fix", filter={"blocking": {"eq": True}})
    await take("limits", expectedVersion=0, aloneUpTo=usd("100"))
    await take("earmark", name="Payroll taxes", amount=usd("5"))
    await take("release", name="Payroll taxes")
    made = (await take("propose", ADVISOR, **desk.proposal("bill")))["decision"]
    made = (await take("review", **seen(made), verdict="APPROVE"))["decision"]
    await take("finalize", decisions=[seen(made)], idempotencyKey="f")
    results = [{"id": item["id"], "reference": "TX-1"} for item in await desk.outbox()]
    await take("acknowledge", instructions=results)
    other = (await take("propose", ADVISOR, **desk.proposal("other bill")))["decision"]
    await take("withdraw", **seen(other))
    await take("connect")
    (made,) = await watched.world.run(_AS_CONNECTED, desk.business, watched.pair.ours.business)
    await take("disconnect", id=gid("SourceLink", made["id"]))
    assert taken | set(QUESTIONS) == set(EXAMPLES)
    assert watched.watch.repeats() == []


async def test_a_payload_reads_what_its_own_step_wrote(watched: Watched) -> None:
    shown = "{ query { earmarks { amount { amount } } } }"
    steps = " ".join(
        f'{name}: setEarmark(input: {{name: "Taxes", amount: {amount}}}) {shown}'
        for name, amount in (
            ("a", '{amount: "1", currencyCode: "USD"}'),
            ("b", '{amount: "2", currencyCode: "USD"}'),
        )
    )
    result = (await watched.desk.raw(f"mutation {{ {steps} }}", {})).data
    amounts = [item["query"]["earmarks"][0]["amount"]["amount"] for item in result.values()]
    assert amounts == ["1.00", "2.00"]
    assert watched.watch.repeats() == []


async def test_a_field_whose_statement_fails_leaves_the_others_of_its_request_alone(watched: Watched) -> None:
    world, desk = watched.world, watched.desk
    request = "query ($bill: ID!, $earmark: ID!) { a: node(id: $earmark) { id } b: node(id: $bill) { id } }"
    given = {"bill": desk.items["bill"], "earmark": gid("Earmark", desk.business)}
    await world.run("ALTER TABLE runway.earmark RENAME TO earmark_away")
    try:
        reply = await desk.api.ask(request, business=desk.business, variables=given)
    finally:
        await world.run("ALTER TABLE runway.earmark_away RENAME TO earmark")
    assert reply.body["data"] == {"a": None, "b": {"id": desk.items["bill"]}}
    assert [(error["path"], error["extensions"]["code"]) for error in reply.errors] == [
        (["a"], "INTERNAL_SERVER_ERROR")
    ]
    failed, whole = (
        transaction for transaction in watched.watch.transactions if transaction[0] == BEGIN_READ
    )
    assert ("runway.earmark" in failed[-2], "runway.earmark" in whole[-2]) == (True, False)
