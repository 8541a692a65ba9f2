"""The link and the state of an attempt: good for one time, one browser, and some minutes."""

from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet

from server.sources.quickbooks.pages import COOKIE
from tests.sources.connect.intuit import Desk, changed, new_realm
from tests.world import ADVISOR, OWNER

MEMBERS = {OWNER: "OWNER", ADVISOR: "ADVISOR"}


async def test_a_state_is_good_for_one_time(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as browser:
        link = await door.link(business)
        back = await browser.consent(link)
        cookie = browser.client.cookies[COOKIE]
        assert (await browser.open(back)).status_code == 200
        before = await door.secret(business)
        browser.client.cookies.set(COOKIE, cookie)
        again = await browser.open(back)
        assert again.status_code == 400
        assert "no longer valid" in again.text
    assert await door.secret(business) == before
    assert len(door.intuit.oauth.asked_for) == 1


async def test_a_link_is_good_for_one_time_whatever_browser_it_is_opened_in(door: Desk) -> None:
    business = await door.world.business()
    link = await door.link(business)
    async with door.browser() as first, door.browser() as second, door.browser() as third:
        opened_before = await second.consent(link)
        assert (await first.click_through(link)).status_code == 200
        assert (await third.open(link)).status_code == 400
        before = await door.secret(business)
        door.intuit.oauth.realm = new_realm()
        assert (await second.open(opened_before)).status_code == 400
    assert await door.secret(business) == before
    assert len(door.intuit.oauth.asked_for) == 1


async def test_the_page_says_who_began_and_for_which_business(door: Desk) -> None:
    business = await door.world.business("Larch & Sons", members=MEMBERS)
    for user in (OWNER, ADVISOR):
        async with door.browser() as browser:
            page = await browser.open(await door.link(business, user=user))
        assert (
            f"{user} asked to connect a company of QuickBooks to Larch &amp; Sons, whose members" in page.text
        )


async def test_a_state_that_was_declined_is_spent_too(door: Desk) -> None:
    business = await door.world.business()
    door.intuit.oauth.realm = None
    async with door.browser() as browser:
        back = await browser.consent(await door.link(business))
        page = await browser.open(back)
        assert page.status_code == 400
        assert "the request was declined" in page.text
        state = parse_qs(urlsplit(back).query)["state"][0]
        late = changed(back, state=state, code="x", realmId="77").replace("error=access_denied&", "")
        assert (await browser.open(late)).status_code == 400
    assert await door.is_unconnected(business)
    assert door.intuit.oauth.asked_for == []


@pytest.mark.parametrize("state", ["", "x", "gAAAAABm" + "A" * 120, "../../etc", "\u0000"])
async def test_a_forged_state_or_link_leads_nowhere(door: Desk, state: str) -> None:
    business = await door.world.business()
    async with door.browser() as browser:
        link = await door.link(business)
        back = await browser.consent(link)
        assert (await browser.open(changed(back, state=state))).status_code == 400
        assert (await browser.open(changed(link, link=state))).status_code == 400
    assert await door.is_unconnected(business)


async def test_a_link_is_no_state_a_state_no_link_and_a_stored_token_neither(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as browser:
        link = await door.link(business)
        back = await browser.consent(link)
        state = parse_qs(urlsplit(back).query)["state"][0]
        sealed = parse_qs(urlsplit(link).query)["link"][0]
        assert (await browser.open(changed(back, state=sealed))).status_code == 400
        assert (await browser.open(changed(link, link=state))).status_code == 400
        assert (await browser.open(back)).status_code == 200
        stored = (await door.secret(business))["access_token"]
        assert (await browser.open(changed(link, link=stored))).status_code == 400


async def test_a_state_in_another_browser_is_refused(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as mine, door.browser() as theirs:
        back = await mine.consent(await door.link(business))
        await theirs.consent(await door.link(business))
        assert (await theirs.open(back)).status_code == 400
        assert (await mine.open(back)).status_code == 200


async def test_an_older_state_is_void_when_a_newer_one_was_used(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as first, door.browser() as second:
        old = await first.consent(await door.link(business))
        new = await second.consent(await door.link(business))
        assert (await second.open(new)).status_code == 200
        assert (await first.open(old)).status_code == 400


async def test_a_link_and_a_state_end_after_ten_minutes(door: Desk) -> None:
    business = await door.world.business()
    link = await door.link(business)
    async with door.browser() as browser:
        back = await browser.consent(link)
        late = changed(link, link=_aged(door, link, "link", 601))
        assert (await browser.open(late)).status_code == 400
        assert (await browser.open(changed(link, link=_aged(door, link, "link", 500)))).status_code == 200
        back = await browser.consent(link)
        late = changed(back, state=_aged(door, back, "state", 601))
        assert (await browser.open(late)).status_code == 400
        assert await door.is_unconnected(business)
        in_time = changed(back, state=_aged(door, back, "state", 500))
        assert (await browser.open(in_time)).status_code == 200


def _aged(door: Desk, url: str, name: str, seconds: int) -> str:
    """The same, sealed so many seconds before."""
    fernet = Fernet(door.key)
    sealed = parse_qs(urlsplit(url).query)[name][0].encode()
    made = fernet.extract_timestamp(sealed) - seconds
    return fernet.encrypt_at_time(fernet.decrypt(sealed), made).decode()
