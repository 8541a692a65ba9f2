"""The rows of both tenants, and how to make more of their kind: pure, so that attacks make theirs too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from isolation.prover.catalogue.model import Catalogue, Column, ForeignKey, Relation
from isolation.prover.catalogue.ownership import Ownership
from isolation.prover.catalogue.sqltext import fill, idents, literal
from isolation.prover.seeding.values import candidates
from isolation.scope import Scope

Row = Mapping[str, str | None]


class Side(StrEnum):
    """The tenant that attacks, and the one whose rows must stay hidden and unchanged."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Seeds:
    """The rows, and how to make more like them.

    `rows` are by table and side: the first is what children refer to, a second one is free of children.
    `picks` say which candidate value each column of a table took; `problems` why a table has no rows.
    """

    rows: dict[tuple[str, Side], list[Row]] = field(default_factory=dict)
    picks: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def row(self, table: str, side: Side) -> Row | None:
        """The first row of a side."""
        return next(iter(self.rows.get((table, side), [])), None)

    def of(self, side: Side) -> Iterator[tuple[str, Row]]:
        """All rows of a side, with their tables."""
        return ((table, row) for (table, owner), rows in self.rows.items() if owner is side for row in rows)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How rows are made: by a number for each, over all tables, so that no two are alike."""

    catalogue: Catalogue
    scope: Scope
    owned: Ownership
    seeds: Seeds

    def fresh(self, table: Relation, side: Side, tag: int) -> Row:
        """A row like those that were seeded, which does not exist yet; empty when none could be."""
        fixed = self.fixed(table, side, spare=True)
        if isinstance(fixed, str):
            return {}
        picked = self.seeds.picks.get(table.label, {})
        options = self.options(table, fixed, tag)
        return {**fixed, **{name: item[picked.get(name, 0) % len(item)] for name, item in options.items()}}

    def options(self, table: Relation, fixed: Row, tag: int) -> dict[str, tuple[str | None, ...]]:
        """For each column that is neither fixed nor filled by the server, its values, best first."""
        free = [column for column in table.columns if column.name not in fixed and not column.left_out]
        result = {column.name: candidates(column, tag, table.checks) for column in free}
        # A column of an unknown type that has a default keeps it.
        return {name: values for name, values in result.items() if values}

    def fixed(self, table: Relation, side: Side, *, spare: bool) -> Row | str:
        """The columns whose values are given: the tenant's, and those of foreign keys; or what is missing."""
        result: dict[str, str | None] = {}
        owner = self.owned.columns.get(table.label)
        if owner == self.scope.tenant_column:
            result[owner] = self._tenant(table.column(owner), side)
        for key in table.foreign_keys:
            parent = self._parent(table, key, side, spare=spare)
            if parent is not None:
                result |= {name: parent[to] for name, to in zip(key.columns, key.target_columns, strict=True)}
            elif not self._left_null(table, key, result):
                return f"it refers to {key.target}, which has no rows"
        return result

    def _tenant(self, column: Column, side: Side) -> str | None:
        for (table, owner), rows in self.seeds.rows.items():
            if owner is side and self.owned.columns.get(table) == self.scope.tenant_column:
                return rows[0][self.scope.tenant_column]
        return candidates(column, 9_000 + (5 if side is Side.B else 0))[0]

    def _parent(self, table: Relation, key: ForeignKey, side: Side, *, spare: bool) -> Row | None:
        rows = self.seeds.rows.get((key.target, side), [])
        # Of shared tables there may be one row for both: A's.
        rows = rows or (
            [] if key.target in self.owned.columns else self.seeds.rows.get((key.target, Side.A), [])
        )
        return rows[-1 if spare and key.target != table.label else 0] if rows else None

    def _left_null(self, table: Relation, key: ForeignKey, row: dict[str, str | None]) -> bool:
        """A key to a later table, or to the table itself, stays null where it may."""
        optional = [name for name in key.columns if table.column(name).nullable and name not in row]
        row.update(dict.fromkeys(optional))
        return bool(optional) or (key.target == table.label and not set(key.columns) - row.keys())


def insert(table: Relation, values: Row, only: frozenset[str] | None = None) -> str:
    """The INSERT of a row; `only` leaves out the columns that a role may not write."""
    names = [name for name in values if only is None or name in only]
    if not names:
        return fill("INSERT INTO {table} DEFAULT VALUES", table=table.sql)
    texts = (literal(values[name], table.column(name).type) for name in names)
    return fill(
        "INSERT INTO {table} ({columns}) VALUES ({values})",
        table=table.sql,
        columns=idents(names),
        values=", ".join(texts),
    )
