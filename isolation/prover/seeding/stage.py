"""The stage of a proof: a seeded database, its contexts, and what of it must never be seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from isolation.prover.catalogue.model import Catalogue, Relation
from isolation.prover.catalogue.ownership import Ownership, Variable
from isolation.prover.catalogue.sqltext import ident, literal
from isolation.prover.seeding.seeds import Recipe, Seeds, Side
from isolation.prover.seeding.values import stranger
from isolation.scope import Scope

#: Shorter values are no proof: they occur by chance.
SHORTEST_CANARY = 7
NOBODY = "nobody"
_PLANTED = re.compile(r"canary-\d+-\w+-yranac")


@dataclass(frozen=True, slots=True)
class Context:
    """Who a transaction acts for: session variables and their values."""

    name: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Stage:
    """What is known before the first attack; `catalogue` is that of the sound, seeded database."""

    scope: Scope
    catalogue: Catalogue
    owned: Ownership
    seeds: Seeds

    @property
    def recipe(self) -> Recipe:
        """How more rows are made."""
        return Recipe(self.catalogue, self.scope, self.owned, self.seeds)

    @property
    def tables(self) -> tuple[Relation, ...]:
        """The tables of tenants, partitions too."""
        return tuple(table for table in self.catalogue.tables if table.label in self.owned.columns)

    def owner_column(self, table: str) -> str:
        """The column that tells whose a row of the table is."""
        return self.owned.columns[table]

    def owner_values(self, table: str, side: Side) -> tuple[str, ...]:
        """The values of the owner column that mean this side."""
        relation, column = self.catalogue.relation(table), self.owner_column(table)
        results = {row[column] for row in self.seeds.rows.get((table, side), [])}
        for key in relation.foreign_keys:
            if key.columns == (column,):
                parents = self.seeds.rows.get((key.target, side), [])
                results |= {parent[key.target_columns[0]] for parent in parents}
        if relation.has(self.scope.tenant_column):
            results.add(self.tenant(side))
        return tuple(sorted(value for value in results if value is not None))

    def tenant(self, side: Side) -> str | None:
        """The value of the tenant column."""
        column = self.scope.tenant_column
        return next((row[column] for _table, row in self.seeds.of(side) if column in row), None)

    def belongs_to(self, table: str, side: Side, *, negated: bool = False) -> str:
        """The condition that a row of the table is this side's; negated: anybody else's, or nobody's."""
        inside = self._conditions[table, side]
        return f"({inside}) IS NOT TRUE" if negated else inside

    @cached_property
    def _conditions(self) -> Mapping[tuple[str, Side], str]:
        """Those of all tables: nearly every attempt names one."""
        return {(table.label, side): self._condition(table, side) for table in self.tables for side in Side}

    def _condition(self, table: Relation, side: Side) -> str:
        column = table.column(self.owner_column(table.label))
        values = ", ".join(literal(value, column.type) for value in self.owner_values(table.label, side))
        return f"{ident(column.name)} IN ({values or 'NULL'})"

    def context(self, side: Side) -> Context:
        """Acting for this side."""
        values = {variable.name: self._value(variable, side) for variable in self.owned.variables}
        given = {name: value for name, value in values.items() if value is not None}
        tenant = self.tenant(side)
        return Context(side.value, ({self.scope.tenant_variable: tenant} if tenant else {}) | given)

    def other_contexts(self) -> tuple[Context, ...]:
        """Acting for nobody, in the ways that happen: never set, emptied, nonsense, unknown."""
        names = self.context(Side.A).settings
        return (
            Context(NOBODY, {}),
            Context("empty", dict.fromkeys(names, "")),
            Context("junk", dict.fromkeys(names, "junk' OR true --")),
            Context("unknown", {name: self._unknown(name) for name in names}),
        )

    def canaries(self, *sides: Side) -> frozenset[str]:
        """The values of these sides' rows that occur nowhere else, and not by chance."""
        seeded = [(table, side, row) for side in Side for table, row in self.seeds.of(side)]
        mine = {
            _recognisable(value)
            for table, side, row in seeded
            for value in row.values()
            if value is not None and side in sides and table in self.owned.columns
        }
        others = {
            _recognisable(value)
            for table, side, row in seeded
            for value in row.values()
            if value is not None and (side not in sides or table not in self.owned.columns)
        }
        checks = " ".join(check.definition for table in self.catalogue.tables for check in table.checks)
        inside = {result for value in mine for result in _PLANTED.findall(value)}
        return frozenset(
            value
            for value in (mine - others) | inside
            if len(value) >= SHORTEST_CANARY and value not in checks
        )

    def _value(self, variable: Variable, side: Side) -> str | None:
        """What the variable holds when this side acts; null for one that should not decide about tenants."""
        if variable.name == self.scope.tenant_variable:
            return self.tenant(side)
        tenants = self._holds_tenants(variable)
        if tenants and not variable.array:
            # Another variable than the one named: a policy that trusts it must not be helped.
            return None
        value = self.tenant(side) if tenants else self._keyed(variable, side)
        return f"{{{value}}}" if variable.array and value is not None else value

    def _keyed(self, variable: Variable, side: Side) -> str | None:
        """The value of the variable's column, in its own table or in one that the policy looks into."""
        rows = [row for table, row in self.seeds.of(side) if table == variable.relation]
        rows += [row for _table, row in self.seeds.of(side)]
        return next((row[variable.column] for row in rows if variable.column in row), None)

    def _unknown(self, name: str) -> str:
        """A well-formed value that means nobody."""
        given = [variable for variable in self.owned.variables if variable.name == name]
        columns = [
            table.column(column)
            for table in self.catalogue.tables
            for column in (*(item.column for item in given), self.scope.tenant_column)
            if table.has(column)
        ]
        value = stranger(columns[0])
        return f"{{{value}}}" if any(item.array for item in given) else value

    def _holds_tenants(self, variable: Variable) -> bool:
        root_key = variable.relation == self.owned.root and variable.column == self.owned.columns.get(
            variable.relation
        )
        return variable.column == self.scope.tenant_column or root_key


def _recognisable(value: str) -> str:
    """A moment by its day: how the rest is written depends on who prints it."""
    return value[:10] if len(value) > 10 and value[4:5] == "-" and value[10] == " " else value
