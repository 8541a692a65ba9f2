"""Pages as the Relay specification has them, with the nodes beside the edges."""

from collections.abc import Iterable
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from graphql import GraphQLResolveInfo

from orchestrators import paging
from orchestrators.paging import EVERYTHING, Order, PageRequest
from schema.faces import MODEL_BEHIND, face, field, shown
from schema.filters import Filter, OrderBy, order_of, where_of
from schema.operations.selections import fields_of

T = TypeVar("T")

WHICH = strawberry.argument(name="filter", description="Which rows.")
BY = strawberry.argument(description="In which order; ties are broken by id.")


@face(paging.Total, "How many rows match.")
class TotalCount:
    count: int = shown("At most 10,000.")
    is_exact: bool = shown("False when there are more than 10,000.")


@face(paging.PageInfo, "Where this page stands in its list.")
class PageInfo:
    has_next_page: bool = shown("Whether there are rows after this page.")
    has_previous_page: bool = shown("Whether the page was asked for with `after`.")
    start_cursor: str | None = shown("The cursor of the first row; null on an empty page.")
    end_cursor: str | None = shown("The cursor of the last row: pass it as `after` for the next page.")


@strawberry.type(description="A row and its cursor.")
class Edge(Generic[T]):
    cursor: str = shown("Pass it as `after` to go on from this row.")
    node: T = shown("The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """The Relay specification's, with `nodes` for those who need no cursors."""

    nodes: list[T] = shown("The rows.")
    edges: list[Edge[T]] = shown("The rows, each with its cursor.")
    page_info: PageInfo = shown("Where this page stands.")

    @field(TotalCount, "How many rows match in all; counted only when asked for.")
    def total_count(self, page: strawberry.Parent[Any]) -> paging.Total:
        result: paging.Total | None = page.total
        assert result is not None, "asked for, so counted"
        return result


MODEL_BEHIND[Connection] = paging.Page
MODEL_BEHIND[Edge] = paging.Edge

First = Annotated[int, strawberry.argument(description="How many rows at most, from 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="The cursor after which to go on, from this same list.")
]


def page_request(
    info: strawberry.Info,
    first: int,
    after: str | None,
    *,
    where: Filter | None = None,
    order: Iterable[OrderBy] | None = None,
    default_order: tuple[Order, ...] = (),
) -> PageRequest:
    """What a connection's arguments ask for; raises `BadInput` naming the argument."""
    return PageRequest(
        first=first,
        after=after,
        where=EVERYTHING if where is None else where_of(where),
        order=order_of(order) or default_order,
        with_total=_selects_total(info._raw_info),
    )


def _selects_total(info: GraphQLResolveInfo[Any]) -> bool:
    """Whether `totalCount` is among the fields of a connection, directly or in a fragment."""
    fields = fields_of([node.selection_set for node in info.field_nodes], info.fragments)
    return any(node.name.value == "totalCount" for node in fields)
