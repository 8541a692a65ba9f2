"""Which step may follow where a decision stands, and where it stands then: a table."""

from collections.abc import Mapping

from orchestrators.calculations.decisions.words import DecisionStatus, Step

#: Where a decision still awaits something; one that is not open stays as it is for ever.
OPEN = frozenset({DecisionStatus.PROPOSED, DecisionStatus.APPROVED, DecisionStatus.FAILED})

#: What every open decision may go through. An approval is a matter of its own: see `may_approve`.
_LEADS_TO: Mapping[Step, DecisionStatus] = {
    # New terms are a new proposal: what was said of the old ones does not count.
    Step.REVISED: DecisionStatus.PROPOSED,
    Step.REJECTED: DecisionStatus.REJECTED,
    Step.WITHDRAWN: DecisionStatus.WITHDRAWN,
    Step.FINALIZED: DecisionStatus.FINALIZED,
    Step.FAILED: DecisionStatus.FAILED,
}


def after(status: DecisionStatus, step: Step) -> DecisionStatus | None:
    """Where a decision stands after a step; None when the step cannot be taken."""
    return _LEADS_TO.get(step) if status in OPEN else None


def may_approve(status: DecisionStatus, *, is_stale: bool) -> bool:
    """Proposed ones are approved; others that are open only to say that somebody saw what changed."""
    return status is DecisionStatus.PROPOSED or (status in OPEN and is_stale)


def approved(given: int, needed: int) -> DecisionStatus:
    """Where a decision stands with so many approvals of those that it needs."""
    return DecisionStatus.APPROVED if given >= needed else DecisionStatus.PROPOSED
