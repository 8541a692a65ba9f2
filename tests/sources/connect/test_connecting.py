"""Connecting a business through a browser: what is stored then, and what is refused on the way."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.serving import Served
from tests.sources.connect.intuit import Desk, changed, new_realm
from tests.sources.tables.importing import load
from tests.world import ADVISOR, ANALYST, OWNER

STAFF = "staff@example.org"
MEMBERS = {OWNER: "OWNER", ADVISOR: "ADVISOR", STAFF: "STAFF", ANALYST: "ANALYST"}


async def test_clicking_through_connects_the_company_and_asks_for_its_first_sync(door: Desk) -> None:
    business = await door.world.business()
    assert await door.connection(business) is None
    page = await door.connect(business)
    assert page.status_code == 200
    assert "Larch &amp; Co is connected" in page.text
    connection = await door.connection(business)
    assert (connection["state"], connection["companyName"]) == ("CONNECTED", "Larch & Co")
    assert (connection["environment"], connection["problem"], connection["lastSyncAt"]) == (
        "SANDBOX",
        None,
        None,
    )
    (queued,) = await door.queue(business)
    assert (queued["realm"], queued["environment"], queued["claimed_by"]) == (
        door.intuit.oauth.realm,
        "SANDBOX",
        None,
    )
    (event,) = await door.world.run(
        "SELECT action, actor_email, after FROM runway.audit_event WHERE business_id = $1",
        business,
    )
    assert (event["action"], event["actor_email"]) == ("CONNECTED", OWNER)
    assert "Larch & Co" in event["after"]


async def test_the_code_is_exchanged_with_a_verifier_that_no_address_showed(door: Desk) -> None:
    business = await door.world.business()
    link = await door.link(business)
    async with door.browser() as browser:
        back = await browser.consent(link)
        await browser.open(back)
    (sent,) = door.intuit.oauth.asked_for
    assert sent["grant_type"] == "authorization_code"
    assert len(sent["code_verifier"]) >= 43
    assert sent["code_verifier"] not in link + back


@pytest.mark.parametrize("user", [STAFF, ANALYST])
async def test_only_those_who_change_settings_connect_and_disconnect(door: Desk, user: str) -> None:
    business = await door.world.business(members=MEMBERS)
    reply = await door.start(business, user=user)
    payload = reply.data["startConnection"]
    assert payload["url"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
    payload = await door.disconnect(business, user=user)
    assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
    assert (await door.connect(business, user=ADVISOR)).status_code == 200


async def test_whoever_lost_the_membership_or_the_role_meanwhile_connects_nothing(door: Desk) -> None:
    for change in (
        "DELETE FROM runway.membership WHERE business_id = $1 AND user_id = $2",
        "UPDATE runway.membership SET role = 'STAFF' WHERE business_id = $1 AND user_id = $2",
    ):
        business = await door.world.business()
        async with door.browser() as browser:
            back = await browser.consent(await door.link(business))
            (member,) = await door.world.run(
                "SELECT user_id FROM runway.membership WHERE business_id = $1", business
            )
            await door.world.run(change, business, member["user_id"])
            assert (await browser.open(back)).status_code in {403, 409}
        assert await door.is_unconnected(business)
        assert door.intuit.oauth.asked_for == []


@pytest.mark.parametrize("realm", ["77", "abc", "", "1" * 21, "4620816365/../77", "４６２"])
async def test_the_company_of_another_realm_than_the_code_is_for_is_refused(door: Desk, realm: str) -> None:
    business = await door.world.business()
    async with door.browser() as browser:
        back = await browser.consent(await door.link(business))
        page = await browser.open(changed(back, realmId=realm))
    assert page.status_code in {400, 409}
    assert await door.is_unconnected(business)
    assert await door.connection(business) is None


async def test_a_second_company_is_refused_until_the_first_is_disconnected(door: Desk) -> None:
    business = await door.world.business()
    await door.connect(business)
    before = await door.secret(business)
    door.intuit.oauth.realm = other = new_realm()
    door.intuit.names[other] = "Other Ltd"
    page = await door.connect(business)
    assert page.status_code == 409
    assert "connected to Larch &amp; Co. Disconnect that company first" in page.text
    # Nothing of the other company was asked for, and what was there goes on.
    assert len(door.intuit.oauth.asked_for) == 1
    assert (await door.secret(business))["refresh_token"] == before["refresh_token"]
    await door.disconnect(business)
    assert (await door.connect(business)).status_code == 200
    assert (await door.connection(business))["companyName"] == "Other Ltd"


async def test_the_same_company_is_connected_again_and_goes_on_where_it_was(door: Desk) -> None:
    business = await door.world.business()
    await door.connect(business)
    await door.world.run(
        "UPDATE runway.source_connection SET changes_since = now(), state = 'UNAUTHORIZED', "
        "problem = 'AUTHORIZATION_LOST' WHERE business_id = $1",
        business,
    )
    lost = await door.connection(business)
    assert lost["state"] == "UNAUTHORIZED"
    assert lost["problem"]["code"] == "AUTHORIZATION_LOST"
    assert "connects" in lost["problem"]["remedy"]
    assert (await door.connect(business)).status_code == 200
    again = await door.connection(business)
    assert (again["id"], again["state"], again["problem"]) == (lost["id"], "CONNECTED", None)
    (row,) = await door.world.run(
        "SELECT changes_since FROM runway.source_connection WHERE business_id = $1", business
    )
    assert row["changes_since"] is not None


async def test_a_company_in_two_businesses_is_refused_unless_that_is_said(door: Desk) -> None:
    first, second = await door.world.business(), await door.world.business("Second")
    await door.connect(first)
    page = await door.connect(second)
    assert page.status_code == 409
    assert "connected to another business already" in page.text
    assert await door.is_unconnected(second)
    # The other business's authorization is left alone.
    assert door.intuit.oauth.revoked == []
    assert (await door.connect(second, shared=True)).status_code == 200


async def test_a_grant_that_connects_nothing_is_revoked(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as browser:
        back = await browser.consent(await door.link(business))
        assert (await browser.open(changed(back, realmId=new_realm()))).status_code == 409
    assert len(door.intuit.oauth.revoked) == 1
    await door.world.load(
        business,
        {"CompanyInfo": [{"Id": "1", "SyncToken": "0", "CompanyName": "Elm Inc"}]},
        realm=door.intuit.oauth.realm or "",
    )
    assert (await door.connect(business)).status_code == 409
    assert len(door.intuit.oauth.revoked) == 2
    assert door.intuit.oauth.refresh_tokens == {}


async def test_of_businesses_that_connect_one_company_at_once_one_is_connected(door: Desk) -> None:
    for _ in range(5):
        door.intuit.oauth.realm = new_realm()
        businesses = [await door.world.business(name) for name in ("One", "Other", "Third")]
        async with door.browser() as browser:
            backs = []
            for business in businesses:
                # Its cookie is the business's own: the next link replaces it.
                browser.client.cookies.clear()
                back = await browser.consent(await door.link(business))
                backs.append((back, dict(browser.client.cookies)))
            browser.client.cookies.clear()
            pages = await asyncio.gather(*(browser.open(back, cookies) for back, cookies in backs))
        assert sorted(page.status_code for page in pages) == [200, 409, 409]
        assert [await door.is_unconnected(business) for business in businesses].count(True) == 2


async def test_whether_a_company_is_connected_elsewhere_is_told_to_nobody_without_access_to_it(
    door: Desk,
) -> None:
    first, second = await door.world.business(), await door.world.business("Second")
    await door.connect(first)
    connected, door.intuit.oauth.realm = door.intuit.oauth.realm or "", new_realm()
    pages = []
    for realm in (connected, new_realm()):
        async with door.browser() as browser:
            back = await browser.consent(await door.link(second))
            pages.append((await browser.open(changed(back, realmId=realm))).text)
    assert pages[0] == pages[1]


async def test_books_of_another_company_are_not_mixed_with_the_connected_one(door: Desk) -> None:
    business = await door.world.business()
    await door.world.load(
        business, {"CompanyInfo": [{"Id": "1", "SyncToken": "0", "CompanyName": "Elm Inc"}]}
    )
    page = await door.connect(business)
    assert page.status_code == 409
    assert "Elm Inc" in page.text
    assert await door.is_unconnected(business)


async def test_files_under_the_number_of_another_company_are_not_taken_for_its_books(door: Desk) -> None:
    business = await door.world.business()
    info = {"Id": "1", "SyncToken": "0", "CompanyName": "Elm Inc"}
    await door.world.load(business, {"CompanyInfo": [info]}, realm=door.intuit.oauth.realm or "")
    page = await door.connect(business)
    assert page.status_code == 409
    assert "Elm Inc" in page.text
    assert await door.is_unconnected(business)
    door.intuit.names[door.intuit.oauth.realm or ""] = "Elm  inc"
    assert (await door.connect(business)).status_code == 200


async def test_a_company_is_not_connected_beside_books_from_tables(door: Desk, tmp_path: Path) -> None:
    business = await door.world.business()
    (tmp_path / "bills.csv").write_text("number,vendor,date,amount\nA1,Acme,2026-10-13,10.00\n")
    await load(Served(door.world, door.api), business, tmp_path)
    page = await door.connect(business)
    assert page.status_code == 409
    assert "books from files or tables" in page.text
    assert await door.is_unconnected(business)
    # What comes beside the books of a connected company is no reason not to connect it again.
    connected = await door.world.business("Connected")
    await door.connect(connected)
    await load(Served(door.world, door.api), connected, tmp_path, beside=True)
    assert (await door.connect(connected)).status_code == 200


async def test_a_callback_cut_before_anything_was_stored_is_repeated_from_the_start(door: Desk) -> None:
    business = await door.world.business()
    door.intuit.data_status = 500
    page = await door.connect(business)
    assert page.status_code == 502
    assert await door.is_unconnected(business)
    assert await door.connection(business) is None
    door.intuit.data_status = 200
    assert (await door.connect(business)).status_code == 200


async def test_no_page_has_a_script_a_form_or_a_frame_and_none_is_kept(door: Desk) -> None:
    business = await door.world.business("<b>Quill & Sons</b>")
    async with door.browser() as browser:
        link = await door.link(business)
        pages = [await browser.open(link), await browser.click_through(link)]
        pages.append(await browser.open(changed(link, link="x")))
    assert [page.status_code for page in pages] == [200, 200, 400]
    assert "<b>Quill" not in pages[0].text
    for page in pages:
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<(script|form|iframe|img|style)", page.text)
    assert "httponly" in pages[0].headers["set-cookie"].lower()
    assert "samesite=lax" in pages[0].headers["set-cookie"].lower()


async def test_without_an_app_nothing_can_be_connected_and_that_is_said(door: Desk) -> None:
    business = await door.world.business()
    async with door.world.api() as bare:
        desk = Desk(door.world, bare, door.intuit, door.connecting, door.key)
        payload = (await desk.start(business)).data["startConnection"]
        assert [error["code"] for error in payload["userErrors"]] == ["NOT_CONFIGURED"]
        assert (await bare.client.get("/connect/quickbooks")).status_code == 404
