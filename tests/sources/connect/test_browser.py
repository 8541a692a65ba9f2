"""A person connects a business in Chromium, with the command that waits for the browser to come back."""

import asyncio
from pathlib import Path

from tests.server.cli.command import PATIENCE, Runway, line_with
from tests.sources.connect.chromium import clicked_through, needs_chromium
from tests.sources.connect.intuit import Intuit
from tests.world import World


@needs_chromium
async def test_a_person_clicks_through(world: World, intuit: Intuit, runway: Runway, tmp_path: Path) -> None:
    business = await world.business("Hornbeam")
    async with asyncio.timeout(PATIENCE):
        process = await runway.start("connect", "quickbooks", "--business", "Hornbeam")
        link = (await line_with(process, "/connect/quickbooks?")).strip()
        titles = await clicked_through(link, tmp_path / "chromium")
        assert titles == ("Connect QuickBooks to Hornbeam", "Larch & Co is connected")
        _out, err = await process.communicate()
    assert b"Hornbeam is connected to Larch & Co." in err
    (row,) = await world.run(
        "SELECT realm, state FROM runway.source_connection WHERE business_id = $1", business
    )
    assert (row["realm"], row["state"]) == (intuit.oauth.realm, "CONNECTED")
