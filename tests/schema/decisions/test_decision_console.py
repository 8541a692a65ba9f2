"""The decision console and the hygiene tray, as a front end sees them."""

from tests.records import account, bill, customer, invoice, vendor
from tests.world import World

ITEMS = """{ decisionConsole { cash { amount } items { nodes { id } totalCount { count isExact } } }
             hygieneTray { issues { nodes { check blocking document { id } } } } }"""


async def test_an_item_moves_from_tray_to_console_when_its_last_blocking_issue_is_fixed(world: World) -> None:
    business = await world.business()
    sound = {"Vendor": [vendor()], "Customer": [customer()], "Invoice": [invoice()], "Account": [account()]}
    await world.load(business, {**sound, "Bill": [bill(DueDate=None)]})
    async with world.api() as api:
        before = (await api.ask(ITEMS, business=business)).data
        await world.load(business, {"Bill": [bill(SyncToken="1")]})
        after = (await api.ask(ITEMS, business=business)).data
        await world.load(business, {"Bill": [bill(SyncToken="2", TotalAmt=None)]})
        broken = (await api.ask(ITEMS, business=business)).data
    blocked = before["hygieneTray"]["issues"]["nodes"][0]["document"]["id"]
    assert before["decisionConsole"]["cash"] == {"amount": "1000.00"}
    assert blocked not in [node["id"] for node in before["decisionConsole"]["items"]["nodes"]]
    assert blocked in [node["id"] for node in after["decisionConsole"]["items"]["nodes"]]
    assert after["hygieneTray"]["issues"]["nodes"] == []
    assert [issue["check"] for issue in broken["hygieneTray"]["issues"]["nodes"]] == ["MISSING_AMOUNT"]
    assert broken["decisionConsole"]["items"]["totalCount"] == {"count": 1, "isExact": True}
