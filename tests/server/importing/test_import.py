"""Real responses of QuickBooks get into the books whole, by whichever way they come, and once."""

import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest

from orchestrators.sources.facts import CompanyFacts, Rejected, SourceRecord
from orchestrators.sources.load import Counts
from orchestrators.sources.quickbooks import responses as quickbooks
from orchestrators.sources.quickbooks.normalise import normalise
from tests.server.importing.imported import BOOKS, Books, books, rejected, runs
from tests.world import World

pytestmark = pytest.mark.shared_data


#: Checks of the import itself, which tell what that import was of.
OF_IMPORTS = {"INCOMPLETE_SYNC", "THROTTLED_SYNC", "UNAUTHORISED_SYNC", "FAILED_SYNC"}


@pytest.fixture(scope="module")
def responses(shared_data: Path) -> Path:
    return shared_data / "quickbooks" / "json"


def files_of(folder: Path, *, backwards: bool = False) -> list[Path]:
    return sorted(folder.iterdir(), reverse=backwards)


def zipped_up(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for file in files_of(folder):
            opened.write(file, f"export/{file.name}")
    return archive


def adds_up(counts: Counts) -> bool:
    parts = (counts.added, counts.changed, counts.unchanged, counts.removed, counts.rejected)
    return counts.read == sum(parts) and min(parts) >= 0


def recognisable(result: Books) -> dict[str, list[list[object]]]:
    """The same for every business and every last import: without the ids and what that import left out."""
    return {
        table: sorted(
            (
                [value for key, value in row.items() if not key.endswith("id") or key == "source_id"]
                for row in rows
                if row.get("check_name") not in OF_IMPORTS
            ),
            key=repr,
        )
        for table, rows in result.items()
    }


async def test_a_folder_of_responses_is_read_without_losing_a_record(
    shared_world: World, responses: Path
) -> None:
    business = await shared_world.business()
    imported = await shared_world.import_path(business, responses)
    records = [
        normalise(item) if isinstance(item, SourceRecord) else item for item in quickbooks.read(responses)
    ]
    assert imported.counts.read == len(records) > 40
    assert adds_up(imported.counts)
    result = await books(shared_world, business)
    kept = {
        (row["entity"], row["source_id"])
        for table in ("term", "party", "account", "document")
        for row in result[table]
        if row["sync_token"] is not None
    }
    refused = [record for record in records if isinstance(record, Rejected)]
    assert imported.counts.rejected == len(refused)
    assert len(await rejected(shared_world, business)) == len(refused)
    for entry in records:
        if not isinstance(entry, Rejected | CompanyFacts):
            assert (entry.origin.entity, entry.origin.source_id) in kept
    assert len(kept) == imported.counts.added


async def test_the_run_is_on_record_with_its_counts(shared_world: World, responses: Path) -> None:
    business = await shared_world.business()
    imported = await shared_world.import_path(business, responses, "4620816365")
    (run,) = await runs(shared_world, business)
    assert {name: run[name] for name in asdict(imported.counts)} == asdict(imported.counts)
    assert (run["realm"], run["source"]) == ("4620816365", responses.name)


async def test_sending_the_same_again_changes_nothing(shared_world: World, responses: Path) -> None:
    business = await shared_world.business()
    first = (await shared_world.import_path(business, responses)).counts
    before = await books(shared_world, business)
    again = (await shared_world.import_path(business, responses)).counts
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert (again.read, again.rejected) == (first.read, first.rejected)
    assert await books(shared_world, business) == before
    assert all(before[table] for table in BOOKS if table != "issue")


async def test_a_zip_is_read_as_its_folder_is(shared_world: World, responses: Path, tmp_path: Path) -> None:
    archive = zipped_up(responses, tmp_path / "responses.zip")
    folder, zipped = await shared_world.business(), await shared_world.business()
    one = await shared_world.import_path(folder, responses)
    other = await shared_world.import_path(zipped, archive)
    assert one.counts == other.counts
    assert recognisable(await books(shared_world, folder)) == recognisable(await books(shared_world, zipped))


@pytest.mark.parametrize("backwards", [False, True])
async def test_file_by_file_in_any_order_leaves_the_same_books(
    shared_world: World, responses: Path, backwards: bool
) -> None:
    at_once, one_by_one = await shared_world.business(), await shared_world.business()
    whole = (await shared_world.import_path(at_once, responses)).counts
    parts = [
        (await shared_world.import_path(one_by_one, file)).counts
        for file in files_of(responses, backwards=backwards)
    ]
    assert all(adds_up(part) for part in parts)
    assert sum(part.read for part in parts) == whole.read
    assert sum(part.rejected for part in parts) == whole.rejected
    expected = recognisable(await books(shared_world, at_once))
    assert recognisable(await books(shared_world, one_by_one)) == expected


async def test_faults_are_rejected_with_what_quickbooks_said(shared_world: World, responses: Path) -> None:
    business = await shared_world.business()
    for name, message in (
        ("fault.json", "Length exceeds limit"),
        ("throttle_exceeded_error.json", "The request limit was reached"),
    ):
        imported = await shared_world.import_path(business, responses / name)
        assert asdict(imported.counts) == asdict(Counts(1, 0, 0, 0, 0, 1))
        file, entity, _, _, reason = (await rejected(shared_world, business))[-1]
        assert (file, entity) == (name, "Fault")
        assert message in reason
