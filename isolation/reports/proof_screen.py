"""A proof for people: the matrix, what broke through and how to repeat it, what stayed open."""

from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from isolation.prover.mutants.result import Mutation
from isolation.prover.probes import PROBES
from isolation.prover.probes.probe import Aim
from isolation.prover.verdicts.oracles import Status
from isolation.prover.verdicts.report import Cell, Proof

_MARKS = {
    Status.PASSED: "[green]·[/]",
    Status.BREACH: "[bold red]B[/]",
    Status.INCONCLUSIVE: "[yellow]?[/]",
    Status.NOT_APPLICABLE: "[dim]-[/]",
}
_LEGEND = "· passed   B breach   ? inconclusive   - not applicable"


def show(console: Console, proof: Proof) -> None:
    """The whole report."""
    probes = [probe.name for probe in PROBES if probe.aim is Aim.TABLE]
    cells = {(cell.target, cell.probe): cell for cell in proof.cells}
    tables = list(dict.fromkeys(cell.target for cell in proof.cells if cell.probe in probes))
    console.print(_matrix(tables, probes, cells))
    for number, name in enumerate(probes, start=1):
        console.print(f"  {number:>2} {name}", highlight=False)
    console.print(_others(cell for cell in proof.cells if cell.probe not in probes))
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


def _matrix(tables: list[str], probes: list[str], cells: dict[tuple[str, str], Cell]) -> Table:
    # Narrow enough for the names to be whole on a screen of eighty columns.
    matrix = Table(box=box.SIMPLE_HEAD, padding=0, caption=_LEGEND, caption_justify="left")
    matrix.add_column("table", no_wrap=True)
    for number in range(1, len(probes) + 1):
        matrix.add_column(str(number))
    for table in tables:
        results = (cells.get((table, probe)) for probe in probes)
        matrix.add_row(table, *(_MARKS[cell.status] if cell else "" for cell in results))
    return matrix


def _others(cells: Iterable[Cell]) -> Table:
    table = Table("beyond tables", "probe", "", "")
    for cell in cells:
        table.add_row(escape(cell.target), cell.probe, _MARKS[cell.status], escape(cell.why))
    return table


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
    table = Table("mutant", "both", "audit", "prove", "neither")
    for name, counts in kinds.items():
        table.add_row(escape(name), *(str(counts[by] or "") for by in ("both", "audit", "prove", "neither")))
    console.print(table)
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
