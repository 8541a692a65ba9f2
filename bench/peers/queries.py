"""What is requested: the same data of both servers, in the terms of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.peers.books import Size, Tenant
from schema.ids import encode

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
Variables = Callable[[Tenant, int], Mapping[str, str]]

#: Fields of a bill beside its id: as Runway calls them, and as PostGraphile does.
NUMBER = ("documentNumber", "number")
DUE = ("dueDate", "dueDate")
ISSUED = ("issueDate", "issueDate")
BALANCE = ("openBalance { amount }", "balance")
TOTAL = ("total { amount }", "total")
STATE = ("state", "state")
VENDOR = ("counterparty { id name }", "partyByBusinessIdAndPartyId { id name }")
USUAL = (NUMBER, DUE, BALANCE, TOTAL, VENDOR)
COUNT = ("totalCount { count }", "totalCount")

_PAGE = (
    "{ bills(first: %s, filter: { state: { eq: OPEN } }) { %s nodes { id %s } } }",
    '{ allDocuments(first: %s, condition: { kind: "BILL", state: "OPEN" }, orderBy: DUE_DATE_ASC) '
    "{ %s nodes { id %s } } }",
)
_ONE = (
    "query One($id: ID!) { node(id: $id) { ... on Bill { id %s } } }",
    "query One($businessId: UUID!, $id: UUID!) { "
    "documentByBusinessIdAndRowId(businessId: $businessId, rowId: $id) { id %s } }",
)


def _none(_tenant: Tenant, _number: int) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Form:
    """A query as one server takes it: documents that are sent in turn, and variables that name a bill."""

    documents: tuple[str, ...]
    variables: Variables = _none


@dataclass(frozen=True, slots=True)
class Query:
    """What is requested of Runway, and of PostGraphile where that has the data."""

    name: str
    what: str
    ours: Form
    theirs: Form | None = None


def queries(size: Size) -> list[Query]:
    """All of them; `size` says which bills there are."""
    numbers = tuple(combinations((NUMBER, DUE, ISSUED, BALANCE, TOTAL, STATE), 3))
    return [
        _page("Q1", "50 open bills with vendor and total count", 50, USUAL, counted=True),
        _page("Q1b", "50 open bills with vendor", 50, USUAL, counted=False),
        _page("Q3", "100 open bills with vendor", 100, USUAL, counted=False),
        Query("Q2", "one bill with vendor", *_one(size)),
        Query("Q20", "Q1 as 20 documents in turn", *_in_turn(numbers)),
        Query("console", "docs/examples/console.graphql", _example("console")),
        Query("tray", "docs/examples/tray.graphql", _example("tray")),
    ]


def _page(name: str, what: str, first: int, fields: tuple[tuple[str, str], ...], *, counted: bool) -> Query:
    ours, theirs = (Form((_listed(side, first, fields, counted=counted),)) for side in (0, 1))
    return Query(name, what, ours, theirs)


def _in_turn(selections: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[Form, Form]:
    ours, theirs = (
        Form(tuple(_listed(side, 50, (*fields, VENDOR), counted=True) for fields in selections))
        for side in (0, 1)
    )
    return ours, theirs


def _listed(side: int, first: int, fields: tuple[tuple[str, str], ...], *, counted: bool) -> str:
    count = COUNT[side] if counted else ""
    return _PAGE[side] % (first, count, " ".join(field[side] for field in fields))


def _one(size: Size) -> tuple[Form, Form]:
    def ours(tenant: Tenant, number: int) -> Mapping[str, str]:
        return {"id": encode("Bill", tenant.bill(number % size.bills))}

    def theirs(tenant: Tenant, number: int) -> Mapping[str, str]:
        return {"businessId": str(tenant.id), "id": str(tenant.bill(number % size.bills))}

    documents = [_ONE[side] % " ".join(field[side] for field in USUAL) for side in (0, 1)]
    return Form((documents[0],), ours), Form((documents[1],), theirs)


def _example(name: str) -> Form:
    return Form(((EXAMPLES / f"{name}.graphql").read_text(encoding="utf-8"),))
