"""Idempotency keys: the same key and input get the first result, another input is refused."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from db.books import WriteBooks
from db.queries.decisions import keys as queries
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.decisions.outcome import Batch, Outcome, nothing_done
from orchestrators.user_errors import UserError


@dataclass(frozen=True, slots=True)
class Sent:
    """A client's key and a hash of all that came with it; without a key nothing is remembered."""

    key: str | None
    fingerprint: str

    @classmethod
    def of(cls, key: str | None, step: str, given: Sequence[Any]) -> "Sent":
        """Equal for equal inputs of the same step."""
        parts = json.dumps([step, *map(asdict, given)], default=str)
        return cls(key, hashlib.sha256(parts.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class KeyOrchestrator:
    """Looks keys up once the decisions are locked: of one request sent twice at once, the second waits."""

    db: WriteBooks

    async def earlier(self, business_id: UUID, sent: Sent) -> Batch | None:
        """What the key did before, or that it came with another input; None for a new one."""
        if sent.key is None:
            return None
        row = await self.db.row(queries.FIND, {"business_id": business_id, "key": sent.key})
        if row is None:
            return None
        if row["input_hash"] != sent.fingerprint:
            message = "This key came with another input before; use a new key for a new request."
            return nothing_done(Refusal.IDEMPOTENCY_KEY_REUSED, message, "input", "idempotencyKey")
        return Batch(tuple(_outcome(load) for load in json.loads(row["result"])))

    async def keep(self, business_id: UUID, sent: Sent, batch: Batch) -> None:
        """Remember for ever what became of the input: a key that is forgotten acts twice."""
        if sent.key is None:
            return
        result = json.dumps([_written(outcome) for outcome in batch.outcomes])
        values = {"key": sent.key, "input_hash": sent.fingerprint, "result": result}
        await self.db.rows(queries.KEEP, {"business_id": business_id, **values})


def _written(outcome: Outcome) -> dict[str, object]:
    decision = None if outcome.decision_id is None else str(outcome.decision_id)
    return {"decision": decision, "errors": [asdict(error) for error in outcome.user_errors]}


def _outcome(written: Any) -> Outcome:
    decision = written["decision"]
    errors = (
        UserError(Refusal(error["code"]), error["message"], tuple(error["field"]))
        for error in written["errors"]
    )
    return Outcome(None if decision is None else UUID(decision), tuple(errors))
