"""Cursors and page sizes that cannot be used are refused by the name of the argument, on every list."""

import base64
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import tries
from tests.records import account, bill, customer, invoice, vendor
from tests.schema.books.postings import entry, posting
from tests.schema.decisions.desk import Desk, codes
from tests.servers.postgres import Cluster
from tests.serving import serving
from tests.world import Api, Reply, gid

#: Each list as (first, after) reach it, in its default order.
LISTS = {
    "bills": "bills(first: $first, after: $after) { edges { cursor } }",
    "invoices": "invoices(first: $first, after: $after) { edges { cursor } }",
    "vendors": "vendors(first: $first, after: $after) { edges { cursor } }",
    "customers": "customers(first: $first, after: $after) { edges { cursor } }",
    "accounts": "accounts(first: $first, after: $after) { edges { cursor } }",
    "payments": "payments(first: $first, after: $after) { edges { cursor } }",
    "credits": "credits(first: $first, after: $after) { edges { cursor } }",
    "journalEntries": "journalEntries(first: $first, after: $after) { edges { cursor } }",
    "importRuns": "importRuns(first: $first, after: $after) { edges { cursor } }",
    "items": "decisionConsole { items(first: $first, after: $after) { edges { cursor } } }",
    "queue": "decisionConsole { queue(first: $first, after: $after) { edges { cursor } } }",
    "outbox": "outbox(first: $first, after: $after) { edges { cursor } }",
    "auditTrail": "auditTrail(first: $first, after: $after) { edges { cursor } }",
    "issues": "hygieneTray { issues(first: $first, after: $after) { edges { cursor } } }",
}
#: What the cursors of these lists hold before the id, and something of the kind that must go there.
KEYS = {
    "bills": ("due_date", ["2026-12-01"]),
    "invoices": ("due_date", ["2026-12-01"]),
    "vendors": ("name", ["Paper"]),
    "customers": ("name", ["Shop"]),
    "accounts": ("name", ["Checking"]),
    **dict.fromkeys(("payments", "credits", "journalEntries"), ("-issue_date", ["2026-12-01"])),
    "importRuns": ("-imported_at", ["2026-12-01T00:00:00+00:00"]),
    "items": ("due_date", ["2026-12-01"]),
    "queue": ("-proposed_at", ["2026-12-01T00:00:00+00:00"]),
    "outbox": ("created_at", ["2026-12-01T00:00:00+00:00"]),
    "auditTrail": ("-happened_at", ["2026-12-01T00:00:00+00:00"]),
    "issues": ("-severity,-amount_at_stake", ["3", "12.5"]),
}
#: As cursors name the lists.
NAMES = {name: f"{name[0].upper()}{name[1:-1]}Connection" for name in LISTS} | {
    "journalEntries": "JournalEntryConnection",
    "items": "DocumentConnection",
    "queue": "DecisionConnection",
    "outbox": "InstructionConnection",
    "auditTrail": "AuditEventConnection",
}
ID = str(UUID(int=5))
JUNK = [
    "\0",
    "a\0b",
    "9" * 400,
    "1E-99999",
    "1E+99999",
    "NaN",
    "Infinity",
    "-1e400",
    "1" + "0" * 5000,
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "\ud800",
    5,
    1.5,
    True,
    [],
    {},
]
quick = settings(max_examples=tries(10))


@pytest.fixture(scope="module")
async def api(cluster: Cluster) -> AsyncIterator[Api]:
    async with serving(cluster) as served:
        world, api = served.world, served.api
        business = await world.business()
        records = {
            "Vendor": [vendor(str(n), f"Vendor {n}") for n in range(3)],
            "Customer": [customer(str(n), f"Customer {n}") for n in range(3)],
            "Account": [account(str(n)) for n in range(3)],
            "Bill": [bill(str(n)) for n in range(3)] + [bill(str(n), DueDate=None) for n in range(5, 8)],
            "Invoice": [invoice(str(n)) for n in range(3)],
            "BillPayment": [bill(str(n)) for n in range(3)],
            "VendorCredit": [bill(str(n)) for n in range(3)],
            "JournalEntry": [entry(str(n), n, posting(5, "0"), posting(-5, "1")) for n in range(3)],
        }
        await world.load(business, records)
        for number in (4, 5):
            await world.load(business, {"Customer": [customer(str(number))]})
        rows = await world.run("SELECT id FROM runway.document WHERE due_date IS NOT NULL AND kind = 'BILL'")
        desk = Desk(world, api, business, {})
        made = [(await desk.propose(gid("Bill", row["id"])))["decision"] for row in rows]
        assert codes(await desk.finalize(made)) == [None] * 3
        yield api


