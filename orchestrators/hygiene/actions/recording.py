"""Writes actions with their corrections, and what follows once they hold: the instruction and the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from db.books import Row, WriteBooks
from db.queries.hygiene import actions as queries
from db.queries.writing import as_arrays
from orchestrators.access.people import Actor
from orchestrators.calculations.hygiene.fixes import FIELD_NAMES
from orchestrators.hygiene.actions.correcting import written
from orchestrators.hygiene.actions.planning import Planned
from orchestrators.hygiene.quality import QualityKeepingOrchestrator
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator


@dataclass(frozen=True, slots=True)
class ActionRecordingOrchestrator:
    """Writes, however many actions at once; commits nothing."""

    db: WriteBooks

    async def write(self, business_id: UUID, actor: Actor, plans: Sequence[Planned]) -> Sequence[Row]:
        """The actions, with the values that they correct; answers with the issues that they ignore."""
        if not plans:
            return ()
        actions = as_arrays([_action(plan, actor) for plan in plans], queries.ACTION)
        await self.db.rows(queries.INSERT_ACTIONS, {"business_id": business_id, **actions})
        corrections = [row for plan in plans for row in _corrections(plan)]
        if corrections:
            arrays = as_arrays(corrections, queries.CORRECTION)
            await self.db.rows(queries.INSERT_CORRECTIONS, {"business_id": business_id, **arrays})
        ignored = [plan for plan in plans if plan.cause is None]
        return await self._ignore(business_id, ignored) if ignored else ()

    async def _ignore(self, business_id: UUID, plans: Sequence[Planned]) -> Sequence[Row]:
        whole = [plan for plan in plans if plan.party_id is not None]
        which = {
            "ids": [plan.issue["id"] for plan in plans],
            "party_ids": [plan.party_id for plan in whole],
            "check_names": [plan.issue["check_name"] for plan in whole],
        }
        return await self.db.rows(queries.IGNORE, {"business_id": business_id, **which})

    async def conclude(
        self, business_id: UUID, actor: Actor, plans: Sequence[Planned], ignored: Sequence[Row]
    ) -> None:
        """What holds is told to the source, in the outbox, and to the trail, there of each issue."""
        if not plans:
            return
        corrected = [plan for plan in plans if plan.corrections]
        if corrected:
            await self.instruct(business_id, [(plan.id, plan.document_id) for plan in corrected])
        await QualityKeepingOrchestrator(self.db).keep(business_id, actor.today)
        events = [_event(plan, issue_id) for plan in plans for issue_id in _issues_of(plan, ignored)]
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, events)

    async def instruct(
        self, business_id: UUID, actions: Sequence[tuple[UUID, UUID | None]], *, is_undo: bool = False
    ) -> None:
        """Ask the outside to write the corrected values into the source, or its own again."""
        about = {
            "action_ids": [action_id for action_id, _ in actions],
            "document_ids": [document_id for _, document_id in actions],
            "is_undo": is_undo,
        }
        await self.db.rows(queries.INSTRUCT, {"business_id": business_id, **about})


def _action(plan: Planned, actor: Actor) -> dict[str, object]:
    return {
        "id": plan.id,
        # One about all issues of a check with a party is of none of them alone.
        "issue_id": None if plan.party_id is not None else plan.issue["id"],
        "check_name": plan.issue["check_name"],
        "kind": plan.kind,
        "document_id": plan.document_id,
        "related_document_id": plan.related_id,
        "party_id": plan.party_id,
        "reason": plan.reason,
        "source": plan.source,
        "taken_by": actor.id,
        "taken_by_email": actor.email,
    }


def _corrections(plan: Planned) -> list[dict[str, object]]:
    return [
        {
            "id": uuid4(),
            "action_id": plan.id,
            "document_id": item.document_id,
            "field": item.field,
            "before": written(item.before),
            "after": written(item.after),
            "sync_token": item.sync_token,
        }
        for item in plan.corrections
    ]


_STEP = {
    "FIX": AuditStep.FIXED,
    "IGNORE": AuditStep.IGNORED,
    "KEEP_BOTH": AuditStep.KEPT_BOTH,
    "MERGE": AuditStep.MERGED,
}


def _issues_of(plan: Planned, ignored: Sequence[Row]) -> list[UUID]:
    """The issue of a plan, or all that are ignored with it."""
    if plan.party_id is None:
        return [plan.issue["id"]]
    which = (plan.issue["check_name"], plan.party_id)
    return [row["id"] for row in ignored if (row["check_name"], row["party_id"]) == which]


def _event(plan: Planned, issue_id: UUID) -> Event:
    before = {FIELD_NAMES[item.field]: written(item.before) for item in plan.corrections}
    after: dict[str, str | bool | None] = {
        FIELD_NAMES[item.field]: written(item.after) for item in plan.corrections
    }
    if plan.reason is not None:
        after["reason"] = plan.reason
    if plan.party_id is not None:
        after["wholeCounterparty"] = True
    return Event(EventKind.ISSUE, issue_id, _STEP[plan.kind], before, after)
