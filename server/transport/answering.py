"""The answers of an operation, over whatever transport: prepared, taken on, run, and one line in the log."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from graphql import OperationType

from resolvers.context import Context
from schema.errors import api_error
from schema.operations.execution import Answer, Executable, execute, refusal, stream
from schema.operations.preparation import LIMITS, Contract, Operation, Prepared, Refused, prepare
from server.telemetry import logged
from server.transport.admission import Admission, Busy


class Schema(Contract, Executable, Protocol):
    """What is needed of a schema from here on."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What all transports share: the schema, and how much is taken on at once."""

    schema: Schema
    admission: Admission

    async def answers(
        self, operation: Operation, kinds: frozenset[OperationType], context: Context
    ) -> AsyncGenerator[Answer, None]:
        """One answer to a query, a mutation or a refusal, any number to a subscription."""
        with logged(context) as note:
            async with aclosing(self._answers(operation, kinds, context)) as result:
                async for answer in result:
                    note.answered(answer)
                    yield answer.identified(context.trace.request_id)

    async def _answers(
        self, operation: Operation, kinds: frozenset[OperationType], context: Context
    ) -> AsyncGenerator[Answer, None]:
        prepared = prepare(self.schema, operation, kinds)
        if isinstance(prepared, Refused):
            yield refusal(prepared)
        elif prepared.kind is OperationType.SUBSCRIPTION:
            async with aclosing(stream(self.schema, prepared, context)) as result:
                async for answer in result:
                    yield answer
        else:
            # Outside of its turn: whoever reads slowly keeps nobody from theirs.
            yield await self._once(prepared, context)

    async def _once(self, prepared: Prepared, context: Context) -> Answer:
        try:
            async with self.admission.turn(context.user.id, context.business_id, prepared.cost.rows):
                answer = await execute(self.schema, prepared, context)
        except Busy as busy:
            code = "UNAVAILABLE" if busy.is_ours else "RATE_LIMITED"
            error = api_error(code, str(busy), retryAfter=busy.seconds)
            answer = refusal(Refused(error, prepared.title))
        return answer.with_extensions(_cost(prepared)) if prepared.operation.wants_cost else answer


def _cost(prepared: Prepared) -> dict[str, object]:
    """What the operation was counted as, and what the limits are."""
    rows, fields = round(prepared.cost.rows), round(prepared.cost.fields)
    return {"cost": {"rows": rows, "rowsLimit": LIMITS.rows, "fields": fields, "fieldsLimit": LIMITS.fields}}
