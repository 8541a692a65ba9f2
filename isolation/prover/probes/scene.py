"""What a probe is given: who attacks what, and the texts that most attempts are made of."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isolation.prover.attempts.instruments import SET_FOREIGN_KEYS_ASIDE
from isolation.prover.catalogue.model import Catalogue, Column, Function, Key, Relation
from isolation.prover.catalogue.reading import Rights
from isolation.prover.catalogue.sqltext import fill, ident, idents, literal
from isolation.prover.seeding.seeds import Row, Side, insert
from isolation.prover.seeding.stage import Stage
from isolation.prover.seeding.values import candidates

#: The numbers of rows that attacks make lie above those of rows that were seeded.
FIRST_TAG = 20_000


@dataclass(frozen=True, slots=True)
class Scene:
    """One role, and one table or view as the catalogue shows it now, which a mutant may have changed."""

    stage: Stage
    role: str
    now: Catalogue
    rights: Rights
    target: Relation | Function | None
    #: The roles that it is a member of, and whether it logged in as itself.
    becomes: frozenset[str] = frozenset()
    itself: bool = True

    @property
    def table(self) -> Relation:
        """The table or view that is attacked."""
        assert isinstance(self.target, Relation)
        return self.target

    @property
    def function(self) -> Function:
        """The function that is attacked."""
        assert isinstance(self.target, Function)
        return self.target

    @property
    def columns(self) -> str:
        """The columns that the role may read; all of them when it may read none, to see it refused."""
        names = [column.name for column in self.table.columns if column.name in self.rights.select]
        return idents(names) if names else "*"

    def theirs(self) -> str:
        """The condition of B's rows."""
        return self.stage.belongs_to(self.table.label, Side.B)

    def own(self) -> str:
        """The condition of A's rows."""
        return self.stage.belongs_to(self.table.label, Side.A)

    @property
    def naming(self) -> tuple[str, ...]:
        """The columns that say whose a row is."""
        names = (self.stage.owner_column(self.table.label), self.stage.scope.tenant_column)
        return tuple(name for name in dict.fromkeys(names) if self.table.has(name))

    def own_count(self) -> int:
        """How many rows A has."""
        return len(self.stage.seeds.rows.get((self.table.label, Side.A), []))

    def fresh(self, side: Side, number: int = 0) -> Row:
        """A new row of a side; empty for a table that could not be seeded."""
        return self.stage.recipe.fresh(self.table, side, FIRST_TAG + number)

    def insert(self, values: Row) -> str:
        """The INSERT of a row, in the columns that the role may write."""
        return insert(self.table, values, self.rights.insert or None)

    def changeable(self) -> Iterator[Column]:
        """The columns that an UPDATE can change without breaking a key, those that the role may first."""
        keys = {name for key in self.table.keys for name in key.columns}
        keys |= {name for key in self.table.foreign_keys for name in key.columns}
        keys |= set(self.naming)
        plain = [column for column in self.table.columns if column.name not in keys and not column.generated]
        return iter(sorted(plain, key=lambda column: column.name not in self.rights.update))

    def change(self) -> str | None:
        """`column = value`, to a value that no row has; nothing when all columns are keys."""
        for column in self.changeable():
            value = next(iter(candidates(column, FIRST_TAG + 7, self.table.checks)), None)
            if value is not None:
                return self.assign({column.name: value})
        return None

    def assign(self, values: Mapping[str, str | None]) -> str:
        """`column = value, ...`."""
        return ", ".join(
            f"{ident(name)} = {literal(value, self.table.column(name).type)}"
            for name, value in values.items()
        )

    def aside(self, *changed: str) -> tuple[str, ...]:
        """What keeps foreign keys from answering first, if one would: to a change of columns, or a delete."""
        label, columns = self.table.label, set(changed)
        own = any(columns & set(key.columns) for key in self.table.foreign_keys)
        referred = any(
            key.target == label and (not changed or columns & set(key.target_columns))
            for table in self.now.tables
            for key in table.foreign_keys
        )
        return (SET_FOREIGN_KEYS_ASIDE,) if own or referred else ()

    def where(self, row: Row, names: tuple[str, ...]) -> str:
        """The condition that these columns have the row's values."""
        return " AND ".join(
            f"{ident(name)} = {literal(row[name], self.table.column(name).type)}" for name in names
        )

    def key_of(self, row: Row) -> str:
        """The condition that names one row: by its primary key, else by all that can be compared."""
        primary = [key.columns for key in self.table.keys if key.primary]
        names = primary[0] if primary else tuple(name for name, value in row.items() if value is not None)
        return self.where(row, names)

    def first(self, side: Side) -> Row | None:
        """A side's first row in this table."""
        return self.stage.seeds.row(self.table.label, side)

    def sql(self, template: str, **parts: str) -> str:
        """A template with the table's name, its readable columns, and the conditions `theirs` and `own`."""
        return fill(
            template,
            t=self.table.sql,
            columns=self.columns,
            theirs=self.theirs(),
            own=self.own(),
            **parts,
        )

    def unique_keys(self) -> tuple[Key, ...]:
        """The unique keys, each set of columns once."""
        grouped = itertools.groupby(
            sorted(self.table.keys, key=lambda key: key.columns), lambda key: key.columns
        )
        return tuple(next(iter(keys)) for _columns, keys in grouped)
