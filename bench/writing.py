"""An import costs what changed, and grows with the records in a straight line."""

from bench.books import business_with, records
from bench.measure import Ratio, seconds
from tests.servers.postgres import Cluster
from tests.world import open_world


async def imports(cluster: Cluster, scale: float) -> list[Ratio]:
    """Ten times the records; and the same records again."""
    address = await cluster.clone()
    small, large = records(int(10_000 * scale), 100), records(int(100_000 * scale), 1_000)
    async with open_world(address) as world:
        await business_with(world, "Warm", records(100, 10))
        few = await seconds(lambda: business_with(world, "Few", small))
        business_id = await world.business("Many")
        many = await seconds(lambda: world.load(business_id, large))
        again = await seconds(lambda: world.load(business_id, large))
    await cluster.drop(address)
    return [
        Ratio("import, 100,000 documents : 10,000", many, few, "about 10 (linear)"),
        Ratio("import of 100,000, first : second", many, again, "at least 5"),
    ]
