"""What it costs that businesses share a database and are kept apart: how many they are, and the policies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from rich.console import Console
from rich.progress import track

from bench.books import business_with, records
from bench.measure import Action, Ratio, in_turns
from bench.reading import CONSOLE, ROUNDS, TRAY, asking
from db.directory import user_id_of
from db.queries.books.documents import BILLS
from db.queries.listing import page
from db.selection import Compare, Op, Order
from db.servers.address import Address
from tests.servers.postgres import Cluster
from tests.world import OWNER, World, open_world

FEW, MANY, DOCUMENTS, OPEN = 10, 1_000, 10_000, 500
STATEMENTS = 400
#: The tables of businesses, with the columns that a copy of a row can be given.
TABLES = """
SELECT c.oid::regclass::text AS name, string_agg(quote_ident(a.attname), ', ') AS columns
  FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   AND a.attgenerated = '' AND a.attidentity = '' AND a.attname <> 'business_id'
 WHERE c.relnamespace = 'runway'::regnamespace AND c.relkind = 'r' AND EXISTS (
       SELECT FROM pg_attribute AS k WHERE k.attrelid = c.oid AND k.attname = 'business_id')
   AND c.relname <> 'membership'
 GROUP BY c.oid ORDER BY 1
"""
POLICED = "SELECT oid::regclass::text AS name FROM pg_class WHERE relrowsecurity"


async def tenancy(cluster: Cluster, scale: float) -> list[Ratio]:
    """A page beside many businesses and beside few; and statements with and without row-level security."""
    address = await cluster.clone()
    async with open_world(address) as world:
        still_open = max(1, int(OPEN * scale))
        # Without due dates, so that there is something in the tray.
        made = records(int(DOCUMENTS * scale), still_open, still_open)
        business_id = await business_with(world, "Measured", made)
        await _beside(world, business_id, FEW - 1)
    policies = await _policies(cluster, address, business_id)
    many = max(FEW + 1, int(MANY * scale))
    pages = await _neighbours(cluster, address, business_id, many)
    await cluster.drop(address)
    return [*pages, *policies]


async def _beside(world: World, business_id: UUID, number: int) -> None:
    """Businesses with the same books as this one, beside it; known to the statistics as all others."""
    tables = await world.run(TABLES)
    # What refers to what holds in each copy as in the first: checking it would take longer than copying.
    await world.run("SET session_replication_role = replica")
    for n in track(range(number), "Copying businesses", console=Console(stderr=True), transient=True):
        copy = await world.business(f"Copy {n}")
        for table in tables:
            name, columns = table["name"], table["columns"]
            await world.run(
                f"INSERT INTO {name} (business_id, {columns}) SELECT $2, {columns} FROM {name} "  # noqa: S608  # Names of the catalogue.
                "WHERE business_id = $1",
                business_id,
                copy,
            )
    await world.run("SET session_replication_role = origin")
    await world.run("VACUUM ANALYZE")


async def _neighbours(cluster: Cluster, few: Address, business_id: UUID, number: int) -> list[Ratio]:
    many = await cluster.clone(few.database)
    async with open_world(many) as crowded, open_world(few) as empty:
        await _beside(crowded, business_id, number - FEW)
        async with crowded.api() as first, empty.api() as second:
            result = [
                Ratio(
                    f"{name} page beside {number:,} businesses : beside {FEW}",
                    *await in_turns(
                        asking(first, text, business_id), asking(second, text, business_id), ROUNDS
                    ),
                    "at most 1.3",
                )
                for name, text in (("console", CONSOLE), ("tray", TRAY))
            ]
    await cluster.drop(many)
    return result


async def _policies(cluster: Cluster, policed: Address, business_id: UUID) -> list[Ratio]:
    free = await cluster.clone(policed.database)
    async with open_world(free) as world:
        for table in await world.run(POLICED):
            await world.run(f"ALTER TABLE {table['name']} DISABLE ROW LEVEL SECURITY")
        await world.run("VACUUM ANALYZE")
    async with _page_of_bills(policed, business_id) as measured, _page_of_bills(free, business_id) as against:
        times = await in_turns(measured, against, STATEMENTS)
    await cluster.drop(free)
    return [Ratio("a page of bills under the policies : without any", *times, "at most 1.1")]


@asynccontextmanager
async def _page_of_bills(address: Address, business_id: UUID) -> AsyncIterator[Action]:
    """The transaction of a page of open bills and their count, without a server in between."""
    statement, values = page(BILLS, Compare("state", Op.EQ, "OPEN"), (Order("due_date"),), counted=True)
    async with open_world(address) as world:

        async def read() -> None:
            async with world.books.reading(user_id_of(OWNER), business_id) as (snapshot, _caller):
                assert await snapshot.rows(statement, values | {"business_id": business_id, "limit": 51})

        yield read
