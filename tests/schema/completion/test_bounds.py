"""The functions of a document take a bounded room, and keep nothing of the requests that they serve."""

import gc
import re
import weakref
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError, execute, parse

from schema.build import build_schema
from schema.completion.executor import CompletingExecutor
from schema.completion.plans import MOST_WAYS, Plans
from schema.completion.printing import functions_of
from tests.schema.completion.zoo import CatModel, Held, zoo

SCHEMA = zoo()
CAT = CatModel({"name": "Tom", "mother": CatModel({"name": "Ada"})})
PAGE = Held({"nodes": [CAT], "first": CAT, "good": True, "key": "k"})


class Context:
    """What a request has, and nobody else may keep."""


def answered(text: str, plans: Plans | None, variables: dict[str, Any] | None = None) -> Any:
    """The data."""
    result = execute(
        SCHEMA, parse(text), PAGE, None, variables, executor_class=CompletingExecutor, plans=plans
    )
    assert isinstance(result, ExecutionResult)
    assert not result.errors
    return result.data


def test_what_a_document_comes_to_is_bounded_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every level selects the level below it under other names, so that no function serves twice."""
    monkeypatch.setattr("schema.completion.plans.SOURCE_PER_TOKEN", 20)
    level = (
        "fragment F{0} on Animal {{ name a{0}: mother {{ ...F{1} }} b{0}: mother {{ x{0}: name ...F{1} }} }}"
    )
    levels = " ".join(level.format(n, n + 1) for n in range(10))
    text = f"{{ animals {{ nodes {{ ...F0 }} }} }} {levels} fragment F10 on Animal {{ name }}"
    document = parse(text)
    plans = Plans(document)
    executor = CompletingExecutor.build(SCHEMA, document, PAGE, plans=plans)
    assert isinstance(executor, CompletingExecutor)
    result = executor.execute_operation()
    assert isinstance(result, ExecutionResult)
    assert result.data == answered(text, None)
    plan = plans.of(executor)
    assert plan is not None
    assert len(plan.source.replace("\n\n\n", "\n")) <= 20 * document.token_count
    assert plan.source


def test_more_ways_than_there_is_room_for_are_answered_without_functions() -> None:
    names = [f"c{n}" for n in range(4)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: key @include(if: ${name})" for name in names)
    text = f"query ({declared}) {{ animals {{ good {fields} }} }}"
    plans = Plans(parse(text))
    for number in range(MOST_WAYS * 2):
        values = {name: bool(number >> bit & 1) for bit, name in enumerate(names)}
        expected = {name: "k" for name, value in values.items() if value}
        assert answered(text, plans, values) == {"animals": {"good": True, **expected}}


@pytest.mark.parametrize("value", ["a text of a caller", ["a list"], None])
def test_what_another_operation_means_by_a_name_is_no_condition(value: Any) -> None:
    text = (
        "query A($v: [String]) { animals { good key @include(if: true) } } "
        "query B($v: Boolean!) { animals { key @include(if: $v) } }"
    )
    document = parse(text)
    plans, given = Plans(document), {"v": value}
    executor = CompletingExecutor.build(SCHEMA, document, PAGE, None, given, "A", plans=plans)
    assert isinstance(executor, CompletingExecutor)
    assert plans.of(executor) is None
    other = CompletingExecutor.build(SCHEMA, document, PAGE, None, {"v": True}, "B", plans=plans)
    assert isinstance(other, CompletingExecutor)
    assert plans.of(other) is not None


def test_a_document_keeps_nothing_of_a_request() -> None:
    document, context = parse("query ($more: Boolean!) { animals { key good @skip(if: $more) } }"), Context()
    plans, given = Plans(document), {"more": False, "other": "a value of a caller"}
    execute(SCHEMA, document, PAGE, context, given, executor_class=CompletingExecutor, plans=plans)
    seen = weakref.ref(context)
    del context
    gc.collect()
    assert seen() is None


def test_functions_can_be_read() -> None:
    document = parse("query Bills($first: Int!) { bills(first: $first) { nodes { id documentNumber } } }")
    source = functions_of(build_schema().core, document, {"first": 3}, None)
    compile(source, "printed", "exec")
    assert "'documentNumber'" in source
    with pytest.raises(GraphQLError, match="first"):
        functions_of(build_schema().core, document, {}, None)


def test_of_the_types_that_an_object_may_have_only_those_are_written_of_which_something_is_selected() -> None:
    document = parse("query ($id: ID!) { node(id: $id) { ... on Bill { id } ... on Vendor { __typename } } }")
    source = functions_of(build_schema().core, document, {"id": "x"}, None)
    assert "def Node_" in source
    assert set(re.findall(r"model_of_([A-Za-z]+)_", source)) == {"Bill", "Vendor"}
