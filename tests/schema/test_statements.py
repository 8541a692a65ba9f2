"""The statements behind each field: written down, as many for many rows as for few, each for one business."""

import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.canaries import plant, records
from tests.house.statements.rules import broken
from tests.house.statements.written import written
from tests.schema.asking import (
    LONG,
    MUTATIONS,
    QUERIES,
    Listed,
    mutation,
    needing_arguments,
    query,
    together,
)
from tests.schema.recorded import (
    BEGIN_READ,
    BEGIN_WRITE,
    Transaction,
    as_text,
    normalised,
    transactions,
    unlimited,
)
from tests.schema.recording_desk import STORED, Desk, Recorded, page_of
from tests.servers.postgres import Cluster
from tests.sources.connect.intuit import Intuit, connecting_to
from tests.world import open_world

SNAPSHOT = Path(__file__).parent / "statements.txt"
#: How many bills the small business and the large one have, and how many decisions a batch of theirs has.
FEW, MANY, ONE, FIFTY = 5, 200, 1, 50
#: Businesses side by side are read by another role over another connection, so these share no snapshot.
ACROSS = frozenset({"portfolio", "viewer"})
#: Types of rows that are with somebody.
WITH_A_COUNTERPARTY = frozenset({"Bill", "Invoice", "Document", "Payment", "Credit"})


@pytest.fixture(scope="module")
async def both(cluster: Cluster) -> AsyncIterator[tuple[Desk, Desk]]:
    """The small business and the large one."""
    address = await cluster.clone()
    # Nobody asks it anything: the canaries have no tokens that could be revoked.
    nowhere = Intuit(address="http://127.0.0.1:1")
    async with (
        open_world(address) as world,
        connecting_to(nowhere, world) as connecting,
        world.api(connecting=connecting) as api,
    ):
        pair = await plant(world, FEW, MANY)
        small, large = Desk(pair, api, pair.ours, ONE), Desk(pair, api, pair.theirs, FIFTY)
        # The driver asks each role's first connection what types are: that is no statement of ours.
        await small.sent(query("portfolio"))
        yield small, large
    await cluster.drop(address)


@pytest.fixture(scope="module")
async def recorded(both: tuple[Desk, Desk]) -> tuple[Recorded, Recorded]:
    """What each of the two sends."""
    small, large = both
    return await small.recorded(), await large.recorded()


@pytest.fixture(scope="module")
async def imports(both: tuple[Desk, Desk]) -> list[Transaction]:
    """What the first import of a business sends, and one that changes and removes records."""
    small, _ = both
    world = small.pair.world
    again = await world.business("Another")
    world.statements.clear()
    await world.load(again, records("Another", 3))
    newer = [{**bill, "SyncToken": "1"} for bill in records("Another", 3)["Bill"]]
    await world.load(again, {"Bill": newer, "Vendor": [{"Id": "1", "status": "Deleted"}]})
    return transactions(world.statements)


@pytest.fixture(scope="module")
def sent(recorded: tuple[Recorded, Recorded], imports: list[Transaction]) -> set[str]:
    """Every statement of every field and of imports, but those that begin, enter and end."""
    operations = [item for statements in recorded[0].values() for item in transactions(statements)]
    return {sql for transaction in (*operations, *imports) for sql in transaction.work}


def test_the_statements_of_every_field_are_those_written_down(recorded: tuple[Recorded, Recorded]) -> None:
    recorded_steps = {name.partition(" ")[2] for name in recorded[0] if name.startswith("mutation")}
    assert recorded_steps == set(MUTATIONS)
    text = as_text(recorded[0])
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "if it is meant: UPDATE_SNAPSHOTS=1, and read the difference"


def test_many_rows_take_no_statement_that_few_do_not(recorded: tuple[Recorded, Recorded]) -> None:
    # A page of many may show none of what needs another statement: the few are all on one page.
    small, large = ({name: Counter(sent) for name, sent in item.items()} for item in recorded)
    assert small.keys() == large.keys()
    assert {name: more for name, sent in large.items() if (more := sent - small[name])} == {}


def test_every_statement_says_itself_which_business_it_means(sent: set[str]) -> None:
    assert len(sent) > 15
    assert {sql: tables for sql in sent if (tables := unlimited(sql))} == {}


def test_every_statement_keeps_the_rules_of_a_distributed_database(sent: set[str]) -> None:
    assert {sql: rules for sql in sent if (rules := broken(sql))} == {}


def test_every_write_is_among_the_statements_that_are_checked_without_being_sent(sent: set[str]) -> None:
    writes = {sql for sql in sent if re.search(r"\b(INSERT INTO|UPDATE|DELETE FROM) runway\.", sql)}
    assert len(writes) > 15
    assert writes - {normalised(sql) for sql in written()} == set()


def test_an_import_reads_once_and_writes_once(imports: list[Transaction]) -> None:
    assert [import_.statements[0] for import_ in imports] == [BEGIN_READ, BEGIN_WRITE] * 2


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
            assert len(snapshot.work) >= len(answer["data"]) > 1
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
    # The first one lets the caller in, before the arguments are looked at.
    assert begun == [BEGIN_READ, BEGIN_WRITE, BEGIN_READ, BEGIN_WRITE, BEGIN_READ]
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
    page = page_of(answer["data"], listed)
    assert page["totalCount"]["count"] == len(page["nodes"]) > 0
    # The total comes with the rows, not by a statement of its own.
    (changed,) = [(one, other) for one, other in zip(without, counted, strict=True) if one != other]
    assert ["count(*) AS count" in sql for sql in changed] == [False, True]


@pytest.mark.parametrize("listed", STORED, ids=str)
async def test_no_row_is_read_where_only_the_total_is_asked_for(
    both: tuple[Desk, Desk], listed: Listed
) -> None:
    small, _ = both
    without, _ = await small.sent(f"{{ {listed.ask('__typename nodes { id }')} }}")
    counted, answer = await small.sent(f"{{ {listed.ask('__typename totalCount { count }')} }}")
    assert page_of(answer["data"], listed)["totalCount"]["count"] > 0
    assert len(counted) <= len(without)
    assert [sql for sql in counted if "LIMIT $" in sql] == []


@pytest.mark.parametrize("listed", [one for one in STORED if one.kinds[1] in WITH_A_COUNTERPARTY], ids=str)
async def test_counterparties_are_read_only_where_they_are_shown(
    both: tuple[Desk, Desk], listed: Listed
) -> None:
    small, _ = both
    party = "counterparty { __typename id name }"
    ways = (
        f"nodes {{ id {party} }}",
        f"nodes {{ id ... {{ {party} }} }}",
        f"nodes {{ id }} ... {{ nodes {{ {party} }} }}",
        f"nodes: edges {{ node {{ id {party} }} }}",
    )
    without, _ = await small.sent(f"{{ {listed.ask('nodes { id }')} }}")
    assert not [sql for sql in without if "runway.party" in sql]
    seen = []
    for way in ways:
        sent, answer = await small.sent(f"{{ {listed.ask(way)} }}")
        assert [sql for sql in sent if "runway.party" in sql]
        seen.append([row.get("node", row) for row in page_of(answer["data"], listed)["nodes"]])
    assert seen == [seen[0]] * len(ways)
    kinds = {row["counterparty"]["__typename"] for row in seen[0]}
    assert kinds
    assert kinds <= {"Vendor", "Customer"}
