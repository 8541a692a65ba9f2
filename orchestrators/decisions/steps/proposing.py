"""Proposing decisions: one for each item, or parts of one, with the document as it is at that moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from db.books import WriteBooks
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_PROPOSE
from orchestrators.calculations.decisions.claims import Claim, obstacle
from orchestrators.calculations.decisions.readiness import Readiness
from orchestrators.calculations.decisions.terms import DecisionTerms, Problem, impossible, settled
from orchestrators.calculations.decisions.words import DecisionAction, DecisionStatus, Refusal, Step
from orchestrators.decisions.claims import ClaimDataOrchestrator, Claims
from orchestrators.decisions.guardrails import Breach, guardrails, stopped
from orchestrators.decisions.outcome import Batch, Outcome, because, may_not, refused
from orchestrators.decisions.state import DecidedDocument, DecisionRecord
from orchestrators.decisions.steps.holding import HoldingOrchestrator
from orchestrators.decisions.steps.keys import KeyOrchestrator, Sent
from orchestrators.decisions.steps.recording import Change, RecordingOrchestrator
from orchestrators.money import Written
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person wants decided about an item."""

    item_id: UUID
    terms: DecisionTerms
    note: str | None = None
    override_reason: str | None = None
    written: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposingOrchestrator:
    """Puts decisions into the queue, inside the caller's one write transaction."""

    db: WriteBooks

    async def propose(
        self, business_id: UUID, actor: Actor, proposals: Sequence[Proposal], key: str | None
    ) -> Batch:
        """Propose, with an outcome for each; a key used twice acts once."""
        if actor.role not in MAY_PROPOSE:
            return may_not(actor.role, "propose")
        sent = Sent.of(key, "propose", proposals)
        holding = HoldingOrchestrator(self.db)
        items = {proposal.item_id for proposal in proposals}
        # The documents are locked first, so that proposals about one come one after the other.
        await holding.documents(business_id, items)
        earlier = await KeyOrchestrator(self.db).earlier(business_id, sent)
        if earlier is not None:
            return earlier
        reading = ClaimDataOrchestrator(self.db)
        subjects = await reading.subjects(business_id, items)
        claims = await reading.claims(business_id, items)
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        judged = _judge_all(actor, proposals, subjects, claims, rules)
        results = await guarded(self.db, business_id, actor, rules, judged)
        return await RecordingOrchestrator(self.db).conclude(business_id, actor, sent, results)


async def guarded(
    db: WriteBooks, business_id: UUID, actor: Actor, rules: Rules, results: Sequence[Outcome | Change]
) -> list[Outcome | Change]:
    """The results, but for changes that would break a guardrail that nobody overrode.

    A step keeps a reason only where it broke one: what was given in advance is the decision's.
    """
    planned = [result.after for result in results if isinstance(result, Change) and not _ends(result)]
    breaches = await guardrails(db, business_id, actor.today, rules.policy, planned)
    return [
        _overriding(result, breaches.get(result.after.id)) if isinstance(result, Change) else result
        for result in results
    ]


def _ends(change: Change) -> bool:
    """Whether the decision is over, so that no money leaves."""
    return change.after.status is DecisionStatus.REJECTED


def _overriding(change: Change, breach: Breach | None) -> Outcome | Change:
    problem = stopped(change.after, breach)
    if problem is not None:
        return because(problem)
    return replace(change, override_reason=change.after.override_reason if breach else None)


#: Of what is decided already the terms make a difference: see `obstacle`.
_NOT_READY = {
    Readiness.NOT_OPEN: "The item is not open.",
    Readiness.BLOCKED: "The item has a blocking issue in the hygiene tray, or it lacks a counterparty, due "
    "date or open balance.",
    Readiness.BOOKS_STALE: "The books are stale: import them again before deciding.",
}


def not_ready(subject: DecidedDocument, rules: Rules) -> Problem | None:
    """Why nothing may be decided about an item now, if so."""
    message = _NOT_READY.get(subject.readiness(rules))
    return None if message is None else Problem(Refusal.ITEM_NOT_READY, message, "itemId")


def _judge_all(
    actor: Actor,
    proposals: Sequence[Proposal],
    subjects: Mapping[UUID, DecidedDocument],
    claims: Claims,
    rules: Rules,
) -> list[Outcome | Change]:
    """One after the other: what the first of two proposals about an item claims is claimed for the second."""
    results: list[Outcome | Change] = []
    own: list[tuple[UUID, Claim]] = []
    for proposal in proposals:
        added = tuple(claim for item_id, claim in own if item_id == proposal.item_id)
        claimed = (*claims.get(proposal.item_id, ()), *added)
        result = _judge(actor, proposal, subjects.get(proposal.item_id), claimed, rules)
        results.append(result)
        if isinstance(result, Change):
            own.append((proposal.item_id, _claim(result.after)))
    return results


def _judge(
    actor: Actor, proposal: Proposal, subject: DecidedDocument | None, claims: Sequence[Claim], rules: Rules
) -> Outcome | Change:
    if subject is None:
        return refused(Refusal.NOT_FOUND, "There is no such bill or invoice.", "itemId")
    problem = impossible(proposal.terms.action, is_bill=subject.is_bill) or not_ready(subject, rules)
    if problem is not None:
        return because(problem)
    pay_days = rules.policy.weekdays
    terms = settled(proposal.terms, subject.item, actor.today, pay_days, proposal.written)
    if isinstance(terms, Problem):
        return because(terms)
    result = obstacle(terms, subject.item, claims)
    if result is not None:
        return because(result.problem, result.decision_id)
    after = _new(actor, proposal, subject, terms)
    return Change(None, after, Step.PROPOSED, proposal.note, proposal.override_reason)


def _new(actor: Actor, proposal: Proposal, subject: DecidedDocument, terms: DecisionTerms) -> DecisionRecord:
    assert terms.amount is not None, "terms that are whole have an amount"
    return DecisionRecord(
        # Random, so that an id never comes back and tells nothing of how many there are.
        id=uuid4(),
        document_id=subject.id,
        status=DecisionStatus.PROPOSED,
        action=terms.action,
        planned_on=terms.day,
        amount=terms.amount,
        stage=terms.stage,
        note=proposal.note,
        override_reason=proposal.override_reason,
        version=1,
        proposed_by=actor.id,
        proposed_by_email=actor.email,
        author_id=actor.id,
        terms_version=1,
        document_sync_token=subject.sync_token,
        document_balance=subject.balance,
        document_due_date=subject.due_date,
        document_total=subject.total,
    )


def _claim(state: DecisionRecord) -> Claim:
    return Claim(state.id, True, state.action is DecisionAction.PAY_PART, state.amount)
