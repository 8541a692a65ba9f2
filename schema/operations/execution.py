"""Runs a prepared operation: who asks is let in first, every error has its code, no answer is endless."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType, execute_sync, subscribe
from graphql import execute as execute_core

from resolvers.context import Context
from schema.completion.executor import CompletingExecutor
from schema.errors import EXPECTED, api_error, document_error, expected, formatted
from schema.operations.beside import beside
from schema.operations.preparation import Contract, Prepared, Refused
from schema.operations.tables import Table

#: Seconds an operation may take; statements have a shorter limit of their own.
TIMEOUT = 10.0
#: Bytes of an answer's data as JSON.
LONGEST_ANSWER = 8 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """A response's body; `ran` is false when the operation was refused before anything was resolved."""

    body: dict[str, Any]
    ran: bool
    #: Where the rows are in it, if rows are wanted.
    table: Table | None = None
    #: Its data as JSON, which was written to measure it.
    written: orjson.Fragment | None = field(default=None, compare=False, repr=False)

    @property
    def sent(self) -> dict[str, Any]:
        """The body for whoever writes it with orjson: what is written already is not written again."""
        return self.body if self.written is None else {**self.body, "data": self.written}

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the errors in it."""
        return frozenset(error["extensions"]["code"] for error in self.body.get("errors", ()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was resolved."""
        data = self.body.get("data")
        return data is None or all(value is None for value in data.values())

    def identified(self, request_id: str | None) -> "Answer":
        """The same with the request's id in each error, by which the log can be searched."""
        if "errors" not in self.body:
            return self
        errors = [
            {**error, "extensions": {**error["extensions"], "requestId": request_id}}
            for error in self.body["errors"]
        ]
        return replace(self, body={**self.body, "errors": errors})

    def with_extensions(self, extensions: dict[str, Any]) -> "Answer":
        """The same with what a client asked to be told beside it."""
        return replace(self, body={**self.body, "extensions": extensions})


def refusal(refused: Refused) -> Answer:
    """The answer to what is not run."""
    return Answer({"errors": [refused.error]}, False)


async def execute(
    schema: Contract, prepared: Prepared, context: Context, let_in: Callable[[], None] = lambda: None
) -> Answer:
    """Run a query or a mutation and close the context's snapshot; never raises for what a client sent.

    `let_in` is called once the caller may enter their business, and may raise to end it there.
    """
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _entered(schema, prepared, context, let_in)
    except TimeoutError:
        what = "The operation took too long; ask for less."
        done = " Some of the mutation may be done: read it again." if _writes(prepared) else ""
        return _failed("TIMEOUT", what + done)
    finally:
        await context.close()


async def stream(schema: Contract, prepared: Prepared, context: Context) -> AsyncGenerator[Answer, None]:
    """Run a subscription, which has any number of answers.

    The context's snapshot is closed after each, so that none is open while the next is waited for.
    """
    if (faults := await _faults(schema, prepared)) is not None:
        yield faults
        return
    results = await _awaited(subscribe(*_given(schema, prepared, context), **_completing(schema, prepared)))
    if isinstance(results, ExecutionResult):
        # There are no events: its variables do not fit.
        yield Answer({"errors": formatted(results.errors or ())}, False)
        return
    async with aclosing(results):
        try:
            async for result in results:
                await context.close()
                yield _answer(result, prepared)
        except Exception as error:
            # What ends the stream of events itself is nobody's field.
            ended = GraphQLError("The subscription ended.", original_error=error)
            yield Answer({"data": None, "errors": formatted([ended])}, True)


async def _entered(
    schema: Contract, prepared: Prepared, context: Context, let_in: Callable[[], None]
) -> Answer:
    """Let the caller in before their arguments are looked at, and answer."""
    if prepared.needs_business:
        try:
            context.name(prepared.business_id)
            await context.enter()
        except EXPECTED as refused:
            return Answer({"errors": [expected(refused)]}, False)
    let_in()
    if (faults := await _faults(schema, prepared)) is not None:
        return faults
    result = await _run(schema, prepared, context)
    if context.torn and prepared.kind is OperationType.QUERY:
        # Its figures are of two snapshots; a mutation's are too, but it must not be run again.
        await context.close()
        result = await _run(schema, prepared, context)
    return _answer(result, prepared)


async def _run(schema: Contract, prepared: Prepared, context: Context) -> ExecutionResult:
    given = _given(schema, prepared, context)
    if prepared.is_introspection:
        # It needs nothing of a request, and computes for longer than anything else that is small.
        return await beside(execute_sync, *given)
    result: ExecutionResult = await _awaited(execute_core(*given, **_completing(schema, prepared)))
    return result


def _given(schema: Contract, prepared: Prepared, context: Context) -> tuple[Any, ...]:
    """What graphql-core is given of an operation."""
    operation = prepared.operation
    return schema.core, prepared.document.node, None, context, operation.variables, operation.name


def _completing(schema: Contract, prepared: Prepared) -> dict[str, Any]:
    return {"executor_class": CompletingExecutor, "plans": schema.documents.plans_of(prepared.document)}


async def _awaited(result: Any) -> Any:
    return await result if isawaitable(result) else result


async def _faults(schema: Contract, prepared: Prepared) -> Answer | None:
    errors = await schema.documents.faults(schema.core, prepared.document)
    told = [item for error in errors for item in _before_it_ran(error)]
    return Answer({"errors": told}, False) if told else None


def _answer(result: ExecutionResult, prepared: Prepared) -> Answer:
    errors = formatted(result.errors or ())
    is_event = prepared.kind is OperationType.SUBSCRIPTION
    if result.data is None and not is_event and not any("path" in error for error in errors):
        # A variable does not fit: no field was resolved.
        return Answer({"errors": errors}, False)
    # To write it takes a tenth of the time in which Python could count what it holds.
    written = orjson.dumps(result.data)
    if len(written) > LONGEST_ANSWER:
        size = f"{LONGEST_ANSWER >> 20} MB"
        what = f"The answer is longer than {size}: ask for fewer rows or fields."
        done = " What the mutation changes is changed." if _writes(prepared) else ""
        return _failed("OPERATION_TOO_LARGE", what + done)
    body = {"data": result.data, **({"errors": errors} if errors else {})}
    return Answer(body, True, prepared.table, orjson.Fragment(written))


def _failed(code: str, message: str) -> Answer:
    return Answer({"data": None, "errors": [api_error(code, message)]}, True)


def _writes(prepared: Prepared) -> bool:
    return prepared.kind is OperationType.MUTATION


def _before_it_ran(error: GraphQLError) -> list[dict[str, Any]]:
    if error.original_error is not None:
        # Something of ours broke: its text is not the caller's.
        return formatted([error])
    if error.message == "Validation aborted.":
        return [api_error("OPERATION_TOO_LARGE", "The document selects the same fields too often.")]
    return [document_error("GRAPHQL_VALIDATION_FAILED", error)]
