"""Takes back, within a day, what a person did about an issue: its values, and the issue, are as before."""

from dataclasses import dataclass, replace
from uuid import UUID

from db.books import Row, WriteBooks
from db.queries.hygiene import actions as queries
from db.queries.sources.load import LOCK_BUSINESS
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_CLEAN
from orchestrators.calculations.hygiene.fixes import IssueRefusal
from orchestrators.hygiene.actions.correcting import (
    CorrectingOrchestrator,
    before,
    changed_back,
    parties_left,
)
from orchestrators.hygiene.actions.outcome import IssueOutcome, IssueOutcomes, may_not, refused
from orchestrators.hygiene.actions.recording import ActionRecordingOrchestrator
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.keeping import Cause
from orchestrators.hygiene.parties import PartyExaminationOrchestrator
from orchestrators.hygiene.quality import QualityKeepingOrchestrator
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator


@dataclass(frozen=True, slots=True)
class UndoingOrchestrator:
    """Undoes one action, inside the caller's one write transaction."""

    db: WriteBooks

    async def undo(self, business_id: UUID, actor: Actor, action_id: UUID) -> IssueOutcomes:
        """Undo it, unless it is over a day old, or the source or a later action changed the same since."""
        if actor.role not in MAY_CLEAN:
            return may_not(actor.role)
        await self.db.row(LOCK_BUSINESS, {"business_id": business_id})
        about: dict[str, object] = {"business_id": business_id, "id": action_id}
        action = await self.db.row(queries.ACTION_BY_ID, about)
        if action is None:
            return IssueOutcomes((refused(IssueRefusal.NOT_FOUND, "There is no such action.", "actionId"),))
        if action["status"] == "UNDONE":
            return IssueOutcomes((IssueOutcome(await self._issue_of(business_id, action)),))
        corrections = await self._corrections(business_id, action)
        problem = _problem(action, corrections)
        if problem is not None:
            return IssueOutcomes((replace(problem, issue_id=await self._issue_of(business_id, action)),))
        own = [row for row in corrections if row["action_id"] == action_id]
        issue_ids = await self._put_back(business_id, actor, action, own)
        await QualityKeepingOrchestrator(self.db).keep(business_id, actor.today)
        # Without any issue of the counterparty now, the business is what it is recorded of.
        events = [_event(action, own, subject_id) for subject_id in issue_ids or [business_id]]
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, events)
        return IssueOutcomes((IssueOutcome(await self._issue_of(business_id, action)),))

    async def _issue_of(self, business_id: UUID, action: Row) -> UUID | None:
        """The issue that an answer shows; of an action on a whole counterparty always the same of its issues.

        None where the counterparty has none of the check.
        """
        if action["issue_id"] is not None:
            issue_id: UUID = action["issue_id"]
            return issue_id
        about = {name: action[name] for name in ("party_id", "check_name")}
        row = await self.db.row(queries.ISSUE_OF_PARTY, {"business_id": business_id, **about})
        return None if row is None else row["id"]

    async def _corrections(self, business_id: UUID, action: Row) -> list[Row]:
        """All that hold of the document, the latest first."""
        if action["kind"] not in ("FIX", "MERGE"):
            return []
        about = {"business_id": business_id, "ids": [action["document_id"]]}
        return list(await self.db.rows(queries.CORRECTIONS_OF, about))

    async def _put_back(
        self, business_id: UUID, actor: Actor, action: Row, corrections: list[Row]
    ) -> list[UUID]:
        """Answers with the issues that it was about."""
        ended = {"business_id": business_id, "ids": [action["id"]], "status": "UNDONE"}
        await self.db.rows(queries.END_ACTIONS, ended)
        if action["kind"] == "IGNORE":
            ignored = {name: action[name] for name in ("issue_id", "party_id", "check_name")}
            noticed = await self.db.rows(queries.NOTICE, {"business_id": business_id, **ignored})
            own = [] if action["issue_id"] is None else [action["issue_id"]]
            return [row["id"] for row in noticed] or own
        correcting = CorrectingOrchestrator(self.db)
        await correcting.put(business_id, [before(row) for row in corrections])
        if corrections:
            await correcting.derive(business_id, {action["document_id"]})
            instructions = [(action["id"], action["document_id"])]
            await ActionRecordingOrchestrator(self.db).instruct(business_id, instructions, is_undo=True)
        ids = [action[name] for name in ("document_id", "related_document_id") if action[name] is not None]
        await ExaminationOrchestrator(self.db).examine(
            business_id, [*ids, *parties_left(corrections)], Cause.UNDO
        )
        parties = PartyExaminationOrchestrator(self.db)
        await parties.examine_flows(business_id, actor.today, Cause.UNDO)
        return [action["issue_id"]]


def _event(action: Row, corrections: list[Row], subject_id: UUID) -> Event:
    """What became of each value that the action had set; `kind` says which action it was."""
    before, after = changed_back(corrections)
    if action["reason"] is not None:
        before = {**before, "reason": action["reason"]}
    if action["issue_id"] is None:
        before = {**before, "wholeCounterparty": True}
    after = {**after, "kind": action["kind"]}
    return Event(EventKind.ISSUE, subject_id, AuditStep.UNDONE, before, after)


def _problem(action: Row, corrections: list[Row]) -> IssueOutcome | None:
    if action["status"] == "SUPERSEDED":
        message = "The source has sent another version of the document since: there is nothing to put back."
        return refused(IssueRefusal.SOURCE_CHANGED, message, "actionId")
    if action["is_old"]:
        message = "It is more than 24 hours ago; correct the document anew."
        return refused(IssueRefusal.UNDO_EXPIRED, message, "actionId")
    own = {row["field"] for row in corrections if row["action_id"] == action["id"]}
    newest: dict[str, UUID] = {}
    for row in corrections:
        newest.setdefault(row["field"], row["action_id"])
    if any(newest[field] != action["id"] for field in own):
        message = "A later correction changed the same field: undo that one first."
        return refused(IssueRefusal.LATER_ACTION, message, "actionId")
    return None
