"""From what a client sent to what can be run: parsed, an operation chosen, its limits and cost counted."""

from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from graphql import (
    DocumentNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
)

from orchestrators.refusals import BadInput
from schema.errors import api_error, bad_input, document_error
from schema.operations.cost import Cost
from schema.operations.counts import LIMITS
from schema.operations.documents import Document, Documents
from schema.operations.naming import business_named
from schema.operations.selections import fields_of, fragments_of
from schema.operations.tables import NoTable, Table, table_of

#: Characters of an operation's name that are kept for the log.
LONGEST = 100
QUERIES = frozenset({OperationType.QUERY})
ANSWERED_ONCE = QUERIES | {OperationType.MUTATION}
EVERY_KIND = frozenset(OperationType)
#: Root fields that whoever has a token may ask, also before they name a business.
OPEN = frozenset({"viewer", "portfolio", "__schema", "__type", "__typename"})


class Contract(Protocol):
    """What is needed of a schema to prepare an operation."""

    @property
    def documents(self) -> Documents:
        """Those that are valid in it."""

    @property
    def core(self) -> GraphQLSchema:
        """Its types."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sent."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    #: Whether the client wants to be told what it was counted as.
    wants_cost: bool = False
    #: Whether the client wants the rows of its one list, and nothing else.
    wants_table: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that may be run; `title` is its kind and name, for the log."""

    operation: Operation
    document: Document
    kind: OperationType
    title: str
    cost: Cost
    #: The root fields that it selects.
    roots: frozenset[str]
    #: The business that it names itself.
    business_id: UUID | None
    #: Where the rows are that are wanted of it; none if no rows are, or it is not valid.
    table: Table | None = None

    @property
    def needs_business(self) -> bool:
        """Whether a business must be entered for it."""
        return not self.roots <= OPEN

    @property
    def is_introspection(self) -> bool:
        """Whether it asks about the schema alone."""
        return all(name.startswith("__") for name in self.roots)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an operation is not run."""

    error: dict[str, Any]
    title: str = ""

    @property
    def code(self) -> str:
        """The code of the error."""
        code: str = self.error["extensions"]["code"]
        return code


async def prepare(
    contract: Contract, operation: Operation, kinds: frozenset[OperationType]
) -> Prepared | Refused:
    """Read an operation of one of the kinds, and count what it may come to; nothing is resolved yet."""
    if len(operation.query) > LIMITS.text:
        return Refused(
            api_error("OPERATION_TOO_LARGE", f"The document has more than {LIMITS.text} characters.")
        )
    try:
        document = await contract.documents.read(operation.query)
        return _prepared(contract.core, operation, document, kinds)
    except GraphQLSyntaxError as error:
        # What the parser says of too many tokens, and of too deep a document.
        too_large = error.message.endswith("Parsing aborted.")
        return Refused(document_error("OPERATION_TOO_LARGE" if too_large else "GRAPHQL_PARSE_FAILED", error))
    except RecursionError:
        return Refused(api_error("OPERATION_TOO_LARGE", "The document is nested too deeply."))


def _prepared(
    core: GraphQLSchema, operation: Operation, document: Document, kinds: frozenset[OperationType]
) -> Prepared | Refused:
    node = document.node
    chosen = _chosen(node, operation.name)
    if chosen is None:
        return Refused(api_error("OPERATION_RESOLUTION_FAILURE", _which(node, operation.name)))
    title = f"{chosen.operation.value} {chosen.name.value[:LONGEST] if chosen.name else ''}".strip()
    if chosen.operation not in kinds:
        return Refused(_other_kind(kinds), title)
    # What the operation does not declare is nothing to it: it is neither counted nor kept.
    declared = {item.variable.name.value for item in chosen.variable_definitions or ()}
    variables = {name: value for name, value in (operation.variables or {}).items() if name in declared}
    operation = replace(operation, variables=variables)
    count = document.counts.of(core, node, chosen, variables)
    if (limit := count.too_large) is not None:
        message = f"The operation has more than {limit.limit} {limit.what}."
        return Refused(api_error("OPERATION_TOO_LARGE", message), title)
    try:
        business_id = business_named(core, node, chosen, operation.variables)
        table = table_of(core, node, chosen) if operation.wants_table else None
    except BadInput as bad:
        return Refused(bad_input(bad), title)
    except NoTable as none:
        return Refused(api_error("NOT_ACCEPTABLE", str(none)), title)
    roots = _roots(node, chosen)
    return Prepared(operation, document, chosen.operation, title, count.cost, roots, business_id, table)


def _other_kind(kinds: frozenset[OperationType]) -> dict[str, Any]:
    if kinds == QUERIES:
        return api_error(
            "METHOD_NOT_ALLOWED", "GET runs queries only; send mutations and subscriptions with POST."
        )
    message = "A subscription is answered as text/event-stream (Accept), or over a WebSocket."
    return api_error("NOT_ACCEPTABLE", message)


def _roots(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    fields = fields_of([operation.selection_set], fragments_of(document))
    return frozenset(node.name.value for node in fields)


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
