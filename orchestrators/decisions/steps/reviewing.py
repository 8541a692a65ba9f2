"""Reviewing decisions: somebody else looks at the terms, and at the document as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from db.books import WriteBooks
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_FINALIZE, MAY_REVIEW
from orchestrators.calculations.decisions.terms import Problem, settled
from orchestrators.calculations.decisions.transitions import approved, may_approve
from orchestrators.calculations.decisions.words import DecisionStatus, Refusal, ReviewVerdict, Step
from orchestrators.decisions.outcome import Batch, Outcome, because, may_not, refused
from orchestrators.decisions.state import Held
from orchestrators.decisions.steps.holding import HoldingOrchestrator
from orchestrators.decisions.steps.keys import KeyOrchestrator, Sent
from orchestrators.decisions.steps.proposing import guarded, not_ready
from orchestrators.decisions.steps.recording import Change, RecordingOrchestrator
from orchestrators.decisions.steps.stepping import changed, illegal, twice, unusable
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules

Approvers = Mapping[UUID, frozenset[UUID]]


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of a decision, at the version that they saw."""

    decision_id: UUID
    expected_version: int
    verdict: ReviewVerdict
    note: str | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewingOrchestrator:
    """Reviews, inside the caller's one write transaction."""

    db: WriteBooks

    async def review(
        self, business_id: UUID, actor: Actor, reviews: Sequence[Review], key: str | None
    ) -> Batch:
        """Approve or reject, with an outcome for each; a key used twice acts once."""
        if actor.role not in MAY_REVIEW:
            return may_not(actor.role, "review")
        sent = Sent.of(key, "review", reviews)
        ids = [review.decision_id for review in reviews]
        holding = HoldingOrchestrator(self.db)
        held = await holding.decisions(business_id, ids)
        earlier = await KeyOrchestrator(self.db).earlier(business_id, sent)
        if earlier is not None:
            return earlier
        approvers = await holding.approvers(business_id, held)
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        judged = [
            twice(ids, n) or judge(actor, item, held.get(item.decision_id), approvers, rules)
            for n, item in enumerate(reviews)
        ]
        results = await guarded(self.db, business_id, actor, rules, judged)
        return await RecordingOrchestrator(self.db).conclude(business_id, actor, sent, results)


def judge(
    actor: Actor, review: Review, held: Held | None, approvers: Approvers, rules: Rules
) -> Outcome | Change:
    """What becomes of a decision that somebody reviews; guardrails are looked at afterwards."""
    step = Step.REJECTED if review.verdict is ReviewVerdict.REJECT else Step.APPROVED
    problem = unusable(held, review.expected_version, step)
    if problem is not None:
        return problem
    assert held is not None
    if step is Step.REJECTED:
        return _not_entitled(actor, held, rules) or _rejected(held, review)
    if not may_approve(held.state.status, is_stale=held.is_stale):
        return illegal(held.state, Step.APPROVED)
    return _approve(actor, held, review, approvers[held.state.id], rules)


def _approve(
    actor: Actor, held: Held, review: Review, approvers: frozenset[UUID], rules: Rules
) -> Outcome | Change:
    decision_id = held.state.id
    blocked = not_ready(held.subject, rules)
    if blocked is not None:
        return because(replace(blocked, field="id"), decision_id)
    terms = settled(held.state.terms, held.subject.item, actor.today, rules.policy.weekdays)
    if isinstance(terms, Problem):
        return because(replace(terms, field="id"), decision_id)
    looked_at = replace(held, state=held.state.seen(held.subject).with_terms(terms))
    # Who approved what the document was before has not approved what it is now.
    given = frozenset() if held.is_stale else approvers
    outcome = _not_entitled(actor, looked_at, rules) or _once(actor, decision_id, given)
    return outcome or _approved(held, looked_at, review, len(given) + 1, rules)


def _approved(held: Held, looked_at: Held, review: Review, given: int, rules: Rules) -> Change:
    state = looked_at.state
    new = replace(
        state,
        status=approved(given, held.subject.needed(rules, state)),
        override_reason=review.override_reason or state.override_reason,
        terms_version=state.version if held.is_stale else state.terms_version,
        failure_code=None,
        failure_reason=None,
    )
    return changed(held, new, Step.APPROVED, review.note, review.override_reason)


def _rejected(held: Held, review: Review) -> Change:
    new = replace(held.state, status=DecisionStatus.REJECTED)
    return changed(held, new, Step.REJECTED, review.note)


def _not_entitled(actor: Actor, held: Held, rules: Rules) -> Outcome | None:
    """Above the first limit it takes somebody else, with a role for it; below it, anybody who reviews."""
    state = held.state
    if held.subject.needed(rules, state) == 0:
        return None
    if actor.role not in MAY_FINALIZE:
        message = f"The role {actor.role} reviews no amount above the limit; ask an owner or an advisor."
        return refused(Refusal.FORBIDDEN, message, "id", decision_id=state.id)
    if actor.id == state.author_id:
        message = "Nobody reviews their own decision above the limit; ask somebody else, or withdraw it."
        return refused(Refusal.OWN_DECISION, message, "id", decision_id=state.id)
    return None


def _once(actor: Actor, decision_id: UUID, approvers: frozenset[UUID]) -> Outcome | None:
    if actor.id not in approvers:
        return None
    message = "You have approved it already; it needs somebody else as well."
    return refused(Refusal.ALREADY_APPROVED, message, "id", decision_id=decision_id)
