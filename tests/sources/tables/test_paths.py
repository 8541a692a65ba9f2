"""What a path may be, what of a folder is skipped, and what an empty table does to a full import."""

import os
from pathlib import Path

import pytest

from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import Rejected
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.reading.values import Unclear
from server.sources.tables import understand
from tests.serving import Served
from tests.sources.tables.importing import load
from tests.sources.tables.test_imports import runway_at
from tests.world import World

HEADER = "id,number,vendor,date,amount\n"
ROW = "1,A1,Acme,2026-10-13,10.00\n"


def _folder(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content)
    return folder


def _understood(folder: Path) -> tuple[SyncState, list[str], int]:
    understood = understand(folder, TablesMapping(), lambda _step, _done, _total: None)
    reasons = [item.reason for item in understood.export.records if isinstance(item, Rejected)]
    return understood.export.state, reasons, len(understood.tables.sources)


def test_spreadsheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    others = ("old.xls", "macros.xlsm", "open.ods", "packed.zip")
    folder = _folder(tmp_path, bills_csv=HEADER + ROW, **{name.replace(".", "_"): "PK" for name in others})
    state, reasons, sources = _understood(folder)
    assert (state, sources) == (SyncState.COMPLETE, 1)
    assert [reason.partition(" is skipped")[0] for reason in reasons] == sorted(others)


def test_a_folder_of_what_is_not_read_has_no_table(tmp_path: Path) -> None:
    state, reasons, sources = _understood(_folder(tmp_path, bills_xls="x"))
    assert (state, sources) == (SyncState.INCOMPLETE, 0)
    assert any("no table" in reason for reason in reasons)


async def test_a_full_import_does_not_empty_the_books_unasked(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    await load(served, business, _folder(tmp_path, bills_csv=HEADER + ROW), full=True)
    _folder(tmp_path, bills_csv=HEADER)
    with pytest.raises(Unclear, match=r"bills\.csv has headers and no rows.*--empty"):
        await load(served, business, tmp_path, full=True)
    assert (await load(served, business, tmp_path)).counts.removed == 0
    assert (await load(served, business, tmp_path, full=True, empty=True)).counts.removed == 1


async def test_the_command_ends_with_an_error_when_nothing_is_a_table(world: World, tmp_path: Path) -> None:
    runway = runway_at(tmp_path, world.address)
    _folder(tmp_path / "books", bills_xls="x")
    imported = ("--business", "Empty Ltd", "--create")
    for more in (("--dry-run",), imported):
        ran = await runway.run("import", "csv", "books", *more)
        assert ran.code == 1
        assert "Nothing could be read" in ran.out + ran.err
    assert "'Empty Ltd' was not created" in ran.err
    assert await world.run("SELECT FROM runway.business WHERE name = 'Empty Ltd'") == []


async def test_no_business_is_created_for_a_file_that_is_unclear(world: World, tmp_path: Path) -> None:
    _folder(tmp_path, bills_csv=HEADER + "1,A1,Acme,03/04/2026,10.00\n")
    ran = await runway_at(tmp_path, world.address).run(
        "import", "csv", "bills.csv", "--business", "Unclear Ltd", "--create"
    )
    assert "--date-order" in ran.sentence()
    assert await world.run("SELECT FROM runway.business WHERE name = 'Unclear Ltd'") == []


async def test_a_pipe_is_refused(world: World, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bills.csv")
    ran = await runway_at(tmp_path, world.address).run("import", "csv", "bills.csv", "--dry-run")
    assert "neither a file nor a folder" in ran.sentence()
