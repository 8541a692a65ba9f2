"""What a probe is: a question, and the attempts that ask it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.probes.scene import Scene


class Aim(StrEnum):
    """What a probe attacks, one after the other."""

    TABLE = "table"
    VIEW = "view"
    FUNCTION = "function"
    SESSION = "session"


class Needs(StrEnum):
    """What A must be able to do with its own rows, for the refusal of the rest to mean anything."""

    NOTHING = "nothing"
    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Probe:
    """A way to reach another tenant's rows; `asks` says in one sentence what must not happen."""

    name: str
    asks: str
    attempts: Callable[[Scene], Iterable[Attempt]]
    aim: Aim = Aim.TABLE
    needs: Needs = Needs.SELECT
    #: Only as A: for what must depend on nobody's context, or means nothing without one.
    as_tenant_only: bool = False
