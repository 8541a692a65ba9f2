"""Disconnecting: revoked at the source and forgotten here, whether the source answers or not."""

from tests.sources.connect.intuit import Desk
from tests.world import OWNER


async def test_disconnecting_revokes_forgets_and_leaves_the_queue(door: Desk) -> None:
    business = await door.world.business()
    await door.connect(business)
    (refresh,) = door.intuit.oauth.refresh_tokens
    payload = await door.disconnect(business)
    assert (payload["isRevoked"], payload["userErrors"]) == (True, [])
    assert payload["connection"]["state"] == "DISCONNECTED"
    assert door.intuit.oauth.revoked == [refresh]
    stored = await door.secret(business)
    assert {stored[name] for name in ("access_token", "refresh_token", "realm", "environment")} == {None}
    assert await door.queue(business) == []
    connection = await door.connection(business)
    assert (connection["state"], connection["nextSyncAt"]) == ("DISCONNECTED", None)
    rows = await door.world.run(
        "SELECT action, actor_email FROM runway.audit_event WHERE business_id = $1",
        business,
    )
    assert {(row["action"], row["actor_email"]) for row in rows} == {
        ("CONNECTED", OWNER),
        ("DISCONNECTED", OWNER),
    }


async def test_a_source_that_does_not_revoke_is_told_and_the_secret_is_gone_all_the_same(door: Desk) -> None:
    business = await door.world.business()
    await door.connect(business)
    door.intuit.oauth.revoke_status = 500
    payload = await door.disconnect(business)
    assert (payload["isRevoked"], payload["userErrors"]) == (False, [])
    assert (await door.secret(business))["refresh_token"] is None
    assert await door.queue(business) == []


async def test_what_is_not_connected_cannot_be_disconnected(door: Desk) -> None:
    business = await door.world.business()
    payload = await door.disconnect(business)
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_CONNECTED"]
    assert payload["connection"] is None
    await door.connect(business)
    await door.disconnect(business)
    payload = await door.disconnect(business)
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_CONNECTED"]
    assert payload["connection"]["state"] == "DISCONNECTED"


async def test_a_state_of_before_the_disconnection_connects_nothing_afterwards(door: Desk) -> None:
    business = await door.world.business()
    async with door.browser() as first, door.browser() as second:
        old = await first.consent(await door.link(business))
        await second.click_through(await door.link(business))
        await door.disconnect(business)
        assert (await first.open(old)).status_code == 400
    assert (await door.connection(business))["state"] == "DISCONNECTED"
