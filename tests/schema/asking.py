"""Questions made from the schema itself, so that what is added to it is asked without being written down."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import graphql
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

import schema.build as ours
from tests.clock import within

#: As it is committed, which is as the code prints it: `tests/house/test_contract.py` compares them.
CONTRACT = graphql.build_schema(ours.CONTRACT.read_text(encoding="utf-8"))
#: Fields that ask without a business: the only ones that answer to somebody who may enter none.
WITHOUT_A_BUSINESS = frozenset({"portfolio", "viewer"})

#: What shows below many roots and is long: one operation that asks all of them leaves it out.
LONG = frozenset({"ItemImpact", "ItemPriority", "RunwayChange", "Forecast", "VendorTerms"})
#: A second object beside the first one is resolved alike: both in full would be too long for an operation.
BRIEFLY: Mapping[str, str] = {
    "relatedDocument": "{ __typename id documentNumber counterparty { name } }",
    "subject": "{ __typename id }",
    "edges": "{ __typename cursor node { __typename } }",
}
#: What leads from an object to others, by its type: asked in full at the roots.
LINKS: Mapping[str, str] = {
    "JournalLine.counterparty": "{ __typename id name }",
    "Vendor.bills": "(first: 1) { nodes { __typename id } }",
    "Customer.invoices": "(first: 1) { nodes { __typename id } }",
    **{
        f"{kind}.{name}": selection
        for kind in ("Document", "Bill", "Invoice")
        for name, selection in (
            ("decisions", "{ __typename id }"),
            ("issues", "{ __typename id }"),
            ("instruction", "{ __typename id }"),
            ("payments", "{ __typename date amount { amount } payment { __typename id } }"),
        )
    },
}
#: Types below which there are so many objects that links would make an operation too large.
WITHOUT_LINKS = frozenset(
    {
        "AcknowledgementOutcome",
        "AgingReport",
        "DecisionOutcome",
        "IssueOutcome",
        "JournalEntry",
        "RecurringFlow",
        "Runway",
    }
)
#: What fields below the roots that need an argument are given, by its name: a day to come, and one long ago.
GIVEN: Mapping[str, Callable[[], str]] = {
    "date": lambda: f'"{within(7)}"',
    "sinceDate": lambda: '"2025-01-01"',
    "filter": lambda: "{check: {eq: MISSING_DUE_DATE}}",
}

Shown = GraphQLObjectType | GraphQLInterfaceType


def _root(kind: str) -> GraphQLObjectType:
    result = {
        "query": CONTRACT.query_type,
        "mutation": CONTRACT.mutation_type,
        "subscription": CONTRACT.subscription_type,
    }[kind]
    assert result is not None
    return result


QUERIES = tuple(_root("query").fields)
MUTATIONS = tuple(_root("mutation").fields)
SUBSCRIPTIONS = tuple(_root("subscription").fields)
NODE_TYPES = tuple(
    get_possible_type.name
    for get_possible_type in CONTRACT.get_possible_types(CONTRACT.type_map["Node"])  # type: ignore[arg-type]  # It is an interface.
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that is read by the page, by the fields that lead to it; one that is computed has no filter."""

    path: tuple[str, ...]
    filter: GraphQLInputObjectType | None
    #: What tells a row from another: its id, or the one of what it is about.
    key: str
    #: The types of its pages and of its rows.
    kinds: tuple[str, str]

    def __str__(self) -> str:
        return ".".join(self.path)

    @property
    def ids(self) -> tuple[str, ...]:
        """The fields of the filter that compare with ids."""
        fields = self.filter.fields if self.filter else {}
        return tuple(name for name, field in fields.items() if str(field.type).strip("!") == "IDFilter")

    def ask(self, inner: str, arguments: str = "first: 100") -> str:
        """A selection on the list, from the root."""
        text = f"{self.path[-1]}({arguments}) {{ {inner} }}"
        for name in reversed(self.path[:-1]):
            text = f"{name} {{ {text} }}"
        return text


