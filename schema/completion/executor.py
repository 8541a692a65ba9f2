"""Executes operations as graphql-core does, completing values by written functions where it can."""

from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.execution import optimized_is_awaitable

from schema.completion.plans import Plan, Plans


class CompletingExecutor(Executor[None]):
    """graphql-core's executor, which asks the plans of the document first.

    A function that a value does not fit, whatever the reason, has changed nothing: graphql-core completes the
    value again, so that results and errors are its own.
    """

    is_awaitable = staticmethod(optimized_is_awaitable)  # type: ignore[assignment]  # It narrows nothing.

    def __init__(self, *args: Any, plans: Plans | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plan: Plan | None = None if plans is None else plans.of(self)

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a value by its function."""
        if self._plan is not None and field_details_list[0].node.selection_set is not None:
            complete = self._plan.unit(return_type, field_details_list)
            if complete is not None:
                try:
                    return complete(result, self.context_value)
                except Exception:  # noqa: S110  # graphql-core finds out again, and says where.
                    pass
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete an object by its function, and what that leaves as graphql-core does."""
        partly = None if self._plan is None else self._plan.object(return_type, field_details_list)
        if partly is not None:
            try:
                row = partly.complete(result, self.context_value)
            except Exception:  # noqa: S110  # See above; no field was executed yet.
                pass
            else:
                rest: Any = self.execute_fields(return_type, result, path, partly.left, None)
                return _joined(row, rest) if self.is_awaitable(rest) else row | rest
        return super().collect_and_execute_subfields(
            return_type, field_details_list, path, result, position_context
        )


async def _joined(row: dict[str, Any], rest: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return row | await rest
