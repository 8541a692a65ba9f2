"""Operations that nobody wrote, made from the contract, are answered the same with functions and without."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    IntValueNode,
    NameNode,
    StringValueNode,
    Visitor,
    print_ast,
    visit,
)
from graphql.language.visitor import REMOVE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from tests.examples import some, tries
from tests.schema.asking import CONTRACT, QUERIES
from tests.schema.completion.conftest import Both

SCALARS = {
    "Date": st.dates().map(lambda day: nodes.String(day.isoformat())),
    "DateTime": st.datetimes().map(lambda moment: nodes.String(f"{moment.isoformat()}Z")),
    "Decimal": st.decimals(-1_000, 1_000, places=2).map(lambda amount: nodes.String(str(amount))),
}
#: What leaves a page nearly always empty.
_NARROW = frozenset({"last", "after", "before", "filter"})
IDS = """{
  bills(first: 2) { nodes { id counterparty { id } } } invoices(first: 1) { nodes { id } }
  accounts(first: 1) { nodes { id } } auditTrail(first: 2) { nodes { id } }
  decisionConsole { queue(first: 1) { nodes { id } } } hygieneTray { issues(first: 1) { nodes { id } } }
}"""


class _Plausible(Visitor):
    """Small pages, ids of objects that there are, and a condition here and there."""

    def __init__(self, ids: Sequence[str], random: Random) -> None:
        super().__init__()
        self._ids = ids
        self._random = random

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        """Leave most of an argument's values to nobody's chance."""
        name = node.name.value
        if name in _NARROW:
            return REMOVE if self._random.random() < 0.9 else None
        if name == "first":
            return ArgumentNode(name=node.name, value=IntValueNode(value="2"))
        if name == "id" or name.endswith("Id"):
            return ArgumentNode(name=node.name, value=StringValueNode(value=self._random.choice(self._ids)))
        return None

    def leave_field(self, node: FieldNode, *_: Any) -> Any:
        """Put a condition on some; what is selected otherwise stays selected by another name."""
        if self._random.random() < 0.9:
            return None
        name, holds = self._random.choice([("include", True), ("include", False), ("skip", True)])
        value = ArgumentNode(name=NameNode(value="if"), value=BooleanValueNode(value=holds))
        condition = DirectiveNode(name=NameNode(value=name), arguments=(value,))
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=node.arguments,
            directives=(*(node.directives or ()), condition),
            selection_set=node.selection_set,
        )


@pytest.fixture(scope="module")
async def ids(both: Both) -> list[str]:
    answer = await both.answered(both.plain, IDS, both.pair.ours.owner)
    found_ids: list[str] = []

    def collect(value: Any) -> None:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key == "id":
                found_ids.append(item)
            elif isinstance(item, dict | list):
                collect(item)

    collect(answer.body["data"])
    return found_ids


@pytest.mark.parametrize("root", some(sorted(QUERIES), 12))
@given(data=st.data())
@settings(
    deadline=None,
    max_examples=tries(20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
async def test_what_is_generated_is_answered_the_same(
    both: Both, ids: list[str], root: str, data: st.DataObject
) -> None:
    made = queries(CONTRACT, fields=[root], custom_scalars=SCALARS, allow_x00=False, print_ast=_itself)
    document, random = data.draw(made), data.draw(st.randoms(use_true_random=False))
    assert isinstance(document, DocumentNode)
    text = print_ast(visit(document, _Plausible(ids, random)))
    owner = both.pair.ours.owner
    plain, written = [await both.answered(schema, text, owner) for schema in (both.plain, both.written)]
    assert json.dumps(written.body) == json.dumps(plain.body), text


def _itself(document: DocumentNode) -> DocumentNode:
    return document
