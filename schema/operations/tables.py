"""The one list of an operation as a table: where its rows are in the answer, and what their columns are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from schema.operations.selections import EndlessSelection, TypedSelections, below, fragments_of

#: Keys of an answer, from the outside to the inside.
Path = tuple[str, ...]
MOST_COLUMNS = 500
#: Lists that are named where there are too many.
NAMED = 10
#: What tells of further rows, and the fields of it that are needed.
PAGE_INFO, NEEDED = "pageInfo", ("hasNextPage", "endCursor")
#: What adds up the rows that a plain list leaves out, beside it, and the fields of it that are needed.
REMAINDER, COUNT, SUM = "remainder", "groupCount", "amount"


class NoTable(Exception):
    """The operation has no table; the text says what to do about it."""


class _UnknownField(Exception):
    """The document selects what the schema does not have: it is not valid, which is told elsewhere."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a connection says that there are more rows; `after` is the variable that continues it, if any."""

    has_next_page: Path
    end_cursor: Path
    after: str | None


@dataclass(frozen=True, slots=True)
class Remainder:
    """Where a list that is cut adds up what it leaves out; `count` is the key of how many rows that are."""

    path: Path
    count: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an answer, and the values of each row that are columns; a plain list has no pages.

    With a remainder, the last row is the sum of the rows that are not listed, if there are any.
    """

    rows: Path
    columns: tuple[Path, ...]
    pages: Pages | None
    remainder: Remainder | None = None

    @property
    def head(self) -> list[str]:
        """The names of the columns, such as vendor.name."""
        return [".".join(column) for column in self.columns]

    def values(self, data: Any) -> Iterator[list[Any]]:
        """The values of each row; None for what is null, or below something that is null."""
        rows = [*(_at(data, self.rows) or ())]
        if self.remainder is not None and _at(data, (*self.remainder.path, self.remainder.count)):
            rows.append(_at(data, self.remainder.path))
        for row in rows:
            yield [_at(row, column) for column in self.columns]

    def is_null(self, data: Any) -> bool:
        """Whether the list is null, or below something that is: that is not the same as no rows."""
        return _at(data, self.rows) is None

    def next_cursor(self, data: Any) -> str | None:
        """What continues the list after this page; None on the last one."""
        if self.pages is None or not _at(data, self.pages.has_next_page):
            return None
        cursor: str | None = _at(data, self.pages.end_cursor)
        return cursor


def table_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Table | None:
    """The table of an operation; None if it is not valid. Raises `NoTable`."""
    if operation.operation is not OperationType.QUERY:
        raise NoTable("Only queries can be answered as CSV.")
    root = schema.query_type
    assert root is not None, "the schema has queries"
    looking = _Looking(schema, TypedSelections(schema, fragments_of(document)))
    try:
        lists = list(looking.lists([operation.selection_set], root, ()))
        if len(lists) != 1:
            names = ", ".join(".".join(item.path) for item, *_ in lists[:NAMED]) or "no list"
            raise NoTable(f"CSV takes its rows from the one list of an operation, which has {names}.")
        return looking.table(*lists[0])
    except _UnknownField:
        return None
    except EndlessSelection:
        raise NoTable(f"CSV has at most {MOST_COLUMNS} columns.") from None


@dataclass(frozen=True, slots=True)
class _Selected:
    """A field of the answer: where, as it is selected, and its type."""

    path: Path
    nodes: Sequence[FieldNode]
    type: Any

    @property
    def named(self) -> GraphQLNamedType:
        named: GraphQLNamedType = get_named_type(self.type)
        return named

    @property
    def is_list(self) -> bool:
        return is_list_type(get_nullable_type(self.type))

    @property
    def is_connection(self) -> bool:
        return self.named.name.endswith("Connection")


@dataclass(frozen=True, slots=True)
class _Looking:
    schema: GraphQLSchema
    selections: TypedSelections

    def lists(
        self, selections: Any, parent: GraphQLNamedType, path: Path
    ) -> Iterator[tuple[_Selected, GraphQLNamedType, Sequence[_Selected]]]:
        """The lists of objects in the answer that are inside no other one, with what is beside them."""
        fields = list(self._fields(selections, parent, path))
        for item in fields:
            if is_leaf_type(item.named):
                continue
            if item.is_list or item.is_connection:
                yield item, parent, fields
            else:
                yield from self.lists(below(item.nodes), item.named, item.path)

    def table(self, item: _Selected, parent: GraphQLNamedType, beside: Sequence[_Selected]) -> Table:
        """A list with its columns."""
        rows, pages = item, None
        if item.is_connection:
            inside = {part.path[-1]: part for part in self._fields(below(item.nodes), item.named, item.path)}
            several = [part for part in inside.values() if part.is_list]
            if len(several) != 1:
                raise NoTable(f"CSV takes its rows from either nodes or edges of {item.path[-1]}.")
            rows, pages = several[0], self._pages(item, list(inside.values()))
        remainder = self._remainder(item, parent, beside)
        shown = [rows] if remainder is None else [rows, remainder]
        # In the order of the document, each of them once.
        columns = dict[Path, None]()
        for column in chain.from_iterable(self._columns(below(of.nodes), of.named, ()) for of in shown):
            columns[column] = None
            if len(columns) > MOST_COLUMNS:
                raise NoTable(f"CSV has at most {MOST_COLUMNS} columns.")
        counted = None if remainder is None else Remainder(remainder.path, self._names(remainder)[COUNT])
        return Table(rows.path, tuple(columns), pages, counted)

    def _remainder(
        self, item: _Selected, parent: GraphQLNamedType, beside: Sequence[_Selected]
    ) -> _Selected | None:
        """What adds up the rows that the list leaves out; None if its type has no such field."""
        if REMAINDER not in getattr(parent, "fields", {}):
            return None
        remainder = next((part for part in beside if part.nodes[0].name.value == REMAINDER), None)
        if remainder is None or not {COUNT, SUM} <= self._names(remainder).keys():
            shown = f"{REMAINDER} {{ {COUNT} {SUM} {{ {SUM} }} }}"
            raise NoTable(f"Add {shown} beside {item.path[-1]}, so that no further rows are overlooked.")
        return remainder

    def _names(self, item: _Selected) -> dict[str, str]:
        """The response keys of an object's fields by their names."""
        inside = self._fields(below(item.nodes), item.named, ())
        return {part.nodes[0].name.value: part.path[-1] for part in inside}

    def _pages(self, item: _Selected, inside: Sequence[_Selected]) -> Pages:
        paths: dict[str, Path] = {
            node.name.value: part.path
            for info in inside
            if info.nodes[0].name.value == PAGE_INFO
            for part in self._fields(below(info.nodes), info.named, info.path)
            for node in part.nodes
        }
        if not paths.keys() >= set(NEEDED):
            shown = f"{PAGE_INFO} {{ {' '.join(NEEDED)} }}"
            raise NoTable(f"Add {shown} to {item.path[-1]}, so that no further rows are overlooked.")
        given = {argument.name.value: argument.value for argument in item.nodes[0].arguments or ()}
        if given.keys() & {"last", "before"}:
            raise NoTable("CSV is read from the beginning of a list: use first and after.")
        after = given.get("after")
        return Pages(
            paths["hasNextPage"],
            paths["endCursor"],
            after.name.value if isinstance(after, VariableNode) else None,
        )

    def _columns(self, selections: Any, parent: GraphQLNamedType, path: Path) -> Iterator[Path]:
        for item in self._fields(selections, parent, path):
            if is_leaf_type(item.named):
                yield item.path
            elif item.is_list or item.is_connection:
                raise NoTable(f"A row cannot hold the list {'.'.join(item.path)}: leave it out.")
            else:
                yield from self._columns(below(item.nodes), item.named, item.path)

    def _fields(self, selections: Any, parent: GraphQLNamedType, path: Path) -> Iterator[_Selected]:
        """The fields of one object, whichever of its types selects them."""
        fields: dict[str, tuple[Any, list[FieldNode]]] = {}
        for (inside, key), nodes in self.selections.by_response_key(selections, parent).items():
            kind = self.schema.type_map[inside]
            field = self.schema.get_field(kind, nodes[0].name.value)  # type: ignore[arg-type]  # None for a leaf.
            if field is None:
                raise _UnknownField
            fields.setdefault(key, (field.type, []))[1].extend(nodes)
        for key, (kind, nodes) in fields.items():
            yield _Selected((*path, key), nodes, kind)


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
