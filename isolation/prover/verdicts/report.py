"""What a proof found: a matrix of targets and probes, the breaches with their scripts, what is open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from isolation.prover.verdicts.oracles import Status


@dataclass(frozen=True, slots=True)
class Breach:
    """An attempt that broke through: the psql script that repeats it on a seeded copy, and what it showed."""

    target: str
    probe: str
    role: str
    context: str
    why: str
    script: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One probe against one target, over all roles and contexts: the worst of them, and why."""

    target: str
    probe: str
    status: Status
    why: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The whole of it; `notes` say what a reader has to know about how it was done."""

    server: str
    roles: tuple[str, ...]
    cells: tuple[Cell, ...]
    breaches: tuple[Breach, ...]
    notes: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        """No breach, and nothing left open."""
        return not self.breaches and not self.inconclusive and any(self.counts.values())

    @property
    def inconclusive(self) -> tuple[Cell, ...]:
        """What could not be proved."""
        return tuple(cell for cell in self.cells if cell.status is Status.INCONCLUSIVE)

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many cells have each status."""
        counter = Counter(cell.status for cell in self.cells)
        return {status: counter[status] for status in Status}

    @property
    def attempts(self) -> int:
        """How many statements were tried."""
        return sum(cell.attempts for cell in self.cells)

    def as_dict(self) -> dict[str, object]:
        """For JSON: the matrix by target, then by probe."""
        matrix: dict[str, dict[str, object]] = {}
        for cell in self.cells:
            entry = {"status": cell.status.value, "attempts": cell.attempts}
            matrix.setdefault(cell.target, {})[cell.probe] = {**entry, "why": cell.why} if cell.why else entry
        return {
            "green": self.green,
            "server": self.server,
            "roles": list(self.roles),
            "counts": {status.value: count for status, count in self.counts.items()},
            "attempts": self.attempts,
            "matrix": matrix,
            "breaches": [
                {
                    "target": breach.target,
                    "probe": breach.probe,
                    "role": breach.role,
                    "context": breach.context,
                    "why": breach.why,
                    "script": breach.script,
                }
                for breach in self.breaches
            ],
            "inconclusive": [
                {"target": cell.target, "probe": cell.probe, "why": cell.why} for cell in self.inconclusive
            ],
            "notes": list(self.notes),
        }
