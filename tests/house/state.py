"""Finds what a module keeps between calls: tables that its functions change, and caches."""

import ast
from collections.abc import Iterator

from tests.house.repository import Function, nodes

#: Methods by which a list, a dict or a set is changed.
MUTATORS = frozenset(
    {
        "add",
        "append",
        "appendleft",
        "clear",
        "discard",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "reverse",
        "setdefault",
        "sort",
        "update",
    }
)
CACHES = frozenset({"cache", "lru_cache", "cached_property", "alru_cache", "ContextVar", "local"})


def changed_by_functions(module: ast.Module) -> list[str]:
    """The names of the module, its own and those it imports, that its functions assign to or change."""
    shared = module_names(module)
    return sorted(
        {
            f"{function.name}: {name}"
            for function in _outermost(module.body)
            for name in _changed(function)
            if name in shared - _own(function)
        }
    )


def module_names(module: ast.Module) -> set[str]:
    """What a module defines or imports at its top level."""
    ids = {node.id for item in module.body for node in _targets(item)}
    for node in nodes(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            ids |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return ids


def caches(module: ast.Module) -> list[str]:
    """The names of caches, and of what else survives a call, that a module uses."""
    used = {node.id for node in nodes(module) if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes(module) if isinstance(node, ast.Attribute)}
    used |= {node.name for node in nodes(module) if isinstance(node, ast.alias)}
    return sorted(used & CACHES)


def _targets(statement: ast.stmt) -> Iterator[ast.Name]:
    # What a function or a class body assigns is its own.
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for node in nodes(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node


def _outermost(body: list[ast.stmt]) -> Iterator[Function]:
    for statement in body:
        if isinstance(statement, Function):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from _outermost(statement.body)


def _own(function: Function) -> set[str]:
    """The names that belong to a function, or to those inside it."""
    message = {name for node in nodes(function) if isinstance(node, ast.Global) for name in node.names}
    arguments = {node.arg for node in nodes(function) if isinstance(node, ast.arg)}
    stored = {
        node.id for node in nodes(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return (arguments | stored) - message


def _changed(function: Function) -> Iterator[str]:
    for node in nodes(function):
        if isinstance(node, ast.Global):
            yield from node.names
        elif _changes(node):
            yield _root(node)


def _changes(node: ast.AST) -> bool:
    """Whether it assigns to a part of something, deletes one, or names a method that changes it."""
    if isinstance(node, ast.Attribute) and node.attr in MUTATORS:
        return True
    return isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
