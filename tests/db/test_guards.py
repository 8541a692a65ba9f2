"""What guards each table, as the catalogue tells it, and that a table without guards is out of reach."""

from collections import defaultdict

from db.bootstrap import API, DIRECTORY, OWNER, PORTFOLIO, QUEUE, SYNC
from db.policies import Policy, directory, own_row, portfolio, portfolio_one, queue, tenant, tenant_sync
from tests.canaries import Pair
from tests.db.catalogue import OF_A_BUSINESS, Kind, Table, tables
from tests.db.guises import NOBODY, REFUSED, UNENTERED, attempt, connected, entered, inside
from tests.world import OWNER as TENANT_OWNER
from tests.world import World

REQUEST_ROLES = (API, PORTFOLIO, DIRECTORY, SYNC, QUEUE)

#: Every key, reference and index of a table, by the column that it starts with.
_FIRST_COLUMNS = """
SELECT c.conname::text AS name, a.attname::text AS first
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.conrelid = $1::text::regclass AND c.contype IN ('p', 'u', 'f')
UNION
SELECT i.indexrelid::regclass::text, a.attname::text
  FROM pg_index i LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indrelid = $1::text::regclass
"""
#: By foreign key: the column of the other table that the first one refers to.
_REFERENCES = """
SELECT c.conname::text AS name, a.attname::text AS first, c.confrelid::regclass::text AS other
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = c.confkey[1]
 WHERE c.conrelid = $1::text::regclass AND c.contype = 'f'
"""
_TENANT_COLUMN = """
SELECT attnotnull AND atttypid = 'uuid'::regtype AS sound FROM pg_attribute
 WHERE attrelid = $1::text::regclass AND attname = 'business_id'
"""
_POLICIES = """
SELECT policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies
 WHERE schemaname = 'runway' AND tablename = $1
"""
_TOO_MUCH = """
SELECT r.role, c.relname::text AS name, p.privilege
  FROM pg_class c, unnest($1::text[]) AS r(role), unnest($2::text[]) AS p(privilege)
 WHERE c.relnamespace = 'runway'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND has_table_privilege(r.role, c.oid, p.privilege)
"""
_FURTHER = """
SELECT r.role, has_schema_privilege(r.role, 'runway', 'CREATE')
       OR has_schema_privilege(r.role, 'public', 'CREATE')
       OR has_database_privilege(r.role, current_database(), 'CREATE')
       OR has_database_privilege(r.role, current_database(), 'TEMP')
       OR EXISTS (SELECT FROM pg_class WHERE relowner = r.role::regrole) AS more
  FROM unnest($1::text[]) AS r(role)
"""
TRIGGER = "suppress_redundant_updates_trigger()"
UNGUARDED = """
CREATE TABLE runway.forgotten (
    business_id uuid NOT NULL REFERENCES runway.business, id uuid, words text, PRIMARY KEY (business_id, id)
)
"""


def _policies_of(table: Table) -> tuple[Policy, ...]:
    """The policies that a table must have; those of a business's rows may leave the portfolio's out."""
    match table.kind:
        case Kind.TENANT:
            return tenant(), portfolio_one()
        case Kind.ROOT:
            return tenant("id"), portfolio("id"), directory(), tenant_sync("id")
        case Kind.PEOPLE:
            roles = (API, PORTFOLIO) if table.column == "id" else (API, PORTFOLIO, SYNC)
            return *(own_row(table.column, role) for role in roles), directory()
        case Kind.SECRET:
            return (tenant_sync(),)
        case Kind.QUEUE:
            return (queue(),)
        case _:
            return ()


async def _as_the_server_prints_them(world: World, table: Table) -> dict[str, tuple[object, ...]]:
    """The policies of `db.policies`, put on an empty copy of the table and read back."""
    connection = await world.address.connect()
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"CREATE TABLE runway.specimen (LIKE runway.{table.name})")
        for policy in _policies_of(table):
            await connection.execute(policy.create("specimen"))
        rows = await connection.fetch(_POLICIES, "specimen")
    finally:
        await transaction.rollback()
        await connection.close()
    return {row["policyname"]: tuple(row) for row in rows}


async def _misfits(world: World) -> dict[str, list[str]]:
    """What is wrong with each table; empty when nothing is."""
    result: dict[str, list[str]] = defaultdict(list)
    for table in await tables(world):
        if table.kind is None:
            result[table.name].append("is of nobody")
        if not table.locked and table.kind is not Kind.REFERENCE:
            result[table.name].append("is not locked")
        actual = {row["policyname"]: tuple(row) for row in await world.run(_POLICIES, table.name)}
        expected = await _as_the_server_prints_them(world, table)
        may_lack = {"portfolio_one"} if table.kind is Kind.TENANT else set()
        if not actual.items() <= expected.items() or set(expected) - set(actual) - may_lack:
            result[table.name].append("has other policies")
    return dict(result)