async def ask(api: Api, name: str, first: int = 2, after: str | None = None) -> Reply:
    text = f"query ($first: Int! = 2, $after: String) {{ {LISTS[name]} }}"
    return await api.ask(text, variables={"first": first, "after": after})


def cursors(name: str, reply: Reply) -> list[str]:
    inner = next(iter(reply.data.values()))
    result = inner if "edges" in inner else inner[name]
    return [edge["cursor"] for edge in result["edges"]]


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def assert_names(field: str, reply: Reply) -> None:
    assert reply.codes == ["BAD_USER_INPUT"], reply.body
    assert reply.errors[0]["extensions"]["field"] == field
    assert reply.errors[0]["message"].startswith(f"{field} ")


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_goes_on_after_its_own_cursor(api: Api, name: str) -> None:
    first, second = cursors(name, await ask(api, name))
    assert cursors(name, await ask(api, name, after=first))[0] == second


@pytest.mark.parametrize("first", [0, -1, 101, -(2**31), 2**31 - 1])
@pytest.mark.parametrize("name", LISTS)
async def test_a_page_has_from_1_to_100_rows(api: Api, name: str, first: int) -> None:
    assert_names("first", await ask(api, name, first))


async def back(
    api: Api, name: str, last: int | None, before: str | None = None, first: int | None = None
) -> Reply:
    listed = LISTS[name].replace("first: $first, after: $after", "first: $f, last: $last, before: $before")
    listed = listed.replace("{ cursor } }", "{ cursor } pageInfo { hasPreviousPage hasNextPage } }")
    text = f"query ($f: Int, $last: Int, $before: String) {{ {listed} }}"
    return await api.ask(text, variables={"f": first, "last": last, "before": before})


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_is_read_backwards_too(api: Api, name: str) -> None:
    every = cursors(name, await ask(api, name, 100))
    assert cursors(name, await back(api, name, 2)) == every[-2:]
    reply = await back(api, name, 1, before=every[-1])
    assert cursors(name, reply) == every[-2:-1]
    inner = next(iter(reply.data.values()))
    page = inner if "pageInfo" in inner else inner[name]
    assert page["pageInfo"] == {"hasPreviousPage": len(every) > 2, "hasNextPage": True}
    # As clients send what they do not use.
    assert cursors(name, await back(api, name, None, first=2)) == every[:2]
    assert cursors(name, await back(api, name, None, before=every[1])) == every[:1]


@pytest.mark.parametrize("name", LISTS)
async def test_what_is_read_backwards_has_the_same_limits(api: Api, name: str) -> None:
    for last in (0, -1, 101):
        assert_names("last", await back(api, name, last))
    assert_names("last", await back(api, name, 2, first=2))
    for junk in ("", "x", cursor(NAMES[name], "due_date")):
        assert_names("before", await back(api, name, 2, before=junk))


@pytest.mark.parametrize("first", [2**31, 1.5, "20", None])
async def test_a_page_size_is_a_whole_number_of_32_bits(api: Api, first: object) -> None:
    reply = await api.ask("query ($f: Int!) { bills(first: $f) { nodes { id } } }", variables={"f": first})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert "$f" in reply.errors[0]["message"]


@pytest.mark.parametrize("name", LISTS)
@given(text=st.text(max_size=60))
@quick
async def test_a_random_text_is_no_cursor(api: Api, name: str, text: str) -> None:
    assert_names("after", await ask(api, name, after=text))


@pytest.mark.parametrize("name", LISTS)
@given(junk=st.binary(max_size=60))
@quick
async def test_random_bytes_in_base64_are_no_cursor(api: Api, name: str, junk: bytes) -> None:
    assert_names("after", await ask(api, name, after=base64.urlsafe_b64encode(junk).decode()))


@pytest.mark.parametrize("name", LISTS)
async def test_a_value_that_no_column_holds_is_no_part_of_a_cursor(api: Api, name: str) -> None:
    order, values = KEYS[name]
    good = [*values, ID]
    assert (await ask(api, name, after=cursor(NAMES[name], order, *good))).data
    for place in range(len(good)):
        for junk in JUNK:
            parts = [*good[:place], junk, *good[place + 1 :]]
            if _is_text(name, place) and isinstance(junk, str) and junk.isascii() and "\0" not in junk:
                continue
            assert_names("after", await ask(api, name, after=cursor(NAMES[name], order, *parts)))


