"""How many rows imports and examples visit: what a plan reads, whatever it keeps of that."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.directory import user_id_of
from db.entrance import Books
from db.statement import Statement
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import Rejected, SourceFacts, SourceRecord
from orchestrators.sources.load import IngestionOrchestrator
from orchestrators.sources.quickbooks.normalise import normalise
from resolvers.context import Context, User
from schema.build import build_schema
from tests.clock import today
from tests.house.repository import ROOT, text
from tests.trade import trade
from tests.world import OWNER, World

#: The queries of the documentation; one of them is for auditors, who may read all others as well.
EXAMPLES = {
    path.stem: text(path)
    for path in sorted((ROOT / "docs" / "examples").glob("*.graphql"))
    if "\nquery " in text(path)
}
AUDITOR = "auditor@example.org"
#: Who a business needs for all of it.
MEMBERS = {OWNER: "OWNER", AUDITOR: "AUDITOR"}
SCHEMA = build_schema()

#: Rows that the statements of a transaction visited until now, those that no condition kept included.
VISITED = Statement(
    "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint AS visited, "
    "$1::text AS moment FROM pg_stat_xact_user_tables WHERE schemaname = 'runway'",
    ("moment",),
)
#: How often they read a whole table.
SCANNED = Statement(
    "SELECT coalesce(sum(seq_scan), 0)::bigint AS visited, $1::text AS moment "
    "FROM pg_stat_xact_user_tables WHERE schemaname = 'runway'",
    ("moment",),
)
HELD = """
    SELECT (SELECT count(*) FROM runway.document WHERE business_id = $1)
         + (SELECT count(*) FROM runway.allocation WHERE business_id = $1)
         + (SELECT count(*) FROM runway.account_movement WHERE business_id = $1) AS held
"""

#: Rows by the name of an example or of an import.
Visited = Mapping[str, int]


async def by_import(
    world: World,
    business: UUID,
    realm: str,
    records: Sequence[SourceRecord | SourceFacts | Rejected],
    counted: Statement = VISITED,
) -> int:
    """Import records of QuickBooks."""
    facts = tuple(normalise(record) if isinstance(record, SourceRecord) else record for record in records)
    async with world.books.writing(user_id_of(OWNER), business) as (books, caller):
        before = await _count(books, counted, "before")
        load = IngestionOrchestrator(books).load
        await load(business, caller, OWNER, realm, "books", Export(facts), lambda *_: None)
        return await _count(books, counted, "after") - before


async def by_trade(
    world: World, business: UUID, documents: int, still_open: int, counted: Statement = VISITED
) -> int:
    """Import the books of a trade."""
    made = json.loads(json.dumps(trade(documents, still_open, today())), parse_float=Decimal)
    records = [SourceRecord("made", entity, data) for entity, all_of_it in made.items() for data in all_of_it]
    return await by_import(world, business, "a realm", records, counted)


async def by_examples(books: Books, business: UUID, counted: Statement = VISITED) -> Visited:
    """Ask each example."""
    return {name: await _by_example(books, business, query, counted) for name, query in EXAMPLES.items()}


async def held(world: World, business: UUID) -> int:
    """The rows of a business in the largest tables."""
    (row,) = await world.run(HELD, business)
    result: int = row["held"]
    return result


async def _by_example(books: Books, business: UUID, query: str, counted: Statement) -> int:
    context = Context(books, User(user_id_of(AUDITOR), AUDITOR), business)
    before = await context.read(lambda read, _: _count(read, counted, "before"))
    answer = await SCHEMA.execute(query, None, context)
    assert not answer.errors
    after = await context.read(lambda read, _: _count(read, counted, "after"))
    await context.close()
    return after - before


async def _count(books: ReadBooks, counted: Statement, moment: str) -> int:
    row = await books.row(counted, {"moment": moment})
    assert row is not None
    result: int = row["visited"]
    return result
