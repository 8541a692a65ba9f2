"""Every table of the command line shows what its rows are about, whole, on a narrow screen too."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from rich.console import Console

from db.directory import Listed
from db.tables import METADATA
from isolation.lints.lint import Finding, Level
from isolation.prover.mutants.mutant import Mutant
from isolation.prover.mutants.result import Judged, Mutation
from isolation.prover.probes import PROBES
from isolation.prover.verdicts.oracles import Status
from isolation.prover.verdicts.report import Cell, Proof
from isolation.report import Header, MatrixRow, Report
from isolation.reports import audit_screen, proof_screen
from isolation.reports.tables import fits, put, table
from orchestrators.books.backtest import CollectionBackTest
from orchestrators.calculations.runway.accuracy.collection_backtest import (
    BackTest,
    Calibration,
    ErrorQuantile,
)
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.sources.facts import Rejected
from orchestrators.sources.load import Counts
from schema.ids import encode
from server.cli.backtests.backtest import errors_table
from server.cli.people import businesses_table
from server.cli.scan import issues_table
from server.cli.sources.importing import counts_table, rejected_table
from server.sources.importing import Imported
from tests.house.repository import python_files, text

DAY = date(2026, 12, 1)
SHOP = Listed(UUID(int=7), "Donaudampfschifffahrtsgesellschaft Passau [2019] Verwaltung und Beteiligungen")
NAMES = sorted(METADATA.tables)
ROLES = ("runway_api", "runway_portfolio")
ID = encode("Business", SHOP.id)
MANY = 12_345_678


def _report() -> Report:
    header = Header("18.4", "books", "business_id", "app.business_id", (), (), ())
    held = ("canonical", "portfolio", "OTHER", "reference", "none")
    matrix = tuple(MatrixRow(name, role, *held) for name in NAMES for role in ROLES)
    finding = Finding("rls_off", Level.ERROR, "Row-level security is off", NAMES[-1], "open", "")
    return Report(header, matrix, (finding,), (), (), (), "0" * 64)


def _proof() -> Proof:
    why = "the attempt failed by itself: " + "could not connect to the server " * 5
    cells = [Cell(name, probe.name, Status.PASSED, "", 9) for name in NAMES for probe in PROBES]
    beyond = Cell("runway.enter(uuid, uuid, text)", "left behind", Status.INCONCLUSIVE, why, 9)
    return Proof("18.4", ROLES, (*cells, beyond), ())


def _mutation() -> Mutation:
    name = "policy tenant: opened by another variable that whoever asks may set as they like"
    return Mutation(tuple(Judged(Mutant(f"{name} {place}", "x", (), frozenset()), "x") for place in range(3)))


def _imported() -> Imported:
    reason = "TxnDate: '31/12/2026' is not a date such as 2026-12-31, and a bill without its date is not due"
    file = "exports/2026-11-28/CreditCardPayment-page-0001.json"
    rejected = Rejected(file, "CreditCardPayment", "1234567890", "TxnDate", reason)
    return Imported(Counts(MANY, MANY, MANY, MANY, MANY, 1), (rejected,))


def _back_test() -> CollectionBackTest:
    quantiles = tuple(ErrorQuantile(Decimal(share), Decimal("-12.5")) for share in ("0.1", "0.5", "0.9"))
    errors = BackTest(MANY, Decimal("10.25"), Decimal("20.50"), quantiles)
    calibration = Calibration(Decimal("0.8"), Decimal("-100.5"), Decimal("100.5"), MANY, Decimal("0.795"))
    return CollectionBackTest(DAY, errors, calibration)


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of a command, by what writes it; `names` are on one line each, `texts` somewhere."""

    command: str
    write: Callable[[Console], None]
    names: Sequence[str]
    texts: Sequence[str] = ()


_BUSINESS = SHOP.name.split()[1:]
SHOWN = (
    Shown("audit", lambda console: audit_screen.show(console, _report(), None), (*NAMES, *ROLES)),
    Shown(
        "prove", lambda console: proof_screen.show(console, _proof()), NAMES, ("runway.enter(uuid,", "left")
    ),
    Shown(
        "prove --mutants",
        lambda console: proof_screen.show_mutants(console, _mutation()),
        (),
        ("opened", "variable", "audit", "neither"),
    ),
    Shown(
        "import", lambda console: put(console, counts_table(SHOP, _imported())), (), (f"{MANY:,}", *_BUSINESS)
    ),
    Shown(
        "import, rejected",
        lambda console: put(console, rejected_table(_imported().rejected, "Rejected")),
        ("CreditCardPayment", "1234567890"),
        ("TxnDate", "date", "2026-12-31,"),
    ),
    Shown(
        "business list",
        lambda console: put(console, businesses_table([{"name": SHOP.name, "id": ID}])),
        (ID,),
        _BUSINESS,
    ),
    Shown(
        "backtest",
        lambda console: put(console, errors_table(SHOP, _back_test())),
        (),
        (f"{MANY:,}", "10.25", "-100.5", *_BUSINESS),
    ),
    Shown(
        "scan",
        lambda console: put(console, issues_table([(SHOP, Reexamined(MANY, MANY, MANY))])),
        (),
        (f"{MANY:,}", *_BUSINESS),
    ),
)


def _on(width: int, write: Callable[[Console], None]) -> str:
    console = Console(width=width, file=StringIO())
    write(console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.command)
def test_no_cell_is_cut(shown: Shown, width: int) -> None:
    lines = _on(width, shown.write)
    assert "…" not in lines
    assert [name for name in shown.names if name not in lines] == []
    if width >= 80:
        assert [part for part in shown.texts if part not in lines] == []


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.command)
def test_eighty_columns_are_enough_for_tables_of_ours(shown: Shown) -> None:
    tables = [line for line in _on(80, shown.write).splitlines() if set(line) & set("│┃━─")]
    assert tables
    assert [line for line in tables if len(line) > 80] == []


def test_the_matrix_of_an_audit_has_a_column_a_command_where_there_is_room() -> None:
    def write(console: Console) -> None:
        audit_screen.show(console, _report(), None)

    wide, narrow = _on(200, write), _on(80, write)
    assert "truncate" in next(line for line in wide.splitlines() if "┃" in line)
    assert "canonical:" in narrow
    assert "OTHER: update" in " ".join(narrow.replace("│", " ").split())
    assert "none:" not in narrow


def test_a_long_word_is_folded_and_loses_no_letter() -> None:
    word = "".join(chr(ord("a") + place % 26) for place in range(100))
    lines = _on(40, lambda console: put(console, table(("what",), [(word,)])))
    assert word in "".join(
        character for line in lines.splitlines()[3:] for character in line if character.isalpha()
    )


def test_brackets_in_a_cell_or_a_title_are_no_markup() -> None:
    made = table(("what",), [("[red]x[/red]",)], title="[2019]")
    lines = _on(80, lambda console: put(console, made))
    assert "[red]x[/red]" in lines
    assert "[2019]" in lines
    assert fits(Console(width=80, file=StringIO()), made)


def test_tables_are_made_in_one_place() -> None:
    making = {
        str(path)
        for path in python_files()
        if "from rich.table import" in text(path) and "Table" in _called(path)
    }
    assert making == {"isolation/reports/tables.py"}


def _called(path: Path) -> set[str]:
    # The trees of all files take seconds, and these are few.
    calls = (node.func for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.Call))
    return {call.id for call in calls if isinstance(call, ast.Name)}
