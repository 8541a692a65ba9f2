"""Every table, every command, every guise: no tenant sees, adds, changes or removes a row of another."""

import json
from uuid import UUID, uuid4

import pytest

from db.bootstrap import API, AUDITOR, BACKUP, DIRECTORY, OWNER, PORTFOLIO, QUEUE, SYNC
from db.directory import user_id_of
from tests.canaries import Pair, plant
from tests.db.catalogue import OF_A_BUSINESS, Fingerprint, Kind, Table, fingerprint, fingerprints, tables
from tests.db.guises import (
    JUNK,
    NO_MEMBERSHIP,
    NOBODY,
    REFUSED,
    UNENTERED,
    UNREADABLE,
    Guise,
    across,
    across_at,
    attempt,
    connected,
    inside,
    visible,
)
from tests.world import World

#: foreign_key_violation: other rows refer to what would go.
FOREIGN_KEY = "23503"
NOTHING = Fingerprint(0, None)


async def _copy(world: World, table: Table, business: UUID, *, new: bool) -> str:
    """A row of a business as JSON, under a new key or its own."""
    (row,) = await world.run(
        f"SELECT to_jsonb(t)::text AS row FROM runway.{table.name} AS t WHERE t.{table.column} = $1 LIMIT 1",
        business,
    )
    copied = json.loads(row["row"])
    if new:
        copied |= {name: str(uuid4()) for name in table.key if name != table.column}
    return json.dumps(copied)


def _insert(table: Table) -> str:
    populated = f"jsonb_populate_record(NULL::runway.{table.name}, $1::text::jsonb)"
    return f"INSERT INTO runway.{table.name} SELECT * FROM {populated}"


def _aimed(table: Table) -> dict[str, str]:
    """Statements that name whose rows they want."""
    where = f"WHERE {table.column} = $1"
    return {
        "SELECT": f"SELECT * FROM runway.{table.name} {where}",
        "UPDATE": f"{table.change} {where}",
        "DELETE": f"DELETE FROM runway.{table.name} {where}",
    }


def _is_nothing(outcome: str) -> bool:
    return outcome in {REFUSED, UNREADABLE} or outcome.endswith(" 0")


async def test_every_table_is_of_somebody_and_holds_rows_of_both_tenants(sides: Pair) -> None:
    assert [table.name for table in await tables(sides.world) if table.kind is None] == []
    assert {table.kind for table in await tables(sides.world)} == set(Kind)
    result = await fingerprints(sides.world, sides.ours.business)
    assert [name for name, rows in result.items() if rows.rows == 0] == []


async def test_a_tenant_sees_all_of_its_own_rows_and_no_others(sides: Pair) -> None:
    async with connected(sides.world, API) as api:
        seen = {
            table.name: await visible(api, inside(sides.ours), table)
            for table in await tables(sides.world, *OF_A_BUSINESS)
        }
    assert seen == await fingerprints(sides.world, sides.ours.business)
    assert seen != await fingerprints(sides.world, sides.theirs.business)


@pytest.mark.parametrize("role", [API, PORTFOLIO])
@pytest.mark.parametrize("guise", UNENTERED, ids=lambda guise: guise.name)
async def test_without_a_context_or_with_junk_for_one_nobody_sees_a_row(
    pair: Pair, role: str, guise: Guise
) -> None:
    locked = [table for table in await tables(pair.world) if table.kind is not Kind.REFERENCE]
    async with connected(pair.world, role) as connection:
        seen = {table.name: await visible(connection, guise, table) for table in locked}
    assert {name: rows for name, rows in seen.items() if rows not in (NOTHING, REFUSED, UNREADABLE)} == {}
    assert NOTHING in seen.values() or guise is JUNK[-1]


