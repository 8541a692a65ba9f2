"""What the catalogue says about the tables, views and functions of a database, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from isolation.prover.catalogue.sqltext import ident

#: Where the prover keeps its own instruments; left out of everything that it looks at.
INSTRUMENTS = "prover_instruments"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` is its own type as SQL, `base` the name of it without arrays and domains."""

    name: str
    type: str
    base: str
    array: bool
    modifier: int
    labels: tuple[str, ...]
    nullable: bool
    default: str | None
    generated: bool
    numbered: bool

    @property
    def left_out(self) -> bool:
        """Whether the server fills it, so that an insert does not name it."""
        return self.generated or self.numbered or (self.default or "").startswith("nextval(")


@dataclass(frozen=True, slots=True)
class Key:
    """A unique index over plain columns."""

    name: str
    columns: tuple[str, ...]
    primary: bool
    predicate: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns, and the table and columns that they refer to."""

    name: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK of a table or of a column's domain, or the bounds of a partition of the table."""

    name: str
    columns: tuple[str, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, its expressions as the server prints them."""

    name: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None

    @property
    def text(self) -> str:
        """Both expressions."""
        return f"{self.using or ''} {self.check or ''}"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table (kind r, p), a view (v) or a materialized view (m)."""

    schema: str
    name: str
    kind: str
    owner: str
    partition: bool
    secured: bool
    forced: bool
    columns: tuple[Column, ...]
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    policies: tuple[Policy, ...] = ()

    @property
    def sql(self) -> str:
        """The name as SQL."""
        return f"{ident(self.schema)}.{ident(self.name)}"

    @property
    def label(self) -> str:
        """The name for people."""
        return f"{self.schema}.{self.name}"

    @property
    def is_table(self) -> bool:
        """Whether rows live in it."""
        return self.kind in "rp"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    def has(self, name: str) -> bool:
        """Whether it has a column of that name."""
        return any(column.name == name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Function:
    """A function (kind f) or procedure (p); `arguments` are the types of what it takes in."""

    schema: str
    name: str
    identity: str
    kind: str
    arguments: tuple[str, ...]
    defaults: int
    definer: bool
    callable: bool
    source: str

    @property
    def sql(self) -> str:
        """The name as SQL, without arguments."""
        return f"{ident(self.schema)}.{ident(self.name)}"

    @property
    def label(self) -> str:
        """The name and arguments for people."""
        return f"{self.schema}.{self.name}({self.identity})"


@dataclass(frozen=True)
class Catalogue:
    """Everything of the user's schemas that the prover looks at."""

    relations: tuple[Relation, ...]
    functions: tuple[Function, ...]
    roles: tuple[str, ...]

    @property
    def tables(self) -> tuple[Relation, ...]:
        """The tables, partitions too."""
        return tuple(relation for relation in self.relations if relation.is_table)

    @property
    def views(self) -> tuple[Relation, ...]:
        """The views, materialized ones too."""
        return tuple(relation for relation in self.relations if not relation.is_table)

    def relation(self, label: str) -> Relation:
        """The relation of that `schema.name`; KeyError if there is none."""
        return self._by_label[label]

    @cached_property
    def _by_label(self) -> Mapping[str, Relation]:
        return {relation.label: relation for relation in self.relations}
