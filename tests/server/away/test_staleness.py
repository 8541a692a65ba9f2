"""Who accepts an answer that is some seconds old is answered by a standby, and nobody else ever is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import structlog

from db.books import AcrossBooks, Caller, ReadBooks
from db.directory import user_id_of
from db.statement import Statement
from resolvers.context import Context, User
from server import embedded
from tests.examples import only_in_ci
from tests.records import bill
from tests.schema.decisions.desk import PROPOSE, STAFF, Desk, open_desk
from tests.server.away.test_outage import at
from tests.server.knocking import bearer, query, refusal
from tests.servers.standby import Pair, ask, streaming
from tests.serving import Served
from tests.sockets import CHANGED, connected, given
from tests.world import OWNER, open_world

#: As old as may be: in these tests the standby falls behind at will.
HOUR = {"x-max-staleness": "3600"}
BILLS = "{ bills(first: 100) { nodes { documentNumber } } }"
CONSOLE = "decisionConsole { queue(first: 100) { nodes { status } } }"
CLIENTS = "{ viewer { businesses { name } } }"
TOKEN = "a token for those who read numbers"


@dataclass(frozen=True, slots=True)
class Behind:
    """A desk whose books are on two servers."""

    desk: Desk
    pair: Pair

    async def reads(self, text: str, user: str = OWNER, **headers: str) -> dict[str, object]:
        sent = {**headers, "x-business-id": str(self.desk.business)}
        response = await query(at(self.desk), text, {**bearer(user), **sent})
        body: dict[str, object] = response.json()
        assert "errors" not in body, body
        return body

    async def both(self, text: str, user: str = OWNER) -> tuple[dict[str, object], dict[str, object]]:
        """The newest answer, and one that may be old."""
        return await self.reads(text, user), await self.reads(text, user, **HOUR)

    def context(self) -> Context:
        user = User(user_id_of(OWNER), OWNER)
        return Context(self.desk.world.books, user, self.desk.business, max_staleness=3_600)

    def outcomes(self) -> dict[str, int]:
        return dict(self.desk.world.books.replica_reads())


async def documents(context: Context, columns: str) -> int:
    """How many there are; each question of its own columns, because a snapshot sends none twice."""
    sql = f"SELECT {columns} FROM runway.document WHERE business_id = $1"
    statement = Statement(sql, ("business",))

    async def read(books: ReadBooks, caller: Caller) -> int:
        return len(await books.rows(statement, {"business": caller.business_id}))

    return await context.read(read)


async def nothing(_books: AcrossBooks) -> None:
    """Enter, and read nothing."""


@asynccontextmanager
async def behind() -> AsyncIterator[Behind]:
    """A standby that is asked once, and then replays nothing more."""
    async with (
        streaming() as pair,
        open_world(pair.primary, replica=pair.standby, most_stale=3_600) as world,
        world.api(metrics_token=TOKEN) as api,
    ):
        result = Behind(await open_desk(Served(world, api)), pair)
        await pair.replayed()
        await result.reads(BILLS, **HOUR)
        assert result.outcomes()["USED"] == 1
        await ask(pair.standby, "SELECT pg_wal_replay_pause()")
        yield result


@pytest.fixture(scope="module")
async def standing() -> AsyncIterator[Behind]:
    async with behind() as result:
        yield result


async def test_a_query_may_be_answered_with_what_was_true(standing: Behind) -> None:
    await standing.desk.world.load(standing.desk.business, {"Bill": [bill("99", DocNumber="B-99")]})
    new, old = await standing.both(BILLS)
    assert "B-99" in str(new)
    assert "B-99" not in str(old)


async def test_so_may_one_across_businesses(standing: Behind) -> None:
    await standing.desk.world.business("Newly founded")
    new, old = await standing.both(CLIENTS)
    assert "Newly founded" in str(new)
    assert "Newly founded" not in str(old)


async def test_nothing_is_old_where_nothing_may_be(standing: Behind) -> None:
    await standing.desk.world.load(standing.desk.business, {"Bill": [bill("98", DocNumber="B-98")]})
    assert "B-98" in str(await standing.reads(BILLS, **{"x-max-staleness": "0"}))


async def test_a_mutation_reads_and_writes_the_newest(standing: Behind) -> None:
    used = standing.outcomes()["USED"]
    sent = {**bearer(), **HOUR, "x-business-id": str(standing.desk.business)}
    proposal = standing.desk.proposal("bill")
    response = await query(at(standing.desk), PROPOSE, sent, variables={"i": proposal})
    nodes = response.json()["data"]["proposeDecision"]["query"]["decisionConsole"]["queue"]["nodes"]
    assert [node["status"] for node in nodes] == ["PROPOSED"]
    assert standing.outcomes()["USED"] == used
    _, old = await standing.both(f"{{ {CONSOLE} }}")
    assert "PROPOSED" not in str(old)


async def test_a_subscription_follows_the_primary(standing: Behind) -> None:
    desk = standing.desk
    async with connected(desk.api) as socket:
        await socket.init({**given(OWNER, desk.business), "maxStaleness": 3_600})
        await socket.send("subscribe", id="1", payload={"query": CHANGED})
        assert await socket.change() == ("RESYNC", None)
        await desk.world.load(desk.business, {"Bill": [bill("97", DocNumber="B-97")]})
        assert (await socket.change())[0] == "IMPORT"
        old = await socket.run(BILLS, key="query")
    assert "B-97" not in str(old)


async def test_a_membership_that_the_standby_does_not_know_yet_is_one(standing: Behind) -> None:
    desk = standing.desk
    await desk.world.directory.grant(desk.business, "newcomer@example.org", "OWNER")
    assert "errors" not in await standing.reads(BILLS, "newcomer@example.org", **HOUR)
    assert standing.outcomes()["GIVEN_UP"] > 0


async def test_a_business_that_is_not_theirs_stays_so(standing: Behind) -> None:
    other = await standing.desk.world.business("Other", members={STAFF: "OWNER"})
    response = await query(at(standing.desk), BILLS, {**HOUR, "x-business-id": str(other)})
    refusal(response, 403, "FORBIDDEN")


@pytest.mark.parametrize("value", ["soon", "-1", "1.5", "86401", "1e2", ""])
async def test_a_staleness_that_is_no_number_of_seconds_is_refused(standing: Behind, value: str) -> None:
    response = await query(at(standing.desk), BILLS, {"x-max-staleness": value})
    assert refusal(response, 400, "BAD_USER_INPUT")["extensions"]["field"] == "X-Max-Staleness"
    async with connected(standing.desk.api) as socket:
        await socket.send("connection_init", payload={**given(), "maxStaleness": value})
        code, reason = await socket.closed()
    assert (code, reason) == (4400, "maxStaleness must be a whole number of seconds, from 0 to 86,400.")


async def test_it_is_counted_and_logged(standing: Behind) -> None:
    with structlog.testing.capture_logs() as lines:
        await standing.both(BILLS)
    newest, old = lines
    assert "replica" not in newest
    assert old["replica"] is True
    response = await standing.desk.api.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    used = standing.outcomes()["USED"]
    assert f'runway_replica_reads_total{{outcome="USED"}} {used:.1f}' in response.text
    assert 'runway_database_connections{role="runway_api",server="replica",state="most"}' in response.text


async def test_what_is_replayed_breaks_a_reader_off_who_then_reads_all_of_it_from_the_primary() -> None:
    async with behind() as result:
        desk, context = result.desk, result.context()
        before = await documents(context, "id")
        await desk.world.load(desk.business, {"Bill": [bill("95")]})
        await desk.world.run("ALTER TABLE runway.document ADD COLUMN colour text")
        await ask(result.pair.standby, "SELECT pg_wal_replay_resume()")
        await result.pair.replayed()
        assert await documents(context, "kind") == before + 1
        assert context.torn
        await context.close()
        assert result.outcomes()["GIVEN_UP"] == 1


async def test_an_answer_is_of_one_server_though_the_standby_went_in_its_middle() -> None:
    async with behind() as result:
        context = result.context()
        assert await documents(context, "id") > 0
        embedded.stop(result.pair.folders[1])
        # The other snapshot cannot be had any more: what the first one showed must be read again with it.
        await context.read_across(nothing)
        assert context.torn
        await context.close()
        assert await documents(context, "id") > 0
        await context.read_across(nothing)
        assert not context.torn
        await context.close()


async def test_a_table_that_the_standby_does_not_have_yet_is_read_from_the_primary(
    standing: Behind,
) -> None:
    world = standing.desk.world
    await world.run("CREATE TABLE runway.newer (business_id uuid, id uuid)")
    await world.run("GRANT SELECT ON runway.newer TO runway_api")
    context = standing.context()
    statement = Statement("SELECT id FROM runway.newer WHERE business_id = $1", ("business",))

    async def read(books: ReadBooks, _caller: Caller) -> int:
        return len(await books.rows(statement, {"business": standing.desk.business}))

    assert await context.read(read) == 0
    await context.close()


async def test_a_table_that_changed_is_nobodys_error_also_when_the_standby_breaks_off() -> None:
    async with behind() as result:
        desk = result.desk
        for text in (CLIENTS, BILLS):
            await result.both(text)
        await desk.world.run("ALTER TABLE runway.business ALTER COLUMN name TYPE varchar(300)")
        await ask(result.pair.standby, "SELECT pg_wal_replay_resume()")
        await result.pair.replayed()
        for text in (CLIENTS, BILLS):
            await result.both(text)


@only_in_ci
async def test_without_a_standby_the_primary_answers() -> None:
    async with behind() as result:
        await result.desk.world.load(result.desk.business, {"Bill": [bill("96", DocNumber="B-96")]})
        embedded.stop(result.pair.folders[1])
        for _ in range(3):
            assert "B-96" in str(await result.reads(BILLS, **HOUR))
        assert (await result.desk.api.client.get("/readyz")).status_code == 200
