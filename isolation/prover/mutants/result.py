"""Who noticed each mutant, and the share of those that somebody did."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from isolation.prover.mutants.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and what each of the two said of it; an empty text means that it saw nothing."""

    mutant: Mutant
    audit: str
    prove: str = ""
    #: What the prover could not prove then: it is not green, but nothing broke through.
    still_open: str = ""
    failed: str = ""

    @property
    def caught_by(self) -> str:
        """audit, prove, both, neither, or "could not be made"."""
        if self.failed:
            return "could not be made"
        proved = self.prove or self.still_open
        if self.audit and proved:
            return "both"
        return "audit" if self.audit else "prove" if proved else "neither"

    @property
    def survived(self) -> bool:
        """Whether it went unnoticed and matters."""
        return self.caught_by == "neither" and not self.mutant.equivalent


@dataclass(frozen=True, slots=True)
class Mutation:
    """All mutants of a database."""

    judged: tuple[Judged, ...]

    @property
    def survivors(self) -> tuple[Judged, ...]:
        """Those that matter and that nobody noticed."""
        return tuple(item for item in self.judged if item.survived)

    @property
    def equivalents(self) -> tuple[Judged, ...]:
        """Those that nobody noticed because nothing is open through them."""
        return tuple(item for item in self.judged if item.caught_by == "neither" and item.mutant.equivalent)

    @property
    def not_made(self) -> tuple[Judged, ...]:
        """Those that could not be planted, which proves nothing."""
        return tuple(item for item in self.judged if item.failed)

    @property
    def caught(self) -> int:
        """How many were noticed."""
        return sum(item.caught_by in ("audit", "prove", "both") for item in self.judged)

    @property
    def relevant(self) -> int:
        """How many should have been."""
        return self.caught + len(self.survivors)

    @property
    def by_tool(self) -> Mapping[str, int]:
        """How many each way of noticing noticed; most mutants are noticed in several."""
        return {
            "audit": sum(bool(item.audit) for item in self.judged),
            "a breach": sum(bool(item.prove) for item in self.judged),
            "an inconclusive proof": sum(bool(item.still_open) for item in self.judged),
        }

    @property
    def all_caught(self) -> bool:
        """Every mutant that matters was planted and noticed."""
        return bool(self.caught) and not self.survivors and not self.not_made

    @property
    def counts(self) -> dict[str, int]:
        """How many were noticed by whom."""
        return dict(Counter(item.caught_by for item in self.judged))

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "caught": self.caught,
            "relevant": self.relevant,
            "share": self.caught / self.relevant if self.relevant else None,
            "counts": self.counts,
            "by_tool": self.by_tool,
            "mutants": [
                {
                    "name": item.mutant.name,
                    "target": item.mutant.target,
                    "statements": list(item.mutant.statements),
                    "caught_by": item.caught_by,
                    "audit": item.audit,
                    "prove": item.prove,
                    "inconclusive": item.still_open,
                    "failed": item.failed,
                    "equivalent": item.mutant.equivalent,
                }
                for item in self.judged
            ],
        }
