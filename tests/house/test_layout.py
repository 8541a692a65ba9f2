"""The house: what lies where, how long it is, and what no line may do."""

import ast
import io
import re
import statistics
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.repository import functions, nodes, python_files, strings, text, tracked, tree

FOLDERS = {
    "schema",
    "resolvers",
    "orchestrators",
    "db",
    "migrations",
    "tests",
    "server",
    "demo",
    "isolation",
    "web",
    "docs",
    "bench",
}
FILES = {
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "requirements.lock",
}

#: An ignore names its rule, and a reason follows it on the same line.
IGNORE = re.compile(r"#\s*(type:\s*ignore|noqa)\b")
REASONED = re.compile(
    r"#\s*(type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)\s+(#|-)\s+\w.{10,}"
)

#: Ways to set who acts, or to become somebody else, that last longer than a transaction or hide it.
FORBIDDEN_SQL = re.compile(
    r"\bset_config\s*\("
    r"|\bSET\s+(SESSION\s+)?app\."
    r"|\bSET\s+((SESSION|LOCAL)\s+)?ROLE(\s+\w|\s*$)"
    # Not after a word: that is how UPDATE changes a column of that name.
    r"|(?<!\w )SET\s+((SESSION|LOCAL)\s+)?ROLE\s*="
    r"|\bSET\s+(LOCAL\s+)?SESSION\s+AUTHORIZATION\b"
    r"|\bALTER\s+(ROLE|DATABASE)\s.*\bSET\s+app\.",
    re.IGNORECASE,
)


def test_nothing_but_the_named_folders_and_files_lies_at_the_top() -> None:
    top = {path.parts[0] for path in tracked() if not path.name.startswith(".") or len(path.parts) > 1}
    assert {name for name in top - FOLDERS - FILES if not name.startswith(".")} == set()


def test_no_file_has_300_lines_and_half_have_fewer_than_100() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in python_files()}
    assert {path: length for path, length in lengths.items() if length >= 300} == {}
    assert statistics.median(lengths.values()) < 100


#: Rows of equals, of which there may be as many as it takes.
ROWS = {"lints", "probes", "checks", "versions"}


def test_no_folder_has_more_than_15_files_but_rows_of_equals() -> None:
    folders = Counter(path.parent for path in python_files() if path.parent.name not in ROWS)
    assert {str(folder): count for folder, count in folders.items() if count > 15} == {}


#: They name nothing: what was found, of which things each is one, who asked.
RIDDLES = {"each", "found", "asked", "said", "words"}


def test_no_variable_parameter_or_function_has_a_name_that_names_nothing() -> None:
    named = {
        f"{path}:{getattr(node, 'lineno', 0)} {name}"
        for path in python_files()
        if path.parts[:2] != ("migrations", "versions")
        for node in nodes(tree(path))
        if (name := _given_name(node)) in RIDDLES
    }
    assert named == set()


def test_half_of_all_functions_have_fewer_than_10_lines() -> None:
    lengths = [_lines(function) for path in python_files() for function in functions(tree(path))]
    assert statistics.median(lengths) < 10


def test_every_module_opens_with_one_sentence() -> None:
    assert [str(path) for path in python_files() if not _is_sentence(ast.get_docstring(tree(path)))] == []


def test_no_import_hides_in_a_function_or_from_the_program() -> None:
    # An import that is no statement of the module itself is inside something.
    results = [
        f"{path}:{node.lineno}"
        for path in python_files()
        for node in nodes(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree(path).body
    ]
    hidden = [str(path) for path in python_files() if "TYPE_CHECKING" in _names(path)]
    assert results + hidden == []


def test_every_ignore_gives_its_reason() -> None:
    # What is in no line is in no comment: few files need to be taken apart.
    paths = [path for path in python_files() if IGNORE.search(text(path))]
    ignores = [(path, comment) for path in paths for comment in _comments(path)]
    results = [(path, comment) for path, comment in ignores if IGNORE.search(comment)]
    assert [f"{path}: {comment}" for path, comment in results if not REASONED.search(comment)] == []
    assert results, "there are some, so that this test sees them"


@pytest.mark.parametrize(
    ("comment", "good"),
    [
        ("# type: ignore[misc]  # A proxy with the connection's methods.", True),
        ("# noqa: S311 - Invented books, no secret hangs on it.", True),
        ("# type: ignore[misc]", False),
        ("# type: ignore  # Because it does not work otherwise.", False),
        ("# noqa: E501", False),
        ("# noqa", False),
    ],
)
def test_a_reason_is_told_from_none(comment: str, *, good: bool) -> None:
    assert IGNORE.search(comment)
    assert bool(REASONED.search(comment)) is good


def test_no_request_sets_who_acts_beyond_its_transaction() -> None:
    request_path = python_files("server", "schema", "resolvers", "orchestrators", "db", "migrations")
    results = {str(path) for path in request_path for sql in strings(tree(path)) if FORBIDDEN_SQL.search(sql)}
    called = {str(path) for path in request_path if "set_config" in _names(path)}
    assert results | called == set()


def test_only_the_migrations_say_who_a_transaction_acts_for() -> None:
    setters = {path for path in python_files() for sql in strings(tree(path)) if "SET LOCAL app." in sql}
    assert {path.parent for path in setters if path.parts[0] != "tests"} == {Path("migrations/versions")}


@pytest.mark.parametrize(
    ("sql", "allowed"),
    [
        ("SET LOCAL app.business_id = 'x'", True),
        ("SET LOCAL statement_timeout = '10min'", True),
        ("UPDATE runway.membership SET role = $1", True),
        ("SELECT set_config('app.business_id', $1, true)", False),
        ("set app.business_id = 'x'", False),
        ("SET SESSION app.business_id = 'x'", False),
        ("SET ROLE runway_owner", False),
        ("BEGIN; set role = runway_owner", False),
        ("SET LOCAL ROLE runway_owner", False),
        ("SET ROLE ", False),
        ("SET SESSION AUTHORIZATION runway_owner", False),
        ("ALTER ROLE runway_api SET app.business_id = 'x'", False),
    ],
)
def test_what_lasts_is_told_from_what_ends_with_the_transaction(sql: str, *, allowed: bool) -> None:
    assert (FORBIDDEN_SQL.search(sql) is None) is allowed


def _given_name(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
            return name
        case ast.AsyncFunctionDef(name=name):
            return name
    return None


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def _is_sentence(docstring: str | None) -> bool:
    first = (docstring or "").partition("\n")[0]
    return len(first) > 1 and first.endswith(".") and ". " not in first


def _names(path: Path) -> set[str]:
    """Every name that the file's code uses or imports."""
    result: set[str] = set()
    for node in nodes(tree(path)):
        if isinstance(node, ast.Name):
            result.add(node.id)
        elif isinstance(node, ast.Attribute):
            result.add(node.attr)
        elif isinstance(node, ast.alias):
            result.add(node.name)
    return result


def _comments(path: Path) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text(path)).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
