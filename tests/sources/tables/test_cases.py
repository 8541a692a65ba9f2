"""Reported situations, and the demo, give as tables the figures that they give as QuickBooks' answers."""

import json
from pathlib import Path

import pytest

from demo.companies import COMPANIES
from demo.companies.profile import Profile
from demo.files import write
from tests.cases.books import TODAY
from tests.clock import day_in
from tests.examples import only_in_ci
from tests.folders import SHARED_DATA
from tests.serving import Served
from tests.sources.tables.converted import tables_in, write_tables
from tests.sources.tables.figures import differences, figures
from tests.sources.tables.importing import load

CASES = sorted(path.name for path in (SHARED_DATA / "cases").glob("*")) if SHARED_DATA.is_dir() else []
#: What tables cannot say, by the situation that needs it.
INEXPRESSIBLE = {
    "01-account-balance-same-synctoken": "as of when a balance is, by which it is compared with movements",
    "13-sparse-record": "a record that names some of its fields only",
    "14-home-currency-learned-later": "the home currency, which the business has from its creation",
    "35-other-companys-export": "whose company the books are",
    "36-old-export-counts-as-fresh": "when the source answered",
}
#: Where tables differ: a name with a line break may be a quote that does not end, and its row is refused.
REFUSED = {"44-csv-export": {".bills.nodes[5].counterparty.name": ("Vendor 3005", "Line\nbreak")}}
#: Names of steps, in their order.
STEPS = ("monday", "friday", "mon", "tue", "a", "b", "1", "2", "3")


@pytest.mark.parametrize("case", [case for case in CASES if case not in INEXPRESSIBLE])
async def test_a_situation_has_the_same_figures(served: Served, case: str, tmp_path: Path) -> None:
    folder = SHARED_DATA / "cases" / case
    named = sorted((path.name for path in folder.iterdir() if path.is_dir()), key=STEPS.index)
    async with served.world.at(TODAY):
        as_answers = await served.world.business(f"{case} answers")
        as_tables = await served.world.business(f"{case} tables")
        for step in [folder / name for name in named] or [folder]:
            await served.world.import_path(as_answers, step)
            write_tables(tables_in(step), tmp_path / step.name)
            await load(served, as_tables, tmp_path / step.name)
        differing = differences(await figures(served, as_tables), await figures(served, as_answers))
        assert differing == REFUSED.get(case, {})


@pytest.mark.usefixtures("shared_data")
def test_there_are_situations_to_compare() -> None:
    assert len(CASES) > len(INEXPRESSIBLE)
    assert set(INEXPRESSIBLE) < set(CASES)


def _leave_out_undated(folder: Path) -> None:
    """Remove documents without a date, which tables refuse: their rows may be sums as well."""
    for path in folder.glob("*-*.json"):
        answer = json.loads(path.read_text("utf-8"))
        for entity, records in answer["QueryResponse"].items():
            if isinstance(records, list):
                answer["QueryResponse"][entity] = [record for record in records if "TxnDate" in record]
        path.write_text(json.dumps(answer), "utf-8")


@only_in_ci
@pytest.mark.parametrize("profile", COMPANIES, ids=lambda profile: profile.seed)
async def test_the_demo_has_the_same_figures(served: Served, profile: Profile, tmp_path: Path) -> None:
    world, code, zone = served.world, profile.currency_code, profile.time_zone
    as_answers = await world.business(f"{profile.name} answers", currency=code, zone=zone)
    as_tables = await world.business(f"{profile.name} tables", currency=code, zone=zone)
    write(profile, day_in(zone), tmp_path / "answers")
    _leave_out_undated(tmp_path / "answers")
    await world.import_path(as_answers, tmp_path / "answers")
    write_tables(tables_in(tmp_path / "answers"), tmp_path / "tables")
    imported = await load(served, as_tables, tmp_path / "tables")
    assert imported.rejected == ()
    assert differences(await figures(served, as_tables), await figures(served, as_answers)) == {}
    again = await load(served, as_tables, tmp_path / "tables")
    assert (again.counts.added, again.counts.changed) == (0, 0)