async def test_a_row_of_another_is_refused_by_row_security_whether_its_key_is_new_or_taken(
    sides: Pair,
) -> None:
    world, theirs = sides.world, sides.theirs
    async with connected(world, API) as api:
        for table in await tables(world, *OF_A_BUSINESS):
            for new in (True, False):
                row = await _copy(world, table, theirs.business, new=new)
                insert = _insert(table)
                assert await attempt(api, inside(sides.ours), insert, row) == REFUSED, table
                upsert = f"{insert} ON CONFLICT DO NOTHING"
                assert await attempt(api, inside(sides.ours), upsert, row) == REFUSED, table
                assert await attempt(api, NOBODY, insert, row) == REFUSED, table
                outcomes = {await attempt(api, guise, insert, row) for guise in JUNK}
                assert outcomes <= {REFUSED, UNREADABLE}, table
                # The same row is let in for its owner: it was not refused for being wrong.
                owners = await attempt(api, inside(theirs), upsert, row)
                # A new key that refers to another row refers to none: that is found out once it is let in.
                let_in = owners.startswith("INSERT 0") or (new and owners == FOREIGN_KEY)
                assert let_in is ("INSERT" in table.api_may), (table, owners)


async def test_statements_aimed_at_another_find_nothing(sides: Pair) -> None:
    world, theirs = sides.world, sides.theirs.business
    rows = await fingerprints(world, theirs)
    async with connected(world, API) as api:
        for table in await tables(world, *OF_A_BUSINESS):
            for command, sql in _aimed(table).items():
                guises = (inside(sides.ours), *UNENTERED)
                outcomes = [await attempt(api, guise, sql, theirs) for guise in guises]
                assert all(map(_is_nothing, outcomes)), (table, outcomes)
                # Who is let in finds all of them, unless others still refer to what would go.
                done = await attempt(api, inside(sides.theirs), sql, theirs)
                expected = (
                    {f"{command} {rows[table.name].rows}", FOREIGN_KEY}
                    if command in table.api_may
                    else {REFUSED}
                )
                assert done in expected, (table, done)


async def test_no_row_is_given_to_another_or_taken(sides: Pair) -> None:
    world, ours, theirs = sides.world, sides.ours.business, sides.theirs.business
    async with connected(world, API) as api:
        for table in await tables(world, *OF_A_BUSINESS):
            move = f"UPDATE runway.{table.name} SET {table.column} = $1"
            assert await attempt(api, inside(sides.ours), move, theirs) == REFUSED, table
            aimed = f"{move} WHERE {table.column} = $2"
            for guise in (inside(sides.ours), *UNENTERED):
                assert _is_nothing(await attempt(api, guise, aimed, ours, theirs)), table


async def test_blind_statements_of_one_leave_the_rows_of_the_other_as_they_are(each_world: World) -> None:
    pair = await plant(each_world)
    before = await fingerprints(each_world, pair.theirs.business)
    listed = await tables(each_world, *OF_A_BUSINESS)
    own = await fingerprints(each_world, pair.ours.business)
    async with connected(each_world, API) as api:
        for guise in (inside(pair.ours), *UNENTERED):
            for table in listed:
                changed = await attempt(api, guise, table.change, commit=True)
                # Own rows are changed, all of them: a statement that does nothing proves nothing.
                if guise.name.startswith("entered") and "UPDATE" in table.api_may:
                    assert changed == f"UPDATE {own[table.name].rows}"
                else:
                    assert _is_nothing(changed)
    assert await fingerprints(each_world, pair.theirs.business) == before


async def test_a_tenant_that_empties_its_books_empties_no_others(each_world: World) -> None:
    pair = await plant(each_world)
    before = await fingerprints(each_world, pair.theirs.business)
    left = await tables(each_world, Kind.TENANT)
    async with connected(each_world, API) as api:
        # Rows that others refer to go last: as often as something went, the rest is tried again.
        for _ in range(len(left)):
            for guise in UNENTERED:
                outcomes = [await attempt(api, guise, _delete(table), commit=True) for table in left]
                assert all(map(_is_nothing, outcomes))
            for table in left:
                if "DELETE" in table.api_may:
                    await attempt(api, inside(pair.ours), _delete(table), commit=True)
                else:
                    aimed = f"{_delete(table)} WHERE business_id = '{pair.ours.business}'"
                    async with connected(each_world, "postgres") as superuser:
                        await attempt(superuser, NOBODY, aimed, commit=True)
            rest = await fingerprints(each_world, pair.ours.business)
            left = [table for table in left if rest[table.name].rows]
    assert left == []
    assert await fingerprints(each_world, pair.theirs.business) == before


