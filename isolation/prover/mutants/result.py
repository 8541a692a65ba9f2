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
    def by_tool(self) -> Mapping[str, int]:
        """How many each way of noticing noticed; most mutants are noticed in several."""
        return {
            "audit": sum(bool(each.audit) for each in self.judged),
            "a breach": sum(bool(each.prove) for each in self.judged),
            "an inconclusive proof": sum(bool(each.still_open) for each in self.judged),
        }

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
            "by_tool": self.by_tool,
            "mutants": [
                {
                    "name": each.mutant.name,
                    "target": each.mutant.target,
                    "statements": list(each.mutant.statements),
                    "caught_by": each.caught_by,
                    "audit": each.audit,
                    "prove": each.prove,
                    "inconclusive": each.still_open,
                    "failed": each.failed,
                    "equivalent": each.mutant.equivalent,
                }
                for each in self.judged
            ],
        }
