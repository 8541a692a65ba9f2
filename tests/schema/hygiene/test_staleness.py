"""Books that were not imported for too long are shown, flagged and not decided about."""

from datetime import timedelta

import pytest

from tests.clock import NOW
from tests.records import bill
from tests.schema.decisions.desk import Desk, error
from tests.serving import Served

EVERYTHING = """{
  business { isStale lastSyncedAt freshnessHours }
  decisionConsole { isStale cash { amount } items { nodes { id } } }
  hygieneTray {
    isStale
    lastSyncedAt
    severityCounts { severity count }
    issues { nodes { id check severity blocking message document { id } amountAtStake { amount } } }
  }
}"""
A_DAY = timedelta(days=1)
LONG_AFTER = NOW + timedelta(days=3)
HIGH_ONE = {"severity": "HIGH", "count": 1}
HIGH_TWO = {"severity": "HIGH", "count": 2}


async def test_fresh_books_have_no_stale_sync(desk: Desk) -> None:
    answer = await desk.ask(EVERYTHING)
    assert [answer[name]["isStale"] for name in ("business", "decisionConsole", "hygieneTray")] == [False] * 3
    assert answer["hygieneTray"]["severityCounts"] == [HIGH_ONE]


@pytest.mark.parametrize(("passed", "stale"), [(A_DAY, False), (A_DAY + timedelta(seconds=1), True)])
async def test_they_are_stale_after_a_day(desk: Desk, passed: timedelta, stale: bool) -> None:
    async with desk.world.at(NOW + passed):
        answer = await desk.ask(EVERYTHING)
    assert answer["decisionConsole"]["isStale"] is stale
    assert answer["hygieneTray"]["severityCounts"] == ([HIGH_TWO] if stale else [HIGH_ONE])


async def test_or_after_as_many_hours_as_the_business_allows(desk: Desk) -> None:
    await desk.world.run("UPDATE runway.business SET freshness_hours = 48 WHERE id = $1", desk.business)
    for passed, stale in ((47, False), (49, True)):
        async with desk.world.at(NOW + timedelta(hours=passed)):
            assert (await desk.ask(EVERYTHING))["business"]["isStale"] is stale


async def test_the_tray_says_so_in_one_issue_about_the_business_as_a_whole(desk: Desk) -> None:
    async with desk.world.at(LONG_AFTER):
        result = (await desk.ask(EVERYTHING))["hygieneTray"]
        (issue,) = (node for node in result["issues"]["nodes"] if node["check"] == "STALE_SYNC")
        assert (issue["severity"], issue["blocking"]) == ("HIGH", True)
        assert issue["document"] is None
        assert issue["amountAtStake"] is None
        assert "24 hours" in issue["message"]
        assert result["lastSyncedAt"][:10] in issue["message"]
        node = await desk.ask(f'{{ node(id: "{issue["id"]}") {{ ... on Issue {{ check message }} }} }}')
        assert node["node"] == {"check": "STALE_SYNC", "message": issue["message"]}


async def test_the_items_are_still_served_and_none_can_be_decided_about(desk: Desk) -> None:
    fresh = (await desk.ask(EVERYTHING))["decisionConsole"]
    async with desk.world.at(LONG_AFTER):
        stale = (await desk.ask(EVERYTHING))["decisionConsole"]
        assert stale == {**fresh, "isStale": True}
        assert len(stale["items"]["nodes"]) == 3
        for item, action in (("bill", "PAY"), ("invoice", "CHASE")):
            payload = await desk.propose(item, action)
            assert error(payload) == ("ITEM_NOT_READY", ["input", "itemId"])
            assert "stale" in payload["userErrors"][0]["message"]
        assert await desk.decisions() == 0


async def test_what_is_in_the_queue_can_be_taken_back_from_stale_books_too(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    async with desk.world.at(LONG_AFTER):
        assert (await desk.withdraw(made))["userErrors"] == []


async def test_a_key_sent_again_is_answered_from_stale_books_too(desk: Desk) -> None:
    made = (await desk.propose("bill", idempotencyKey="k"))["decision"]["id"]
    async with desk.world.at(LONG_AFTER):
        assert (await desk.propose("bill", idempotencyKey="k"))["decision"]["id"] == made


async def test_after_a_new_import_all_is_well_again(desk: Desk) -> None:
    async with desk.world.at(LONG_AFTER):
        await desk.world.load(desk.business, {"Bill": [bill("1")]})
        answer = await desk.ask(EVERYTHING)
        assert not answer["business"]["isStale"]
        assert answer["hygieneTray"]["severityCounts"] == [HIGH_ONE]
        assert (await desk.propose("bill"))["userErrors"] == []


async def test_an_import_that_brings_nothing_readable_refreshes_nothing(desk: Desk) -> None:
    async with desk.world.at(LONG_AFTER):
        imported = await desk.world.load(desk.business, {"Bill": [bill("1", DueDate="soon")]})
        assert imported.counts.rejected == imported.counts.read == 1
        assert (await desk.ask(EVERYTHING))["business"]["isStale"]


async def test_books_that_were_never_imported_are_as_stale_as_it_gets(served: Served) -> None:
    business = await served.world.business()
    desk = Desk(served.world, served.api, business, {})
    answer = await desk.ask(EVERYTHING)
    assert answer["business"] == {"isStale": True, "lastSyncedAt": None, "freshnessHours": 24}
    assert answer["decisionConsole"] == {"isStale": True, "cash": None, "items": {"nodes": []}}
    (issue,) = answer["hygieneTray"]["issues"]["nodes"]
    assert (issue["check"], issue["message"]) == ("STALE_SYNC", "Nothing has been imported yet.")
    assert answer["hygieneTray"]["severityCounts"] == [HIGH_ONE]
