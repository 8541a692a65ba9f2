"""Pages as the Relay specification has them, with the nodes beside the edges."""

from collections.abc import Iterable
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from graphql import FieldNode, GraphQLResolveInfo, get_named_type

from orchestrators import paging
from orchestrators.paging import EVERYTHING, Order, PageRequest
from orchestrators.refusals import BadInput
from schema.faces import MODEL_BEHIND, face, field, shown
from schema.filters import Filter, OrderBy, order_of, where_of
from schema.operations.cost import PAGE
from schema.operations.selections import fields_of

T = TypeVar("T")

WHICH = strawberry.argument(name="filter", description="Return only objects that match this filter.")
BY = strawberry.argument(
    description="Sort order, at most four fields in order of precedence; ties are broken by id."
)


@face(paging.Total, "Number of objects that match, counted up to 10,000.")
class TotalCount:
    count: int = shown("Number of objects, at most 10,000.")
    is_exact: bool = shown("False when there are more than 10,000 objects.")


@face(paging.PageInfo, "Position of this page in the list.")
class PageInfo:
    has_next_page: bool = shown(
        "Whether there are more objects after this page; with `last`, whether the page was requested with "
        "`before`."
    )
    has_previous_page: bool = shown(
        "With `last`, whether there are more objects before this page; otherwise whether the page was "
        "requested with `after`."
    )
    start_cursor: str | None = shown(
        "Cursor of the first object; pass it as `before`, with `last`, to get the previous page. Null on an "
        "empty page."
    )
    end_cursor: str | None = shown(
        "Cursor of the last object; pass it as `after` to get the next page. Null on an empty page."
    )


@strawberry.type(description="An object of a list with its cursor.")
class Edge(Generic[T]):
    cursor: str = shown("Opaque position in the list; pass it as `after` to continue after this object.")
    node: T = shown("The object at this position.")


@strawberry.type(description="One page of a list, following the Relay connection specification.")
class Connection(Generic[T]):
    """The Relay specification's, with `nodes` for those who need no cursors."""

    nodes: list[T] = shown("The objects on this page.")
    edges: list[Edge[T]] = shown("The objects on this page, each with its cursor.")
    page_info: PageInfo = shown("Position of this page in the list.")

    @field(TotalCount, "Number of objects on all pages; counted only when this field is selected.")
    def total_count(self, page: strawberry.Parent[Any]) -> paging.Total:
        result: paging.Total | None = page.total
        assert result is not None, "asked for, so counted"
        return result


MODEL_BEHIND[Connection] = paging.Page
MODEL_BEHIND[Edge] = paging.Edge

First = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum number of objects to return, from 1 to 100; 20 by default. Not together with "
        "`last`."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="Cursor to continue after, from a previous page of the same list."),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum number of objects to return from the end of the list, or from before the cursor "
        "`before`, from 1 to 100. The objects stay in the order of the list."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(description="Cursor to end before, from another page of the same list."),
]


def page_request(
    info: strawberry.Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    where: Filter | None = None,
    order: Iterable[OrderBy] | None = None,
    default_order: tuple[Order, ...] = (),
    side: str = "",
) -> PageRequest:
    """What a connection's arguments ask for; raises `BadInput` naming the argument.

    `side` tells two lists of one type apart, between which cursors mean nothing.
    """
    if first is not None and last is not None:
        raise BadInput("last", "cannot be used together with first")
    selected, shown = _selected(info._raw_info)
    return PageRequest(
        first=PAGE if first is None else first,
        last=last,
        before=before,
        after=after,
        where=EVERYTHING if where is None else where_of(where),
        order=order_of(order) or default_order,
        with_total="totalCount" in selected,
        with_rows=not selected <= COUNT_ALONE,
        shown=shown,
        list_name=f"{get_named_type(info._raw_info.return_type).name}{side}",
    )


#: Fields of a connection that need none of its rows.
COUNT_ALONE = frozenset({"totalCount", "__typename"})


def _selected(info: GraphQLResolveInfo[Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that are selected of a connection and of its rows, directly or in a fragment."""

    def below(nodes: Iterable[FieldNode]) -> list[FieldNode]:
        selections = [node.selection_set for node in nodes]
        return list(fields_of(selections, info.fragments, info.variable_values))

    of_page = below(info.field_nodes)
    edges = below(node for node in of_page if node.name.value == "edges")
    nodes = [node for node in of_page if node.name.value == "nodes"]
    of_rows = below([*nodes, *(node for node in edges if node.name.value == "node")])
    return frozenset(node.name.value for node in of_page), frozenset(node.name.value for node in of_rows)
