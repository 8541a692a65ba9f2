"""The documentation says what is there: settings, files, roles, policies and codes as the code has them."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLEnumType

from db.bootstrap import ROLES
from db.tables.base import METADATA
from isolation.prover.probes import PROBES
from migrations.run import head
from orchestrators.calculations.hygiene.check_pages import pages
from orchestrators.sources.facts import RejectionCause
from schema.errors import CODES
from server.settings import Settings
from tests.house.repository import ROOT, text, tracked
from tests.schema.asking import CONTRACT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "isolation" / "README.md"])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
#: A path in backticks: a folder of ours, and an ending that says that it is a file.
PATH = re.compile(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|md|graphql|toml))`")

#: Names that a page makes up to explain how something is added.
INVENTED = {
    "db/queries/books/name.py",
    "orchestrators/books/name.py",
    "resolvers/books/name.py",
    "schema/books/name.py",
    "orchestrators/calculations/hygiene/checks/no_currency.py",
    "orchestrators/decisions/steps/noting.py",
    "docs/examples/note.graphql",
}

#: The enums of user errors, and the headings below which docs/frontend.md has their tables.
ERROR_CODES = {
    "DecisionErrorCode": "### Codes of decisions",
    "ScenarioErrorCode": "### Codes of scenarios",
    "SettingErrorCode": "## Settings",
    "SourceErrorCode": "## A live connection",
    "IssueErrorCode": "## Mending the books",
}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def test_every_table_has_its_place_in_the_state_strategy() -> None:
    page = text(ROOT / "docs" / "STATE_MANAGEMENT_STRATEGY.md")
    assert [table.name for table in METADATA.sorted_tables if f"`{table.name}`" not in page] == []


def test_the_documentation_is_there() -> None:
    names = {str(path.relative_to(ROOT)) for path in PAGES}
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "DECISIONS.md",
        "CHANGELOG.md",
        "docs/STATE_MANAGEMENT_STRATEGY.md",
        "docs/architecture/ADR-006-data-orchestrator-pattern.md",
        "docs/frontend.md",
        "docs/analysts.md",
        "docs/dba.md",
        "docs/importing.md",
        "docs/operations.md",
    } <= names


@every_page
def test_every_link_leads_to_a_file(page: Path) -> None:
    local = [link for link in LINK.findall(text(page)) if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@every_page
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = {path for path in PATH.findall(text(page)) if not path.startswith("migrations/versions/NNNN")}
    assert {path for path in named if not (ROOT / path).exists()} - INVENTED == set()


@every_page
def test_every_page_has_a_heading_and_something_below_it(page: Path) -> None:
    lines = text(page).splitlines()
    assert any(line.startswith("# ") for line in lines[:3])
    assert len(lines) > 20


def test_the_pages_show_the_newest_migration() -> None:
    shown = re.findall(r'(?:Migrated to |"migrations":")(\d{4})', text(ROOT / "docs" / "operations.md"))
    assert set(shown) == {head()}


def test_the_documented_settings_are_those_of_the_code() -> None:
    rows = re.findall(
        r"^\| `(RUNWAY_\w+)` \| (?:`([^`]*)`)? ?\| (.*) \|$",
        text(ROOT / "docs" / "operations.md"),
        re.MULTILINE,
    )
    fields = Settings.model_fields.items()
    assert rows == [
        (f"RUNWAY_{name.upper()}", _shown(result.default), result.description) for name, result in fields
    ]


def test_every_role_is_explained_to_the_dba() -> None:
    rows = re.findall(r"^\| `(runway_\w+)` \|", text(ROOT / "docs" / "dba.md"), re.MULTILINE)
    assert [row for row in rows if row in ROLES][: len(ROLES)] == list(ROLES)


def test_every_probe_of_the_prover_is_explained_to_the_dba() -> None:
    page = text(ROOT / "docs" / "dba.md")
    assert [probe.name for probe in PROBES if f"| {probe.name} | {probe.asks} |" not in page] == []


def test_every_kind_of_user_error_has_a_table_for_front_ends() -> None:
    kinds = {name for name in CONTRACT.type_map if name.endswith("ErrorCode")}
    assert kinds == ERROR_CODES.keys()


@pytest.mark.parametrize("name", ERROR_CODES)
def test_the_codes_of_a_user_error_that_front_ends_read_are_those_of_the_contract(name: str) -> None:
    codes = CONTRACT.type_map[name]
    assert isinstance(codes, GraphQLEnumType)
    rows = _rows(ROOT / "docs" / "frontend.md", ERROR_CODES[name], "code")
    assert sorted(rows) == sorted(codes.values)


def test_the_causes_of_rejected_records_that_are_documented_are_those_of_the_code() -> None:
    rows = _rows(ROOT / "docs" / "importing.md", "## Complete or incomplete", "cause")
    assert sorted(rows) == sorted(RejectionCause)


def test_every_code_of_an_error_is_explained_to_front_ends() -> None:
    sources = [
        text(path) for path in tracked() if path.parts[0] in {"schema", "server"} and path.suffix == ".py"
    ]
    codes = {
        code
        for source in sources
        for code in re.findall(r'(?:api_error|Refuse|document_error)\(\s*(?:\d+, )?"([A-Z_]+)"', source)
    }
    assert {"UNAUTHENTICATED", "BAD_USER_INPUT", "OPERATION_RESOLUTION_FAILURE", "NOT_FOUND"} <= codes
    page = text(ROOT / "docs" / "frontend.md")
    (table,) = re.findall(r"^## Errors$(.*?)^### ", page, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == codes | set(CODES)


def _rows(page: Path, heading: str, column: str) -> list[str]:
    """The codes in the first column of the one table with this column below a heading."""
    section = text(page).split(f"\n{heading}\n")[1].split("\n##")[0]
    (table,) = re.findall(rf"^\| {column} \|.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    return [code for row in table.splitlines() for code in re.findall("`([A-Z_]+)`", row.split("|")[1])]


def _shown(default: object) -> str:
    if default is None or default == ():
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_pages_about_the_checks_are_what_the_code_prints() -> None:
    folder = ROOT / "docs" / "checks"
    assert {file.name: text(file) for file in folder.iterdir()} == pages()


@pytest.mark.parametrize(
    "name", ["codegen.ts", *(f"src/{name}.ts" for name in ("live", "urql", "apollo", "format"))]
)
def test_the_live_page_of_the_docs_is_the_one_that_is_tested(name: str) -> None:
    assert text(ROOT / "tests" / "clients" / name).rstrip() in text(ROOT / "docs" / "frontend.md")
