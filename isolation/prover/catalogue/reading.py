"""Reads the catalogue of a database, and what roles may do with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from isolation.prover.catalogue.model import (
    Catalogue,
    Check,
    Column,
    ForeignKey,
    Function,
    Key,
    Policy,
    Relation,
)
from isolation.prover.catalogue.questions import (
    CHECKS,
    COLUMNS,
    FOREIGN_KEYS,
    FUNCTIONS,
    KEYS,
    MEMBERSHIPS,
    POLICIES,
    RELATIONS,
    RIGHTS,
    ROLES,
)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Rights:
    """The columns of a relation that a role may select, insert and update, and whether it may delete."""

    select: frozenset[str] = frozenset()
    insert: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()
    delete: bool = False


async def read_catalogue(connection: Connection) -> Catalogue:
    """Read the user's schemas; needs no rights beyond the catalogue's own."""
    rows = await connection.fetch(RELATIONS)
    oids = [row["oid"] for row in rows]
    parts = {sql: _by_oid(await connection.fetch(sql, oids)) for sql in _PARTS}
    return Catalogue(
        tuple(_relation(row, {sql: result[row["oid"]] for sql, result in parts.items()}) for row in rows),
        tuple(_function(row) for row in await connection.fetch(FUNCTIONS)),
        tuple(row["rolname"] for row in await connection.fetch(ROLES)),
    )


async def read_rights(
    connection: Connection, catalogue: Catalogue, roles: Iterable[str]
) -> Mapping[tuple[str, str], Rights]:
    """What each role may do with each relation, by (role, `schema.name`); no entry without USAGE."""
    labels = {row["oid"]: f"{row['nspname']}.{row['relname']}" for row in await connection.fetch(RELATIONS)}
    rows = await connection.fetch(RIGHTS, list(labels), list(roles))
    return {
        (row["role"], labels[row["oid"]]): Rights(
            frozenset(row["selects"]), frozenset(row["inserts"]), frozenset(row["updates"]), row["deletes"]
        )
        for row in rows
    }


async def read_memberships(connection: Connection, roles: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The other roles that each role is a member of, over any number of steps."""
    rows = await connection.fetch(MEMBERSHIPS, list(roles))
    return {row["role"]: frozenset(row["others"]) for row in rows}


_PARTS = (COLUMNS, KEYS, FOREIGN_KEYS, CHECKS, POLICIES)


def _by_oid(rows: Iterable[asyncpg.Record]) -> defaultdict[int, list[asyncpg.Record]]:
    result: defaultdict[int, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        result[row["oid"]].append(row)
    return result


def _relation(row: asyncpg.Record, parts: Mapping[str, list[asyncpg.Record]]) -> Relation:
    return Relation(
        schema=row["nspname"],
        name=row["relname"],
        kind=row["kind"],
        owner=row["owner"],
        partition=row["relispartition"],
        secured=row["relrowsecurity"],
        forced=row["relforcerowsecurity"],
        columns=tuple(_column(part) for part in parts[COLUMNS]),
        keys=tuple(
            Key(e["relname"], tuple(e["columns"]), e["indisprimary"], e["predicate"]) for e in parts[KEYS]
        ),
        foreign_keys=tuple(
            ForeignKey(e["conname"], tuple(e["columns"]), e["target"], tuple(e["target_columns"]))
            for e in parts[FOREIGN_KEYS]
        ),
        checks=tuple(Check(e["conname"], tuple(e["columns"]), e["definition"]) for e in parts[CHECKS]),
        policies=tuple(_policy(part) for part in parts[POLICIES]),
    )


def _column(row: asyncpg.Record) -> Column:
    return Column(
        row["attname"],
        row["type"],
        row["base"],
        row["is_array"],
        row["modifier"],
        tuple(row["labels"]),
        row["nullable"],
        row["column_default"],
        row["generated"],
        row["numbered"],
    )


def _policy(row: asyncpg.Record) -> Policy:
    roles = tuple(row["roles"])
    return Policy(row["polname"], row["polpermissive"], row["command"], roles, row["using"], row["check"])


def _function(row: asyncpg.Record) -> Function:
    return Function(
        row["nspname"],
        row["proname"],
        row["identity"],
        row["kind"],
        tuple(row["arguments"]),
        row["defaults"],
        row["prosecdef"],
        row["callable"],
        row["prosrc"],
    )
