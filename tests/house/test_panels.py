"""A panel of a screen fails alone: what reads by itself is nullable, so that an error stops there."""

import re

from graphql import GraphQLField, GraphQLObjectType, is_non_null_type

from schema.faces import ANSWERS
from tests.schema.asking import CONTRACT


def test_a_panel_that_fails_takes_no_data_of_another() -> None:
    read = {where for where, _, _ in ANSWERS}
    alone = [
        (f"{name}.{field}", shown_field)
        for name in ("Query", "DecisionConsole", "HygieneTray", "Runway")
        for field, shown_field in _fields_of(name).items()
        if name == "Query" or f"{name}.{_snake(field)}" in read
    ]
    assert len(alone) > len(_fields_of("Query"))
    assert [place for place, shown_field in alone if is_non_null_type(shown_field.type)] == []


def _fields_of(name: str) -> dict[str, GraphQLField]:
    shape = CONTRACT.type_map[name]
    assert isinstance(shape, GraphQLObjectType)
    return dict(shape.fields)


def _snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()
