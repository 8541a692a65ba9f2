"""The trail of an issue tells what each action set, and what became of it when undone or superseded."""

from datetime import UTC, datetime

from tests.records import bill, usd
from tests.schema.decisions.desk import Desk
from tests.schema.hygiene.tray import Issue, do, fix, issues, only, seen, undo
from tests.schema.trail.test_trail import changed, trail
from tests.world import gid

DUE = "2026-12-15"
#: After every issue was found, whatever the day: that is told by the database's own clock.
AFTERWARDS = datetime(2100, 1, 1, tzinfo=UTC)


async def _changes(desk: Desk, step: str) -> list[dict[str, tuple[str | None, str | None]]]:
    entries = await trail(desk, eventKind={"eq": "ISSUE"})
    return [changed(entry) for entry in entries if entry["step"] == step]


async def test_an_undone_fix_tells_the_corrected_fields(desk: Desk) -> None:
    fixed = (await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE))["issue"]
    await undo(desk, fixed)
    assert await _changes(desk, "FIXED") == [{"dueDate": (None, DUE)}]
    assert await _changes(desk, "UNDONE") == [{"dueDate": (DUE, None), "kind": (None, "FIX")}]


async def test_a_fix_that_gives_way_tells_the_corrected_fields(desk: Desk) -> None:
    await desk.world.load(desk.business, {"Bill": [bill("9", TotalAmt=None, Balance=None)]})
    await fix(desk, await only(desk, "MISSING_AMOUNT"), total=usd("75.50"))
    await fix(desk, await only(desk, "MISSING_DUE_DATE"), dueDate=DUE)
    newer = [bill("9", SyncToken="1"), bill("4", DueDate="2026-12-01", SyncToken="1")]
    await desk.world.load(desk.business, {"Bill": newer})
    superseded = await _changes(desk, "SUPERSEDED")
    assert sorted(superseded, key=len) == [
        {"dueDate": (DUE, None)},
        {"total": ("75.5", None), "openBalance": ("75.5", None)},
    ]


async def _ignored_with_counterparty(desk: Desk) -> Issue:
    await desk.world.load(desk.business, {"Bill": [bill("7", DueDate=None)]})
    issue = (await issues(desk, "MISSING_DUE_DATE"))[0]
    given = {**seen(issue), "reason": "pays on demand", "wholeCounterparty": True}
    ignored: Issue = (await do(desk, "ignoreIssue", given))["issue"]
    return ignored


async def test_that_an_ignore_is_for_the_whole_counterparty_is_told_and_that_it_is_undone(desk: Desk) -> None:
    ignored = await _ignored_with_counterparty(desk)
    whole = {"reason": (None, "pays on demand"), "wholeCounterparty": (None, "true")}
    assert await _changes(desk, "IGNORED") == [whole] * 2
    await undo(desk, ignored)
    undone = {"reason": ("pays on demand", None), "wholeCounterparty": ("true", None)}
    assert await _changes(desk, "UNDONE") == [{**undone, "kind": (None, "IGNORE")}] * 2
    alone = await only(desk, "MISSING_DUE_DATE", documentId={"eq": desk.items["blocked"]})
    await do(desk, "ignoreIssue", {**seen(alone), "reason": "in dispute"})
    assert (await _changes(desk, "IGNORED"))[0] == {"reason": (None, "in dispute")}


async def test_the_undo_of_an_ignored_counterparty_answers_with_an_issue_and_again_with_the_same(
    desk: Desk,
) -> None:
    async with desk.world.at(AFTERWARDS):
        ignored = await _ignored_with_counterparty(desk)
        first, again = await undo(desk, ignored), await undo(desk, ignored)
    assert first["userErrors"] == []
    assert (first["issue"]["issueStatus"], first["issue"]["lastAction"]) == (
        "OPEN",
        {**ignored["lastAction"], "status": "UNDONE"},
    )
    assert again == first
    shown = await issues(desk, "MISSING_DUE_DATE")
    assert [issue["lastAction"] for issue in shown] == [first["issue"]["lastAction"]] * 2


async def test_the_undo_is_recorded_of_the_business_where_no_issue_is_left(desk: Desk) -> None:
    ignored = await _ignored_with_counterparty(desk)
    mended = [bill(number, SyncToken="1") for number in ("4", "7")]
    await desk.world.load(desk.business, {"Bill": mended})
    assert (await undo(desk, ignored))["userErrors"] == []
    (entry,) = [entry for entry in await trail(desk) if entry["step"] == "UNDONE"]
    assert entry["subjectId"] == gid("Business", desk.business)
