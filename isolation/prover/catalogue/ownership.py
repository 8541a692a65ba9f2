"""Whose a row is, and which session variables say who asks: read from policies and foreign keys."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isolation.prover.catalogue.model import Catalogue, Function
from isolation.scope import Scope

#: `column = ... current_setting('x')`, as the server prints it, casts and nullif between them or not.
_COMPARED = re.compile(
    r"\"?(?P<column>\w+)\"?\)?(?:::[\w ]+)?\s+=\s+(?P<any>ANY\s+)?"
    r"[(\w. ]*current_setting\('(?P<variable>[^']+)'"
)
_SETTING = re.compile(r"current_setting\(\s*'([^']+)'")


@dataclass(frozen=True, slots=True)
class Variable:
    """A session variable, the column it is compared with, and whether it holds an array."""

    name: str
    relation: str
    column: str
    array: bool


@dataclass(frozen=True, slots=True)
class Ownership:
    """For each table that holds tenants' rows, the column that tells whose a row is; and the variables."""

    columns: Mapping[str, str]
    variables: tuple[Variable, ...]
    root: str | None


def ownership(catalogue: Catalogue, scope: Scope) -> Ownership:
    """Find the tables of tenants: by the tenant column, by their policies, by what refers to what."""
    variables = tuple(_variables(catalogue))
    columns = {
        table.label: scope.tenant_column for table in catalogue.tables if table.has(scope.tenant_column)
    }
    root = _root(catalogue, scope)
    if root is not None:
        columns.setdefault(*root)
    for variable in variables:
        if variable.relation not in columns and catalogue.relation(variable.relation).has(variable.column):
            columns[variable.relation] = variable.column
    _inherit(catalogue, columns)
    return Ownership(columns, variables, root[0] if root else None)


def _root(catalogue: Catalogue, scope: Scope) -> tuple[str, str] | None:
    """The table that the tenant column refers to, and its key."""
    for table in catalogue.tables:
        for key in table.foreign_keys:
            target = catalogue.relation(key.target)
            if key.columns == (scope.tenant_column,) and not target.has(scope.tenant_column):
                return key.target, key.target_columns[0]
    return None


def _inherit(catalogue: Catalogue, columns: dict[str, str]) -> None:
    """A table without a tenant column of its own, but with a parent's key, is its parent's owner's."""
    result = True
    while result:
        result = False
        for table in catalogue.tables:
            parents = [
                key for key in table.foreign_keys if key.target in columns and key.target != table.label
            ]
            if table.label not in columns and parents:
                columns[table.label] = parents[0].columns[0]
                result = True


def _variables(catalogue: Catalogue) -> Iterator[Variable]:
    seen: set[tuple[str, str, str]] = set()
    for table in catalogue.tables:
        for policy in table.policies:
            text = _expanded(policy.text, catalogue.functions)
            for match in _COMPARED.finditer(text):
                key = (match["variable"], table.label, match["column"])
                if key not in seen:
                    seen.add(key)
                    yield Variable(*key, array=match["any"] is not None and "string_to_array" not in text)


def _expanded(text: str, functions: tuple[Function, ...]) -> str:
    """A function in a policy that reads a variable stands for the variable."""
    for function in functions:
        read = _SETTING.search(function.source)
        if read is not None:
            call = re.compile(rf"(?:\"?{function.schema}\"?\.)?\"?\b{re.escape(function.name)}\"?\([^()]*\)")
            text = call.sub(f"current_setting('{read[1]}')", text)
    return text
