"""Operations that nobody wrote: deep, wide, with fragments, variables, names and directives without end."""

from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

from tests.hostile.shapes import body_of
from tests.schema.asking import CONTRACT

#: Fields of one selection, and how deep selections are.
WIDTH, DEPTH = 12, 10
NAMES = st.one_of(st.from_regex(r"[a-z]{1,3}", fullmatch=True), st.just("n" * 90), st.just("n" * 5_000))
PAGES = st.sampled_from(
    ["", "(first: 100)", "(first: 1)", "(first: 99999999999)", "(first: -1)", "(first: $n)"]
)


@st.composite
def operations(draw: st.DrawFn) -> str:
    """The body of an operation that the parser takes; whether it is valid is another matter."""
    fragments = draw(st.integers(0, 8))
    root = draw(st.sampled_from([CONTRACT.query_type, CONTRACT.query_type, CONTRACT.mutation_type]))
    assert root is not None
    names = [f"F{number}" for number in range(fragments)]
    selected = draw(_selection(root, DEPTH, tuple(names)))
    parts = [f"{'query' if root is CONTRACT.query_type else 'mutation'} Q($n: Int) {selected}"]
    for number, name in enumerate(names):
        kind = draw(st.sampled_from(_composites()))
        body = draw(_selection(kind, DEPTH // 2, tuple(names[number + 1 :])))
        parts.append(f"fragment {name} on {kind.name} {body}")
    variables: Any = {"n": draw(st.sampled_from([1, 100, None, "x", [1] * 3_000, {"a": {"b": {}}}]))}
    return body_of("\n".join(parts), **variables)


def _composites() -> list[GraphQLNamedType]:
    return [
        kind
        for name, kind in sorted(CONTRACT.type_map.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    ]


@st.composite
def _selection(draw: st.DrawFn, kind: GraphQLNamedType, depth: int, fragments: tuple[str, ...]) -> str:
    """A selection of a type, with fields that it has."""
    fields = getattr(kind, "fields", {})
    chosen = draw(st.lists(st.sampled_from(["__typename", *fields]), min_size=1, max_size=WIDTH))
    parts = []
    for name in chosen:
        alias = f"{draw(NAMES)}: " if draw(st.integers(0, 5)) == 0 else ""
        directive = " @include(if: true)" * draw(st.sampled_from([0, 0, 0, 1, 30]))
        if name == "__typename" or is_leaf_type(get_named_type(fields[name].type)):
            parts.append(f"{alias}{name}{directive}")
        elif depth > 0 and not any(map(is_required_argument, fields[name].args.values())):
            page = draw(PAGES) if "first" in fields[name].args else ""
            below = draw(_selection(get_named_type(fields[name].type), depth - 1, fragments))
            parts.append(f"{alias}{name}{page}{directive} {below}")
    spread = draw(st.lists(st.sampled_from(fragments), max_size=4)) if fragments else []
    return "{ " + " ".join(["__typename", *parts, *(f"...{name}" for name in spread)]) + " }"
