"""This repository as its own tests see it: its files and their syntax trees."""

import ast
import gc
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("demo", "server", "schema", "resolvers", "orchestrators", "db", "isolation", "migrations")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps, relative to the root; a copy without git is not judged."""
    if not (ROOT / ".git").exists():
        pytest.skip(f"{ROOT} is not a git checkout")
    # The folder may belong to another user than the one who tests, which git refuses unless told.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).exists())


def python_files(*folders: str) -> list[Path]:
    """The Python files that git keeps, in these folders or everywhere, relative to the root."""
    return [path for path in tracked() if path.suffix == ".py" and (not folders or path.parts[0] in folders)]


@cache
def text(path: Path) -> str:
    """What is in a file."""
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return _trees()[path]


@cache
def _trees() -> dict[Path, ast.Module]:
    """All of them: a million nodes that stay, among which no garbage is looked for, now or later."""
    gc.collect()
    gc.disable()
    trees = {path: ast.parse(text(path), str(path)) for path in python_files()}
    for module in trees.values():
        nodes(module)
    gc.freeze()
    gc.enable()
    return trees


@cache
def nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """It and all that is in it."""
    return tuple(ast.walk(node))


def functions(node: ast.AST) -> Iterator[Function]:
    """All functions and methods in it, those inside functions too."""
    return (item for item in nodes(node) if isinstance(item, Function))


def strings(module: ast.Module) -> Iterator[str]:
    """The strings that a module works with, without those that only describe it."""
    results = {id(node.value) for node in nodes(module) if isinstance(node, ast.Expr)}
    for node in nodes(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in results:
            yield node.value