def lists() -> tuple[Listed, ...]:
    """Every list of the tables that is reached without arguments."""
    return tuple(_lists(_root("query"), ()))


def query(name: str, arguments: str = "", skip: frozenset[str] = frozenset()) -> str:
    """A root field with all that can be selected under it, but what is of the types to skip."""
    return f"{{ {name}{arguments} {everything(_root('query').fields[name], skip)} }}"


def node(kind: str, key: str) -> str:
    """A node with all that can be selected of one type: all types would be too long for an operation."""
    shown = CONTRACT.type_map[kind]
    assert isinstance(shown, GraphQLObjectType)
    return f"{{ node(id: {key}) {{ __typename ... on {kind} {_selection(shown, frozenset())} }} }}"


def together(names: Iterable[str], request: Callable[[str], str] = query) -> Iterator[str]:
    """Root fields in operations of two: all of them have too many words for one."""
    listed = sorted(names)
    for start in range(0, len(listed), 2):
        yield f"{{ {' '.join(request(name)[1:-1] for name in listed[start : start + 2])} }}"


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
    result = graphql.get_named_type(field.type)
    return _selection(result, skip) if isinstance(result, Shown) else ""


def _selection(shown: Shown, skip: frozenset[str]) -> str:
    own = " ".join(("__typename", *_fields(shown, skip, frozenset())))
    kinds = CONTRACT.get_possible_types(shown) if isinstance(shown, GraphQLInterfaceType) else []
    more = " ".join(
        f"... on {kind.name} {{ {' '.join(result)} }}"
        for kind in kinds
        if (result := list(_fields(kind, skip, frozenset(shown.fields))))
    )
    return f"{{ {own} {more} }}"


def _fields(shown: Shown, skip: frozenset[str], but: frozenset[str]) -> Iterator[str]:
    # Never twice the same type on the way down.
    for name, field in shown.fields.items():
        kind = graphql.get_named_type(field.type)
        if name in BRIEFLY:
            yield f"{name} {BRIEFLY[name]}"
        elif name in but or kind.name in skip:
            continue
        elif (link := LINKS.get(f"{shown.name}.{name}")) is not None:
            if not skip & WITHOUT_LINKS:
                yield f"{name}{link}"
        else:
            yield f"{name}{_arguments(field)} {everything(field, skip | {shown.name})}".strip()


def _arguments(field: GraphQLField) -> str:
    needed = [name for name, given in field.args.items() if graphql.is_required_argument(given)]
    return f"({', '.join(f'{name}: {GIVEN[name]()}' for name in needed)})" if needed else ""


def _lists(shown: Shown, path: tuple[str, ...]) -> Iterator[Listed]:
    for name, field in shown.fields.items():
        kind = graphql.get_named_type(field.type)
        if needs_arguments(field) or not isinstance(kind, GraphQLObjectType):
            continue
        if kind.name.endswith("Connection"):
            row = graphql.get_named_type(kind.fields["nodes"].type).name
            yield Listed((*path, name), _filter(field), _key(kind), (kind.name, row))
        elif len(path) < 3:
            yield from _lists(kind, (*path, name))


def _filter(field: GraphQLField) -> GraphQLInputObjectType | None:
    if "filter" not in field.args:
        return None
    given = graphql.get_named_type(field.args["filter"].type)
    assert isinstance(given, GraphQLInputObjectType)
    return given


def _key(connection: GraphQLObjectType) -> str:
    node = graphql.get_named_type(connection.fields["nodes"].type)
    assert isinstance(node, Shown)
    if "id" in node.fields:
        return "id"
    about = ((name, graphql.get_named_type(field.type)) for name, field in node.fields.items())
    return next(f"{name} {{ id }}" for name, kind in about if isinstance(kind, Shown) and "id" in kind.fields)
