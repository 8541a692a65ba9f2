"""Packages that must not depend on more than they say: nothing but what is listed here."""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.repository import nodes, python_files, tree

#: By folder: modules, and packages with all that is in them, that its files may import beside Python's own.
ALLOWED = {
    "isolation": ("isolation", "asyncpg", "rich"),
    "migrations/versions": ("alembic", "sqlalchemy", "migrations.frozen"),
    "migrations/frozen": ("alembic", "sqlalchemy"),
}


def _imported(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in nodes(tree(path)):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
    return modules


def foreign(modules: set[str], allowed: tuple[str, ...]) -> set[str]:
    """Those that are neither Python's own nor allowed."""
    return {
        module
        for module in modules
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not any(module == name or module.startswith(f"{name}.") for name in allowed)
    }


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_is_listed(folder: str) -> None:
    paths = [path for path in python_files() if path.is_relative_to(folder)]
    assert paths
    strangers = {str(path): foreign(_imported(path), ALLOWED[folder]) for path in paths}
    assert {path: modules for path, modules in strangers.items() if modules} == {}


def test_a_stranger_is_told_from_what_is_listed() -> None:
    modules = {"ast", "asyncpg.types", "isolationist", "db.policies", "isolation.scope", "yaml"}
    assert foreign(modules, ALLOWED["isolation"]) == {"isolationist", "db.policies", "yaml"}
