"""Proposing and withdrawing decisions: what may happen, as values, and the writes when it does."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid4

from db.books import Caller, Row, WriteBooks
from db.queries import decision_console as queries
from db.queries import documents
from orchestrators.business import BusinessDataOrchestrator
from orchestrators.decision_console import DecisionAction, DecisionStatus
from orchestrators.documents import ItemKind
from orchestrators.trail import Event, EventKind, State, TrailOrchestrator

ACTIONS = {
    ItemKind.BILL: (DecisionAction.PAY, DecisionAction.SCHEDULE, DecisionAction.DELAY),
    ItemKind.INVOICE: (DecisionAction.CHASE, DecisionAction.EXPECT),
}
MAY_WRITE = frozenset({"OWNER", "ADVISOR", "OPERATOR"})


class Refusal(StrEnum):
    """Why a step was not taken; nothing was written."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    ITEM_NOT_READY = "ITEM_NOT_READY"
    ACTION_NOT_POSSIBLE = "ACTION_NOT_POSSIBLE"
    ALREADY_QUEUED = "ALREADY_QUEUED"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"


@dataclass(frozen=True, slots=True)
class UserError:
    """An expected failure; `field` is the path of the input at fault, empty when none is."""

    code: Refusal
    message: str
    field: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Without errors the step was taken, now or by an earlier call with the same key.

    With one, nothing was written, and `decision_id` names the decision that stands in the way, if one does.
    """

    decision_id: UUID | None
    user_errors: tuple[UserError, ...] = ()


def refused(code: Refusal, message: str, *field: str, decision_id: UUID | None = None) -> Outcome:
    """The step is not taken."""
    return Outcome(decision_id, (UserError(code, message, ("input", *field) if field else ()),))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person wants decided; the key, if any, makes sending it again harmless."""

    item_id: UUID
    action: DecisionAction
    note: str | None
    idempotency_key: str | None

    def fingerprint(self) -> str:
        """Equal for equal proposals, whatever the key."""
        parts = [str(self.item_id), self.action, self.note]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DecisionOrchestrator:
    """Takes steps in the queue, inside the caller's one write transaction."""

    db: WriteBooks

    async def propose(self, business_id: UUID, caller: Caller, email: str, proposal: Proposal) -> Outcome:
        """Put a decision into the queue. One open decision an item; a key used twice acts once."""
        if caller.role not in MAY_WRITE:
            return _may_not_write(caller)
        # The document is locked first, so that proposals about it come one after the other.
        about = {"business_id": business_id, "id": proposal.item_id}
        await self.db.row(documents.LOCK, about)
        item = await self.db.row(documents.ONE_FOR_DECISION, about)
        earlier = await self._earlier(business_id, proposal)
        if earlier is not None:
            return earlier
        obstacle = await self._obstacle(business_id, item, proposal)
        if obstacle is not None:
            return obstacle
        assert item is not None
        return await self._insert(business_id, caller, email, proposal, item)

    async def withdraw(
        self,
        business_id: UUID,
        caller: Caller,
        email: str,
        decision_id: UUID,
        expected_version: int | None,
    ) -> Outcome:
        """Take a proposed decision back; it stays in the queue as withdrawn."""
        if caller.role not in MAY_WRITE:
            return _may_not_write(caller)
        about = {"business_id": business_id, "id": decision_id}
        row = await self.db.row(queries.ONE_FOR_UPDATE, about)
        if row is None:
            return refused(Refusal.NOT_FOUND, "There is no such decision.", "id")
        if expected_version not in (None, row["version"]):
            message = f"The decision has changed: it is at version {row['version']}."
            return refused(Refusal.CONFLICT, message, "expectedVersion", decision_id=decision_id)
        if row["status"] != DecisionStatus.PROPOSED:
            message = f"Only a proposed decision can be withdrawn; this one is {row['status'].lower()}."
            return refused(Refusal.ILLEGAL_TRANSITION, message, "id", decision_id=decision_id)
        await self.db.rows(queries.WITHDRAW, about)
        event = _withdrawn(decision_id, row["version"])
        await TrailOrchestrator(self.db).record(business_id, caller, email, [event])
        return Outcome(decision_id)

    async def _earlier(self, business_id: UUID, proposal: Proposal) -> Outcome | None:
        if proposal.idempotency_key is None:
            return None
        asked = {"business_id": business_id, "key": proposal.idempotency_key}
        row = await self.db.row(queries.KEY, asked)
        if row is None:
            return None
        if row["input_hash"] != proposal.fingerprint():
            message = "This key came with another input before; use a new key for a new proposal."
            return refused(Refusal.IDEMPOTENCY_KEY_REUSED, message, "idempotencyKey")
        return Outcome(row["result_id"])

    async def _obstacle(self, business_id: UUID, item: Row | None, proposal: Proposal) -> Outcome | None:
        if item is None or item["kind"] not in set(ItemKind):
            return refused(Refusal.NOT_FOUND, "There is no such bill or invoice.", "itemId")
        possible = ACTIONS[ItemKind(item["kind"])]
        if proposal.action not in possible:
            message = f"For {_a(item['kind'])} it can be {', '.join(possible)}, not {proposal.action}."
            return refused(Refusal.ACTION_NOT_POSSIBLE, message, "action")
        if not item["ready"]:
            message = "The item is not open, or has a blocking issue in the hygiene tray."
            return refused(Refusal.ITEM_NOT_READY, message, "itemId")
        if (await BusinessDataOrchestrator(self.db).get_data(business_id)).is_stale:
            message = "The books are stale: import them again before deciding."
            return refused(Refusal.ITEM_NOT_READY, message, "itemId")
        about = {"business_id": business_id, "document_id": proposal.item_id}
        queued = await self.db.row(queries.IS_QUEUED, about)
        if queued is not None:
            message = "A decision about this item is already in the queue; withdraw it first."
            return refused(Refusal.ALREADY_QUEUED, message, "itemId", decision_id=queued["id"])
        return None

    async def _insert(
        self, business_id: UUID, caller: Caller, email: str, proposal: Proposal, item: Row
    ) -> Outcome:
        # Random, so that an id never comes back and tells nothing of how many there are.
        decision_id = uuid4()
        await self.db.rows(
            queries.INSERT,
            {
                "business_id": business_id,
                "id": decision_id,
                "document_id": proposal.item_id,
                "status": DecisionStatus.PROPOSED,
                "action": proposal.action,
                "note": proposal.note,
                "proposed_by": caller.user_id,
                "proposed_by_email": email,
                "document_sync_token": item["sync_token"],
                "document_balance": item["balance"],
            },
        )
        if proposal.idempotency_key is not None:
            kept = {"key": proposal.idempotency_key, "input_hash": proposal.fingerprint()}
            await self.db.rows(
                queries.KEEP_KEY, {"business_id": business_id, "result_id": decision_id, **kept}
            )
        event = _proposed(decision_id, proposal)
        await TrailOrchestrator(self.db).record(business_id, caller, email, [event])
        return Outcome(decision_id)


def _proposed(decision_id: UUID, proposal: Proposal) -> Event:
    after: State = {
        "status": DecisionStatus.PROPOSED,
        "action": proposal.action,
        "note": proposal.note,
        "version": 1,
    }
    return Event(EventKind.DECISION, decision_id, "PROPOSED", None, after)


def _withdrawn(decision_id: UUID, version: int) -> Event:
    before: State = {"status": DecisionStatus.PROPOSED, "version": version}
    after: State = {"status": DecisionStatus.WITHDRAWN, "version": version + 1}
    return Event(EventKind.DECISION, decision_id, "WITHDRAWN", before, after)


def _may_not_write(caller: Caller) -> Outcome:
    message = f"The role {caller.role} reads only; ask an owner or an advisor."
    return refused(Refusal.FORBIDDEN, message)


def _a(kind: str) -> str:
    return "an invoice" if kind == "INVOICE" else "a bill"
