"""The clock of the books: one function, which only the owner of the schema can replace."""

from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import pytest

from db.bootstrap import API, OWNER, PORTFOLIO
from db.directory import user_id_of
from tests.clock import NOW, clock_at, day_in
from tests.db.guises import NOBODY, REFUSED, attempt, connected
from tests.world import OWNER as PERSON
from tests.world import World

FAKE = "FUNCTION {}.clock() RETURNS timestamptz LANGUAGE sql RETURN timestamptz '2000-01-01Z'"
#: What a role would do to tell another time.
ATTEMPTS = (
    f"CREATE OR REPLACE {FAKE.format('runway')}",
    f"CREATE {FAKE.format('public')}",
    f"CREATE {FAKE.format('pg_temp')}",
    "CREATE FUNCTION runway.clock(text) RETURNS timestamptz LANGUAGE sql RETURN timestamptz '2000-01-01Z'",
    "ALTER FUNCTION runway.clock() SET TimeZone = 'Pacific/Kiritimati'",
    "ALTER FUNCTION runway.clock() RENAME TO other_clock",
    "ALTER FUNCTION runway.clock() OWNER TO {role}",
    "ALTER FUNCTION runway.clock() SET SCHEMA public",
    "DROP FUNCTION runway.clock()",
    "UPDATE pg_catalog.pg_proc SET prosrc = 'SELECT timestamptz ''2000-01-01Z''' WHERE proname = 'clock'",
    f"SET ROLE {OWNER}",
    f"SET SESSION AUTHORIZATION {OWNER}",
    f"ALTER ROLE {OWNER} LOGIN",
)
#: What every role may do to its own session, and that the clock does not heed.
DISTRACTIONS = (
    "SET TimeZone = 'Pacific/Kiritimati'",
    "SET search_path = pg_temp, public",
    "SET app.now = '2000-01-01Z'",
)


@pytest.mark.parametrize("role", [API, PORTFOLIO])
async def test_no_role_of_a_request_can_touch_the_clock(each_world: World, role: str) -> None:
    async with connected(each_world, role) as connection:
        for sql in ATTEMPTS:
            assert await attempt(connection, NOBODY, sql.replace("{role}", role), commit=True) == REFUSED, sql
        assert await connection.fetchval("SELECT runway.clock()") == NOW


async def test_a_session_that_tells_itself_another_time_is_told_that_of_the_clock(each_world: World) -> None:
    business = await each_world.business(zone="America/New_York")
    async with connected(each_world, API) as connection:
        for distraction in DISTRACTIONS:
            await connection.execute(distraction)
            assert await entered(connection, business) == (day_in("America/New_York"), NOW)


async def test_the_owner_of_the_schema_can_replace_it(each_world: World) -> None:
    business = await each_world.business(zone="UTC")
    moment = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)
    async with connected(each_world, OWNER) as owner:
        await owner.execute(clock_at(moment))
    async with connected(each_world, API) as connection:
        assert await entered(connection, business) == (date(2028, 2, 29), moment)


async def entered(connection: "asyncpg.Connection[asyncpg.Record]", business: UUID) -> tuple[date, datetime]:
    """The day that who enters is told, and what the clock says."""
    text = "SELECT today, runway.clock() AS now FROM runway.enter($1, $2)"
    row = await connection.fetchrow(text, user_id_of(PERSON), business)
    assert row is not None
    return row["today"], row["now"]
