"""The arrows between the floors: kept by the code, and bitten by whatever breaks one."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.examples import only_in_ci, some
from tests.house.repository import PACKAGES, ROOT, text

#: One import that each contract must refuse: where it is written, and what it says.
VIOLATIONS = {
    "Each floor knows only what is below it": ("db/statement.py", "import orchestrators.money"),
    "Only the schema speaks GraphQL": ("resolvers/books/cash.py", "import strawberry"),
    "Rows stay below the orchestrators": ("schema/money.py", "import db.tables"),
    "Calculations are pure": ("orchestrators/calculations/hygiene/duplicates/numbers.py", "import asyncio"),
    "Only migrations and the command line change the schema": (
        "resolvers/books/cash.py",
        "import migrations.run",
    ),
    "Migrations import nothing that still changes": (
        "migrations/versions/0008_clock_and_plans.py",
        "import db.policies",
    ),
    "The request path does not load the auditor": ("db/books.py", "import isolation.audit"),
    "Only the command line loads the prover": (
        "orchestrators/access/isolation.py",
        "import isolation.prover.prove",
    ),
    "The auditor needs a PostgreSQL driver and no framework": ("isolation/audit.py", "import sqlalchemy"),
    "Inside the auditor, too, each layer knows only what is below it": (
        "isolation/prover/catalogue/model.py",
        "import isolation.prover.attack",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, in a folder of the test's own."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_code_keeps_every_contract() -> None:
    status, message = _lint_imports(ROOT)
    assert status == 0, message


def test_every_contract_is_proved_here() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(VIOLATIONS)


@pytest.mark.slow
@pytest.mark.parametrize("contract", some(list(VIOLATIONS), 4))
def test_a_contract_bites_an_import_that_breaks_it_and_no_other_does(copy: Path, contract: str) -> None:
    place, line = VIOLATIONS[contract]
    with (copy / place).open("a") as file:
        file.write(f"{line}\n")
    status, message = _lint_imports(copy)
    assert status == 1, message
    assert _broken(message) == [contract]


@only_in_ci
def test_a_server_loads_the_audit_that_it_shows_and_nothing_of_the_prover() -> None:
    program = "import sys, server.app; print(*(name for name in sys.modules if name.startswith('isolation')))"
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "isolation.audit" in loaded
    assert [name for name in loaded if name.startswith(("isolation.prover", "isolation.reports"))] == []


def _lint_imports(folder: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _broken(message: str) -> list[str]:
    # A contract that ignores imports says how many behind it.
    return re.findall(r"^(.+) BROKEN(?: \(.*\))?$", message, re.MULTILINE)
