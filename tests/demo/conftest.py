"""The books of the demo, imported once for all tests, which have copies of them."""

from collections.abc import AsyncIterator

import pytest

from demo.companies import COMPANIES
from demo.files import write
from tests.clock import day_in
from tests.demo.imported import Company, Demo
from tests.servers.postgres import Cluster
from tests.world import ADVISOR, OWNER, open_world

#: Who is a member of each company.
MEMBERS = {OWNER: "OWNER", ADVISOR: "ADVISOR"}


@pytest.fixture(scope="session")
async def demo(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """The companies as they are today."""
    address = await cluster.clone()
    companies = {}
    async with open_world(address) as world:
        for profile in COMPANIES:
            business = await world.business(
                profile.name, members=MEMBERS, currency=profile.currency_code, zone=profile.time_zone
            )
            folder = tmp_path_factory.mktemp("books")
            write(profile, day_in(profile.time_zone), folder)
            imported = await world.import_path(business, folder, profile.realm)
            companies[profile.name] = Company(profile, business, folder, imported)
    yield Demo(cluster, address.database, companies)
    await cluster.drop(address)
