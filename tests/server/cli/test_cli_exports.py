"""What the command line says of an export that is another company's, a full one, or not whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.records import bill
from tests.server.cli.command import Runway
from tests.server.importing.exported import answer, company
from tests.world import World

IMPORT = ("import", "quickbooks", "export.json", "--business")


@pytest.fixture
def runway(tmp_path: Path, world: World) -> Runway:
    return Runway(tmp_path, {"DATABASE_URL": world.address.dsn()})


def write(runway: Runway, **records: list[Any]) -> None:
    (runway.folder / "export.json").write_text(json.dumps(answer(None, **records)))


async def test_another_companys_export_is_refused_in_one_sentence_and_taken_when_told_so(
    world: World, runway: Runway
) -> None:
    await world.business("Renamed Ltd")
    write(runway, CompanyInfo=[company("Acme")], Bill=[bill()])
    assert (await runway.run(*IMPORT, "Renamed Ltd")).code == 0
    write(runway, CompanyInfo=[company("Apex")], Bill=[bill(SyncToken="1", DocNumber="new")])
    sentence = (await runway.run(*IMPORT, "Renamed Ltd")).sentence()
    assert "'Apex' (id 1)" in sentence
    assert "'Acme' (id 1)" in sentence
    assert "--replace-company" in sentence
    again = (await runway.run(*IMPORT, "Renamed Ltd", "--realm", "other", "--beside")).code
    assert again == 0
    replaced = await runway.run(*IMPORT, "Renamed Ltd", "--realm", "default", "--replace-company")
    assert "--realm other" in replaced.sentence()


async def test_a_full_export_says_what_it_was_compared_with(world: World, runway: Runway) -> None:
    await world.business("Full Ltd")
    write(runway, Bill=[bill("1"), bill("2")])
    await runway.run(*IMPORT, "Full Ltd")
    write(runway, Bill=[bill("1")])
    ran = await runway.run(*IMPORT, "Full Ltd", "--full")
    assert "Compared with the books: Bill." in ran.out
    write(runway, Bill=[{}])
    ran = await runway.run(*IMPORT, "Full Ltd", "--full", "--json")
    summary = json.loads(ran.out)
    assert (summary["removed"], summary["compared"]) == (0, [])
    assert summary["notCompared"] == "The export lists no entity without a gap"


async def test_an_incomplete_import_says_so(world: World, runway: Runway) -> None:
    await world.business("Cut Ltd")
    (runway.folder / "export.json").write_text("")
    ran = await runway.run(*IMPORT, "Cut Ltd")
    assert ran.code == 0
    assert "INCOMPLETE" in ran.out
    summary = json.loads((await runway.run(*IMPORT, "Cut Ltd", "--json")).out)
    assert (summary["state"], summary["rejections"][0]["cause"]) == ("INCOMPLETE", "FILE")
