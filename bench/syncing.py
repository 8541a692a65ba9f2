"""A first sync is bound by the source's limits and not by us; later ones cost what changed."""

from datetime import timedelta

from bench.books import records
from bench.measure import Ratio, seconds
from tests.clock import NOW
from tests.servers.postgres import Cluster
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.server import quickbooks_server
from tests.sources.sync.connected import connecting
from tests.world import open_world

#: Documents a second that a first sync should reach where the source sets no limit, and what Intuit's allows:
#: 500 pages of 1,000 rows a minute.
AIM = 2_000
CHANGES = 10


async def syncs(cluster: Cluster, scale: float) -> list[Ratio]:
    """A first sync of 100,000 documents, and one of 10 changes; the same of a tenth as many."""
    number = int(100_000 * scale)
    address = await cluster.clone()
    async with (
        open_world(address) as world,
        quickbooks_server() as server,
        connecting(world, server) as connected,
    ):
        taken = {}
        for realm, documents in (("1", number // 10), ("2", number)):
            company = server.companies[realm] = Company(f"Company {realm}", NOW - timedelta(days=2))
            for entity, rows in records(documents, max(10, documents // 100)).items():
                for row in rows:
                    company.put(entity, row)
            company.now = connected.now
            await connected.business(realm, f"Business {realm}")
            first = await seconds(connected.sync)
            await connected.later(hours=1)
            for index in range(CHANGES):
                (kind, source_id) = [key for key in company.records if key[0] == "Bill"][index]
                company.change(kind, source_id, DocNumber=f"changed {index}")
            taken[realm] = first, await seconds(connected.sync)
    await cluster.drop(address)
    (_, few), (all_of_them, many) = taken["1"], taken["2"]
    return [
        Ratio("first sync of 100,000 documents : 50 s", all_of_them, number / AIM, "at most 1"),
        Ratio("sync of 10 changes : first sync", many, all_of_them, "at most 0.02"),
        Ratio("sync of 10 changes, of 100,000 : 10,000", many, few, "about 1"),
    ]
