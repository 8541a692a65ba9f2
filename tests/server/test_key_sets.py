"""Tokens of an identity provider are checked by its published keys, from a file or an address."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import jwt
import pytest
from jwt.utils import base64url_encode

from server.settings import WrongSettings
from tests.server.signing import SigningKey, ec_key, handmade, key_server, key_set, payload, rsa_key
from tests.world import OWNER, SECRET, Api, Reply, World

RSA, EC, OTHER = rsa_key("rsa-1"), ec_key("ec-1"), rsa_key("rsa-2")
#: Published too, and not for us: an algorithm that we do not take, and a secret that is none.
LONG = SigningKey("rsa-512", "RS512", lambda: RSA.private)
SHARED = {"kty": "oct", "kid": "shared", "alg": "HS256", "k": base64url_encode(SECRET.encode()).decode()}
ASK = "{ viewer { email } }"


@pytest.fixture(scope="module", params=["file", "address"])
async def api(
    request: pytest.FixtureRequest, shared_world: World, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """A server that has the keys of RSA and EC, but not OTHER's."""
    published = json.dumps({"keys": [*(key.public_jwk() for key in (RSA, EC, LONG)), SHARED]})
    if request.param == "file":
        file = tmp_path_factory.mktemp("keys") / "keys.json"
        file.write_text(published)
        async with shared_world.api(jwks=str(file)) as api:
            yield api
        return
    with key_server(published) as keys:
        async with shared_world.api(jwks=keys.address) as api:
            yield api


async def ask(api: Api, token: str) -> Reply:
    return await api.ask(ASK, user=None, headers={"authorization": f"Bearer {token}"})


def forged(secret: str | bytes, key: SigningKey) -> str:
    """A token signed with something public, as if that were a secret."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    return handmade({"alg": "HS256", "kid": key.key_id}, payload(), raw)


@pytest.mark.parametrize("key", [RSA, EC], ids=lambda key: key.algorithm)
async def test_a_token_of_a_published_key_names_its_person(api: Api, key: SigningKey) -> None:
    assert (await ask(api, key.sign())).data == {"viewer": {"email": OWNER}}


#: Made by the tests, which generate the keys.
REFUSED: dict[str, Callable[[], str]] = {
    "an unknown key": OTHER.sign,
    "an unknown key under a known id": lambda: OTHER.sign(key_id="rsa-1"),
    "a known key under an unknown id": lambda: RSA.sign(key_id="rsa-9"),
    "a key of another kind": lambda: RSA.sign(key_id="ec-1"),
    "no key id": lambda: jwt.encode(payload(), RSA.private, algorithm="RS256"),
    "another algorithm of the same key": lambda: RSA.sign(algorithm="RS512"),
    "a published key of an algorithm that is not ours": LONG.sign,
    "a published secret": lambda: handmade({"alg": "HS256", "kid": "shared"}, payload(), SECRET.encode()),
    "a padding that is not ours": lambda: RSA.sign(algorithm="PS256"),
    "the public key as a secret": lambda: forged(RSA.public_pem(), RSA),
    "the published key as a secret": lambda: forged(json.dumps(RSA.public_jwk()), RSA),
    "the curve's public key as a secret": lambda: forged(EC.public_pem(), EC),
    "an empty secret": lambda: forged("", RSA),
    "the secret of development": lambda: forged(SECRET, RSA),
    "no signature": lambda: handmade({"alg": "none", "kid": "rsa-1"}, payload(), None),
    "an expired one": lambda: RSA.sign(exp=1),
    "another audience": lambda: EC.sign(aud="another"),
    "junk": lambda: "a.b.c",
}


@pytest.mark.parametrize("token", REFUSED)
async def test_any_other_token_is_turned_away(api: Api, token: str) -> None:
    reply = await ask(api, REFUSED[token]())
    assert (reply.status, reply.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_forged_token_is_one_in_all_but_its_key() -> None:
    token = forged(SECRET, RSA)
    assert jwt.decode(token, SECRET, algorithms=["HS256"], audience="runway")["email"] == OWNER


async def test_keys_are_fetched_once_for_many_tokens(world: World) -> None:
    with key_server(key_set(RSA, EC)) as keys:
        async with world.api(jwks=keys.address) as api:
            for key in (RSA, EC, RSA):
                assert (await ask(api, key.sign())).status == 200
            assert keys.requests == ["/keys"]


async def test_while_the_keys_cannot_be_fetched_nobody_is_called_unknown(world: World) -> None:
    with key_server(key_set(RSA)) as keys:
        async with world.api(jwks=keys.address) as api:
            for keys.status, keys.body in ((500, "down"), (200, "<html>"), (200, ""), (302, "")):
                reply = await ask(api, RSA.sign())
                assert (reply.status, reply.codes) == (503, ["UNAVAILABLE"]), keys.body
            keys.status, keys.body = 200, key_set(RSA)
            assert (await ask(api, RSA.sign())).status == 200
    async with world.api(jwks=keys.address) as api:
        assert (await ask(api, RSA.sign())).status == 503


@pytest.mark.parametrize("body", ["{}", "[]", '{"keys":[]}', '{"keys":[5]}', '{"keys":[{"kty":"oct"}]}'])
async def test_a_set_without_a_usable_key_lets_nobody_in(world: World, body: str) -> None:
    with key_server(body) as keys:
        async with world.api(jwks=keys.address) as api:
            assert (await ask(api, RSA.sign())).status in {401, 503}


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "junk", '{"keys":[]}'])
async def test_a_server_does_not_start_with_a_file_that_holds_no_keys(
    world: World, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "keys.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(WrongSettings, match="RUNWAY_JWKS"):
        async with world.api(jwks=str(file)):
            pass