def _delete(table: Table) -> str:
    return f"DELETE FROM runway.{table.name}"


async def test_a_person_sees_their_own_rows_among_people_and_writes_none(sides: Pair) -> None:
    world, user = sides.world, user_id_of(sides.ours.owner)
    for role in (API, PORTFOLIO):
        guise = inside(sides.ours) if role == API else across(sides.ours.owner)
        async with connected(world, role) as connection:
            for table in await tables(world, Kind.PEOPLE):
                seen = await visible(connection, guise, table)
                assert seen == await fingerprint(world, table, user), table
                assert seen != NOTHING
                for sql in (table.change, _delete(table)):
                    assert await attempt(connection, guise, sql) == REFUSED, table
                row = await _copy(world, table, user, new=False)
                assert await attempt(connection, guise, _insert(table), row) == REFUSED, table


async def test_the_portfolio_sees_the_businesses_of_its_user_and_writes_nothing(sides: Pair) -> None:
    world, both = sides.world, "both@example.org"
    readable = [t for t in await tables(world, *OF_A_BUSINESS) if await _reads(world, PORTFOLIO, t)]
    assert Kind.ROOT in {table.kind for table in readable}
    for marked in (sides.ours, sides.theirs):
        await world.directory.grant(marked.business, both, "ANALYST")
    own, other = [await fingerprints(world, item.business) for item in (sides.ours, sides.theirs)]
    async with connected(world, PORTFOLIO) as portfolio:
        for table in readable:
            seen = await visible(portfolio, across(both), table)
            assert isinstance(seen, Fingerprint)
            if table.kind is Kind.ROOT:
                assert await visible(portfolio, across(sides.ours.owner), table) == own[table.name]
                assert await visible(portfolio, across("outsider@example.org"), table) == NOTHING
                assert seen.rows == own[table.name].rows + other[table.name].rows
            else:
                # Only one business after the other.
                assert seen == NOTHING
            for marked, rows in ((sides.ours, own), (sides.theirs, other)):
                guise = across_at(both, marked.business)
                assert await visible(portfolio, guise, table) == rows[table.name] != NOTHING
            foreign = across_at(sides.ours.owner, sides.theirs.business)
            assert await visible(portfolio, foreign, table) == NO_MEMBERSHIP
        for table in await tables(world, *OF_A_BUSINESS):
            row = await _copy(world, table, sides.ours.business, new=True)
            assert await attempt(portfolio, across(both), _insert(table), row) == REFUSED, table
            for sql in (table.change, _delete(table)):
                assert await attempt(portfolio, across(both), sql) == REFUSED, table


async def _reads(world: World, role: str, table: Table) -> bool:
    query = "SELECT has_table_privilege($1, $2, 'SELECT') AS may"
    return bool((await world.run(query, role, f"runway.{table.name}"))[0]["may"])


@pytest.mark.parametrize("role", [OWNER, DIRECTORY, SYNC, QUEUE, AUDITOR, BACKUP])
async def test_roles_beside_the_request_path_write_to_no_tenants_table(pair: Pair, role: str) -> None:
    reads_all = role == BACKUP
    async with connected(pair.world, role) as connection:
        for table in await tables(pair.world, Kind.TENANT):
            seen = await visible(connection, NOBODY, table)
            # Forced row-level security holds for the owner of the tables too.
            assert seen == NOTHING if role == OWNER else isinstance(seen, Fingerprint) is reads_all
            row = await _copy(pair.world, table, pair.ours.business, new=True)
            outcomes = {await attempt(connection, NOBODY, sql) for sql in (table.change, _delete(table))}
            assert outcomes == ({"UPDATE 0", "DELETE 0"} if role == OWNER else {REFUSED}), table
            assert await attempt(connection, NOBODY, _insert(table), row) == REFUSED, table
