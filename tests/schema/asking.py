"""Questions made from the schema itself, so that what is added to it is asked without being written down."""

from collections.abc import Iterator
from dataclasses import dataclass

import graphql
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from schema import build_schema, printed

CONTRACT = graphql.build_schema(printed(build_schema()))
#: Fields that ask without a business: the only ones that answer to somebody who may enter none.
WITHOUT_A_BUSINESS = frozenset({"viewer"})

Shown = GraphQLObjectType | GraphQLInterfaceType


def _root(kind: str) -> GraphQLObjectType:
    found = {
        "query": CONTRACT.query_type,
        "mutation": CONTRACT.mutation_type,
        "subscription": CONTRACT.subscription_type,
    }[kind]
    assert found is not None
    return found


QUERIES = tuple(_root("query").fields)
MUTATIONS = tuple(_root("mutation").fields)
SUBSCRIPTIONS = tuple(_root("subscription").fields)
NODE_TYPES = tuple(
    found.name
    for found in CONTRACT.get_possible_types(CONTRACT.type_map["Node"])  # type: ignore[arg-type]  # It is an interface.
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that is read by the page, by the fields that lead to it, and what its filter is."""

    path: tuple[str, ...]
    filter: GraphQLInputObjectType

    def __str__(self) -> str:
        return ".".join(self.path)

    @property
    def ids(self) -> tuple[str, ...]:
        """The fields of the filter that compare with ids."""
        return tuple(
            name for name, field in self.filter.fields.items() if str(field.type).strip("!") == "IDFilter"
        )

    def ask(self, inner: str, arguments: str = "first: 100") -> str:
        """A selection on the list, from the root."""
        text = f"{self.path[-1]}({arguments}) {{ {inner} }}"
        for name in reversed(self.path[:-1]):
            text = f"{name} {{ {text} }}"
        return text


def lists() -> tuple[Listed, ...]:
    """Every list that is reached without arguments."""
    return tuple(_lists(_root("query"), ()))


def query(name: str, arguments: str = "") -> str:
    """A root field with all that can be selected under it."""
    return f"{{ {name}{arguments} {everything(_root('query').fields[name])} }}"


def mutation(name: str, skip: frozenset[str] = frozenset({"Query"})) -> str:
    """A mutation whose variable `i` is its input."""
    field = _root("mutation").fields[name]
    return f"mutation ($i: {field.args['input'].type}) {{ {name}(input: $i) {everything(field, skip)} }}"


def needs_arguments(field: GraphQLField) -> bool:
    """Whether it cannot be asked without."""
    return any(graphql.is_required_argument(argument) for argument in field.args.values())


def needing_arguments() -> set[str]:
    """Root fields of queries that cannot be asked without."""
    return {name for name, field in _root("query").fields.items() if needs_arguments(field)}


def everything(field: GraphQLField, skip: frozenset[str] = frozenset()) -> str:
    """The selection of all fields below one, but those of the types to skip."""
    found = graphql.get_named_type(field.type)
    return _selection(found, skip) if isinstance(found, Shown) else ""


def _selection(shown: Shown, skip: frozenset[str]) -> str:
    own = " ".join(("__typename", *_fields(shown, skip, frozenset())))
    kinds = CONTRACT.get_possible_types(shown) if isinstance(shown, GraphQLInterfaceType) else []
    more = " ".join(
        f"... on {kind.name} {{ {' '.join(found)} }}"
        for kind in kinds
        if (found := list(_fields(kind, skip, frozenset(shown.fields))))
    )
    return f"{{ {own} {more} }}"


def _fields(shown: Shown, skip: frozenset[str], but: frozenset[str]) -> Iterator[str]:
    # Never twice the same type on the way down.
    for name, field in shown.fields.items():
        kind = graphql.get_named_type(field.type)
        if name not in but and kind.name not in skip and not needs_arguments(field):
            yield f"{name} {everything(field, skip | {shown.name})}".strip()


def _lists(shown: Shown, path: tuple[str, ...]) -> Iterator[Listed]:
    for name, field in shown.fields.items():
        kind = graphql.get_named_type(field.type)
        if needs_arguments(field) or not isinstance(kind, GraphQLObjectType):
            continue
        if kind.name.endswith("Connection"):
            given = graphql.get_named_type(field.args["filter"].type)
            assert isinstance(given, GraphQLInputObjectType)
            yield Listed((*path, name), given)
        elif len(path) < 3:
            yield from _lists(kind, (*path, name))