def _is_text(name: str, place: int) -> bool:
    """A name may be any text that can be stored."""
    return KEYS[name][0] == "name" and place == 0


@pytest.mark.parametrize("name", LISTS)
async def test_a_cursor_has_its_parts_and_no_others(api: Api, name: str) -> None:
    order, values = KEYS[name]
    for parts in (
        (),
        (order,),
        (order, *values),
        (order, ID),
        (order, *values, ID, ID),
        (order, *values, None),
        (None, *values, ID),
    ):
        assert_names("after", await ask(api, name, after=cursor(NAMES[name], *parts)))
    others: tuple[object, ...] = (None, [], "Query")
    for of_list in others:
        assert_names("after", await ask(api, name, after=cursor(of_list, order, *values, ID)))


@pytest.mark.parametrize(
    "text", ["5", "null", '"x"', "{}", "[", "[" * 100_000, "true", '["due_date"', "\ufeff[]", "NaN"]
)
async def test_base64_of_other_json_is_no_cursor(api: Api, text: str) -> None:
    assert_names("after", await ask(api, "bills", after=base64.urlsafe_b64encode(text.encode()).decode()))


async def test_a_cursor_of_another_order_is_refused_and_says_so(api: Api) -> None:
    (by_due,) = cursors("bills", await ask(api, "bills", first=1))
    ordered = "query ($after: String) { bills(after: $after, orderBy: [{field: %s}]) { edges { cursor } } }"
    for other in ("ISSUE_DATE", "DUE_DATE, descending: true"):
        reply = await api.ask(ordered % other, variables={"after": by_due})
        assert_names("after", reply)
        assert "another order" in reply.errors[0]["message"]


@pytest.mark.parametrize("name", LISTS)
async def test_a_cursor_of_another_list_is_no_cursor_also_in_the_same_order(api: Api, name: str) -> None:
    (own,) = cursors(name, await ask(api, name, first=1))
    for other in LISTS.keys() - {name}:
        reply = await ask(api, other, after=own)
        assert_names("after", reply)
        assert reply.errors[0]["message"] == "after is not a cursor of this list."
        assert_names("before", await back(api, other, 2, before=own))


async def test_both_sides_of_an_aging_are_lists_of_their_own_and_a_part_of_a_list_is_none(api: Api) -> None:
    vendors = "vendors { nodes { bills(first: 1, after: $after) { edges { cursor } } } }"
    sides = "{} {{ rows(first: 1, after: $after) {{ edges {{ cursor }} }} }}"
    data = (await api.ask("{ payables { rows { edges { cursor } } } }")).data
    owed = data["payables"]["rows"]["edges"][0]["cursor"]
    (bill_cursor,) = cursors("bills", await ask(api, "bills", first=1))
    for query, after, is_own in (
        (sides.format("payables"), owed, True),
        (sides.format("receivables"), owed, False),
        (vendors, bill_cursor, True),
    ):
        reply = await api.ask(f"query ($after: String) {{ {query} }}", variables={"after": after})
        assert ("errors" not in reply.body) is is_own, reply.body
        if not is_own:
            assert reply.errors[0]["extensions"]["field"] == "after"


async def test_a_cursor_to_a_row_that_is_gone_or_foreign_is_only_a_place(api: Api) -> None:
    after = cursor("BillConnection", "due_date", "2026-12-01", str(uuid4()))
    assert (await ask(api, "bills", after=after)).data["bills"]["edges"]


@pytest.mark.parametrize("name", LISTS)
async def test_a_full_page_that_is_the_last_has_no_next_page(api: Api, name: str) -> None:
    rows = len(cursors(name, await ask(api, name, 100)))
    query = LISTS[name].replace("{ cursor } }", "{ cursor } pageInfo { hasNextPage } }")
    text = f"query ($first: Int!, $after: String) {{ {query} }}"
    for first, more in ((rows, False), (rows - 1, True)):
        data = (await api.ask(text, variables={"first": first})).data
        result = next(iter(data.values()))
        assert (result if "pageInfo" in result else result[name])["pageInfo"] == {"hasNextPage": more}
