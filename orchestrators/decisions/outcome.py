"""What became of a step, as values: taken, or why not, for one decision or for each of many."""

from dataclasses import dataclass, replace
from uuid import UUID

from orchestrators import user_errors
from orchestrators.calculations.decisions.terms import Problem
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.user_errors import UserError


@dataclass(frozen=True, slots=True)
class Outcome:
    """Without errors the step was taken, now or by an earlier call with the same key.

    With one it was not, and `decision_id` names the decision at fault or in the way, if one is.
    """

    decision_id: UUID | None
    user_errors: tuple[UserError[Refusal], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """An outcome for each decision, in the order in which they were sent; or why nothing was looked at."""

    outcomes: tuple[Outcome, ...]
    user_errors: tuple[UserError[Refusal], ...] = ()

    def alone(self) -> Outcome:
        """The outcome of a batch of one, its fields under `input`."""
        if self.user_errors:
            return Outcome(None, self.user_errors)
        (outcome,) = self.outcomes
        return _under(outcome, ("input",))

    def listed(self, name: str) -> "Batch":
        """The outcomes with their fields under the list of the input that they are of."""
        under = (_under(item, ("input", name, str(n))) for n, item in enumerate(self.outcomes))
        return replace(self, outcomes=tuple(under))


def refused(code: Refusal, message: str, *field: str, decision_id: UUID | None = None) -> Outcome:
    """The step is not taken; the field is as it is called in the input of one decision."""
    return Outcome(decision_id, user_errors.refused(code, message, *field))


def because(problem: Problem, decision_id: UUID | None = None) -> Outcome:
    """The step is not taken because of a problem."""
    field = () if problem.field is None else (problem.field,)
    return refused(problem.code, problem.message, *field, decision_id=decision_id)


def nothing_done(code: Refusal, message: str, *field: str) -> Batch:
    """Nothing was looked at."""
    return Batch((), user_errors.refused(code, message, *field))


def may_not(role: str, what: str) -> Batch:
    """The role may not."""
    return Batch((), user_errors.forbidden(Refusal.FORBIDDEN, role, f"may not {what}"))


def _under(outcome: Outcome, path: tuple[str, ...]) -> Outcome:
    errors = (
        replace(error, field=(*path, *error.field) if error.field else ()) for error in outcome.user_errors
    )
    return replace(outcome, user_errors=tuple(errors))