async def test_every_table_is_locked_with_the_policies_of_its_kind_and_no_others(pair: Pair) -> None:
    assert await _misfits(pair.world) == {}


async def test_every_key_reference_and_index_of_a_tenants_table_starts_with_the_business(
    pair: Pair,
) -> None:
    listed = await tables(pair.world, Kind.TENANT, Kind.SECRET)
    assert len(listed) > 10
    for table in listed:
        starts = await pair.world.run(_FIRST_COLUMNS, f"runway.{table.name}")
        assert {row["name"]: row["first"] for row in starts if row["first"] != "business_id"} == {}
        assert starts
        assert [row["sound"] for row in await pair.world.run(_TENANT_COLUMN, f"runway.{table.name}")] == [
            True
        ]
        ends = await pair.world.run(_REFERENCES, f"runway.{table.name}")
        (root,) = await tables(pair.world, Kind.ROOT)
        assert {row["other"]: row["first"] for row in ends if row["first"] != "business_id"} == {
            f"runway.{root.name}": "id"
        }


async def test_roles_of_requests_have_no_right_that_policies_do_not_hold(pair: Pair) -> None:
    rights = ["TRUNCATE", "REFERENCES", "TRIGGER"]
    assert await pair.world.run(_TOO_MUCH, list(REQUEST_ROLES), rights) == []
    further = await pair.world.run(_FURTHER, list(REQUEST_ROLES))
    assert {row["role"]: row["more"] for row in further} == dict.fromkeys(REQUEST_ROLES, False)


async def test_the_request_path_is_refused_what_policies_do_not_hold(pair: Pair) -> None:
    guise = inside(pair.ours)
    async with connected(pair.world, API) as api:
        for table in await tables(pair.world):
            name = f"runway.{table.name}"
            for sql in (
                f"TRUNCATE {name}",
                f"TRUNCATE {name} CASCADE",
                f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY mine ON {name} USING (true)",
                f"CREATE TRIGGER mine BEFORE UPDATE ON {name} EXECUTE FUNCTION {TRIGGER}",
                f"CREATE INDEX ON {name} (({name} IS NULL))",
                f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE" if not table.api_may - {"SELECT"} else "",
                f"COPY {name} TO PROGRAM 'cat'",
                f"DROP TABLE {name}",
            ):
                if sql:
                    assert await attempt(api, guise, sql) == REFUSED, sql
        for sql in (
            "CREATE TABLE runway.mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE FUNCTION runway.mine() RETURNS int LANGUAGE sql RETURN 1",
            "ALTER ROLE runway_api BYPASSRLS",
        ):
            assert await attempt(api, guise, sql) == REFUSED, sql


async def test_without_row_security_the_request_path_gets_an_error_and_no_rows(pair: Pair) -> None:
    async with connected(pair.world, API) as api:
        await api.execute("SET row_security = off")
        for table in await tables(pair.world, *OF_A_BUSINESS):
            assert await attempt(api, inside(pair.ours), f"SELECT * FROM runway.{table.name}") == REFUSED


async def test_a_policy_says_what_it_is_for_and_says_the_same_on_every_table(pair: Pair) -> None:
    rows = await pair.world.run(
        "SELECT polname, obj_description(oid, 'pg_policy') AS words FROM pg_policy "
        "WHERE polrelid <> 'runway.business'::regclass"
    )
    message: dict[str, set[str | None]] = {}
    for row in rows:
        message.setdefault(row["polname"], set()).add(row["words"])
    assert {name for name, text in message.items() if len(text) != 1 or None in text} == set()


async def test_a_new_table_that_nobody_guarded_is_out_of_reach_and_found(each_world: World) -> None:
    ours, theirs = await each_world.business(), await each_world.business("Other")
    owner = await each_world.address.as_role(OWNER).connect()
    await owner.execute(UNGUARDED)
    await owner.close()
    await each_world.run("INSERT INTO runway.forgotten VALUES ($1, gen_random_uuid(), 'theirs')", theirs)
    insert = f"INSERT INTO runway.forgotten VALUES ('{ours}', gen_random_uuid(), 'mine')"
    for role in REQUEST_ROLES:
        async with connected(each_world, role) as connection:
            for guise in (entered(TENANT_OWNER, ours), *UNENTERED) if role in {API, SYNC} else (NOBODY,):
                for sql in (
                    "SELECT * FROM runway.forgotten",
                    insert,
                    "UPDATE runway.forgotten SET words = 'mine'",
                    "DELETE FROM runway.forgotten",
                ):
                    assert await attempt(connection, guise, sql) == REFUSED, (role, sql)
    assert await _misfits(each_world) == {"forgotten": ["is not locked", "has other policies"]}
