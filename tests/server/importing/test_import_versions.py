"""Of several versions of a record the newest is in the books, whatever the order in which they came."""

from dataclasses import asdict
from itertools import permutations
from typing import Any

import pytest

from orchestrators.sources.load import Counts
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.imported import books, document
from tests.serving import Served
from tests.world import World

CONSOLE = """{
  decisionConsole { items { nodes { id } } }
  hygieneTray { issues { nodes { check document { id } } } }
  bills { nodes { state documentNumber } }
}"""


@pytest.fixture
def world(served: Served) -> World:
    return served.world


def version(token: int, **changes: Any) -> dict[str, Any]:
    """A version of bill 10 that tells which it is."""
    return bill(SyncToken=str(token), TotalAmt=100 + token, Balance=100 + token, **changes)


def counts(**given: int) -> dict[str, int]:
    return {**asdict(Counts(0, 0, 0, 0, 0, 0)), **given}


async def test_a_newer_version_wins_and_an_older_one_never_does(world: World) -> None:
    business = await world.business()
    for token, expected in (
        (3, counts(read=1, added=1)),
        (2, counts(read=1, unchanged=1)),
        (7, counts(read=1, changed=1)),
        (3, counts(read=1, unchanged=1)),
        (7, counts(read=1, unchanged=1)),
    ):
        imported = await world.load(business, {"Bill": [version(token)]})
        assert asdict(imported.counts) == expected
    result = await document(world, business, "10")
    assert (result["sync_token"], result["total"]) == (7, 107)


@pytest.mark.parametrize("order", list(permutations((0, 1, 10))), ids=str)
async def test_within_one_file_too_the_newest_wins_in_any_order(world: World, order: tuple[int, ...]) -> None:
    business = await world.business()
    imported = await world.load(business, {"Bill": [version(token) for token in order]})
    # Read as numbers: as text, 10 would be older than 1... and every version is accounted for.
    assert asdict(imported.counts) == counts(read=3, added=1, unchanged=2)
    assert (await document(world, business, "10"))["sync_token"] == 10


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=str)
async def test_a_newer_version_replaces_all_that_hung_on_the_older_one(
    world: World, order: tuple[int, ...]
) -> None:
    business = await world.business()

    def payment(token: int) -> dict[str, Any]:
        lines = [
            {"Amount": token, "LinkedTxn": [{"TxnId": str(n), "TxnType": "Invoice"}]} for n in range(token)
        ]
        deposit = {"value": str(30 + token)}
        return {
            "Id": "9",
            "SyncToken": str(token),
            "TotalAmt": token**2,
            "Line": lines,
            "DepositToAccountRef": deposit,
        }

    for token in order:
        await world.load(business, {"Payment": [payment(token)]})
    result = await books(world, business, ("allocation", "account_movement"))
    assert sorted(row["target_source_id"] for row in result["allocation"]) == ["0", "1"]
    assert [row["amount"] for row in result["account_movement"]] == [4]


async def test_the_versions_of_lists_are_kept_apart_in_the_same_way(world: World) -> None:
    business = await world.business()
    old: dict[str, Any] = {"SyncToken": "1"}
    new: dict[str, Any] = {"SyncToken": "2"}
    await world.load(
        business,
        {
            "Vendor": [vendor(name="New", **new)],
            "Customer": [customer(name="New", **new)],
            "Account": [account(Name="New", **new)],
            "Term": [{"Id": "1", "Name": "New", **new}],
        },
    )
    await world.load(
        business,
        {
            "Vendor": [vendor(name="Old", **old)],
            "Customer": [customer(name="Old", **old)],
            "Account": [account(Name="Old", **old)],
            "Term": [{"Id": "1", "Name": "Old", **old}],
        },
    )
    result = await books(world, business, ("party", "account", "term"))
    assert {row["name"] for rows in result.values() for row in rows} == {"New"}


async def test_two_realms_with_the_same_ids_stand_side_by_side(world: World) -> None:
    both, alone = await world.business(), await world.business()
    east = {"Vendor": [vendor(name="East")], "Bill": [bill(TotalAmt=1, Balance=1)]}
    west = {"Vendor": [vendor(name="West")], "Bill": [bill(TotalAmt=2, Balance=2)]}
    assert (await world.load(both, east, "east")).counts.added == 2
    assert (await world.load(both, west, "west", beside=True)).counts.added == 2
    assert (await world.load(alone, west, "west")).counts.added == 2
    await world.load(both, {"Bill": [bill(SyncToken="1", TotalAmt=3, Balance=3)]}, "west")
    results = [
        (await document(world, business, "10", realm))
        for business, realm in ((both, "east"), (both, "west"), (alone, "west"))
    ]
    assert [(row["total"], row["party_name"]) for row in results] == [(1, "East"), (3, "West"), (2, "West")]
    assert len({row["id"] for row in results}) == 3


