"""Mending a demo company's books as its tray suggests does to its runway what the tray said that it would."""

from typing import Any

import pytest

from demo.companies import COMPANIES
from demo.files import write
from tests.clock import day_in
from tests.postgres import Cluster
from tests.schema.decisions.desk import Desk
from tests.schema.hygiene.tray import do, seen
from tests.serving import serving
from tests.world import OWNER

DATED = "dated { state days fallsOn } lowestBalance { amount { amount } day } unknown"
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


@pytest.mark.parametrize("profile", COMPANIES, ids=lambda profile: profile.name)
async def test_the_runway_comes_to_what_the_tray_said(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, profile: Any
) -> None:
    folder = tmp_path_factory.mktemp("books")
    write(profile, day_in(profile.time_zone), folder)
    async with serving(cluster) as served:
        made = await served.world.directory.create(profile.name, profile.currency_code, profile.time_zone)
        await served.world.directory.grant(made.id, OWNER, "OWNER")
        await served.world.import_path(made.id, folder, profile.realm)
        desk = Desk(served.world, served.api, made.id, {})
        before = await desk.ask(TRAY, f=WHICH)
        promised = before["hygieneTray"]["effectOfSuggestions"]
        await _followed(desk, before["hygieneTray"])
        after = await desk.ask(TRAY, f=WHICH)
    assert after["runway"] == promised != before["runway"]
    assert after["hygieneTray"]["effectOfSuggestions"] is None
