"""Mending a demo company's books as its tray suggests does to its runway what the tray said that it would."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from demo.companies.builders import BUILDERS
from tests.demo.imported import Demo
from tests.schema.decisions.desk import Desk
from tests.schema.hygiene.tray import do, seen
from tests.world import OWNER

DATED = "dated { state days belowFloorDate } lowestBalance { amount { amount } date } unknownReason"
WHICH = {"severity": {"in": ["CRITICAL", "HIGH"]}}
TRAY = f"""query ($f: IssueFilter!) {{ runway {{ {DATED} }} hygieneTray {{
  effectOfSuggestions(filter: $f) {{ {DATED} }}
  issues(first: 100, filter: $f) {{ nodes {{ id version check suggestions {{ keepId }} }} }} }} }}"""


async def _followed(desk: Desk, tray: Any) -> None:
    """Do what is suggested: values for all that match, and merging one by one."""
    await do(desk, "fixIssues", {"filter": WHICH})
    for issue in tray["issues"]["nodes"]:
        if issue["suggestions"] and (keep_id := issue["suggestions"][0]["keepId"]):
            merged = await do(desk, "mergeDuplicates", {**seen(issue), "keepId": keep_id})
            assert merged["userErrors"] == []


PORTFOLIO = (
    "{ portfolio { name runway { dated { state days belowFloorDate } } status attention { reason } } }"
)


@pytest.fixture(scope="module")
async def desks(demo: Demo) -> AsyncIterator[Mapping[str, Desk]]:
    """The companies, all of them clients of one advisor."""
    async with demo.served() as served:
        for company in demo.companies.values():
            await served.world.directory.grant(company.business, OWNER, "ADVISOR")
        yield {
            name: Desk(served.world, served.api, company.business, {})
            for name, company in demo.companies.items()
        }


async def test_the_client_who_needs_a_call_comes_first_and_mending_does_what_the_tray_said(
    desks: Mapping[str, Desk],
) -> None:
    clients = (await desks[BUILDERS.name].ask(PORTFOLIO))["portfolio"]
    assert {client["name"] for client in clients} == {*desks}
    for client in clients:
        desk = desks[client["name"]]
        before = await desk.ask(TRAY, f=WHICH)
        assert client["runway"]["dated"] == before["runway"]["dated"]
        promised = before["hygieneTray"]["effectOfSuggestions"]
        await _followed(desk, before["hygieneTray"])
        after = await desk.ask(TRAY, f=WHICH)
        assert after["runway"] == promised != before["runway"]
        assert after["hygieneTray"]["effectOfSuggestions"] is None
    first = clients[0]
    assert first["name"] == BUILDERS.name
    assert first["status"] == "AT_RISK"
    assert str(first["runway"]["dated"]["belowFloorDate"]) in first["attention"]["reason"]
    assert "critical issue" in first["attention"]["reason"]
