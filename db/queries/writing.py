"""Inserts and updates of one row or of many, from a table's description: one statement, however many."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import asyncpg

from db.statement import Statement

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects carry no types.


def insert_row(table: Table, columns: Sequence[str], suffix: str = "") -> Statement:
    """Insert one row; the values are named as the columns are."""
    places = ", ".join(f"${n}::{_type(table, name)}" for n, name in enumerate(columns, start=1))
    return Statement(
        f"INSERT INTO {table.fullname} ({', '.join(columns)}) VALUES ({places}) {suffix}", tuple(columns)
    )


def insert_rows(
    table: Table, columns: Sequence[str], on_conflict: str = "", returning: str = "true"
) -> Statement:
    """Insert many rows of one business: `business_id` and one array for each other column.

    Answers each row that was written, because a distributed database refuses INSERT ... SELECT otherwise.
    """
    rest = [name for name in columns if name != "business_id"]
    arrays = ", ".join(f"${n}::{_type(table, name)}[]" for n, name in enumerate(rest, start=2))
    listed = ", ".join(["business_id", *rest])
    return Statement(
        f"INSERT INTO {table.fullname} ({listed}) "
        f"SELECT $1::uuid, r.* FROM unnest({arrays}) AS r({', '.join(rest)}) "
        f"{on_conflict} RETURNING {returning}",
        ("business_id", *rest),
    )


def update_row(table: Table, columns: Sequence[str], keys: Sequence[str], also: str = "") -> Statement:
    """Change columns of the one row that the keys name, `business_id` first; values are named as columns."""
    names = (*keys, *columns)
    places = {name: f"${n}::{_type(table, name)}" for n, name in enumerate(names, start=1)}
    changes = ", ".join(f"{name} = {places[name]}" for name in columns)
    where = " AND ".join(f"{name} = {places[name]}" for name in keys)
    return Statement(f"UPDATE {table.fullname} SET {changes}{also} WHERE {where}", names)


def update_rows(table: Table, columns: Sequence[str], also: str = "") -> Statement:
    """Change many rows of one business by their ids: `business_id`, one array for `id` and each column."""
    names = ("id", *columns)
    arrays = ", ".join(f"${n}::{_type(table, name)}[]" for n, name in enumerate(names, start=2))
    changes = ", ".join([*(f"{name} = r.{name}" for name in columns), *([also] if also else [])])
    return Statement(
        f"UPDATE {table.fullname} SET {changes} FROM unnest({arrays}) AS r({', '.join(names)}) "
        f"WHERE {table.name}.business_id = $1::uuid AND {table.name}.id = r.id",
        ("business_id", *names),
    )


def upsert_newer(table: Table, columns: Sequence[str]) -> Statement:
    """Insert records of a source, or take the newer version; answers `id` and `added` of what was written.

    A record known by reference only (no sync token) is older than any version.
    """
    kept = {"business_id", "id", "realm", "entity", "source_id"}
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in kept)
    return insert_rows(
        table,
        columns,
        f"ON CONFLICT (business_id, id) DO UPDATE SET {changes} "
        f"WHERE coalesce({table.name}.sync_token, -1) < excluded.sync_token",
        "id, (xmax = 0) AS added",
    )


def rows_by_id(table: Table, columns: Sequence[str]) -> Statement:
    """Read these columns of many rows of one business by their ids."""
    listed = ", ".join(name for name in columns if name != "business_id")
    return Statement(
        f"SELECT {listed} FROM {table.fullname} WHERE business_id = $1::uuid AND id = ANY ($2::uuid[])",
        ("business_id", "ids"),
    )


def as_arrays(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> dict[str, object]:
    """Turn rows into one list a column, as `insert_rows` takes them; what a row lacks is null."""
    listed = list(rows)
    return {name: [row.get(name) for row in listed] for name in columns if name != "business_id"}


def _type(table: Table, name: str) -> Any:
    return table.c[name].type.compile(dialect=_DIALECT)
