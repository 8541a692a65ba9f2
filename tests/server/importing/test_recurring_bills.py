"""Bills that recur under one number, and documents that are void in any language, raise no issue."""

from typing import Any

import pytest

from tests.clock import within
from tests.records import bill, customer, invoice, vendor
from tests.server.importing.imported import books
from tests.serving import Served
from tests.world import World

CONSOLE = """{
  decisionConsole { items { nodes { ... on Bill { documentNumber issueDate } } } }
  hygieneTray { issues { nodes { check severity } } }
}"""


@pytest.fixture
def world(served: Served) -> World:
    return served.world


def water(number: int, days_ago: int, **changes: Any) -> dict[str, Any]:
    """A bill of a utility, with the customer's account number in place of a number of its own."""
    about = {
        "DocNumber": "4471-220",
        "TxnDate": str(within(-days_ago)),
        "DueDate": str(within(25 - days_ago)),
    }
    return bill(str(number), **{**about, **changes})


async def issues(world: World, business: Any) -> list[str]:
    rows = (await books(world, business, ("issue",)))["issue"]
    return [row["check_name"] for row in rows]


async def test_a_utilitys_bills_with_its_account_number_stay_in_the_console(served: Served) -> None:
    world = served.world
    business = await world.business()
    paid = [water(900 + at, 330 - 30 * at, Balance=0) for at in range(10)]
    await world.load(
        business, {"Vendor": [vendor()], "Bill": [*paid, water(910, 25), water(911, 0, Balance=120.0)]}
    )
    shown = (await served.api.ask(CONSOLE, business=business)).data
    assert len(shown["decisionConsole"]["items"]["nodes"]) == 2
    assert shown["hygieneTray"]["issues"]["nodes"] == []


async def test_a_bill_entered_twice_among_them_is_kept_out(served: Served) -> None:
    world = served.world
    business = await world.business()
    series = [water(900 + at, 120 - 30 * at) for at in range(4)]
    await world.load(business, {"Vendor": [vendor()], "Bill": [*series, water(990, 27)]})
    shown = (await served.api.ask(CONSOLE, business=business)).data
    assert len(shown["decisionConsole"]["items"]["nodes"]) == 4
    assert shown["hygieneTray"]["issues"]["nodes"] == [{"check": "DUPLICATE", "severity": "CRITICAL"}]


async def test_two_are_a_duplicate_until_a_third_makes_them_a_series(world: World) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Bill": [water(1, 60), water(2, 30)]})
    assert await issues(world, business) == ["DUPLICATE"]
    await world.load(business, {"Bill": [water(3, 0)]})
    assert await issues(world, business) == []


@pytest.mark.parametrize(
    "gone",
    [
        {"Id": "3", "status": "Deleted"},
        water(3, 0, SyncToken="1", TotalAmt=0, Balance=0, PrivateNote="Voided - by mistake"),
        water(3, 0, SyncToken="1", TotalAmt=99.0, Balance=99.0),
        water(3, 11, SyncToken="1"),
    ],
    ids=["deleted", "void", "another amount", "another day"],
)
async def test_when_the_third_leaves_the_series_two_are_a_duplicate_again(
    world: World, gone: dict[str, Any]
) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Bill": [water(at, 90 - 30 * at) for at in (1, 2, 3)]})
    assert await issues(world, business) == []
    await world.load(business, {"Bill": [gone]})
    assert "DUPLICATE" in await issues(world, business)


@pytest.mark.parametrize("note", ["Annulée - erreur de saisie", "Paid deposit\nVoided", "Storniert", None])
async def test_what_is_settled_over_nothing_raises_no_issue_whatever_its_note(
    world: World, note: str | None
) -> None:
    business = await world.business()
    nothing = {"TotalAmt": 0, "Balance": 0, "PrivateNote": note, "DocNumber": "V1", "DueDate": None}
    made = {
        "Bill": [bill(number, VendorRef=None, **nothing) for number in ("1", "2")],
        "Invoice": [invoice(number, **nothing) for number in ("3", "4")],
    }
    await world.load(business, {"Vendor": [vendor()], "Customer": [customer()], **made})
    assert await issues(world, business) == []


async def test_what_is_open_over_nothing_or_an_unknown_amount_raises_one(world: World) -> None:
    business = await world.business()
    made = [bill("1", TotalAmt=0, Balance=5.0), bill("2", TotalAmt=None, Balance=None)]
    await world.load(business, {"Vendor": [vendor()], "Bill": made})
    assert set(await issues(world, business)) >= {"ZERO_OR_NEGATIVE_AMOUNT", "MISSING_AMOUNT"}
