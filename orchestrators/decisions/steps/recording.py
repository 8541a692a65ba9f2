"""Writes steps: decisions, what people did with them and the result of the key, however many at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from db.books import WriteBooks
from db.queries.decisions import decision_console
from db.queries.decisions import steps as decisions
from db.queries.writing import as_arrays
from orchestrators.access.people import Actor
from orchestrators.calculations.decisions.words import Step
from orchestrators.decisions.assessment import Assessment, assessed
from orchestrators.decisions.outcome import Batch, Outcome
from orchestrators.decisions.state import DecisionRecord, columns
from orchestrators.decisions.steps.keys import KeyOrchestrator, Sent
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator


@dataclass(frozen=True, slots=True)
class Change:
    """A step with one decision; `before` is None for a new one."""

    before: DecisionRecord | None
    after: DecisionRecord
    step: Step
    note: str | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingOrchestrator:
    """Writes, inside the caller's one transaction; commits nothing."""

    db: WriteBooks

    async def conclude(
        self, business_id: UUID, actor: Actor, sent: Sent, results: Sequence[Outcome | Change]
    ) -> Batch:
        """Write the changes among the results, and keep the key if there was one to make."""
        changes = [result for result in results if isinstance(result, Change)]
        await self.write(business_id, actor, changes)
        batch = Batch(tuple(outcome(result) for result in results))
        # A request of which nothing was done does not use its key up.
        if changes:
            await KeyOrchestrator(self.db).keep(business_id, sent, batch)
        return batch

    async def write(self, business_id: UUID, actor: Actor, changes: Sequence[Change]) -> None:
        """Write changes: a statement for new decisions, one for others, one for the steps, and the trail."""
        new = [columns(change.after) for change in changes if change.before is None]
        changed = [columns(change.after) for change in changes if change.before is not None]
        for statement, rows in ((decisions.INSERT, new), (decisions.UPDATE, changed)):
            if rows:
                arrays = as_arrays(rows, decision_console.STATE)
                await self.db.rows(statement, {"business_id": business_id, **arrays})
        if changes:
            await self._steps(business_id, actor, changes)
            events = [_event(change) for change in changes]
            await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, events)

    async def _steps(self, business_id: UUID, actor: Actor, changes: Sequence[Change]) -> None:
        assessments = await assessed(self.db, business_id, actor.today, [change.after for change in changes])
        rows = [_step(actor, change, assessments.get(change.after.id, Assessment())) for change in changes]
        arrays = as_arrays(rows, decisions.STEP)
        await self.db.rows(decisions.INSERT_STEPS, {"business_id": business_id, **arrays})


def outcome(result: Outcome | Change) -> Outcome:
    """A change is a step taken."""
    return Outcome(result.after.id) if isinstance(result, Change) else result


def _event(change: Change) -> Event:
    """What the trail keeps: the fields before and after, and why a guardrail was overridden."""
    before = None if change.before is None else change.before.trail_fields()
    return Event(
        EventKind.DECISION, change.after.id, AuditStep(change.step), before, change.after.trail_fields()
    )


def _step(actor: Actor, change: Change, assessment: Assessment) -> dict[str, object]:
    return {
        "id": uuid4(),
        "decision_id": change.after.id,
        "version": change.after.version,
        "step": change.step,
        "person_id": actor.id,
        "email": actor.email,
        "note": change.note,
        "override_reason": change.override_reason,
        "impact": _json(assessment.impact),
        "assumptions": _json(assessment.assumptions),
    }


def _json(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else json.dumps(dict(value))
