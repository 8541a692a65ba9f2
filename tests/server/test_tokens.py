"""Who has no good token gets one JSON answer, before anything else is looked at."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.server.signing import handmade, payload
from tests.servers.postgres import Cluster
from tests.serving import Served, serving
from tests.world import OWNER, SECRET, token

LATER = int(time.time()) + 3600
LONG_AGO = 1_600_000_000


@pytest.fixture(scope="module")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(cluster) as served:
        await served.world.business()
        yield served


async def knock(
    served: Served, authorization: str | None, content: str = '{"query":"{viewer{email}}"}'
) -> Any:
    headers = {"content-type": "application/json"}
    if authorization is not None:
        headers["authorization"] = authorization
    return await served.api.client.post("/graphql", content=content, headers=headers)


def assert_turned_away(response: httpx.Response) -> str:
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/json"
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in response.json()
    message: str = error["message"]
    return message


def signed(secret: str = SECRET, **claims: Any) -> str:
    return "Bearer " + handmade({"alg": "HS256"}, payload(**claims), secret.encode())


def tampered(authorization: str) -> str:
    """The same signature under the claims of somebody else."""
    head, _, signature = authorization.split(".")
    _, body, _ = signed(email="boss@example.org").split(".")
    return f"{head}.{body}.{signature}"


BAD = {
    "no header": None,
    "an empty one": "",
    "another scheme": "Basic b3duZXI6cGFzcw==",
    "a scheme alone": "Bearer",
    "no token at all": "Bearer x",
    "not three parts": "Bearer a.b",
    "junk in three parts": "Bearer a.b.c",
    "junk in base64": "Bearer e30.e30.e30",
    "a very long one": "Bearer " + "x" * 5000,
    "a wrong signature": signed("another secret that is as long as it must be"),
    "other claims under a good signature": tampered(signed()),
    "a signature cut off": signed()[:-5],
    "no signature": signed().rpartition(".")[0] + ".",
    "algorithm none": "Bearer " + handmade({"alg": "none"}, payload(), None),
    "another algorithm": "Bearer " + handmade({"alg": "HS512"}, payload(), SECRET.encode()),
    "no expiry": signed(exp=None),
    "an expiry in words": signed(exp="tomorrow"),
    "an expiry without end": signed(exp=float("inf")),
    "not valid yet": signed(nbf=LATER),
    "issued in the future": signed(iat=LATER),
    "no audience": signed(aud=None),
    "an audience that is no text": signed(aud=["other", "another"]),
    "no e-mail address": signed(email=None),
    "an empty address": signed(email="  "),
    "an address that is a number": signed(email=5),
    "an address that is a list": signed(email=[OWNER]),
    "an address with NUL": signed(email=f"{OWNER}\0"),
    "an address with half a surrogate pair": signed(email="\ud800@example.org"),
    "an unverified address": signed(email_verified=False),
    "an unverified address in words": signed(email_verified="false"),
}


@pytest.mark.parametrize("authorization", BAD.values(), ids=BAD)
async def test_without_a_good_token_the_answer_is_401(served: Served, authorization: str | None) -> None:
    assert_turned_away(await knock(served, authorization))


@pytest.mark.parametrize(
    ("authorization", "says"),
    [
        (None, "Send a token: Authorization: Bearer <token>."),
        (signed(exp=LONG_AGO, iat=LONG_AGO), "The token has expired."),
        (signed(aud="another service"), "The token is for somebody else."),
        (signed("another secret that is as long as it must be"), "The token is not valid."),
        (signed(email=None), "The token names nobody: it has no claim 'email'."),
        (signed(email_verified=False), "The token's e-mail address is not verified."),
    ],
)
async def test_the_answer_says_what_the_client_can_mend(
    served: Served, authorization: str | None, says: str
) -> None:
    assert assert_turned_away(await knock(served, authorization)) == says


@pytest.mark.parametrize("content", ["", "{", "5", '{"query":"{"}', '{"query":5}', "x" * 300_000])
async def test_the_token_comes_first_whatever_the_body(served: Served, content: str) -> None:
    assert_turned_away(await knock(served, None, content))


async def test_it_comes_before_the_business_and_the_kind_of_content_too(served: Served) -> None:
    headers = {"x-business-id": "junk", "content-type": "text/plain"}
    assert_turned_away(await served.api.client.post("/graphql", content="x", headers=headers))
    assert_turned_away(await served.api.client.get("/graphql", params={"query": "{"}))


@pytest.mark.parametrize(
    "authorization",
    [
        signed(),
        signed(email_verified=True),
        signed(aud=["another", "runway"]),
        signed().replace("Bearer", "bearer"),
        signed(email=f" {OWNER.upper()} "),
        f"Bearer  {token(OWNER)}",
    ],
)
async def test_a_good_token_names_its_person(served: Served, authorization: str) -> None:
    text = '{"query":"{ viewer { email businesses { name } } }"}'
    viewer = (await knock(served, authorization, text)).json()["data"]["viewer"]
    assert viewer["email"].lower() == OWNER
    assert [business["name"] for business in viewer["businesses"]] == ["Acme"]


async def test_the_issuer_is_checked_where_one_is_set(served: Served) -> None:
    async with served.world.api(token_issuer="https://id.example.org") as api:
        there = Served(served.world, api)
        assert_turned_away(await knock(there, signed()))
        assert_turned_away(await knock(there, signed(iss="https://evil.example.org")))
        assert (await knock(there, signed(iss="https://id.example.org"))).status_code == 200


async def test_the_claim_that_names_the_person_is_a_setting(served: Served) -> None:
    async with served.world.api(token_email_claim="https://id.example.org/mail") as api:
        there = Served(served.world, api)
        assert_turned_away(await knock(there, signed()))
        claims: dict[str, Any] = {"email": None, "https://id.example.org/mail": OWNER}
        named = signed(**claims)
        assert json.loads((await knock(there, named)).text)["data"]["viewer"]["email"] == OWNER
