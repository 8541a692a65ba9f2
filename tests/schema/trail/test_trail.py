"""The trail: every step leaves an entry with it, nothing else does, and no request takes one away."""

from typing import Any

import pytest

from db.books import Caller, WriteBooks
from db.bootstrap import API
from db.directory import user_id_of
from orchestrators.access.people import Actor
from orchestrators.calculations.decisions.terms import DecisionTerms
from orchestrators.calculations.decisions.words import DecisionAction
from orchestrators.decisions import Proposal, ProposingOrchestrator
from resolvers.context import Context, User
from schema import ids
from tests.canaries import Pair, plant
from tests.db.guises import REFUSED, attempt, connected, inside
from tests.records import bill, vendor
from tests.schema.decisions.desk import LATER, Desk, in_days
from tests.world import ADVISOR, ANALYST, OWNER, World, gid

SHOWN = (
    "nodes { id eventKind step subjectId actor { email } happenedAt requestId changes { name before after } }"
)
TRAIL = f"query ($f: AuditEventFilter) {{ auditTrail(filter: $f) {{ {SHOWN} }} }}"

Entry = dict[str, Any]


async def trail(desk: Desk, user: str = OWNER, **given: object) -> list[Entry]:
    """The newest entries."""
    reply = await desk.api.ask(TRAIL, user=user, business=desk.business, variables={"f": given})
    nodes: list[Entry] = reply.data["auditTrail"]["nodes"]
    return nodes


def changed(entry: Entry) -> dict[str, tuple[str | None, str | None]]:
    """Before and after by field."""
    return {change["name"]: (change["before"], change["after"]) for change in entry["changes"]}


async def test_each_step_of_a_decision_is_an_entry_with_who_and_what_it_changed(desk: Desk) -> None:
    made = (await desk.propose("bill", "DELAY", user=ADVISOR, note="Später"))["decision"]["id"]
    await desk.withdraw(made)
    withdrawn, proposed = await trail(desk, eventKind={"eq": "DECISION"})
    assert (proposed["step"], proposed["actor"]["email"]) == ("PROPOSED", ADVISOR)
    assert changed(proposed) == {
        "status": (None, "PROPOSED"),
        "action": (None, "DELAY"),
        "date": (None, in_days(LATER)),
        "amount": (None, "120"),
        "note": (None, "Später"),
        "documentVersion": (None, "0"),
        "openBalance": (None, "120"),
        "version": (None, "1"),
    }
    assert (withdrawn["step"], withdrawn["actor"]["email"]) == ("WITHDRAWN", OWNER)
    assert changed(withdrawn) == {"status": ("PROPOSED", "WITHDRAWN"), "version": ("1", "2")}
    assert proposed["subjectId"] == withdrawn["subjectId"] == made
    assert proposed["requestId"] != withdrawn["requestId"]


async def test_an_entry_names_the_request_that_made_it(desk: Desk) -> None:
    given = {"i": {"itemId": desk.items["bill"], "action": "PAY"}}
    query = "mutation ($i: ProposeDecisionInput!) { proposeDecision(input: $i) { decision { id } } }"
    sent = {"x-request-id": "abc-123"}
    await desk.api.ask(query, business=desk.business, variables=given, headers=sent)
    assert [entry["requestId"] for entry in await trail(desk, eventKind={"eq": "DECISION"})] == ["abc-123"]


async def test_what_is_refused_leaves_no_entry_and_what_is_sent_twice_leaves_one(desk: Desk) -> None:
    await desk.propose("bill", user=ANALYST)
    await desk.propose("blocked")
    for _ in range(2):
        await desk.propose("bill", idempotencyKey="k")
    assert len(await trail(desk, eventKind={"eq": "DECISION"})) == 1


async def test_an_import_is_an_entry_and_what_it_changed_in_the_tray_is_another(desk: Desk) -> None:
    tray, imported = sorted(await trail(desk), key=lambda entry: str(entry["step"]))
    assert (imported["eventKind"], imported["step"]) == ("IMPORT", "IMPORTED")
    assert imported["actor"]["email"] == "operator@runway.invalid"
    assert imported["requestId"] is None
    assert changed(imported)["added"] == (None, "9")
    assert ids.decode(imported["subjectId"], "id")[0] == "ImportRun"
    assert (tray["eventKind"], tray["step"]) == ("ISSUE", "EXAMINED")
    assert tray["subjectId"] == gid("Business", desk.business)
    assert changed(tray) == {"added": (None, "1"), "changed": (None, "0"), "removed": (None, "0")}


