"""What every step with decisions that are there begins with: is it there, as it was seen, and open."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from orchestrators.access.people import Actor
from orchestrators.access.roles import only_own
from orchestrators.calculations.decisions.transitions import after
from orchestrators.calculations.decisions.words import Refusal, Step
from orchestrators.decisions.outcome import Outcome, refused
from orchestrators.decisions.state import DecisionRecord, Held
from orchestrators.decisions.steps.recording import Change

#: What a step that cannot be taken is called in a sentence.
_DONE = {
    Step.REVISED: "revised",
    Step.APPROVED: "approved",
    Step.REJECTED: "rejected",
    Step.WITHDRAWN: "withdrawn",
    Step.FINALIZED: "finalized",
}


def unusable(held: Held | None, expected_version: int | None, step: Step) -> Outcome | None:
    """Why the step cannot begin; None when it can."""
    if held is None:
        return refused(Refusal.NOT_FOUND, "There is no such decision.", "id")
    state = held.state
    if expected_version not in (None, state.version):
        message = f"The decision has changed: it is at version {state.version}."
        return refused(Refusal.CONFLICT, message, "expectedVersion", decision_id=state.id)
    if step is not Step.APPROVED and after(state.status, step) is None:
        return illegal(state, step)
    return None


def illegal(state: DecisionRecord, step: Step) -> Outcome:
    """The decision does not stand where the step begins."""
    message = f"A decision that is {state.status.lower()} cannot be {_DONE[step]}."
    return refused(Refusal.ILLEGAL_TRANSITION, message, "id", decision_id=state.id)


def not_theirs(actor: Actor, state: DecisionRecord) -> Outcome | None:
    """Why somebody may not change a decision that is another's; None when they may."""
    if not only_own(actor.role) or actor.id == state.proposed_by:
        return None
    message = f"The role {actor.role} changes only its own decisions; ask an owner or an advisor."
    return refused(Refusal.FORBIDDEN, message, "id", decision_id=state.id)


def changed(
    held: Held, new: DecisionRecord, step: Step, note: str | None = None, override_reason: str | None = None
) -> Change:
    """The change to a new state, one version up."""
    return Change(held.state, replace(new, version=held.state.version + 1), step, note, override_reason)


def twice(ids: Collection[UUID], index: int) -> Outcome | None:
    """Why a decision that was named before in the same request is not looked at again."""
    listed = list(ids)
    if listed[index] not in listed[:index]:
        return None
    message = "The decision is named twice in this request; the first place counts."
    return refused(Refusal.GIVEN_TWICE, message, "id", decision_id=listed[index])
