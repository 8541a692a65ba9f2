"""The answers of an operation, over whatever transport: prepared, taken on, run, and one line in the log."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import OperationType

from resolvers.context import Context
from schema.errors import api_error
from schema.operations.counts import LIMITS
from schema.operations.execution import Answer, execute, refusal, stream
from schema.operations.preparation import Contract, Operation, Prepared, Refused, prepare
from server.documents import Registered
from server.telemetry.log import Note, logged
from server.telemetry.metrics import Metrics
from server.telemetry.tracing import Traced
from server.transport.admission import Admission, Busy
from server.transport.operations import operation_of


@dataclass(frozen=True, slots=True)
class Answering:
    """What all transports share: the schema, and how much is taken on at once."""

    schema: Contract
    admission: Admission
    metrics: Metrics
    traced: Traced
    registered: Registered

    def operation_of(self, sent: Any) -> Operation | Refused:
        """What a client sent, if it may be run at all; raises `Malformed`."""
        return operation_of(sent, self.registered, self.schema.documents)

    async def answers(
        self, operation: Operation | Refused, kinds: frozenset[OperationType], context: Context
    ) -> AsyncGenerator[Answer, None]:
        """One answer to a query, a mutation or a refusal, any number to a subscription."""
        with logged(context, self.metrics) as note, self.traced(note, context.trace.request_id):
            async with aclosing(self._answers(operation, kinds, context, note)) as result:
                async for answer in result:
                    note.answered(answer)
                    yield answer.identified(context.trace.request_id)

    async def _answers(
        self, operation: Operation | Refused, kinds: frozenset[OperationType], context: Context, note: Note
    ) -> AsyncGenerator[Answer, None]:
        if isinstance(operation, Refused):
            yield refusal(operation)
            return
        first = await self._first(operation, kinds, context, note)
        # Outside of the turn: whoever reads slowly, or follows changes, keeps nobody from theirs.
        if isinstance(first, Answer):
            yield first
            return
        async with aclosing(stream(self.schema, first, context)) as result:
            async for answer in result:
                yield answer

    async def _first(
        self, operation: Operation, kinds: frozenset[OperationType], context: Context, note: Note
    ) -> Answer | Prepared:
        """The answer to an operation, or a subscription as it can be followed."""
        try:
            async with self.admission.turn(context.user.id):
                prepared = await prepare(self.schema, operation, kinds)
                note.operation = prepared.title
                if isinstance(prepared, Refused):
                    return refusal(prepared)
                if prepared.kind is not OperationType.QUERY:
                    context.need_primary()
                if prepared.kind is OperationType.SUBSCRIPTION:
                    self._spend(prepared, context)
                    return prepared
                answer = await execute(
                    self.schema, prepared, context, partial(self._spend, prepared, context)
                )
        except Busy as busy:
            self.metrics.turned_away(busy.reason.name)
            code = "UNAVAILABLE" if busy.is_ours else "RATE_LIMITED"
            reason = busy.reason.name
            return refusal(Refused(api_error(code, str(busy), reason=reason, retryAfter=busy.seconds)))
        return answer.with_extensions(_cost(prepared)) if operation.wants_cost else answer

    def _spend(self, prepared: Prepared, context: Context) -> None:
        # Of the business that was entered: whoever only names others has no budget for each of them.
        self.admission.spend(context.user.id, context.entered, prepared.cost.rows)


def _cost(prepared: Prepared) -> dict[str, object]:
    """What the operation was counted as, and what the limits are."""
    rows, fields = round(prepared.cost.rows), round(prepared.cost.fields)
    return {"cost": {"rows": rows, "rowsLimit": LIMITS.rows, "fields": fields, "fieldsLimit": LIMITS.fields}}
