"""Answers one after the other, for transports that stay open: the same context and log as everywhere."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

from resolvers.context import Context
from schema.operations.execution import Answer, Executable, Operation, stream
from server.telemetry import logged


async def answers(
    schema: Executable, operation: Operation, context: Context, business_id: UUID | None
) -> AsyncGenerator[Answer, None]:
    """The answers of one operation; its line in the log is written when it ends."""
    with logged(context, business_id) as note:
        async with aclosing(stream(schema, operation, context)) as result:
            async for answer in result:
                note.answered(answer)
                yield answer
