"""The statements that the program has written down, whether or not a test has them sent."""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from db.statement import Statement
from tests.house.repository import nodes, python_files, tree

#: Where requests, imports, syncs and the command line have their statements from.
FLOORS = ("server", "schema", "resolvers", "orchestrators", "db")
_STATEMENT = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\s")


@cache
def written() -> dict[str, Path]:
    """Each statement, and a file that has it: as the value of a module's name, or as text in a function."""
    return {
        sql: path
        for path in python_files(*FLOORS)
        for sql in (*statements(vars(_module(path))), *filter(_STATEMENT.match, texts(tree(path))))
    }


def statements(value: object) -> Iterator[str]:
    """Those that a value is or holds."""
    match value:
        case Statement():
            yield value.sql
        case str() if _STATEMENT.match(value):
            yield value
        case Mapping():
            for key, item in value.items():
                yield from () if key == "__builtins__" else statements(item)
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from statements(item)


def texts(module: ast.Module) -> Iterator[str]:
    """The texts in a module's source; where one is put together, a word stands for what is put in."""
    joined = [node for node in nodes(module) if isinstance(node, ast.JoinedStr)]
    pieces = {id(piece) for node in joined for piece in nodes(node)}
    yield from map(_joined, joined)
    for node in nodes(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            yield node.value


def _joined(node: ast.JoinedStr) -> str:
    return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "_" for piece in node.values)


def _module(path: Path) -> object:
    names = path.with_suffix("").parts
    return importlib.import_module(".".join(names[:-1] if names[-1] == "__init__" else names))
