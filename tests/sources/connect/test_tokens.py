"""A valid access token: refreshed by one at a time, kept before it is used, lost when the source says so."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from db.directory import user_id_of
from db.outages import NoSuchMembership
from server.sources.quickbooks.secrets import NoKey
from server.sources.quickbooks.tokens import AccessTokens, AuthorizationLost, SourceUnavailable, Token
from tests.sources.connect.intuit import Desk, connecting_to
from tests.world import OWNER

USER = user_id_of(OWNER)


async def _connected(door: Desk, lasts: int = 3600) -> UUID:
    business = await door.world.business()
    door.intuit.oauth.lasts = lasts
    assert (await door.connect(business)).status_code == 200
    door.intuit.oauth.lasts = 3600
    return business


def _tokens(door: Desk) -> AccessTokens:
    return AccessTokens(door.connecting.secrets, door.connecting.vault, door.connecting.oauth)


async def test_a_token_that_is_good_is_given_without_asking_the_source(door: Desk) -> None:
    business = await _connected(door)
    token = await _tokens(door).access_token(USER, business, None)
    assert token.realm == door.intuit.oauth.access_tokens[token.value] == door.intuit.oauth.realm
    assert token.environment == "SANDBOX"
    assert await _tokens(door).access_token(USER, business, None) == token
    assert len(door.intuit.oauth.asked_for) == 1


async def test_an_expired_token_is_refreshed_and_the_rotated_one_is_stored(door: Desk) -> None:
    business = await _connected(door, lasts=60)
    before = door.connecting.vault.opened((await door.secret(business))["refresh_token"], None)
    token = await _tokens(door).access_token(USER, business, None)
    stored = await door.secret(business)
    after = door.connecting.vault.opened(stored["refresh_token"], None)
    assert door.connecting.vault.opened(stored["access_token"], None) == token.value
    assert before != after
    assert door.intuit.oauth.refresh_tokens.keys() == {after}
    assert stored["version"] == 2 + 1


async def test_of_many_who_find_it_expired_one_refreshes_and_the_others_see_it(door: Desk) -> None:
    business = await _connected(door, lasts=60)
    async with connecting_to(door.intuit, door.world) as other:
        elsewhere = AccessTokens(other.secrets, door.connecting.vault, other.oauth)
        tokens = await asyncio.gather(
            *(item.access_token(USER, business, None) for item in [_tokens(door), elsewhere] * 5)
        )
    assert len(set(tokens)) == 1
    # The first is the code's; a second refresh would have been refused, for the token was used.
    assert len(door.intuit.oauth.asked_for) == 2


async def test_a_token_that_the_source_refused_is_refreshed_once_whoever_says_so(door: Desk) -> None:
    business = await _connected(door)
    tokens = _tokens(door)
    refused = await tokens.access_token(USER, business, None)
    new = await tokens.access_token(USER, business, refused)
    assert new.value != refused.value
    assert await tokens.access_token(USER, business, refused) == new
    assert len(door.intuit.oauth.asked_for) == 2


async def test_a_lost_authorization_is_told_from_a_source_in_trouble(door: Desk) -> None:
    business = await _connected(door, lasts=60)
    before = await door.secret(business)
    for answer in (
        Response(status_code=500),
        Response(status_code=503, headers={"retry-after": "1"}),
        HTMLResponse("<html>busy</html>"),
        HTMLResponse("<html>busy</html>", 429),
        JSONResponse([]),
        JSONResponse({"access_token": "only"}),
        JSONResponse({"access_token": "a", "refresh_token": "b", "expires_in": "soon"}),
        JSONResponse({"access_token": "", "refresh_token": "", "expires_in": 3600}),
        JSONResponse({"error": "invalid_client"}, 401),
    ):
        # The stand-in has rotated by then, and takes the old one again, as a source does for a while.
        kept = dict(door.intuit.oauth.refresh_tokens)
        door.intuit.oauth.plan = [answer]
        with pytest.raises(SourceUnavailable):
            await _tokens(door).access_token(USER, business, None)
        door.intuit.oauth.refresh_tokens |= kept
        assert await door.secret(business) == before
    door.intuit.oauth.plan = [JSONResponse({"error": "invalid_grant"}, 400)]
    with pytest.raises(AuthorizationLost):
        await _tokens(door).access_token(USER, business, None)
    assert await door.secret(business) == before


async def test_nobody_else_and_no_unconnected_business_gets_a_token(door: Desk) -> None:
    business, other = await _connected(door), await door.world.business("Other", members={})
    tokens = _tokens(door)
    with pytest.raises(NoSuchMembership):
        await tokens.access_token(uuid4(), business, None)
    with pytest.raises(NoSuchMembership):
        await tokens.access_token(USER, other, None)
    with pytest.raises(AuthorizationLost):
        await tokens.access_token(USER, await door.world.business(), None)
    await door.disconnect(business)
    with pytest.raises(AuthorizationLost):
        await tokens.access_token(USER, business, None)


async def test_without_its_key_a_token_is_not_decrypted_and_the_setting_is_named(door: Desk) -> None:
    business = await _connected(door)
    async with connecting_to(door.intuit, door.world) as other:
        tokens = AccessTokens(other.secrets, other.vault, other.oauth)
        with pytest.raises(NoKey, match="RUNWAY_SECRET_KEYS"):
            await tokens.access_token(USER, business, None)


async def test_a_company_of_another_environment_is_left_alone(door: Desk) -> None:
    business = await _connected(door)
    async with connecting_to(door.intuit, door.world, quickbooks_environment="PRODUCTION") as other:
        tokens = AccessTokens(other.secrets, door.connecting.vault, other.oauth)
        with pytest.raises(AuthorizationLost):
            await tokens.access_token(USER, business, None)
    assert len(door.intuit.oauth.asked_for) == 1


def test_nothing_shows_a_token() -> None:
    token = Token("canary", "SANDBOX", "1", datetime(2026, 11, 29, tzinfo=UTC) + timedelta(hours=1))
    assert "canary" not in f"{token} {token!r} {[token]}"
