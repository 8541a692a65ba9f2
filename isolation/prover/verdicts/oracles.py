"""Judges what came of an attempt, without knowing what the database is about."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from isolation.prover.attempts.attempt import Attempt, Outcome, Rule
from isolation.prover.attempts.instruments import CHANGED


class Status(StrEnum):
    """How a probe ended; only `PASSED` says that something was proved."""

    PASSED = "passed"
    BREACH = "BREACH"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status and, unless it passed, why."""

    status: Status
    why: str = ""


NO_RIGHT, UNDEFINED_FUNCTION = "42501", "42883"
#: States that say that the statement never got to ask: it was wrong, or the server had other troubles.
_UNASKED = ("08", "26", "34", "40", "42", "53", "54", "55P03", "57", "58", "XX")


def judge(attempt: Attempt, outcome: Outcome, hidden: frozenset[str]) -> Verdict:
    """`hidden` are the values that the attacker must not get to see, unless it named them itself."""
    broke = _everybodys_rules(attempt, outcome, hidden) or _own_rule(attempt, outcome)
    if broke:
        return Verdict(Status.BREACH, broke)
    for item in (outcome, outcome.twin):
        if item is not None and _unasked(attempt, item):
            return Verdict(Status.INCONCLUSIVE, f"the attempt failed by itself: {_line(item)}")
    return Verdict(Status.PASSED)


def _unasked(attempt: Attempt, outcome: Outcome) -> bool:
    """Whether the statement never got to ask; what fails inside another's function has been asked."""
    state = outcome.state or ""
    ours = (UNDEFINED_FUNCTION,) if attempt.foreign else _UNASKED
    return state != NO_RIGHT and state.startswith(ours)


def _everybodys_rules(attempt: Attempt, outcome: Outcome, hidden: frozenset[str]) -> str:
    seen = outcome.seen if outcome.twin is None else f"{outcome.seen}\n{outcome.twin.seen}"
    if shown := [value for value in values_in(seen, hidden) if value not in _sent(attempt)]:
        return f"shows {shown[0]!r}"
    if CHANGED in (outcome.state, outcome.twin.state if outcome.twin else None):
        return "rows that are not A's changed"
    return f"afterwards {outcome.left[0]}" if outcome.left else ""


@lru_cache(maxsize=1000)
def values_in(seen: str, hidden: frozenset[str]) -> tuple[str, ...]:
    """Those of the hidden values that occur, in order; most answers, refusals above all, come often."""
    return tuple(sorted(value for value in hidden if value in seen))


def _sent(attempt: Attempt) -> str:
    return f"{attempt.sent}\n{attempt.twin or ''}"


def _own_rule(attempt: Attempt, outcome: Outcome) -> str:
    broke = ""
    if attempt.rule is Rule.NO_ROWS and outcome.state is None and (outcome.rows or outcome.touched):
        broke = f"reaches {outcome.touched or len(outcome.rows)} rows"
    elif attempt.rule is Rule.NO_PASSAGE and outcome.state and outcome.state.startswith("23"):
        broke = f"no policy stopped it, only a constraint: {_line(outcome)}"
    elif attempt.rule is Rule.REFUSED and outcome.state is None:
        broke = "was not refused"
    elif attempt.rule is Rule.REFUSED and not _refused(outcome):
        broke = f"was not refused for want of a right: {_line(outcome)}"
    elif attempt.rule is Rule.LIKE_TWIN and outcome.twin and not _alike(attempt, outcome, outcome.twin):
        broke = f"tells what exists: {_line(outcome)} / {_line(outcome.twin)}"
    elif attempt.rule is Rule.SAME_WITHOUT_B and outcome.twin and outcome.rows != outcome.twin.rows:
        broke = "answers differently when B's rows are gone"
    return broke


def _refused(outcome: Outcome) -> bool:
    # What could not be asked proves nothing, and is said so by the caller.
    return outcome.state == NO_RIGHT or (outcome.state or "").startswith(_UNASKED)


def _alike(attempt: Attempt, outcome: Outcome, twin: Outcome) -> bool:
    return _anonymous(attempt, outcome) == _anonymous(attempt, twin)


def _anonymous(attempt: Attempt, outcome: Outcome) -> tuple[str | None, int, int, str]:
    """What an outcome tells, but for the values that the attacker named."""
    text = "\n".join((*outcome.notices, outcome.error))
    for pair in attempt.hinted:
        for value in pair:
            text = text.replace(value, "?")
    return outcome.state, outcome.touched, len(outcome.rows), text


def _line(outcome: Outcome) -> str:
    return outcome.error.partition("\n")[0] or "no error"
