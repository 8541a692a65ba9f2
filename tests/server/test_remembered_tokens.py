"""A token is verified once, and remembered until it expires, the keys change, or others take its place."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from jwt import PyJWKClient
from starlette.concurrency import run_in_threadpool

from db.directory import user_id_of
from resolvers.context import User
from server import auth
from server.auth import ASYMMETRIC, SYMMETRIC, BadToken, Bearer, KeyAddress, Remembered, Secret, Tokens
from tests.server.signing import key_server, key_set, payload, rsa_key
from tests.world import OWNER, SECRET, World, token

OLD, NEW = rsa_key("old"), rsa_key("new")
ANN = User(user_id_of("ann@example.org"), "ann@example.org")


class Clock:
    """Stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that were verified, in a thread, since the test began."""
    result: list[str] = []

    async def counted(work: Callable[[str], Bearer], token: str) -> Bearer:
        result.append(token)
        return await run_in_threadpool(work, token)

    monkeypatch.setattr(auth, "run_in_threadpool", counted)
    return result


def by_secret(**more: Any) -> Tokens:
    return Tokens(Secret(SECRET), SYMMETRIC, "runway", None, "email", **more)


def by_address(address: str, **more: float) -> Tokens:
    return Tokens(KeyAddress(PyJWKClient(address, **more)), ASYMMETRIC, "runway", None, "email")  # type: ignore[arg-type]  # Its numbers alone.


async def named(tokens: Tokens, sent: str) -> str:
    return (await tokens.bearer(f"Bearer {sent}")).user.email


async def test_a_token_is_verified_once(world: World, verified: list[str]) -> None:
    business = await world.business()
    async with world.api() as api:
        sent = {"authorization": f"Bearer {token(OWNER)}"}
        for _ in range(3):
            reply = await api.ask("{ business { name } }", user=None, headers=sent)
            assert reply.data == {"business": {"name": "Acme"}}
        assert len(verified) == 1
        # Whether the person may enter is asked of the database each time.
        await world.directory.revoke(business, OWNER)
        reply = await api.ask("{ business { name } }", user=None, headers=sent, business=business)
        assert reply.codes == ["FORBIDDEN"]
    assert len(verified) == 1


async def test_a_token_that_is_not_good_is_verified_each_time(verified: list[str]) -> None:
    tokens, bad = by_secret(), token(OWNER)[:-4] + "AAAA"
    for _ in range(3):
        with pytest.raises(BadToken):
            await named(tokens, bad)
    assert verified == [bad] * 3
    assert await named(tokens, token(OWNER)) == OWNER


async def test_no_other_token_is_taken_for_the_one_that_is_remembered(verified: list[str]) -> None:
    tokens, good = by_secret(), token(OWNER)
    await named(tokens, good)
    for other in (good + "A", good[:-1], good.upper(), good.replace(".", "..", 1)):
        with pytest.raises(BadToken):
            await named(tokens, other)
    assert await named(tokens, f"  {good} ") == OWNER
    assert verified.count(good) == 1


async def test_a_token_is_good_until_the_moment_at_which_it_expires() -> None:
    clock = Clock()
    tokens = by_secret(remembered=Remembered(clock=clock))
    sent = token(OWNER)
    bearer = await tokens.bearer(f"Bearer {sent}")
    clock.now = bearer.expires - 0.001
    assert tokens.remembered.find(sent, tokens.keys) is bearer
    clock.now = bearer.expires
    assert tokens.remembered.find(sent, tokens.keys) is None
    clock.now = 0
    # It was forgotten, and does not come back with the clock.
    assert tokens.remembered.find(sent, tokens.keys) is None


async def test_a_remembered_token_that_has_expired_is_refused_as_one_that_is_new() -> None:
    clock = Clock()
    tokens = by_secret(remembered=Remembered(clock=clock))
    expired = jwt.encode(payload(exp=1_000_000_000), SECRET, algorithm="HS256")
    tokens.remembered.find(expired, tokens.keys)
    tokens.remembered.keep(expired, Bearer(ANN, 1_000_000_000))
    clock.now = 999_999_999.5
    assert await named(tokens, expired) == "ann@example.org"
    clock.now = 1_000_000_000
    with pytest.raises(BadToken, match=r"The token has expired\."):
        await named(tokens, expired)


async def test_other_keys_forget_every_token(verified: list[str]) -> None:
    with key_server(key_set(OLD)) as keys:
        tokens = by_address(keys.address, cooldown_duration=0)
        sent = OLD.sign()
        for _ in range(4):
            assert await named(tokens, sent) == OWNER
        # The first time, no keys were there yet that it could have been remembered with.
        assert verified == [sent] * 2
        keys.body = key_set(NEW)
        assert await named(tokens, NEW.sign()) == OWNER
        with pytest.raises(BadToken):
            await named(tokens, sent)
        assert keys.requests == ["/keys"] * 3


async def test_keys_that_are_too_old_are_fetched_again_before_a_token_is_good(verified: list[str]) -> None:
    with key_server(key_set(OLD)) as keys:
        tokens = by_address(keys.address, lifespan=1e-9)
        sent = OLD.sign()
        for _ in range(3):
            assert await named(tokens, sent) == OWNER
        assert verified == [sent] * 3
        keys.body = key_set(NEW)
        with pytest.raises(BadToken):
            await named(tokens, sent)


def test_no_more_than_so_many_are_remembered_those_used_last() -> None:
    remembered, keys = Remembered(most=3, clock=Clock()), object()
    assert remembered.find("1", keys) is None
    for sent in ("1", "2", "3"):
        remembered.keep(sent, Bearer(ANN, 10))
    assert remembered.find("1", keys) is not None
    remembered.keep("4", Bearer(ANN, 10))
    assert [sent for sent in "1234" if remembered.find(sent, keys)] == ["1", "3", "4"]
    assert remembered.find("1", object()) is None
    assert remembered.find("3", keys) is None
