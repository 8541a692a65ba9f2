"""The tables of the schema as the catalogue describes them: none is known here by its name."""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from tests.world import World


class Kind(Enum):
    """Whom the rows of a table are of."""

    TENANT = "a business: its key starts with the business"
    ROOT = "the business itself: what every business_id refers to"
    PEOPLE = "a person: its key starts with the user, or is what every user_id refers to"
    SECRET = "a business: its key is the business, and only runway_sync has a right on it"
    QUEUE = "a business: its key is the business, and only runway_queue has a right on it"
    REFERENCE = "nobody: no key, no reference, and no role of a request writes it"


#: Whose `column` says which business a row is of.
OF_A_BUSINESS = (Kind.TENANT, Kind.ROOT)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the column that says whose a row is, and one that anybody may fill with `value`."""

    name: str
    kind: Kind | None
    column: str
    key: tuple[str, ...]
    locked: bool
    api_may: frozenset[str]
    free: str | None
    value: str

    @property
    def change(self) -> str:
        """A change that every row would show."""
        assert self.free is not None, f"no column of {self.name} can be changed by a probe"
        return f"UPDATE runway.{self.name} SET {self.free} = {self.value}"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How many rows, and the hash of them all."""

    rows: int
    digest: str | None

    @classmethod
    def of(cls, row: Any) -> "Fingerprint":
        """From the row of `fingerprint_sql`."""
        return cls(row["rows"], row["digest"])


_TABLES = """
WITH relation AS (
    SELECT oid, relname::text AS name, relkind IN ('r', 'p') AS is_table,
           relrowsecurity AND relforcerowsecurity AS locked
      FROM pg_class
     WHERE relnamespace = 'runway'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
), attribute AS (
    SELECT attrelid AS oid, attnum, attname::text AS name, atttypid::regtype::text AS type
      FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
), role(name) AS (
    VALUES ('runway_api'), ('runway_portfolio'), ('runway_directory'), ('runway_sync'), ('runway_queue')
), command(name) AS (
    VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')
), right_of(oid, role, command) AS (
    SELECT r.oid, role.name, c.name FROM relation r, role, command c
     WHERE CASE c.name WHEN 'DELETE' THEN has_table_privilege(role.name, r.oid, c.name)
                ELSE has_any_column_privilege(role.name, r.oid, c.name) END
)
SELECT r.*,
       (SELECT array_agg(a.name ORDER BY k.place) FROM pg_constraint c,
               unnest(c.conkey) WITH ORDINALITY AS k(attnum, place), attribute a
         WHERE c.conrelid = r.oid AND c.contype = 'p' AND a.oid = r.oid AND a.attnum = k.attnum) AS key,
       ARRAY(SELECT a.name FROM pg_constraint c JOIN attribute a
                 ON a.oid = c.conrelid AND c.conkey = ARRAY[a.attnum]
              WHERE c.contype = 'f' AND c.confrelid = r.oid) AS referred_to_by,
       EXISTS (SELECT FROM pg_constraint c
                WHERE c.contype = 'f' AND r.oid IN (c.conrelid, c.confrelid)) AS linked,
       EXISTS (SELECT FROM attribute a WHERE a.oid = r.oid AND a.type = 'uuid') AS has_ids,
       ARRAY(SELECT command FROM right_of w WHERE w.oid = r.oid AND w.role = 'runway_api') AS api_may,
       EXISTS (SELECT FROM right_of w WHERE w.oid = r.oid AND w.command <> 'SELECT') AS written,
       ARRAY(SELECT DISTINCT w.role FROM right_of w WHERE w.oid = r.oid) AS roles,
       free.name AS free, free.value
  FROM relation r LEFT JOIN LATERAL (
       SELECT a.name, v.value
         FROM attribute a JOIN (VALUES ('text', $$'taken'$$), ('numeric', '12.34'),
                                       ('timestamp with time zone', 'now()')) AS v(type, value) USING (type)
        WHERE a.oid = r.oid
          AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = r.oid AND a.attnum = ANY (c.conkey)
                             AND c.contype IN ('p', 'u', 'f', 'c'))
        ORDER BY has_column_privilege('runway_api', r.oid, a.attnum, 'UPDATE') DESC, a.attnum LIMIT 1
       ) AS free ON true
 ORDER BY r.name
"""


async def tables(world: World, *kinds: Kind) -> list[Table]:
    """The tables of these kinds, or all; the kind of a table that fits none is None."""
    results = [_table(row) for row in await world.run(_TABLES)]
    return [table for table in results if not kinds or table.kind in kinds]


def _table(row: Any) -> Table:
    kind = _kind(row) if row["is_table"] else None
    key = tuple(row["key"] or ())
    return Table(
        name=row["name"],
        kind=kind,
        column=key[0] if key else "",
        key=key,
        locked=row["locked"],
        api_may=frozenset(row["api_may"]),
        free=row["free"],
        value=row["value"],
    )


def _kind(row: Any) -> Kind | None:
    first = row["key"][0] if row["key"] else None
    if row["key"] == ["business_id"] and row["roles"] in (["runway_sync"], ["runway_queue"]):
        return Kind.SECRET if row["roles"] == ["runway_sync"] else Kind.QUEUE
    if first == "business_id":
        return Kind.TENANT
    if "business_id" in row["referred_to_by"]:
        return Kind.ROOT
    if first == "user_id" or "user_id" in row["referred_to_by"]:
        return Kind.PEOPLE
    return None if row["linked"] or row["has_ids"] or row["written"] else Kind.REFERENCE


def fingerprint_sql(table: Table, where: str = "true") -> str:
    """A statement that tells rows from other rows, whoever asks; `t` is the table."""
    digest = "md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))"
    return (
        f"SELECT '{table.name}' AS name, count(*) AS rows, {digest} AS digest "
        f"FROM runway.{table.name} AS t WHERE {where}"
    )


async def fingerprint(world: World, table: Table, owner: UUID) -> Fingerprint:
    """All rows of a business, or of a person, as the superuser sees them."""
    (row,) = await world.run(fingerprint_sql(table, f"t.{table.column} = $1"), owner)
    return Fingerprint.of(row)


async def fingerprints(world: World, business: UUID) -> dict[str, Fingerprint]:
    """Everything of a business, by table."""
    listed = await tables(world, *OF_A_BUSINESS)
    results = (fingerprint_sql(table, f"t.{table.column} = $1") for table in listed)
    return {
        row["name"]: Fingerprint.of(row) for row in await world.run(" UNION ALL ".join(results), business)
    }
