"""One server of two takes over from the other, and the same process goes on with it."""

from db.address import Address
from tests.schema.decisions.desk import open_desk
from tests.server.transport.test_outage import assert_back
from tests.serving import Served
from tests.standby import streaming
from tests.world import open_world


async def test_requests_go_to_the_server_that_takes_writes_and_follow_it_when_it_changes() -> None:
    async with streaming() as pair, open_world(Address.parse(pair.both)) as world, world.api() as api:
        desk = await open_desk(Served(world, api))
        await assert_back(desk)
        await pair.replayed()
        await pair.promote()
        await assert_back(desk)
