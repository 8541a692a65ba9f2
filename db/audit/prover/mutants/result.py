"""Who noticed each mutant, and the share of those that somebody did."""

from collections import Counter
from dataclasses import dataclass

from db.audit.prover.mutants.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and what each of the two said of it; an empty text means that it saw nothing."""

    mutant: Mutant
    audit: str
    prove: str
    failed: str = ""

    @property
    def caught_by(self) -> str:
        """audit, prove, both, neither, or "could not be made"."""
        if self.failed:
            return "could not be made"
        if self.audit and self.prove:
            return "both"
        return "audit" if self.audit else "prove" if self.prove else "neither"

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
        return tuple(each for each in self.judged if each.survived)

    @property
    def equivalents(self) -> tuple[Judged, ...]:
        """Those that nobody noticed because nothing is open through them."""
        return tuple(each for each in self.judged if each.caught_by == "neither" and each.mutant.equivalent)

    @property
    def not_made(self) -> tuple[Judged, ...]:
        """Those that could not be planted, which proves nothing."""
        return tuple(each for each in self.judged if each.failed)

    @property
    def caught(self) -> int:
        """How many were noticed."""
        return sum(each.caught_by in ("audit", "prove", "both") for each in self.judged)

    @property
    def relevant(self) -> int:
        """How many should have been."""
        return self.caught + len(self.survivors)

    @property
    def all_caught(self) -> bool:
        """Every mutant that matters was planted and noticed."""
        return bool(self.caught) and not self.survivors and not self.not_made

    @property
    def counts(self) -> dict[str, int]:
        """How many were noticed by whom."""
        return dict(Counter(each.caught_by for each in self.judged))

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "caught": self.caught,
            "relevant": self.relevant,
            "share": self.caught / self.relevant if self.relevant else None,
            "counts": self.counts,
            "mutants": [
                {
                    "name": each.mutant.name,
                    "target": each.mutant.target,
                    "statements": list(each.mutant.statements),
                    "caught_by": each.caught_by,
                    "audit": each.audit,
                    "prove": each.prove,
                    "failed": each.failed,
                    "equivalent": each.mutant.equivalent,
                }
                for each in self.judged
            ],
        }
