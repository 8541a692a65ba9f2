"""A filter that cannot be used is refused by the name of the place in it, before the database is asked."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLError

from schema.scalars import SCALARS
from tests.records import bill, vendor
from tests.schema.brute_force import LISTS
from tests.schema.comparisons import Given
from tests.serving import Served
from tests.world import Api, Reply, gid

KEY = UUID(int=7)
VALUES = {
    "DecimalFilter": "1",
    "DateFilter": "2026-01-01",
    "DateTimeFilter": "2026-01-01T00:00:00Z",
    "StringFilter": "x",
    "IDFilter": gid("Bill", KEY),
    "BooleanFilter": True,
}


@pytest.fixture(scope="module")
async def api(served: Served) -> Api:
    business = await served.world.business()
    records = {"Vendor": [vendor()], "Bill": [bill(), bill("11", DueDate=None)]}
    await served.world.load(business, records)
    return served.api


async def filtered(api: Api, name: str, given: Given) -> Reply:
    return await api.ask(LISTS[name].ask(), variables={"f": given})


async def bills(api: Api, given: Given) -> Reply:
    return await filtered(api, "bills", given)


def assert_refuses(reply: Reply, place: str) -> None:
    assert reply.codes == ["BAD_USER_INPUT"], reply.body
    assert reply.errors[0]["extensions"]["field"] == place
    assert reply.errors[0]["message"].startswith(f"{place} ")


@pytest.mark.parametrize("name", LISTS)
async def test_a_null_is_refused_where_it_stands_because_it_could_mean_two_things(
    api: Api, name: str
) -> None:
    for field, compared in LISTS[name].fields.items():
        assert_refuses(await filtered(api, name, {field: None}), f"filter.{field}")
        for op in compared.kind.operators:
            reply = await filtered(api, name, {field: {op: None}})
            assert_refuses(reply, f"filter.{field}.{op}")
            assert "isNull" in reply.errors[0]["message"]
    for combined in ("and", "or", "not"):
        assert_refuses(await filtered(api, name, {combined: None}), f"filter.{combined}")


async def test_the_place_is_named_deep_inside_too(api: Api) -> None:
    deep = {"and": [{}, {"or": [{"not": {"dueDate": {"lt": None}}}]}]}
    assert_refuses(await bills(api, deep), "filter.and[1].or[0].not.dueDate.lt")


async def test_so_it_is_when_the_filter_is_written_into_the_document(api: Api) -> None:
    reply = await api.ask("{ bills(filter: {or: [{total: {eq: null}}]}) { nodes { id } } }")
    assert_refuses(reply, "filter.or[0].total.eq")


@pytest.mark.parametrize("combined", ["and", "or"])
async def test_50_comparisons_pass_and_no_more_however_they_are_nested(api: Api, combined: str) -> None:
    one = {"total": {"gt": "1"}}
    most: list[Given] = [{"not": {"not": {"total": {"gt": "1", "lt": "900"}}}}, *[one] * 48]
    assert (await bills(api, {combined: most})).data["bills"]["nodes"]
    assert_refuses(await bills(api, {combined: [*most, {"or": [one]}]}), "filter")


async def test_filters_may_be_25_levels_deep_and_no_deeper(api: Api) -> None:
    deep: Given = {}
    for _ in range(25):
        deep = {"not": deep}
    assert (await bills(api, deep)).data["bills"]["nodes"] == []
    assert_refuses(await bills(api, {"and": [deep]}), "filter.and[0]" + ".not" * 25)
    text = "{not: " * 80 + "{}" + "}" * 80
    assert_refuses(await api.ask(f"{{ bills(filter: {text}) {{ nodes {{ id }} }} }}"), "filter" + ".not" * 26)


async def test_a_list_may_have_100_values_and_no_more(api: Api) -> None:
    most = [f"B-{n}" for n in range(100)]
    assert len((await bills(api, {"documentNumber": {"in": most}})).data["bills"]["nodes"]) == 2
    reply = await bills(api, {"documentNumber": {"in": [*most, "B-100"]}})
    assert_refuses(reply, "filter.documentNumber.in")
    kinds = await filtered(api, "items", {"kind": {"in": ["BILL"] * 101}})
    assert_refuses(kinds, "filter.kind.in")
    ids = [gid("Vendor", KEY)] * 101
    assert_refuses(await bills(api, {"counterpartyId": {"in": ids}}), "filter.counterpartyId.in")


@pytest.mark.parametrize(
    "junk",
    ["", "junk", "é", "0", str(KEY), gid("Bill", KEY)[:-4], gid("Bill", KEY), gid("Nothing", KEY), "AAAA"],
)
async def test_an_id_that_is_none_or_of_another_type_is_refused_by_its_place(api: Api, junk: str) -> None:
    assert_refuses(await bills(api, {"counterpartyId": {"eq": junk}}), "filter.counterpartyId.eq")
    both = [gid("Vendor", KEY), junk]
    assert_refuses(await bills(api, {"counterpartyId": {"in": both}}), "filter.counterpartyId.in")


async def test_ids_of_other_lists_are_refused_there_too(api: Api) -> None:
    vendor_id = gid("Vendor", KEY)
    assert_refuses(await filtered(api, "issues", {"documentId": {"eq": vendor_id}}), "filter.documentId.eq")
    assert_refuses(await filtered(api, "queue", {"itemId": {"in": [vendor_id]}}), "filter.itemId.in")


async def test_a_text_with_nul_is_refused_by_its_place(api: Api) -> None:
    assert_refuses(
        await bills(api, {"documentNumber": {"contains": "a\0"}}), "filter.documentNumber.contains"
    )
    assert_refuses(await filtered(api, "vendors", {"name": {"in": ["\0"]}}), "filter.name.in")


AMOUNTS_REFUSED: list[Any] = [
    5,
    5.5,
    True,
    "",
    "x",
    "NaN",
    "Infinity",
    "-inf",
    "1,5",
    "$5",
    "1000000000000000",
    "-1e15",
    "1e999999999",
    "1e-999999999",
    "0e999999",
    "0." + "0" * 60 + "1",
    [],
    {},
    " 5 ",
    "5\n",
    "\u00a05",
    "1_000",
    "1,000",
    "1 000",
    ".5",
    "5.",
    "5e",
    "--5",
    "0x5",
    "\u0661\u0662\u0663",
    "\u0967\u0968.5",
    "\uff11\uff12",
    "\u00b2",
]


@pytest.mark.parametrize("amount", AMOUNTS_REFUSED, ids=lambda amount: repr(amount)[:20])
async def test_an_amount_is_a_string_of_a_bounded_number(api: Api, amount: object) -> None:
    reply = await bills(api, {"total": {"gt": amount}})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert "total.gt" in reply.errors[0]["message"]
    assert 'such as "12.50"' in reply.errors[0]["message"]


@pytest.mark.parametrize("amount", ["5", "5.5", "true", "{}"])
async def test_in_a_document_too_an_amount_is_a_string(api: Api, amount: str) -> None:
    reply = await api.ask(f"{{ bills(filter: {{total: {{gt: {amount}}}}}) {{ nodes {{ id }} }} }}")
    assert reply.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "string" in reply.errors[0]["message"]


@pytest.mark.parametrize("amount", ["119.99", "1.1e2", "-0", "+5", "5.0", "0.000000001"])
async def test_an_amount_may_be_written_as_decimals_are(api: Api, amount: str) -> None:
    assert len((await bills(api, {"total": {"gt": amount}})).data["bills"]["nodes"]) == 2


DAYS_REFUSED: list[Any] = [
    5,
    20261201,
    "",
    "x",
    "2026-13-01",
    "2026-02-30",
    "2026-12-01T00:00:00Z",
    "12/01/2026",
    [],
    True,
    "20261101",
    "2026-W48-6",
    "2026W486",
    "2026-W48",
    "2026-332",
    " 2026-12-01",
    "2026-12-01\n",
    "2026-12-1",
    "+2026-12-01",
    "0000-01-01",
    "\u0662\u0660\u0662\u0666-12-01",
    "2026\u201012\u201001",
]


@pytest.mark.parametrize("day", DAYS_REFUSED)
async def test_a_date_is_a_day_of_the_calendar(api: Api, day: object) -> None:
    reply = await bills(api, {"dueDate": {"eq": day}})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert "dueDate.eq" in reply.errors[0]["message"]
    assert "YYYY-MM-DD" in reply.errors[0]["message"]


@pytest.mark.parametrize("day", ["20261101", "2026-W48-6"])
async def test_in_a_document_too_a_date_has_one_form(api: Api, day: str) -> None:
    reply = await api.ask(f'{{ bills(filter: {{dueDate: {{eq: "{day}"}}}}) {{ nodes {{ id }} }} }}')
    assert reply.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "YYYY-MM-DD" in reply.errors[0]["message"]


@pytest.mark.parametrize(
    "given",
    [
        {"dueDate": "2026-12-01"},
        {"dueDate": {"contains": "2026"}},
        {"documentNumber": {"lt": "B"}},
        {"state": {"eq": "open"}},
        {"state": {"isNull": True}},
        {"balance": {"eq": "1"}},
        {"and": [None]},
        {"and": "x"},
        5,
        "x",
        [[]],
    ],
    ids=repr,
)
async def test_what_the_contract_does_not_know_is_refused(api: Api, given: Any) -> None:
    reply = await bills(api, given)
    assert reply.codes == ["BAD_USER_INPUT"]
    assert "$f" in reply.errors[0]["message"]


async def test_a_mistyped_field_brings_a_suggestion(api: Api) -> None:
    reply = await api.ask("{ bills(filter: {dueDat: {eq: null}}) { nodes { id } } }")
    assert reply.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "Did you mean 'dueDate'" in reply.errors[0]["message"]


@pytest.mark.parametrize(
    "order",
    [
        "[{field: TOTAL}, {field: TOTAL, descending: true}]",
        "[{field: TOTAL}, {field: DUE_DATE}, {field: ISSUE_DATE}, {field: OPEN_BALANCE}, {field: TOTAL}]",
    ],
)
async def test_an_order_names_each_field_once(api: Api, order: str) -> None:
    assert_refuses(await api.ask(f"{{ bills(orderBy: {order}) {{ nodes {{ id }} }} }}"), "orderBy")


async def test_moments_go_out_in_utc(api: Api, served: Served) -> None:
    result = (await api.ask("{ hygieneTray { lastSyncedAt issues { nodes { detectedAt } } } }")).data
    tray = result["hygieneTray"]
    shown = (tray["lastSyncedAt"], tray["issues"]["nodes"][0]["detectedAt"])
    (row,) = await served.world.run("SELECT runway.clock(), detected_at FROM runway.issue")
    assert all(text.endswith("Z") for text in shown)
    assert tuple(datetime.fromisoformat(text) for text in shown) == tuple(row)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T09:30:00",
        "2026-01-31",
        "09:30Z",
        "",
        "x",
        5,
        None,
        1.5,
        "20260131T093000Z",
        "2026-W05-6T09:30:00Z",
        "2026-01-31 09:30:00Z",
        "2026-01-31T09:30:00+0200",
        "2026-01-31T09:30:00+02:00\n",
        "2026-02-30T09:30:00Z",
        "0001-01-01T00:00:00+14:00",
        "\u0662\u0660\u0662\u0666-01-31T09:30:00Z",
    ],
)
def test_a_moment_comes_in_with_its_offset_or_not_at_all(text: object) -> None:
    parse = SCALARS[datetime].parse_value
    assert parse is not None
    with pytest.raises(GraphQLError, match="offset"):
        parse(text)
    assert parse("2026-01-31T09:30:00+02:00") == datetime(2026, 1, 31, 7, 30, tzinfo=UTC)