async def test_copies_of_one_document_in_two_realms_are_no_duplicates(world: World) -> None:
    business = await world.business()
    for realm in ("east", "west"):
        await world.load(business, {"Vendor": [vendor()], "Bill": [bill()]}, realm, beside=True)
    assert (await books(world, business, ("issue",)))["issue"] == []


async def test_an_unknown_vendor_keeps_the_name_of_the_reference_until_it_comes(served: Served) -> None:
    world = served.world
    business = await world.business()
    named = bill("10", VendorRef={"value": "77", "name": "Paper & Sons"})
    nameless = bill("11", VendorRef={"value": "78"})
    imported = await world.load(business, {"Bill": [named, nameless]})
    assert asdict(imported.counts) == counts(read=2, added=2)
    assert (await document(world, business, "10"))["party_name"] == "Paper & Sons"
    assert (await document(world, business, "11"))["party_name"] == "Vendor 78"
    shown = (await served.api.ask(CONSOLE, business=business)).data
    assert len(shown["decisionConsole"]["items"]["nodes"]) == 2
    await world.load(business, {"Vendor": [vendor("77", "Paper and Sons Ltd"), vendor("78", "Ink")]})
    result = await document(world, business, "10")
    assert (result["party_name"], result["party_token"]) == ("Paper and Sons Ltd", 0)
    assert (await document(world, business, "11"))["party_name"] == "Ink"


async def test_a_reference_never_overwrites_a_vendor_who_is_known(world: World) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor(name="The name now")]})
    await world.load(business, {"Bill": [bill(VendorRef={"value": "1", "name": "An old name"})]})
    assert (await document(world, business, "10"))["party_name"] == "The name now"


async def test_a_deleted_bill_is_gone_from_console_and_tray_and_still_in_the_books(served: Served) -> None:
    world = served.world
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Bill": [bill("10"), bill("11", DueDate=None)]})
    gone: list[dict[str, Any]] = [
        {"Id": name, "status": "Deleted", "MetaData": {}} for name in ("10", "11", "12")
    ]
    imported = await world.load(business, {"Bill": gone})
    assert asdict(imported.counts) == counts(read=3, removed=2, unchanged=1)
    shown = (await served.api.ask(CONSOLE, business=business)).data
    assert shown["decisionConsole"]["items"]["nodes"] == []
    assert shown["hygieneTray"]["issues"]["nodes"] == []
    assert {node["state"] for node in shown["bills"]["nodes"]} == {"DELETED"}
    again = await world.load(business, {"Bill": gone})
    assert asdict(again.counts) == counts(read=3, unchanged=3)
    # An old export brings back nothing.
    await world.load(business, {"Bill": [bill("10")]})
    assert (await document(world, business, "10"))["state"] == "DELETED"


async def test_when_the_original_is_deleted_its_copy_is_no_duplicate_any_more(world: World) -> None:
    business = await world.business()
    pair = [bill("10", DocNumber="A-1"), bill("11", DocNumber="a 1", TxnDate="2026-11-05")]
    await world.load(business, {"Vendor": [vendor()], "Bill": pair})
    (issue,) = (await books(world, business, ("issue",)))["issue"]
    assert issue["check_name"] == "DUPLICATE"
    await world.load(business, {"Bill": [{"Id": "10", "status": "Deleted"}]})
    assert (await books(world, business, ("issue",)))["issue"] == []


@pytest.mark.parametrize(("entity", "made"), [("Bill", bill), ("Invoice", invoice)])
async def test_a_voided_document_leaves_the_console_and_raises_no_issue(
    served: Served, entity: str, made: Any
) -> None:
    world = served.world
    business = await world.business()
    party = {"Vendor": [vendor()], "Customer": [customer()]}
    await world.load(business, {**party, entity: [made("10")]})
    void = {"SyncToken": "1", "TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided - by mistake"}
    nobody = {"VendorRef": None, "CustomerRef": None, "DueDate": None}
    await world.load(business, {entity: [made("10", **void, **nobody)]})
    assert (await document(world, business, "10"))["state"] == "VOIDED"
    shown = (await served.api.ask(CONSOLE, business=business)).data
    assert shown["decisionConsole"]["items"]["nodes"] == []
    assert shown["hygieneTray"]["issues"]["nodes"] == []


async def test_a_deleted_vendor_or_account_is_inactive(world: World) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Account": [account()], "Bill": [bill()]})
    gone = {"Vendor": [{"Id": "1", "status": "Deleted"}], "Account": [{"Id": "35", "status": "Deleted"}]}
    imported = await world.load(business, gone)
    assert asdict(imported.counts) == counts(read=2, removed=2)
    result = await books(world, business, ("party", "account"))
    assert [row["active"] for rows in result.values() for row in rows] == [False, False]
