"""Taking decisions back: one by its author or whoever may, or all that is open."""

from dataclasses import dataclass, replace
from uuid import UUID

from db.books import WriteBooks
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_FINALIZE, MAY_PROPOSE
from orchestrators.calculations.decisions.words import DecisionStatus, Step
from orchestrators.decisions.outcome import Batch, Outcome, may_not
from orchestrators.decisions.state import Held
from orchestrators.decisions.steps.holding import HoldingOrchestrator
from orchestrators.decisions.steps.keys import KeyOrchestrator, Sent
from orchestrators.decisions.steps.recording import Change, RecordingOrchestrator
from orchestrators.decisions.steps.stepping import changed, not_theirs, unusable


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Which decision is taken back."""

    decision_id: UUID
    expected_version: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Clearing:
    """All that is open is taken back."""

    note: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawingOrchestrator:
    """Withdraws, inside the caller's one write transaction; what is withdrawn stays in the history."""

    db: WriteBooks

    async def withdraw(self, business_id: UUID, actor: Actor, given: Withdrawal) -> Batch:
        """Take one back; also from stale books, and when its document has changed."""
        if actor.role not in MAY_PROPOSE:
            return may_not(actor.role, "withdraw")
        held = await HoldingOrchestrator(self.db).decisions(business_id, [given.decision_id])
        result = judge(actor, given, held.get(given.decision_id))
        sent = Sent.of(None, "withdraw", [given])
        return await RecordingOrchestrator(self.db).conclude(business_id, actor, sent, [result])

    async def clear(self, business_id: UUID, actor: Actor, given: Clearing, key: str | None) -> Batch:
        """Take back all that is open, with an outcome for each; executes nothing."""
        if actor.role not in MAY_FINALIZE:
            return may_not(actor.role, "clear the queue")
        sent = Sent.of(key, "clear", [given])
        held = await HoldingOrchestrator(self.db).decisions(business_id, None)
        earlier = await KeyOrchestrator(self.db).earlier(business_id, sent)
        if earlier is not None:
            return earlier
        results = [_withdrawn(item, given.note) for item in held.values()]
        return await RecordingOrchestrator(self.db).conclude(business_id, actor, sent, results)


def judge(actor: Actor, given: Withdrawal, held: Held | None) -> Outcome | Change:
    """What becomes of a decision that somebody takes back."""
    problem = unusable(held, given.expected_version, Step.WITHDRAWN)
    if problem is not None:
        return problem
    assert held is not None
    return not_theirs(actor, held.state) or _withdrawn(held, given.note)


def _withdrawn(held: Held, note: str | None) -> Change:
    return changed(held, replace(held.state, status=DecisionStatus.WITHDRAWN), Step.WITHDRAWN, note)
