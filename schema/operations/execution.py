"""Runs one operation: parsed once, one operation chosen, limits kept, every error with its code."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from resolvers.context import Context
from schema.errors import api_error, document_error, formatted
from schema.operations.documents import RUNNING, Documents
from schema.operations.limits import Limits, check_limits

LIMITS = Limits()
#: Seconds an operation may take; statements have a shorter limit of their own.
TIMEOUT = 10.0
QUERIES = frozenset({OperationType.QUERY})
ANSWERED_ONCE = QUERIES | {OperationType.MUTATION}
EVERY_KIND = frozenset(OperationType)


class Executable(Protocol):
    """What is needed of a schema."""

    @property
    def documents(self) -> Documents:
        """Those that are valid in it."""

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
    ) -> ExecutionResult | PreExecutionError:
        """Strawberry's."""

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
    ) -> Any:
        """Strawberry's: an asynchronous generator of results."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sent."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A response's body; `ran` is false when the document was refused before anything was resolved.

    `operation` is its kind and name, for the log.
    """

    body: dict[str, Any]
    ran: bool
    operation: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the errors in it."""
        return frozenset(error["extensions"]["code"] for error in self.body.get("errors", ()))


async def execute(
    schema: Executable, operation: Operation, context: Context, *, queries_only: bool = False
) -> Answer:
    """Run an operation and close the context's snapshot; never raises for what a client sent."""
    chosen, refusal = _prepared(schema.documents, operation, QUERIES if queries_only else ANSWERED_ONCE)
    if refusal is not None:
        return Answer({"errors": [refusal]}, False, chosen)
    return await _once(schema, operation, context, chosen)


async def stream(schema: Executable, operation: Operation, context: Context) -> AsyncGenerator[Answer, None]:
    """Run an operation of any kind: a query or a mutation has one answer, a subscription any number.

    The context's snapshot is closed after each, so that none is open while the next is waited for.
    """
    chosen, refusal = _prepared(schema.documents, operation, EVERY_KIND)
    if refusal is not None:
        yield Answer({"errors": [refusal]}, False, chosen)
    elif chosen.partition(" ")[0] != OperationType.SUBSCRIPTION.value:
        yield await _once(schema, operation, context, chosen)
    else:
        results = await schema.stream(
            operation.query, operation.variables, context, operation_name=operation.name
        )
        async with aclosing(results):
            async for result in results:
                await context.close()
                yield _answer(result, chosen)


async def _once(schema: Executable, operation: Operation, context: Context, chosen: str) -> Answer:
    try:
        async with asyncio.timeout(TIMEOUT):
            result = await _run(schema, operation, context)
            if context.torn and chosen.partition(" ")[0] == OperationType.QUERY.value:
                # Its figures are of two snapshots; a mutation's are too, but it must not be run again.
                await context.close()
                result = await _run(schema, operation, context)
    except TimeoutError:
        late = api_error("TIMEOUT", "The operation took too long; ask for less.")
        return Answer({"data": None, "errors": [late]}, True, chosen)
    finally:
        await context.close()
    return _answer(result, chosen)


async def _run(
    schema: Executable, operation: Operation, context: Context
) -> ExecutionResult | PreExecutionError:
    return await schema.execute(operation.query, operation.variables, context, operation_name=operation.name)


def _prepared(
    documents: Documents, operation: Operation, kinds: frozenset[OperationType]
) -> tuple[str, dict[str, Any] | None]:
    """The operation's kind and name, and why it is not run, if it is not; its document runs from now on."""
    try:
        document = documents.read(operation.query)
    except GraphQLSyntaxError as error:
        # What the parser says of too many tokens, and of too deep a document.
        too_large = error.message.endswith("Parsing aborted.")
        return "", document_error("OPERATION_TOO_LARGE" if too_large else "GRAPHQL_PARSE_FAILED", error)
    except RecursionError:
        return "", api_error("OPERATION_TOO_LARGE", "The document is nested too deeply.")
    chosen = _chosen(document.node, operation.name)
    if chosen is None:
        return "", api_error("OPERATION_RESOLUTION_FAILURE", _which(document.node, operation.name))
    RUNNING.set(document)
    name = f"{chosen.operation.value} {chosen.name.value if chosen.name else ''}".strip()
    return name, _refusal(document.node, chosen, kinds, operation.variables)


def _refusal(
    document: DocumentNode,
    chosen: OperationDefinitionNode,
    kinds: frozenset[OperationType],
    variables: Mapping[str, Any] | None,
) -> dict[str, Any] | None:
    if chosen.operation not in kinds:
        return _other_kind(kinds)
    too_large = check_limits(document, chosen, LIMITS, variables)
    if too_large is not None:
        message = f"The operation has more than {too_large.limit} {too_large.what}."
        return api_error("OPERATION_TOO_LARGE", message)
    return None


def _other_kind(kinds: frozenset[OperationType]) -> dict[str, Any]:
    if kinds == QUERIES:
        return api_error("METHOD_NOT_ALLOWED", "GET runs queries only; send mutations with POST.")
    message = "A subscription is answered as text/event-stream (Accept), or over a WebSocket."
    return api_error("NOT_ACCEPTABLE", message)


def _answer(result: ExecutionResult | PreExecutionError, chosen: str) -> Answer:
    if isinstance(result, PreExecutionError):
        errors = [item for error in result.errors or () for item in _before_it_ran(error)]
        return Answer({"errors": errors}, False, chosen)
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = formatted(result.errors)
    return Answer(body, True, chosen)


def _before_it_ran(error: GraphQLError) -> list[dict[str, Any]]:
    if error.original_error is not None:
        # Something of ours broke: its text is not the caller's.
        return formatted([error])
    return [document_error("GRAPHQL_VALIDATION_FAILED", error)]


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [
        definition for definition in document.definitions if isinstance(definition, OperationDefinitionNode)
    ]


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation by its name, or the only one."""
    operations = _operations(document)
    if name is None:
        return operations[0] if len(operations) == 1 else None
    return next(
        (operation for operation in operations if operation.name and operation.name.value == name), None
    )


def _which(document: DocumentNode, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {name!r}."
    if not _operations(document):
        return "The document has no operation."
    return "The document has several operations: say which in operationName."
