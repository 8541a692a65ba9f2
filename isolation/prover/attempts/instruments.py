"""What the prover brings into its scratch database: functions that see every row, and one that tells all.

An attack runs on a connection that logged in as the attacked role, so that `session_user` is right and
nothing can be reset to a superuser. It ends with a rollback, so that attacks do not disturb one another.
The fingerprint of B must therefore be taken inside the attack's own transaction: by functions that belong
to the superuser and run with its rights, which no policy holds back.
"""

from collections.abc import Iterator

from isolation.prover.catalogue.model import INSTRUMENTS
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, literal
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.stage import Stage

#: The state of the error that says that B's rows changed.
CHANGED = "PRV01"

SET_FOREIGN_KEYS_ASIDE = f"SELECT {INSTRUMENTS}.set_foreign_keys_aside()"
FORGET_OTHERS = f"SELECT {INSTRUMENTS}.forget_others()"

_LINES = (
    """SELECT {label} || ' ' || CAST("prover row" AS text) AS line FROM {table} "prover row" WHERE {others}"""
)

_FINGERPRINT = """
CREATE FUNCTION {schema}.fingerprint() RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $body$
BEGIN
    RETURN (SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(line, '/' ORDER BY line), ''))
              FROM ({lines}) AS found);
END
$body$
"""
_VERIFY = """
CREATE FUNCTION {schema}.verify(before text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $body$
BEGIN
    IF {schema}.fingerprint() IS DISTINCT FROM before THEN
        RAISE EXCEPTION 'rows of another tenant changed' USING ERRCODE = '{state}';
    END IF;
END
$body$
"""
# A delete that a foreign key would stop says nothing about the policy: set the keys aside first.
_SET_ASIDE = """
CREATE FUNCTION {schema}.set_foreign_keys_aside() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $body$ SELECT pg_catalog.set_config('session_replication_role', 'replica', true) $body$
"""
_FORGET = """
CREATE FUNCTION {schema}.forget_others() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $body$
BEGIN
    PERFORM pg_catalog.set_config('session_replication_role', 'replica', true);
    {deletes}
    PERFORM pg_catalog.set_config('session_replication_role', 'origin', true);
END
$body$
"""
# Cheap, so that the planner would like to run it before anything else.
_LEAK = """
CREATE FUNCTION {schema}.leak(seen text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
AS $body$
BEGIN
    RAISE NOTICE '%', seen;
    RETURN true;
END
$body$
"""


async def install(connection: Connection, stage: Stage, *, only_b: bool = False) -> str:
    """Make the instruments, as one whom no policy holds back; answers the fingerprint of what is not A's.

    `only_b` leaves the rows of everybody else out, where there are some.
    """
    for statement in _statements(stage, only_b):
        await connection.execute(statement)
    fingerprint: str = await connection.fetchval(fill("SELECT {schema}.fingerprint()", schema=INSTRUMENTS))
    return fingerprint


def _statements(stage: Stage, only_b: bool) -> Iterator[str]:
    tables = [table for table in stage.tables if not table.partition]
    side = Side.B if only_b else Side.A
    conditions = [(table, stage.belongs_to(table.label, side, negated=not only_b)) for table in tables]
    lines = [
        fill(_LINES, label=literal(table.label), table=table.sql, others=others)
        for table, others in conditions
    ]
    deletes = [fill("DELETE FROM {t} WHERE {o};", t=table.sql, o=others) for table, others in conditions]
    yield fill("CREATE SCHEMA {schema}", schema=INSTRUMENTS)
    yield fill("GRANT USAGE ON SCHEMA {schema} TO PUBLIC", schema=INSTRUMENTS)
    yield fill(_FINGERPRINT, schema=INSTRUMENTS, lines=" UNION ALL ".join(lines))
    yield fill(_VERIFY, schema=INSTRUMENTS, state=CHANGED)
    yield fill(_SET_ASIDE, schema=INSTRUMENTS)
    yield fill(_FORGET, schema=INSTRUMENTS, deletes="\n    ".join(deletes))
    yield fill(_LEAK, schema=INSTRUMENTS)
    # A role that may become another one needs them still.
    yield fill("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO PUBLIC", schema=INSTRUMENTS)
