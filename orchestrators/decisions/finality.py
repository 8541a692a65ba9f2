"""Whether a decision can be final: yes with its instruction, not yet, or not as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from orchestrators.calculations.decisions.terms import SHAPES, DecisionTerms, Problem, payment_day, settled
from orchestrators.calculations.decisions.words import DecisionStatus, Refusal, Step
from orchestrators.decisions.outcome import Outcome, because, refused
from orchestrators.decisions.state import Held
from orchestrators.decisions.steps.proposing import not_ready
from orchestrators.decisions.steps.recording import Change
from orchestrators.decisions.steps.stepping import changed, unusable
from orchestrators.settings.approvals import Rules


@dataclass(frozen=True, slots=True)
class Finalization:
    """Which decision becomes final, at the version that was seen."""

    decision_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """A decision that becomes final, with what the outside is asked; why, if it breaks a guardrail."""

    held: Held
    entry: Mapping[str, object]
    override_reason: str | None = None

    @property
    def change(self) -> Change:
        """The step."""
        cleared = replace(self.held.state, failure_code=None, failure_reason=None)
        final = replace(cleared, status=DecisionStatus.FINALIZED)
        return changed(self.held, final, Step.FINALIZED, override_reason=self.override_reason)


@dataclass(frozen=True, slots=True)
class Failed:
    """A decision that cannot be carried out as it is: it stays in the queue with the reason."""

    held: Held
    problem: Problem

    @property
    def change(self) -> Change:
        """The step."""
        code, message = self.problem.code, self.problem.message
        state = replace(
            self.held.state, status=DecisionStatus.FAILED, failure_code=code, failure_reason=message
        )
        return changed(self.held, state, Step.FAILED, message)


Result = Final | Failed | Outcome


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the decisions of one batch."""

    today: date
    rules: Rules
    approvers: Mapping[UUID, frozenset[UUID]]

    def result(self, held: Held | None, given: Finalization) -> Result:
        """What becomes of a decision."""
        problem = unusable(held, given.expected_version, Step.FINALIZED)
        if problem is not None:
            return problem
        assert held is not None
        not_yet = self._not_yet(held)
        if not_yet is not None:
            return because(not_yet, held.state.id)
        terms = not_ready(held.subject, self.rules) or self._terms(held)
        return Failed(held, terms) if isinstance(terms, Problem) else Final(held, self._entry(held, terms))

    def _not_yet(self, held: Held) -> Problem | None:
        """Why somebody has to look or to act first: nothing is wrong with the decision."""
        if held.is_stale:
            message = "The document has changed since somebody looked; review or revise the decision."
            return Problem(Refusal.STALE, message, "id")
        missing = held.subject.needed(self.rules, held.state) - len(self.approvers[held.state.id])
        if missing > 0:
            people = "1 more person" if missing == 1 else f"{missing} more people"
            message = f"The amount is above the limit: {people} must approve it."
            return Problem(Refusal.NOT_APPROVED, message, "id")
        if self.rules.books_are_stale:
            message = "The books are stale: import them again before deciding."
            return Problem(Refusal.ITEM_NOT_READY, message, "id")
        return None

    def _terms(self, held: Held) -> DecisionTerms | Problem:
        return settled(held.state.terms, held.subject.item, self.today, self.rules.policy.weekdays)

    def _entry(self, held: Held, terms: DecisionTerms) -> dict[str, object]:
        shape = SHAPES[terms.action]
        # By the calendar of the forecast: what it counts on a day is instructed for that day.
        pays_on = payment_day(terms.day, self.today, self.rules.policy.weekdays) if shape.pays else terms.day
        return {
            "id": uuid4(),
            "decision_id": held.state.id,
            "document_id": held.subject.id,
            "kind": shape.leaves,
            "planned_on": pays_on,
            "amount": terms.amount,
            "currency_code": held.subject.currency_code,
            "stage": terms.stage,
        }


def outcome(result: Result) -> Outcome:
    """What the caller is told."""
    match result:
        case Final(held):
            return Outcome(held.state.id)
        case Failed(held, problem):
            return refused(problem.code, problem.message, "id", decision_id=held.state.id)
        case _:
            return result
