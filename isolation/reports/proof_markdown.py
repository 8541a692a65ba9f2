"""A proof as Markdown, after the audit's: what is protected, by which policy, tried how often."""

from collections import Counter
from collections.abc import Iterable, Iterator

from isolation.prover.probes import PROBES
from isolation.prover.verdicts.oracles import Status
from isolation.prover.verdicts.report import Cell, Proof
from isolation.report import Report
from isolation.reports.audit_markdown import markdown as audited
from isolation.reports.audit_markdown import table

_SHOWN = (Status.PASSED, Status.NOT_APPLICABLE, Status.INCONCLUSIVE, Status.BREACH)


def markdown(report: Report, proof: Proof) -> str:
    """Both reports, the audit's first."""
    parts = (_header(proof), _breaches(proof), _open(proof), _targets(proof), _ways(proof))
    return audited(report, None) + "\n" + "\n".join(line for part in parts for line in part) + "\n"


def _header(proof: Proof) -> Iterator[str]:
    verdict = "nothing of another tenant was reached, and nothing stayed open"
    if proof.breaches:
        verdict = "**rows of another tenant were reached**"
    elif not proof.green:
        verdict = "nothing of another tenant was reached, but **not everything could be tried**"
    yield "# Proof by attack\n"
    yield f"Verdict: {verdict}.\n"
    yield (
        "Two tenants were given recognisable values in every table, and statements were tried as the first "
        "of them, and as nobody. One passes when it showed no value of the second, changed none of its rows, "
        "and the first reaches its own.\n"
    )
    yield from table(
        ("", ""),
        (
            ("PostgreSQL", proof.server),
            ("Attacked as", ", ".join(proof.roles)),
            ("Statements tried", f"{proof.attempts:,}"),
            *((status.value, str(proof.counts[status])) for status in _SHOWN),
        ),
    )
    yield from (f"- {note}" for note in proof.notes)


def _breaches(proof: Proof) -> Iterator[str]:
    yield "## Breaches\n"
    if not proof.breaches:
        yield "None.\n"
    for breach in proof.breaches:
        yield f"### {breach.target}: {breach.probe}\n"
        yield f"`{breach.role}` acting as {breach.context}: {breach.why}\n"
        yield f"```sql\n{breach.script}\n```\n"


def _open(proof: Proof) -> Iterator[str]:
    yield "## Inconclusive, or not run\n"
    yield from table(
        ("what", "probe", "why"),
        (
            (cell.target, cell.probe, cell.why)
            for cell in proof.cells
            if cell.status is Status.INCONCLUSIVE or cell.why.startswith("not run")
        ),
    )


def _targets(proof: Proof) -> Iterator[str]:
    yield "## What was attacked\n"
    yield from _counted("what", ((cell.target, cell) for cell in proof.cells))


def _ways(proof: Proof) -> Iterator[str]:
    """A line for each probe; what sessions leave is told by what was left."""
    asks = {probe.name: f"{probe.name}: {probe.asks}" for probe in PROBES}
    yield "## In which ways\n\nWhat must not happen, or what another tenant left on the session.\n"
    yield from _counted("way", ((asks.get(cell.probe, cell.probe), cell) for cell in proof.cells))


def _counted(title: str, cells: Iterable[tuple[str, Cell]]) -> Iterator[str]:
    tried: Counter[str] = Counter()
    ended: dict[str, Counter[Status]] = {}
    for name, cell in cells:
        tried[name] += cell.attempts
        ended.setdefault(name, Counter())[cell.status] += 1
    yield from table(
        (title, "statements", *(status.value for status in _SHOWN)),
        (
            (name, str(tried[name]), *(str(counts[item] or "") for item in _SHOWN))
            for name, counts in ended.items()
        ),
    )