async def test_an_import_that_leaves_the_tray_as_it_is_says_nothing_of_it(desk: Desk) -> None:
    before = await trail(desk, eventKind={"eq": "ISSUE"})
    known = {"Vendor": [vendor()], "Bill": [bill("4", DueDate=None)]}
    await desk.world.load(desk.business, known)
    newer = {"Bill": [bill("4", DueDate=None, SyncToken="1")]}
    await desk.world.load(desk.business, newer)
    assert await trail(desk, eventKind={"eq": "ISSUE"}) == before
    assert len(await trail(desk, eventKind={"eq": "IMPORT"})) == 3
    await desk.world.load(desk.business, {"Bill": [bill("4", SyncToken="2")]})
    assert changed((await trail(desk, eventKind={"eq": "ISSUE"}))[0])["removed"] == (None, "1")


async def test_the_trail_is_read_by_the_page_and_an_analyst_may_read_it(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    for _ in range(3):
        await desk.withdraw(made)
        made = (await desk.propose("bill"))["decision"]["id"]
    whole, after = await trail(desk, ANALYST), None
    results: list[Entry] = []
    page_info = "pageInfo { hasNextPage endCursor }"
    query = f"query ($after: String) {{ auditTrail(first: 2, after: $after) {{ {SHOWN} {page_info} }} }}"
    while after is not None or not results:
        reply = await desk.api.ask(query, user=ANALYST, business=desk.business, variables={"after": after})
        page = reply.data["auditTrail"]
        results += page["nodes"]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert results == whole
    assert len(whole) == 9
    moments = [entry["happenedAt"] for entry in whole]
    assert moments == sorted(moments, reverse=True)


async def test_entries_are_found_by_subject_person_and_time(desk: Desk) -> None:
    made = (await desk.propose("bill", user=ADVISOR))["decision"]["id"]
    (entry,) = await trail(desk, subjectId={"eq": made})
    assert await trail(desk, actorEmail={"eq": ADVISOR}) == [entry]
    assert await trail(desk, happenedAt={"gte": entry["happenedAt"]}) == [entry]
    assert entry not in await trail(desk, happenedAt={"lt": entry["happenedAt"]})
    assert (await desk.ask(f'{{ node(id: "{entry["id"]}") {{ id }} }}'))["node"] == {"id": entry["id"]}


class Broken(Exception):
    """What goes wrong after a step was taken."""


async def test_a_step_that_is_rolled_back_takes_its_entry_with_it(desk: Desk) -> None:
    proposal = Proposal(ids.decode(desk.items["bill"], "id")[1], DecisionTerms(DecisionAction.PAY))

    async def break_off(books: WriteBooks, caller: Caller) -> None:
        proposing, actor = ProposingOrchestrator(books), Actor(caller, OWNER)
        batch = await proposing.propose(caller.business_id, actor, [proposal], None)
        assert batch.alone().user_errors == ()
        raise Broken

    before = await trail(desk)
    context = Context(desk.world.books, User(user_id_of(OWNER), OWNER), desk.business)
    with pytest.raises(Broken):
        await context.write(break_off)
    assert await trail(desk) == before
    assert await desk.decisions() == 0


@pytest.fixture
async def pair(each_world: World) -> Pair:
    return await plant(each_world)


async def test_no_request_changes_or_removes_an_entry_not_even_its_own(pair: Pair) -> None:
    async with connected(pair.world, API) as api:
        for sql in (
            "UPDATE runway.audit_event SET actor_email = 'nobody@example.org'",
            "UPDATE runway.audit_event SET after = NULL WHERE business_id = $1",
            "DELETE FROM runway.audit_event WHERE business_id = $1",
            "TRUNCATE runway.audit_event",
        ):
            values = [pair.ours.business] if "$1" in sql else []
            assert await attempt(api, inside(pair.ours), sql, *values) == REFUSED
        seen = "SELECT * FROM runway.audit_event"
        count = "SELECT count(*) AS n FROM runway.audit_event WHERE business_id = $1"
        (kept,) = await pair.world.run(count, pair.ours.business)
        assert kept["n"] > 0
        assert await attempt(api, inside(pair.ours), seen) == f"SELECT {kept['n']}"
