"""Every field and operator of every filter lets through exactly what plain Python would."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st

from db.directory import user_id_of
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.settings.vendor_terms import SetVendorTerms
from orchestrators.sources.rows import Keys
from resolvers.context import Context, User
from resolvers.settings.settings import change
from server.sources.importing import DEFAULT_REALM
from tests.examples import tries
from tests.records import account, bill, customer, invoice, vendor
from tests.schema.asking import CONTRACT
from tests.schema.books.postings import posting
from tests.schema.brute_force import LISTS
from tests.schema.comparisons import KIND_OF, Compared, Given, Listed, Node, lets_through
from tests.schema.decisions.desk import Desk, codes
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import OWNER, Api

OPEN = frozenset({"PROPOSED", "APPROVED", "FAILED"})
#: No invoice has a tier, whatever is asked of it.
UNTIERED = ("invoices", "tier")
#: So many filters are asked in a request.
AT_ONCE = 15


@dataclass(frozen=True, slots=True)
class Rows:
    """A server, and all rows of each of its lists."""

    api: Api
    nodes: Mapping[str, list[Node]]

    def fields(self, name: str) -> Mapping[str, Compared]:
        """The list's fields; ids to compare with are taken from the rows."""
        return {
            key: field if field.values else replace(field, values=self._ids(name, field))
            for key, field in LISTS[name].fields.items()
        }

    def _ids(self, name: str, field: Compared) -> tuple[Any, ...]:
        result = {field.of(node) for node in self.nodes[name]} - {None}
        return tuple(sorted(result))[:3]

    def without_filter(self, name: str, field: str | None = None) -> int:
        """How many rows the list has, without a filter or whatever this field is."""
        meant = LISTS[name].meant({field: {}} if field else {})
        return sum(lets_through(self.fields(name), meant, node) for node in self.nodes[name])

    async def expect(self, name: str, *filters: Given) -> list[int]:
        """Ask with each filter; returns how many rows it let through, after comparing with plain Python."""
        listed, fields, counts = LISTS[name], self.fields(name), []
        for some in (filters[at : at + AT_ONCE] for at in range(0, len(filters), AT_ONCE)):
            variables = {f"f{n}": given_ for n, given_ in enumerate(some)}
            answers = (await self.api.ask(listed.ask_ids(len(some)), variables=variables)).data
            for given_, answer in zip(some, answers.values(), strict=True):
                meant = listed.meant(given_)
                wanted = [node["id"] for node in self.nodes[name] if lets_through(fields, meant, node)]
                assert [node["id"] for node in nodes_in(answer)] == wanted, (name, given_)
                counts.append(len(wanted))
        return counts


def nodes_in(answer: Any) -> list[Node]:
    """The rows, however deep in what a root field answers."""
    while "nodes" not in answer:
        (answer,) = answer.values()
    nodes: list[Node] = answer["nodes"]
    return nodes


async def nodes_of(api: Api, listed: Listed, given_: Given | None) -> list[Node]:
    return nodes_in((await api.ask(listed.ask(), variables={"f": given_})).data)


