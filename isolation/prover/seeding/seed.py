"""Builds the rows of two tenants in every table that holds tenants' rows, from the catalogue alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import asyncpg

from isolation.prover.catalogue.model import Catalogue, Column, Relation
from isolation.prover.catalogue.ownership import Ownership
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, ident, set_local
from isolation.prover.seeding.seeds import Recipe, Row, Seeds, Side, insert

#: Combinations of values that are tried for one row before its table is given up.
MOST_TRIES = 400
_OTHER_VALUES_MAY_DO = (
    asyncpg.CheckViolationError,
    asyncpg.UniqueViolationError,
    asyncpg.StringDataRightTruncationError,
    asyncpg.NumericValueOutOfRangeError,
)


@dataclass(frozen=True, slots=True)
class Seeder:
    """Inserts as one whom no policy holds back; `refreshes` materialized views where nobody else waits."""

    connection: Connection
    recipe: Recipe
    refreshes: bool = True

    async def sow(self) -> Seeds:
        """Insert the rows of both sides, in the order of the foreign keys."""
        ordered = tuple(_in_order(self.recipe.catalogue, self.recipe.owned))
        for number, table in enumerate(ordered):
            for side in Side:
                await self._sow_table(table, side, 1 + number * 10 + (5 if side is Side.B else 0))
        for view in self.recipe.catalogue.views:
            if view.kind == "m" and not self.refreshes:
                self.recipe.seeds.problems[view.label] = "a materialized view in use is not refreshed"
            elif view.kind == "m":
                await self.connection.execute(fill("REFRESH MATERIALIZED VIEW {view}", view=view.sql))
        return self.recipe.seeds

    async def _sow_table(self, table: Relation, side: Side, tag: int) -> None:
        problem = await self._insert(table, side, tag, spare=False)
        if problem is not None:
            self.recipe.seeds.problems.setdefault(table.label, problem)
            return
        referred = any(
            key.target == table.label for item in self.recipe.catalogue.tables for key in item.foreign_keys
        )
        if not referred or self._one_row_only(table):
            return
        # A second row is a convenience: a table that allows only one does without.
        if await self._insert(table, side, tag + 1, spare=False) is not None:
            await self._insert(table, side, tag + 1, spare=True)

    def _one_row_only(self, table: Relation) -> bool:
        """A table of which an owner has one row: its owner column is a key by itself."""
        owner = self.recipe.owned.columns.get(table.label)
        return owner is None or any(key.columns == (owner,) for key in table.keys)

    async def _insert(self, table: Relation, side: Side, tag: int, *, spare: bool) -> str | None:
        """Insert a row; answers what kept it out, or nothing."""
        fixed = self.recipe.fixed(table, side, spare=spare)
        if isinstance(fixed, str):
            return fixed
        options = self.recipe.options(table, fixed, tag)
        picks = {name: self.recipe.seeds.picks.get(table.label, {}).get(name, 0) for name in options}
        failure = "no value is known for one of its columns"
        for _try in range(MOST_TRIES):
            values = {name: item[picks[name] % len(item)] for name, item in options.items()}
            try:
                row = await self._insert_values(table, {**fixed, **values})
            except _OTHER_VALUES_MAY_DO as error:
                failure = str(error)
                _advance(picks, options, _columns_in_doubt(table, error.constraint_name))
            except asyncpg.PostgresError as error:
                return str(error)
            else:
                self.recipe.seeds.picks[table.label] = picks
                self.recipe.seeds.rows.setdefault((table.label, side), []).append(row)
                return None
        return failure

    async def _insert_values(self, table: Relation, values: Row) -> Row:
        async with self.connection.transaction():
            # A trigger or a default may read who acts.
            tenant = values.get(self.recipe.scope.tenant_column)
            for statement in set_local({self.recipe.scope.tenant_variable: tenant} if tenant else {}):
                await self.connection.execute(statement)
            inserted = await self.connection.fetchrow(
                f"{insert(table, values)} RETURNING {as_text(table.columns)}"
            )
        if inserted is None:
            raise asyncpg.TriggeredActionError("a trigger or a rule swallows its rows")
        return dict(inserted)


def _in_order(catalogue: Catalogue, owned: Ownership) -> Iterator[Relation]:
    """The tables to seed, parents before children as far as there is such an order."""
    wanted = [label for label in owned.columns if not catalogue.relation(label).partition]
    wanted += _reached(catalogue, wanted)
    done: set[str] = set()
    while waiting := [label for label in wanted if label not in done]:
        ready = [label for label in waiting if not (_needs(catalogue, label) & set(waiting)) - {label}]
        # In a circle, a table whose own keys may stay null breaks it; the rest then follows.
        for label in ready or sorted(waiting, key=lambda item: len(_needs(catalogue, item)))[:1]:
            done.add(label)
            yield catalogue.relation(label)


def _needs(catalogue: Catalogue, label: str) -> set[str]:
    return {key.target for key in catalogue.relation(label).foreign_keys}


def _reached(catalogue: Catalogue, labels: list[str]) -> list[str]:
    """The tables that these refer to, over any number of steps."""
    results: list[str] = []
    waiting = list(labels)
    while waiting:
        for target in sorted(_needs(catalogue, waiting.pop())):
            if target not in results and target not in labels:
                results.append(target)
                waiting.append(target)
    return results


def _columns_in_doubt(table: Relation, constraint: str | None) -> tuple[str, ...]:
    """The columns of the check that refused; of all checks where the refusal names none."""
    named = [check for check in table.checks if check.name == constraint]
    return tuple(sorted({name for check in named or table.checks for name in check.columns}))


def _advance(
    picks: dict[str, int], options: Mapping[str, tuple[str | None, ...]], names: Iterable[str]
) -> None:
    """The next combination of these columns' values, counted up like the digits of a number."""
    for name in names:
        if name in options:
            picks[name] = (picks[name] + 1) % len(options[name])
            if picks[name]:
                return


def as_text(columns: tuple[Column, ...]) -> str:
    """The columns in their text form, under their own names."""
    return ", ".join(f"{ident(column.name)}::text AS {ident(column.name)}" for column in columns)
