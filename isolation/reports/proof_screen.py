"""A proof for people: the matrix, what broke through and how to repeat it, what stayed open."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from isolation.prover.mutants.result import Mutation
from isolation.prover.probes import PROBES
from isolation.prover.probes.probe import Aim
from isolation.prover.verdicts.oracles import Status
from isolation.prover.verdicts.report import Cell, Proof
from isolation.reports.tables import put, table

_MARKS = {
    Status.PASSED: Text("·", "green"),
    Status.BREACH: Text("B", "bold red"),
    Status.INCONCLUSIVE: Text("?", "yellow"),
    Status.NOT_APPLICABLE: Text("-", "dim"),
}
_LEGEND = "· passed   B breach   ? inconclusive   - not applicable"


def show(console: Console, proof: Proof) -> None:
    """The whole report."""
    probes = [probe.name for probe in PROBES if probe.aim is Aim.TABLE]
    cells = {(cell.target, cell.probe): cell for cell in proof.cells}
    targets = list(dict.fromkeys(cell.target for cell in proof.cells if cell.probe in probes))
    put(console, _matrix(targets, probes, cells))
    for number, name in enumerate(probes, start=1):
        console.print(f"  {number:>2} {name}", highlight=False)
    put(console, _others(cell for cell in proof.cells if cell.probe not in probes))
    _breaches(console, proof)
    for cell in proof.inconclusive:
        text = f"Inconclusive: {cell.target}, {cell.probe}: {cell.why}"
        console.print(escape(text), style="yellow", soft_wrap=True, highlight=False)
    for note in proof.notes:
        console.print(escape(f"Note: {note}."), soft_wrap=True, highlight=False)
    counts = ", ".join(f"{count} {status.value}" for status, count in proof.counts.items() if count)
    console.print(
        f"PostgreSQL {proof.server}, as {', '.join(proof.roles)}: {proof.attempts:,} attempts; {counts}.",
        soft_wrap=True,
        highlight=False,
    )


def _matrix(targets: list[str], probes: list[str], cells: dict[tuple[str, str], Cell]) -> Table:
    numbers = (str(number) for number in range(1, len(probes) + 1))
    rows = ((Text(name), *(_mark(cells.get((name, probe))) for probe in probes)) for name in targets)
    # Dense, so that most schemas' names fit on a screen of eighty columns.
    return table(("table", *numbers), rows, names=("table",), caption=_LEGEND, dense=True)


def _mark(cell: Cell | None) -> Text:
    return _MARKS[cell.status] if cell else Text()


def _others(cells: Iterable[Cell]) -> Table:
    rows = ((cell.target, cell.probe, _mark(cell), cell.why) for cell in cells)
    return table(("beyond tables", "probe", "", ""), rows)


def _breaches(console: Console, proof: Proof) -> None:
    for breach in proof.breaches:
        head = (
            f"BREACH {breach.target}, {breach.probe}, {breach.role} acting as {breach.context}: {breach.why}"
        )
        console.print(escape(head), style="bold red", soft_wrap=True, highlight=False)
        console.print(escape(breach.script), soft_wrap=True, highlight=False)


def show_mutants(console: Console, mutation: Mutation) -> None:
    """Who noticed what, and what nobody did."""
    kinds: dict[str, Counter[str]] = {}
    for survivor in mutation.judged:
        kinds.setdefault(survivor.mutant.name, Counter())[survivor.caught_by] += 1
    ways_to_notice = ("both", "audit", "prove", "neither")
    rows = ((name, *(str(counts[by] or "") for by in ways_to_notice)) for name, counts in kinds.items())
    put(console, table(("mutant", *ways_to_notice), rows))
    for survivor in mutation.equivalents:
        text = f"Equivalent: {survivor.mutant.target}: {survivor.mutant.name}: {survivor.mutant.equivalent}"
        console.print(escape(text), style="dim", soft_wrap=True, highlight=False)
    for survivor in mutation.not_made:
        text = f"Could not be made: {survivor.mutant.target}: {survivor.mutant.name}: {survivor.failed}"
        console.print(escape(text), style="yellow", soft_wrap=True, highlight=False)
    for survivor in mutation.survivors:
        lines = "\n".join(f"  {statement};" for statement in survivor.mutant.statements)
        text = f"SURVIVED {survivor.mutant.target}: {survivor.mutant.name}\n{lines}"
        console.print(escape(text), style="bold red", soft_wrap=True, highlight=False)
    ways = ", ".join(f"{count} by {way}" for way, count in mutation.by_tool.items())
    console.print(
        f"Caught {mutation.caught} of {mutation.relevant} mutants that matter ({ways}); "
        f"{len(mutation.equivalents)} are equivalent, {len(mutation.not_made)} could not be made.",
        soft_wrap=True,
        highlight=False,
    )
