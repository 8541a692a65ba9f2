"""An earmark lowers what is available at once, releasing it restores that, and twice is as once."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from db.directory import user_id_of
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator
from tests.records import usd
from tests.schema.decisions.desk import Desk, Payload, open_desk
from tests.schema.settings.setting import OPERATOR, change, refusals, rows
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, gid

EARMARKS = "{ earmarks { id name amount { amount currencyCode } version } }"


async def _set(desk: Desk, name: str, amount: str, *, user: str = OWNER, **more: object) -> Payload:
    return await change(desk, "setEarmark", user=user, name=name, amount=usd(amount), **more)


async def _release(desk: Desk, *, user: str = OWNER, **given: object) -> Payload:
    return await change(desk, "releaseEarmark", user=user, **given)


async def _earmarks(desk: Desk) -> list[tuple[str, str, int]]:
    result: list[dict[str, Any]] = (await desk.ask(EARMARKS))["earmarks"]
    return [(item["name"], item["amount"]["amount"], item["version"]) for item in result]


async def _earmarked(desk: Desk) -> Decimal:
    """What a runway computed now takes off the cash."""
    async with desk.world.books.reading(user_id_of(OWNER), desk.business) as (books, caller):
        settings = await RunwayPolicyDataOrchestrator(books).get_data(desk.business, caller.today)
    return settings.earmarked


async def test_an_earmark_counts_at_once_and_releasing_it_restores_what_was(desk: Desk) -> None:
    assert await _earmarked(desk) == 0
    made = await _set(desk, "Payroll taxes", "1200.50")
    assert made["userErrors"] == []
    assert await _earmarked(desk) == Decimal("1200.50")
    await _set(desk, "Deposit", "99.5", user=ADVISOR)
    assert await _earmarked(desk) == 1300
    assert await _earmarks(desk) == [("Deposit", "99.50", 1), ("Payroll taxes", "1200.50", 1)]
    released = await _release(desk, id=made["earmark"]["id"])
    assert (released["released"], released["earmark"]["name"]) == (True, "Payroll taxes")
    assert await _earmarked(desk) == Decimal("99.5")


async def test_setting_it_twice_changes_nothing(desk: Desk) -> None:
    first = await _set(desk, "Taxes", "10")
    before = await rows(desk)
    for amount in ("10", "10.00", "10.0000"):
        again = await _set(desk, " Taxes\n", amount)
        assert again["userErrors"] == []
        assert again["earmark"] == first["earmark"]
    assert await rows(desk) == before


async def test_another_amount_under_the_name_takes_the_place_of_the_first(desk: Desk) -> None:
    first = await _set(desk, "Taxes", "10")
    second = await _set(desk, "Taxes", "20", expectedVersion=1)
    assert (second["earmark"]["id"], second["earmark"]["version"]) == (first["earmark"]["id"], 2)
    assert await _earmarks(desk) == [("Taxes", "20.00", 2)]


@pytest.mark.parametrize("by", ["id", "name"])
async def test_releasing_it_twice_says_that_there_is_none_and_is_no_error(desk: Desk, by: str) -> None:
    made = (await _set(desk, "Taxes", "10"))["earmark"]
    await _set(desk, "Rent", "5")
    assert (await _release(desk, **{by: made[by]}))["released"] is True
    again = await _release(desk, **{by: made[by]})
    assert (again["userErrors"], again["released"], again["earmark"]) == ([], False, None)
    assert await _earmarks(desk) == [("Rent", "5.00", 1)]


async def test_a_name_is_released_as_it_is_written(desk: Desk) -> None:
    await _set(desk, "Taxes", "10")
    assert (await _release(desk, name="taxes"))["released"] is False
    assert (await _release(desk, name=" Taxes "))["released"] is True


async def test_an_earmark_is_found_by_its_id_until_it_is_released(desk: Desk) -> None:
    made = (await _set(desk, "Taxes", "10"))["earmark"]["id"]
    text = f'{{ node(id: "{made}") {{ ... on Earmark {{ name amount {{ amount }} }} }} }}'
    assert (await desk.ask(text))["node"] == {"name": "Taxes", "amount": {"amount": "10.00"}}
    await _release(desk, id=made)
    assert (await desk.ask(text))["node"] is None


@pytest.mark.parametrize(
    ("name", "amount", "field"),
    [
        ("", "1", "name"),
        (" \n", "1", "name"),
        ("x" * 201, "1", "name"),
        ("a\nb", "1", "name"),
        ("a\tb", "1", "name"),
        ("a\x1b[2J", "1", "name"),
        ("a\0", "1", "name"),
        ("a\u2028b", "1", "name"),
        ("Taxes", "0", "amount"),
        ("Taxes", "-1", "amount"),
        ("Taxes", "0.00001", "amount"),
        ("Taxes", "1.00001", "amount"),
    ],
)
async def test_a_name_or_an_amount_that_cannot_be_is_refused_by_its_path(
    desk: Desk, name: str, amount: str, field: str
) -> None:
    payload = await _set(desk, name, amount)
    assert refusals(payload) == [("INVALID_VALUE", f"input.{field}")]
    assert payload["earmark"] is None
    assert await _earmarks(desk) == []


async def test_the_longest_name_and_the_largest_amount_are_kept(desk: Desk) -> None:
    name = "é" * 199 + "👩"
    await _set(desk, name, "999999999999999")
    assert await _earmarks(desk) == [(name, "999999999999999.00", 1)]


@pytest.mark.parametrize(
    "given", [{}, {"id": gid("Earmark", uuid4()), "name": "Taxes"}], ids=["none", "both"]
)
async def test_a_release_names_the_earmark_in_one_way(desk: Desk, given: dict[str, str]) -> None:
    await _set(desk, "Taxes", "10")
    assert refusals(await _release(desk, **given)) == [("INVALID_VALUE", "input.name")]
    assert await _earmarks(desk) == [("Taxes", "10.00", 1)]


@pytest.mark.parametrize("key", ["junk", gid("Vendor", uuid4())], ids=["junk", "a vendor"])
async def test_an_id_of_something_else_is_an_error_of_the_request(desk: Desk, key: str) -> None:
    text = "mutation ($i: ReleaseEarmarkInput!) { releaseEarmark(input: $i) { released } }"
    reply = await desk.raw(text, {"id": key})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "input.id"


async def test_who_saw_another_version_is_shown_what_is_there(desk: Desk) -> None:
    never = await _set(desk, "Taxes", "10", expectedVersion=1)
    assert refusals(never) == [("CONFLICT", "input.expectedVersion")]
    assert never["earmark"] is None
    await _set(desk, "Taxes", "10", expectedVersion=0)
    late = await _set(desk, "Taxes", "20", expectedVersion=0, user=ADVISOR)
    assert refusals(late) == [("CONFLICT", "input.expectedVersion")]
    assert (late["earmark"]["amount"]["amount"], late["earmark"]["version"]) == ("10.00", 1)


async def test_who_only_reads_or_only_imports_is_told_so(desk: Desk) -> None:
    await desk.world.directory.grant(desk.business, OPERATOR, "OPERATOR")
    made = (await _set(desk, "Taxes", "10"))["earmark"]["id"]
    for user in (ANALYST, OPERATOR):
        assert refusals(await _set(desk, "Taxes", "20", user=user)) == [("FORBIDDEN", "")]
        refused = await _release(desk, user=user, id=made)
        assert (refusals(refused), refused["released"]) == ([("FORBIDDEN", "")], False)
    assert await _earmarks(desk) == [("Taxes", "10.00", 1)]


async def test_the_hundred_and_first_is_refused_and_a_known_name_is_not(desk: Desk) -> None:
    text = (
        "INSERT INTO runway.earmark (business_id, id, name, amount) "
        "SELECT $1, gen_random_uuid(), 'n' || n, 1 FROM generate_series(1, 100) AS n"
    )
    await desk.world.run(text, desk.business)
    assert refusals(await _set(desk, "one more", "1")) == [("LIMIT_REACHED", "input.name")]
    assert (await _set(desk, "n7", "2"))["userErrors"] == []
    await _release(desk, name="n8")
    assert (await _set(desk, "one more", "1"))["userErrors"] == []
    assert len(await _earmarks(desk)) == 100


async def test_two_businesses_may_use_the_same_name(desk: Desk) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    ours, theirs = await _set(desk, "Taxes", "10"), await _set(other, "Taxes", "20")
    assert ours["earmark"]["id"] != theirs["earmark"]["id"]
    foreign = await _release(desk, id=theirs["earmark"]["id"])
    assert (foreign["userErrors"], foreign["released"]) == ([], False)
    assert await _earmarks(other) == [("Taxes", "20.00", 1)]
