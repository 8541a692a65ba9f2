"""What is declared takes the place of what the books show, and taking it back restores that."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.clock import today
from tests.records import usd
from tests.schema.decisions.desk import Desk, Payload, open_desk
from tests.schema.settings.setting import OPERATOR, change, customer_of, detected, refusals, rows, vendor_of
from tests.serving import Served
from tests.world import ANALYST, OWNER, gid

FLOWS = """{ recurringFlows {
    id origin label counterparty { id } amount { amount } cadence firstDate nextDate lastSeenDate endDate
} }"""
SHAPE = ("origin", "label", "amount", "nextDate")


async def _set(desk: Desk, *, user: str = OWNER, **given: object) -> Payload:
    return await change(desk, "setRecurringFlow", user=user, **given)


async def _remove(desk: Desk, flow: str, *, user: str = OWNER) -> Payload:
    return await change(desk, "removeRecurringFlow", user=user, id=flow)


async def _flows(desk: Desk) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = (await desk.ask(FLOWS))["recurringFlows"]
    return result


async def _shown(desk: Desk) -> list[tuple[str, str, str]]:
    return [(flow["origin"], flow["label"], flow["amount"]["amount"]) for flow in await _flows(desk)]


async def _rent(desk: Desk, label: str = "Rent", amount: int = -900) -> str:
    seen = today() - timedelta(days=10)
    return await detected(desk, label, amount, seen=seen, since=seen - timedelta(days=200))


async def _full(desk: Desk) -> dict[str, Any]:
    first = today() + timedelta(days=3)
    return {
        "label": "Payroll",
        "counterpartyId": await vendor_of(desk),
        "amount": usd("-1200.50"),
        "cadence": "BIWEEKLY",
        "firstDate": first.isoformat(),
        "endDate": (first + timedelta(days=300)).isoformat(),
    }


async def test_a_flow_is_declared_with_all_that_is_known_of_it(desk: Desk) -> None:
    given = await _full(desk)
    payload = await _set(desk, **given)
    assert payload["userErrors"] == []
    (flow,) = await _flows(desk)
    assert flow == {
        "id": payload["recurringFlow"]["id"],
        "origin": "DECLARED",
        "label": "Payroll",
        "counterparty": {"id": given["counterpartyId"]},
        "amount": {"amount": "-1200.50"},
        "cadence": "BIWEEKLY",
        "firstDate": given["firstDate"],
        "nextDate": given["firstDate"],
        "lastSeenDate": None,
        "endDate": given["endDate"],
    }


async def test_by_default_it_is_monthly_from_today_on_without_an_end(desk: Desk) -> None:
    made = (await _set(desk, label=" Rent ", amount=usd("-900")))["recurringFlow"]
    assert (made["label"], made["cadence"], made["endDate"], made["counterparty"]) == (
        "Rent",
        "MONTHLY",
        None,
        None,
    )
    assert made["firstDate"] == made["nextDate"] == today().isoformat()


@pytest.mark.parametrize("name", ["label", "amount"])
async def test_a_label_and_an_amount_have_no_default(desk: Desk, name: str) -> None:
    given = await _full(desk)
    made = (await _set(desk, **given))["recurringFlow"]["id"]
    without = {key: value for key, value in given.items() if key != name}
    for tried in (without, {**given, name: None}, {"id": made, name: None}):
        assert refusals(await _set(desk, **tried)) == [("INVALID_VALUE", f"input.{name}")]
    assert len(await _flows(desk)) == 1


@pytest.mark.parametrize("name", ["counterpartyId", "cadence", "firstDate", "endDate"])
async def test_a_field_left_out_keeps_its_value_and_null_is_the_default_again(desk: Desk, name: str) -> None:
    made = (await _set(desk, **await _full(desk)))["recurringFlow"]["id"]
    (before,) = await _flows(desk)
    await _set(desk, id=made, amount=usd("-7"))
    (kept,) = await _flows(desk)
    assert kept == {**before, "amount": {"amount": "-7.00"}}
    change_of_one: dict[str, Any] = {"id": made, name: None}
    await _set(desk, **change_of_one)
    (cleared,) = await _flows(desk)
    shown = {"counterpartyId": "counterparty"}.get(name, name)
    default = {"cadence": "MONTHLY", "firstDate": today().isoformat()}.get(name)
    assert cleared[shown] == default
    assert {key for key in kept if kept[key] != cleared[key]} - {"nextDate"} == {shown}


async def test_declaring_the_same_again_is_that_flow(desk: Desk) -> None:
    given = await _full(desk)
    first = await _set(desk, **given)
    before = await rows(desk)
    for again in (
        given,
        {**given, "amount": usd("-1200.500")},
        {"id": first["recurringFlow"]["id"], **given},
    ):
        assert (await _set(desk, **again))["recurringFlow"] == first["recurringFlow"]
    assert await rows(desk) == before


async def test_what_was_declared_and_then_changed_may_be_declared_again(desk: Desk) -> None:
    given = await _full(desk)
    first = (await _set(desk, **given))["recurringFlow"]["id"]
    await _set(desk, id=first, amount=usd("-5"))
    second = (await _set(desk, **given))["recurringFlow"]["id"]
    assert first != second
    assert [amount for _, _, amount in await _shown(desk)] == ["-1200.50", "-5.00"]


async def test_what_the_books_show_is_listed_with_its_last_day_and_its_next(desk: Desk) -> None:
    await _rent(desk)
    (flow,) = await _flows(desk)
    assert (flow["origin"], flow["lastSeenDate"]) == ("DETECTED", (today() - timedelta(days=10)).isoformat())
    assert today().isoformat() < flow["nextDate"]


async def test_what_the_books_stopped_showing_is_listed_no_more(desk: Desk) -> None:
    seen = today() - timedelta(days=60)
    await detected(desk, "Rent", -900, seen=seen, since=seen - timedelta(days=200))
    assert await _flows(desk) == []


async def test_one_that_is_late_is_expected_today(desk: Desk) -> None:
    seen = today() - timedelta(days=33)
    await detected(desk, "Rent", -900, seen=seen, since=seen - timedelta(days=200))
    (flow,) = await _flows(desk)
    assert flow["nextDate"] == today().isoformat()


async def test_a_declared_flow_takes_the_place_of_the_one_it_is_about_until_it_is_removed(
    desk: Desk,
) -> None:
    await _rent(desk)
    await _rent(desk, "Insurance", -50)
    made = (await _set(desk, label="rent 05", amount=usd("-950")))["recurringFlow"]
    assert made["lastSeenDate"] == (today() - timedelta(days=10)).isoformat()
    assert await _shown(desk) == [
        ("DECLARED", "rent 05", "-950.00"),
        ("DETECTED", "Insurance", "-50.00"),
    ]
    removed = await _remove(desk, made["id"])
    assert (removed["userErrors"], removed["recurringFlow"]["label"]) == ([], "rent 05")
    assert await _shown(desk) == [("DETECTED", "Insurance", "-50.00"), ("DETECTED", "Rent", "-900.00")]


async def test_a_flow_the_other_way_leaves_what_the_books_show(desk: Desk) -> None:
    await _rent(desk)
    await _set(desk, label="Rent", amount=usd("950"))
    assert await _shown(desk) == [("DECLARED", "Rent", "950.00"), ("DETECTED", "Rent", "-900.00")]


async def test_an_amount_of_nothing_silences_what_the_books_show_and_is_there_to_be_removed(
    desk: Desk,
) -> None:
    await _rent(desk)
    made = (await _set(desk, label="Rent", amount=usd("0")))["recurringFlow"]
    assert made["nextDate"] is None
    assert await _shown(desk) == [("DECLARED", "Rent", "0.00")]
    await _remove(desk, made["id"])
    assert await _shown(desk) == [("DETECTED", "Rent", "-900.00")]


async def test_a_flow_is_with_a_vendor_or_a_customer(desk: Desk) -> None:
    for party in (await customer_of(desk), await vendor_of(desk)):
        made = (await _set(desk, label=party, amount=usd("5"), counterpartyId=party))["recurringFlow"]
        assert made["counterparty"]["id"] == party


async def test_a_flow_is_found_by_its_id(desk: Desk) -> None:
    made = (await _set(desk, label="Rent", amount=usd("-900")))["recurringFlow"]["id"]
    for flow, label in ((made, "Rent"), (await _rent(desk, "Insurance", -50), "Insurance")):
        text = f'{{ node(id: "{flow}") {{ ... on RecurringFlow {{ label }} }} }}'
        assert (await desk.ask(text))["node"] == {"label": label}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": " "}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"label": "a\nb"}, "label"),
        ({"label": "a\0"}, "label"),
        ({"amount": usd("1.00001")}, "amount"),
        ({"firstDate": "1999-01-01"}, "firstDate"),
        ({"firstDate": "9999-12-31", "endDate": None}, "firstDate"),
        ({"firstDate": "2026-03-02", "endDate": "2026-03-02"}, "endDate"),
        ({"firstDate": "2026-03-02", "endDate": "0001-01-01"}, "endDate"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_by_its_path(
    desk: Desk, given: dict[str, Any], field: str
) -> None:
    payload = await _set(desk, **{**await _full(desk), **given})
    assert refusals(payload) == [("INVALID_VALUE", f"input.{field}")]
    assert payload["recurringFlow"] is None
    assert await _flows(desk) == []


async def test_a_refused_change_shows_the_flow_as_it_is(desk: Desk) -> None:
    given = await _full(desk)
    made = (await _set(desk, **given))["recurringFlow"]["id"]
    payload = await _set(desk, id=made, endDate=given["firstDate"])
    assert refusals(payload) == [("INVALID_VALUE", "input.endDate")]
    assert payload["recurringFlow"]["endDate"] == given["endDate"]


async def test_the_longest_label_and_an_end_beyond_ten_years_are_kept(desk: Desk) -> None:
    made = await _set(desk, label="é" * 200, amount=usd("-1"), endDate="9999-12-31")
    assert made["userErrors"] == []


async def test_what_is_nowhere_or_in_another_business_is_not_found(desk: Desk) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    theirs = (await _set(other, label="Rent", amount=usd("-900")))["recurringFlow"]["id"]
    for flow in (theirs, gid("RecurringFlow", uuid4())):
        assert refusals(await _set(desk, id=flow, amount=usd("-1"))) == [("NOT_FOUND", "input.id")]
        assert refusals(await _remove(desk, flow)) == [("NOT_FOUND", "input.id")]
    for party in (await vendor_of(other), await customer_of(other), gid("Vendor", uuid4())):
        payload = await _set(desk, label="Rent", amount=usd("-1"), counterpartyId=party)
        assert refusals(payload) == [("NOT_FOUND", "input.counterpartyId")]
    assert await _flows(desk) == []
    assert await _shown(other) == [("DECLARED", "Rent", "-900.00")]


async def test_two_businesses_may_declare_the_same(desk: Desk) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    first, second = [(await _set(item, label="Rent", amount=usd("-1"))) for item in (desk, other)]
    assert first["recurringFlow"]["id"] != second["recurringFlow"]["id"]


async def test_what_the_books_show_is_neither_changed_nor_removed(desk: Desk) -> None:
    flow = await _rent(desk)
    assert refusals(await _set(desk, id=flow, amount=usd("0"))) == [("INVALID_VALUE", "input.id")]
    assert refusals(await _remove(desk, flow)) == [("INVALID_VALUE", "input.id")]
    assert await _shown(desk) == [("DETECTED", "Rent", "-900.00")]


async def test_an_analyst_only_reads_and_the_command_line_may_tell(desk: Desk) -> None:
    await desk.world.directory.grant(desk.business, OPERATOR, "OPERATOR")
    made = (await _set(desk, user=OPERATOR, label="Rent", amount=usd("-1")))["recurringFlow"]["id"]
    assert refusals(await _set(desk, user=ANALYST, label="Rent", amount=usd("-2"))) == [("FORBIDDEN", "")]
    assert refusals(await _remove(desk, made, user=ANALYST)) == [("FORBIDDEN", "")]
    assert await _shown(desk) == [("DECLARED", "Rent", "-1.00")]
    assert (await _remove(desk, made, user=OPERATOR))["userErrors"] == []


async def test_the_two_hundred_and_first_is_refused_and_five_hundred_are_shown(desk: Desk) -> None:
    text = (
        "INSERT INTO runway.recurring_flow "
        "(business_id, id, origin, label, amount, cadence, anchor, seen_since) "
        "SELECT $1, gen_random_uuid(), $2, chr(97 + n / 26) || chr(97 + n % 26), -n, 'MONTHLY', $3, $3 "
        "FROM generate_series(1, $4::int) AS n"
    )
    await desk.world.run(text, desk.business, "DECLARED", today(), 200)
    assert refusals(await _set(desk, label="more", amount=usd("-1"))) == [("LIMIT_REACHED", "input.label")]
    await desk.world.run(text, desk.business, "DETECTED", today(), 550)
    assert len(await _flows(desk)) == 500