def some_documents(made: Any, first_id: int) -> list[dict[str, Any]]:
    """Documents with every field missing in one of them, amounts of every sign, void ones, settled ones."""
    changes: list[dict[str, Any]] = [
        {},
        {"DueDate": None},
        {"TxnDate": None},
        {"DocNumber": None},
        {"VendorRef": None, "CustomerRef": None},
        {"TotalAmt": None, "Balance": None},
        {"TotalAmt": 10.25, "Balance": 5.5},
        {"TotalAmt": 10, "Balance": 10, "DueDate": "2026-11-18"},
        {"TotalAmt": -1, "Balance": -1},
        {"TotalAmt": 99.5, "Balance": 0},
        {"TotalAmt": 99.5, "Balance": 100, "TxnDate": "2026-09-20", "DueDate": "2026-12-04"},
        {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"},
        {"DocNumber": "100%_\\", "TxnDate": "2026-09-01", "DueDate": "2026-09-01"},
        {"DocNumber": "N-11", "VendorRef": {"value": "2"}, "CustomerRef": {"value": "2"}},
        {"DueDate": "2026-08-01"},
    ]
    return [made(str(first_id + n), **{"DocNumber": f"N-{n}", **item}) for n, item in enumerate(changes)]


#: Of these, what tells transactions apart that are neither bills nor invoices.
TELLING = (2, 3, 4, 5, 6, 11, 12, 13)


def some_transactions(made: Any, first_id: int) -> list[dict[str, Any]]:
    """Payments or credits, from the documents that have their counterparty."""
    return [some_documents(made, first_id)[place] for place in TELLING]


def some_entries() -> list[dict[str, Any]]:
    """Journal entries with and without a day, a number and lines."""
    usual = {"SyncToken": "0", "TxnDate": "2026-09-01", "Line": [posting(10.25, "1"), posting(-10.25, "2")]}
    changes: list[dict[str, Any]] = [{}, {"TxnDate": None}, {"DocNumber": None}, {"Line": []}]
    return [{"Id": str(n), "DocNumber": f"N-{n}", **usual, **item} for n, item in enumerate(changes)]


@pytest.fixture(scope="module")
async def rows(cluster: Cluster) -> AsyncIterator[Rows]:
    # Each filter is counted as all the rows that it might let through.
    async with serving(cluster, rows_a_second=1_000_000) as served:
        business = await served.world.business()
        records: dict[str, list[Any]] = {
            "Vendor": [vendor(str(n), f"Paper {n}", Active=n != 2) for n in (1, 2, 3)],
            "Customer": [customer(str(n), f"Paper {n}", Active=n != 2) for n in (1, 2, 3)],
            "Account": [
                account("1"),
                account("2", AccountType="Credit Card"),
                account("3", AccountType=None, Active=False),
                account("4"),
                account("5", AccountType="Statistical"),
                account("6", AccountType="Other"),
            ],
            "Bill": some_documents(bill, 100),
            "Invoice": some_documents(invoice, 200),
            "BillPayment": some_transactions(bill, 300),
            "Payment": some_transactions(invoice, 400),
            "VendorCredit": some_transactions(bill, 500),
            "CreditMemo": some_transactions(invoice, 600)[:-1],
            "JournalEntry": some_entries(),
            "Estimate": [{"Id": "1"}, {"Id": "x"}],
        }
        await served.world.load(business, records)
        await served.world.load(business, {"Bill": [{"Id": "100", "status": "Deleted"}]})
        await _decide(Desk(served.world, served.api, business, {}))
        # Newer versions of all bills: the decisions about them that are open become stale.
        newer = [{**item, "SyncToken": "1"} for item in records["Bill"][1:]]
        await served.world.load(business, {"Bill": newer, "Term": [{"Id": "1"}]})
        await _set_tiers(served, business)
        nodes = {name: await nodes_of(served.api, item, item.everything) for name, item in LISTS.items()}
        _tell(nodes)
        yield Rows(served.api, nodes)


async def _decide(desk: Desk) -> None:
    """A third is taken back, a third is final, and of these one is acknowledged."""
    actions = {"BILL": ("PAY", "DELAY"), "INVOICE": ("CHASE", "EXPECT")}
    for n, item in enumerate(await nodes_of(desk.api, LISTS["items"], None)):
        made = (await desk.propose(item["id"], actions[item["kind"]][n // 3 % 2]))["decision"]
        if n % 3 == 0:
            assert (await desk.withdraw(made["id"]))["userErrors"] == []
        if n % 3 == 1:
            assert codes(await desk.finalize([made])) == [None]
    answers = [{"id": (await desk.outbox())[0]["id"]}]
    assert codes(await desk.step("acknowledgeOutbox", {"instructions": answers})) == [None]


async def _set_tiers(served: Served, business: UUID) -> None:
    """One is set, one is suggested by a class, of the third nothing is known."""
    context = Context(served.world.books, User(user_id_of(OWNER), OWNER), business)
    for number, changes in (
        ("1", {"tier": Tier.STRATEGIC}),
        ("2", {"vendor_class": VendorClass.KEY_SUPPLIERS}),
    ):
        vendor_id = Keys(business, DEFAULT_REALM).of("Vendor", number)
        assert (
            await change(context, SetVendorTerms(vendor_id, changes, expected_version=0))
        ).user_errors == ()


def _tier(node: Node) -> str | None:
    if node["kind"] != "BILL":
        return None
    name = node["counterparty"]["name"] if node["counterparty"] else ""
    return {"Paper 1": "STRATEGIC", "Paper 2": "IMPORTANT"}.get(name, "STANDARD")


def _tell(nodes: dict[str, list[Node]]) -> None:
    """What filters ask and no node shows in that form is put beside what it shows."""
    decided = {item["item"]["id"] for item in nodes["queue"] if item["status"] in OPEN}
    for name in ("bills", "invoices", "items"):
        nodes[name] = [
            {**node, "hasDecision": node["id"] in decided, "tier": _tier(node)} for node in nodes[name]
        ]
    nodes["outbox"] = [{**item, "acknowledged": bool(item["acknowledgedAt"])} for item in nodes["outbox"]]


def test_every_filter_of_the_contract_is_compared_field_by_field() -> None:
    for listed in LISTS.values():
        type_ = CONTRACT.type_map[listed.input_type]
        assert isinstance(type_, GraphQLInputObjectType)
        assert set(type_.fields) == {*listed.fields, "and", "or", "not"}
        for name, field in listed.fields.items():
            inner = get_named_type(type_.fields[name].type)
            assert isinstance(inner, GraphQLInputObjectType)
            assert set(inner.fields) == set(field.kind.operators), (listed.input_type, name)
            assert KIND_OF.get(inner.name, field.kind) is field.kind
    compared = {listed.input_type for listed in LISTS.values()}
    assert {name for name in CONTRACT.type_map if name.endswith("Filter")} == compared | {
        name for name in CONTRACT.type_map if name in KIND_OF or name.endswith("EnumFilter")
    }


@pytest.mark.parametrize("name", LISTS)
async def test_each_operator_of_each_field_lets_through_what_plain_python_does(rows: Rows, name: str) -> None:
    assert 3 <= len(rows.nodes[name]) < 100
    for field, compared in rows.fields(name).items():
        questions = list(compared.questions())
        results = await rows.expect(name, *({field: question} for question in questions))
        # What is not known does not hold, and so its opposite does.
        opposites = await rows.expect(name, *({"not": {field: question}} for question in questions))
        assert opposites == [rows.without_filter(name, field) - result for result in results]
        # A filter that ignores what it is given lets the same through each time.
        assert (len(set(results)) > 1) is ((name, field) != UNTIERED), (name, field)


@pytest.mark.parametrize("name", LISTS)
async def test_an_empty_filter_lets_everything_through_and_an_empty_choice_nothing(
    rows: Rows, name: str
) -> None:
    everything = rows.without_filter(name)
    filters: tuple[Given, ...] = ({}, {"and": []}, {"or": []}, {"not": {}}, {"not": {"or": []}})
    assert await rows.expect(name, *filters) == [everything, everything, 0, 0, everything]


@pytest.mark.parametrize("name", LISTS)
@given(data=st.data())
@settings(max_examples=tries(25))
async def test_any_nesting_lets_through_what_plain_python_does(
    rows: Rows, name: str, data: st.DataObject
) -> None:
    await rows.expect(name, data.draw(nested(rows.fields(name))))


def nested(fields: Mapping[str, Compared]) -> st.SearchStrategy[Given]:
    """Filters of a few fields with a few operators each, under and, or and not."""
    leaves = st.fixed_dictionaries({}, optional={name: _operators(field) for name, field in fields.items()})
    return st.recursive(
        leaves,
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "and": st.lists(inner, max_size=2),
                "or": st.lists(inner, max_size=2),
                "not": inner,
            },
        ),
        max_leaves=4,
    )


def _operators(field: Compared) -> st.SearchStrategy[Given]:
    return st.lists(st.sampled_from(list(field.questions())), max_size=2).map(
        lambda parts: {name: value for part in parts for name, value in part.items()}
    )


def test_lists_of_filters_hold_no_nulls() -> None:
    for type_ in CONTRACT.type_map.values():
        if isinstance(type_, GraphQLInputObjectType) and type_.name.endswith("Filter"):
            listed = [field.type for field in type_.fields.values() if isinstance(field.type, GraphQLList)]
            assert all(isinstance(item.of_type, GraphQLNonNull) for item in listed), type_.name
