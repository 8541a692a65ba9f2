"""What a lint finds, and the lint itself: all of it data."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """ERROR: another tenant's rows can be reached. WARNING: after one more mistake. INFO: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Lint:
    """A question to the catalogue.

    `sql` answers rows (object text, detail text, remedy text); it may use the common tables of
    `isolation.prelude`. `why` and `fix` are for people: one short paragraph each.
    """

    code: str
    level: Level
    title: str
    why: str
    fix: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a lint found: `remedy` is SQL, or empty when a person has to choose."""

    code: str
    level: Level
    title: str
    object: str
    detail: str
    remedy: str
