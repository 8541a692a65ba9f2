"""A business that the statistics do not know costs what a known one of the same size does."""

import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from db.books import Books, ReadBooks, open_books
from db.directory import user_id_of
from db.statement import Statement
from demo.companies.studio import STUDIO
from demo.files import write
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import Rejected, SourceRecord
from orchestrators.sources.load import IngestionOrchestrator
from orchestrators.sources.quickbooks import responses as quickbooks
from orchestrators.sources.quickbooks.normalise import normalise
from resolvers.context import Context, User
from schema.build import build_schema
from tests.house.repository import ROOT, text
from tests.ledger.habits.life import live
from tests.postgres import Cluster
from tests.records import bill, vendor
from tests.world import OWNER, World, open_world

EXAMPLES = {
    path.stem: text(path)
    for path in sorted((ROOT / "docs" / "examples").glob("*.graphql"))
    if "\nquery " in text(path)
}
SCHEMA = build_schema()
#: One of the examples is for auditors; they may read all others as well.
AUDITOR = "auditor@example.org"
DAY = date(2026, 11, 20)
STOPPED = f"""
    CREATE OR REPLACE FUNCTION runway.clock() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN timestamptz '{DAY} 12:00+00'
"""
#: Rows that the statements of a transaction visited until now, those that no condition kept included.
VISITED = Statement(
    "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint AS visited, "
    "$1::text AS moment FROM pg_stat_xact_user_tables WHERE schemaname = 'runway'",
    ("moment",),
)
#: How many times what a business has an example may visit. The one that compares two days' runways reads a
#: table in some fifteen statements; a nested loop over all rows visits hundreds of times as many.
MORE = 30

HELD = """
    SELECT (SELECT count(*) FROM runway.document WHERE business_id = $1)
         + (SELECT count(*) FROM runway.allocation WHERE business_id = $1)
         + (SELECT count(*) FROM runway.account_movement WHERE business_id = $1) AS held
"""

Visited = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grown:
    """What imports and examples visited, while a database grew from nothing under one connection.

    The first import follows a very small one, whose plans the connection has kept.
    """

    #: The rows of each of the two businesses in the largest tables.
    held: int
    imports: Visited
    #: Before the server counted any rows, over a connection that had its plans when there were none.
    uncounted: Visited
    #: When the statistics knew the business, and when they knew only another one of the same size.
    known: Visited
    unknown: Visited
    unprepared: Visited


@pytest.fixture(scope="module")
async def grown(each_cluster: Cluster) -> AsyncIterator[Grown]:
    address = await each_cluster.clone()
    async with open_world(address, connections=1) as world:
        await world.run(STOPPED)
        with tempfile.TemporaryDirectory() as folder:
            write(STUDIO, DAY, Path(folder))
            members = {OWNER: "OWNER", AUDITOR: "AUDITOR"}
            first, second = [await world.business(name, members=members) for name in ("First", "Second")]
            await world.load(await world.business("Small"), {"Vendor": [vendor()], "Bill": [bill()]})
            await _examples(world.books, first)
            imports = {"first": await _import(world, first, Path(folder))}
            uncounted = await _examples(world.books, first)
            await world.run("ANALYZE")
            known = await _examples(world.books, first)
            imports["second"] = await _import(world, second, Path(folder))
        unknown = await _examples(world.books, second)
        books = await open_books(address, {}, prepared=False)
        unprepared = await _examples(books, second)
        await books.close()
        (row,) = await world.run(HELD, second)
        yield Grown(row["held"], imports, uncounted, known, unknown, unprepared)
    await each_cluster.drop(address)


async def _import(world: World, business: UUID, folder: Path) -> int:
    records = tuple(
        normalise(record) if isinstance(record, SourceRecord) else record
        for document in quickbooks.documents(folder)
        if not isinstance(document, Rejected)
        for record in quickbooks.records(*document)
    )
    async with world.books.writing(user_id_of(OWNER), business) as (books, caller):
        before = await _visited(books, "before")
        load = IngestionOrchestrator(books).load
        await load(business, caller, OWNER, STUDIO.realm, "books", Export(records), lambda *_: None)
        return await _visited(books, "after") - before


async def _examples(books: Books, business: UUID) -> Visited:
    return {name: await _example(books, business, query) for name, query in EXAMPLES.items()}


async def _example(books: Books, business: UUID, query: str) -> int:
    context = Context(books, User(user_id_of(AUDITOR), AUDITOR), business)
    before = await context.read(lambda read, _: _visited(read, "before"))
    answer = await SCHEMA.execute(query, None, context)
    assert not answer.errors
    after = await context.read(lambda read, _: _visited(read, "after"))
    await context.close()
    return after - before


async def _visited(books: ReadBooks, moment: str) -> int:
    row = await books.row(VISITED, {"moment": moment})
    assert row is not None
    result: int = row["visited"]
    return result


def test_an_import_costs_the_same_into_empty_tables_and_beside_a_known_business(grown: Grown) -> None:
    assert max(grown.imports.values()) <= 3 * min(grown.imports.values())


async def test_what_the_source_leaves_out_is_derived_without_comparing_all_with_all_again_for_all(
    each_cluster: Cluster, tmp_path: Path
) -> None:
    life = live(0)
    for number, page in enumerate(life.answers(life.made_on[0])):
        (tmp_path / f"{number}.json").write_text(json.dumps(page, default=float))
    address = await each_cluster.clone()
    async with open_world(address) as world:
        business = await world.business("Small books")
        visited = await _import(world, business, tmp_path)
        (row,) = await world.run(HELD, business)
    await each_cluster.drop(address)
    assert row["held"] > 1_000
    # The server's own checks of references may compare all with all, while there are so few.
    assert visited <= row["held"] ** 2


@pytest.mark.parametrize("when", ["uncounted", "known", "unknown", "unprepared"])
def test_no_example_visits_more_rows_than_a_few_times_what_the_business_has(grown: Grown, when: str) -> None:
    visited: Visited = getattr(grown, when)
    assert set(visited) == set(EXAMPLES)
    assert max(visited.values()) >= 1_000
    assert {name: rows for name, rows in visited.items() if rows > MORE * grown.held} == {}
