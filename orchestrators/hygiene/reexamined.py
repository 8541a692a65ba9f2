"""What an examination did to the tray."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reexamined:
    """What became of the issues: how many are new, say something else now, or are gone."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Reexamined") -> "Reexamined":
        return Reexamined(
            self.added + other.added, self.changed + other.changed, self.removed + other.removed
        )
