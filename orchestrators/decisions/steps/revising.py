"""Revising a decision: new terms are a new proposal about the document as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.books import WriteBooks
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_PROPOSE
from orchestrators.calculations.decisions.claims import Claim, obstacle
from orchestrators.calculations.decisions.terms import DecisionTerms, Problem, kept, settled
from orchestrators.calculations.decisions.words import ChaseStage, DecisionAction, DecisionStatus, Step
from orchestrators.decisions.claims import ClaimDataOrchestrator
from orchestrators.decisions.outcome import Batch, Outcome, because, may_not
from orchestrators.decisions.state import DecisionRecord, Held
from orchestrators.decisions.steps.holding import HoldingOrchestrator
from orchestrators.decisions.steps.keys import Sent
from orchestrators.decisions.steps.proposing import guarded, not_ready
from orchestrators.decisions.steps.recording import Change, RecordingOrchestrator
from orchestrators.decisions.steps.stepping import changed, not_theirs, unusable
from orchestrators.money import Written
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to be different: a field that is not among the changes stays, one that is None is cleared."""

    decision_id: UUID
    expected_version: int
    changes: tuple[tuple[str, DecisionAction | date | Decimal | ChaseStage | str | None], ...]
    written: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisingOrchestrator:
    """Revises, inside the caller's one write transaction."""

    db: WriteBooks

    async def revise(self, business_id: UUID, actor: Actor, revision: Revision) -> Batch:
        """Change an open decision; it is proposed anew, by whoever revises it, and needs new approvals."""
        if actor.role not in MAY_PROPOSE:
            return may_not(actor.role, "revise")
        holding = HoldingOrchestrator(self.db)
        held = (await holding.decisions(business_id, [revision.decision_id])).get(revision.decision_id)
        documents = [] if held is None else [held.state.document_id]
        claimed = await ClaimDataOrchestrator(self.db).claims(business_id, documents)
        claims = [
            claim
            for listed in claimed.values()
            for claim in listed
            if claim.decision_id != revision.decision_id
        ]
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        result = _judge(actor, revision, held, claims, rules)
        results = await guarded(self.db, business_id, actor, rules, [result])
        sent = Sent.of(None, "revise", [revision])
        return await RecordingOrchestrator(self.db).conclude(business_id, actor, sent, results)


def barred(actor: Actor, held: Held | None, version: int | None, rules: Rules) -> Outcome | None:
    """Why somebody may not revise a decision, whatever they would change of it."""
    problem = unusable(held, version, Step.REVISED)
    if problem is not None:
        return problem
    assert held is not None
    blocked = not_ready(held.subject, rules)
    outcome = not_theirs(actor, held.state)
    return outcome or (because(replace(blocked, field="id"), held.state.id) if blocked else None)


def _judge(
    actor: Actor, revision: Revision, held: Held | None, claims: list[Claim], rules: Rules
) -> Outcome | Change:
    problem = barred(actor, held, revision.expected_version, rules)
    if problem is not None:
        return problem
    assert held is not None
    decision_id = held.state.id
    given = dict(revision.changes)
    item = held.subject.item
    wanted = _terms(held.state.terms, given)
    terms = settled(wanted, item, actor.today, rules.policy.weekdays, revision.written)
    if isinstance(terms, Problem):
        return because(terms, decision_id)
    result = obstacle(terms, item, claims)
    if result is not None:
        return because(replace(result.problem, field="action"), result.decision_id or decision_id)
    return _changed(actor, held, terms, given)


def _terms(terms: DecisionTerms, given: Mapping[str, Any]) -> DecisionTerms:
    """The terms with what is given; what the new action does not take is dropped unless it was given."""
    action = given.get("action") or terms.action
    changes = {name: given[name] for name in ("day", "amount", "stage") if name in given}
    return replace(kept(terms, action), **changes)


def _changed(actor: Actor, held: Held, terms: DecisionTerms, given: Mapping[str, Any]) -> Change:
    state: DecisionRecord = held.state.seen(held.subject).with_terms(terms)
    texts = {name: given[name] for name in ("note", "override_reason") if name in given}
    new = replace(
        state,
        status=DecisionStatus.PROPOSED,
        author_id=actor.id,
        terms_version=state.version + 1,
        failure_code=None,
        failure_reason=None,
        **texts,
    )
    return changed(held, new, Step.REVISED, texts.get("note"), texts.get("override_reason"))
