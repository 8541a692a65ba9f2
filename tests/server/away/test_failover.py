"""One server of two takes over from the other, and the same process goes on with it."""

import os
import signal

import pytest

from server import embedded
from tests.examples import only_in_ci
from tests.schema.decisions.desk import open_desk
from tests.server.away.test_outage import ASK, assert_back, at
from tests.server.knocking import query
from tests.servers.standby import Pair, ask, streaming
from tests.serving import Served
from tests.sockets import following
from tests.world import open_world


async def test_requests_followers_and_writes_go_on_with_the_server_that_took_over() -> None:
    async with (
        streaming() as pair,
        open_world(pair.both("primary"), replica=pair.both("standby"), most_stale=3_600) as world,
        world.api() as api,
    ):
        desk = await open_desk(Served(world, api))
        await assert_back(desk)
        await pair.replayed()
        async with following(api, desk.business) as socket:
            await pair.promote()
            assert await socket.change() == ("RESYNC", None)
            await assert_back(desk)
            assert {(await socket.change())[0] for _ in range(2)} == {"DECISION"}
        # No standby is left, which is nobody's error.
        sent = {"x-business-id": str(desk.business), "x-max-staleness": "60"}
        assert (await query(at(desk), ASK, sent)).status_code == 200


async def leads_to(pair: Pair, target: str) -> str:
    replays = await ask(pair.both(target), "SELECT pg_is_in_recovery()")
    return "standby" if replays else "primary"


@only_in_ci
async def test_each_kind_of_server_is_found_in_the_list_and_one_that_answers_nothing_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with streaming() as pair:
        assert await leads_to(pair, "any") == "standby"
        assert await leads_to(pair, "standby") == "standby"
        assert await leads_to(pair, "prefer-standby") == "standby"
        assert await leads_to(pair, "read-only") == "standby"
        assert await leads_to(pair, "primary") == "primary"
        assert await leads_to(pair, "read-write") == "primary"
        monkeypatch.setattr("db.servers.address.ONE_OF_SEVERAL", 0.5)
        number = int((pair.folders[1] / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGSTOP)
        try:
            assert await leads_to(pair, "any") == "primary"
        finally:
            os.kill(number, signal.SIGCONT)
        embedded.stop(pair.folders[1])
        assert await leads_to(pair, "prefer-standby") == "primary"
        with pytest.raises(ConnectionError, match="no server of the list can be used"):
            await leads_to(pair, "standby")
