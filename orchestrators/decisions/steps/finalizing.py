"""Finalizing decisions: each is final with its instruction in the outbox, or it is said why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from db.books import WriteBooks
from db.queries.decisions import outbox
from db.queries.writing import as_arrays
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_FINALIZE
from orchestrators.calculations.decisions.terms import Problem
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.decisions.finality import Failed, Final, Finalization, Judge, Result, outcome
from orchestrators.decisions.guardrails import Breach, guardrails, stopped
from orchestrators.decisions.outcome import Batch, may_not
from orchestrators.decisions.steps.holding import HoldingOrchestrator
from orchestrators.decisions.steps.keys import KeyOrchestrator, Sent
from orchestrators.decisions.steps.recording import RecordingOrchestrator
from orchestrators.decisions.steps.stepping import twice
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules

_REFUSED = Problem(Refusal.WRITE_REFUSED, "The books refused to keep it; nothing of it was done.", "id")


@dataclass(frozen=True, slots=True)
class FinalizingOrchestrator:
    """Finalizes, inside the caller's one write transaction: all of the batch is there, or nothing of it."""

    db: WriteBooks

    async def finalize(
        self, business_id: UUID, actor: Actor, given: Sequence[Finalization], key: str
    ) -> Batch:
        """Finalize, with an outcome for each; a key used twice acts once.

        What somebody has to look at or to do first is refused and stays as it is; what is wrong with the
        decision itself makes it FAILED, with the reason.
        """
        if actor.role not in MAY_FINALIZE:
            return may_not(actor.role, "finalize")
        sent = Sent.of(key, "finalize", given)
        holding, ids = HoldingOrchestrator(self.db), [item.decision_id for item in given]
        held = await holding.decisions(business_id, ids)
        earlier = await KeyOrchestrator(self.db).earlier(business_id, sent)
        if earlier is not None:
            return earlier
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        judge = Judge(actor.today, rules, await holding.approvers(business_id, held))
        judged = [
            twice(ids, n) or judge.result(held.get(item.decision_id), item) for n, item in enumerate(given)
        ]
        results = await self._guarded(business_id, actor, rules, judged)
        return await self._write(business_id, actor, sent, results)

    async def _guarded(
        self, business_id: UUID, actor: Actor, rules: Rules, results: Sequence[Result]
    ) -> list[Result]:
        planned = [result.held.state for result in results if isinstance(result, Final)]
        breaches = await guardrails(self.db, business_id, actor.today, rules.policy, planned)
        return [
            _overriding(result, breaches.get(result.held.state.id)) if isinstance(result, Final) else result
            for result in results
        ]

    async def _write(self, business_id: UUID, actor: Actor, sent: Sent, results: Sequence[Result]) -> Batch:
        final = [result for result in results if isinstance(result, Final)]
        unwritten = await self._refused(business_id, actor, final)
        written = [
            Failed(result.held, _REFUSED) if isinstance(result, Final) and result in unwritten else result
            for result in results
        ]
        failed = [result.change for result in written if isinstance(result, Failed)]
        await RecordingOrchestrator(self.db).write(business_id, actor, failed)
        batch = Batch(tuple(outcome(result) for result in written))
        if final or failed:
            await KeyOrchestrator(self.db).keep(business_id, sent, batch)
        return batch

    async def _refused(self, business_id: UUID, actor: Actor, final: Sequence[Final]) -> Sequence[Final]:
        """Write all at once; if the database refuses that, one by one. Returns those that it refused."""
        if not final or await self.db.attempt(partial(self._finals, business_id, actor, final)):
            return ()
        return [
            one
            for one in final
            if not await self.db.attempt(partial(self._finals, business_id, actor, [one]))
        ]

    async def _finals(self, business_id: UUID, actor: Actor, final: Sequence[Final]) -> None:
        arrays = as_arrays([item.entry for item in final], outbox.ENTRY)
        await self.db.rows(outbox.INSERT, {"business_id": business_id, **arrays})
        changes = [item.change for item in final]
        await RecordingOrchestrator(self.db).write(business_id, actor, changes)


def _overriding(final: Final, breach: Breach | None) -> Failed | Final:
    problem = stopped(final.held.state, breach)
    if problem is not None:
        return Failed(final.held, problem)
    return replace(final, override_reason=final.held.state.override_reason if breach else None)
