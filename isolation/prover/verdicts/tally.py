"""The cells of the matrix as they fill."""

from dataclasses import dataclass, field

from isolation.prover.verdicts.oracles import Status, Verdict
from isolation.prover.verdicts.report import Breach, Cell

_ORDER = (Status.NOT_APPLICABLE, Status.PASSED, Status.INCONCLUSIVE, Status.BREACH)


@dataclass(slots=True)
class Tally:
    """One verdict for each target and probe, and the breaches."""

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, target: str, probe: str, verdict: Verdict, attempts: int) -> None:
        """Count a verdict; of several about one cell the worst stays."""
        old = self.cells.get((target, probe))
        if old is not None:
            attempts += old.attempts
            if _ORDER.index(old.status) >= _ORDER.index(verdict.status):
                verdict = Verdict(old.status, old.why)
        self.cells[target, probe] = Cell(target, probe, verdict.status, verdict.why, attempts)
