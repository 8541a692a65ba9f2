"""What HTTP says around an answer: its status, what a cache may keep, what was counted, and who may ask."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tests.server.knocking import GRAPHQL_JSON, JSON, bearer, get, post, query, refusal
from tests.servers.postgres import Cluster
from tests.serving import Served, serving

NAME = "{ business { name } }"
ORIGIN = "https://app.example.org"
#: Headers for which something is done with the response on its way.
WRAPPED: list[dict[str, str]] = [
    {"accept-encoding": "gzip"},
    {"accept-encoding": "identity"},
    {"origin": ORIGIN},
    {"origin": ORIGIN, "accept-encoding": "gzip"},
]


@pytest.fixture(scope="module")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(cluster, cors_origins=(ORIGIN,), allow_localhost=True) as served:
        await served.world.business()
        yield served


async def test_a_variable_that_does_not_fit_is_refused_and_nothing_is_resolved(served: Served) -> None:
    text = "query ($n: Int!) { bills(first: $n) { nodes { id } } }"
    for kind, status in ((GRAPHQL_JSON, 400), (JSON, 200)):
        response = await query(served, text, {"accept": kind}, variables={"n": "x"})
        refusal(response, status, "BAD_USER_INPUT")
        assert "data" not in response.json()


@pytest.mark.parametrize("kind", [GRAPHQL_JSON, JSON])
async def test_a_refusal_has_the_media_type_that_was_wanted(served: Served, kind: str) -> None:
    refused = [
        await query(served, NAME, {"accept": kind, "authorization": "Bearer x"}),
        await query(served, NAME, {"accept": kind, "x-business-id": "junk"}),
        await post(served, "{", {"accept": kind}),
        await post(served, "x" * 300_000, {"accept": kind}),
        await post(served, "query", {"accept": kind, "content-type": "text/plain"}),
    ]
    assert [response.status_code for response in refused] == [401, 400, 400, 413, 415]
    assert {response.headers["content-type"] for response in refused} == {kind}


async def test_what_takes_too_long_is_no_success_if_nothing_was_resolved(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.operations.execution.TIMEOUT", 0)
    refusal(await query(served, NAME, {"accept": GRAPHQL_JSON}), 504, "TIMEOUT")
    refusal(await query(served, NAME, {"accept": JSON}), 200, "TIMEOUT")


async def test_an_answer_that_is_too_long_is_refused_by_its_bytes(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await query(served, NAME)
    length = len(whole.content) - len('{"data":}')
    monkeypatch.setattr("schema.operations.execution.LONGEST_ANSWER", length)
    assert (await query(served, NAME)).content == whole.content
    monkeypatch.setattr("schema.operations.execution.LONGEST_ANSWER", length - 1)
    response = await query(served, NAME)
    refusal(response, 200, "OPERATION_TOO_LARGE")
    assert response.json()["data"] is None


async def test_an_error_names_the_request(served: Served) -> None:
    for text in ("{", "{ nothing }", "{ bills(first: 0) { nodes { id } } }"):
        response = await query(served, text, {"x-request-id": "mine-1"})
        assert {error["extensions"]["requestId"] for error in response.json()["errors"]} == {"mine-1"}


async def test_an_answer_by_get_need_not_be_sent_twice(served: Served) -> None:
    first = await get(served, {"query": NAME})
    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    assert {"accept", "authorization", "x-business-id"} <= {
        name.strip() for name in first.headers["vary"].lower().split(",")
    }
    again = await get(served, {"query": NAME}, {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = await get(served, {"query": "{ viewer { email } }"}, {"if-none-match": first.headers["etag"]})
    assert other.status_code == 200
    assert "etag" not in (await query(served, NAME)).headers
    assert "etag" not in (await get(served, {"query": "{"}, {"accept": GRAPHQL_JSON})).headers


async def test_who_asks_is_told_what_was_counted(served: Served) -> None:
    text = "{ bills(first: 7) { nodes { id } } }"
    counted = (await query(served, text, extensions={"cost": True})).json()["extensions"]["cost"]
    assert counted == {"rows": 7, "rowsLimit": 5_000, "fields": 9, "fieldsLimit": 60_000}
    assert "extensions" not in (await query(served, text)).json()


@pytest.mark.parametrize("extensions", [5, "x", [], {"persistedQuery": {"sha256Hash": "00"}}])
async def test_extensions_that_do_not_fit_are_refused(served: Served, extensions: Any) -> None:
    refusal(await query(served, NAME, extensions=extensions), 400, "BAD_REQUEST")


async def test_a_document_is_known_by_its_hash_once_it_was_sent_twice(served: Served) -> None:
    text = "query Persisted { business { name } }"
    digest = hashlib.sha256(text.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    body = {"extensions": extensions}
    client, headers = served.api.client, bearer()
    refusal(await client.post("/graphql", json=body, headers=headers), 400, "PERSISTED_QUERY_NOT_FOUND")
    for _ in range(2):
        assert (await query(served, text, extensions=extensions)).json()["data"]
    response = await client.post("/graphql", json=body, headers=headers)
    assert response.json() == {"data": {"business": {"name": "Acme"}}}


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (ORIGIN, True),
        ("http://localhost:5173", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost.example.org", False),
        ("https://example.org", False),
    ],
)
async def test_an_origin_may_send_what_its_libraries_send(
    served: Served, origin: str, *, is_let_in: bool
) -> None:
    preflight = {
        "origin": origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization, x-business-id, x-anything",
    }
    response = await served.api.client.options("/graphql", headers=preflight)
    assert (response.headers.get("access-control-allow-origin") == origin) is is_let_in
    if is_let_in:
        allowed = response.headers["access-control-allow-headers"]
        assert "x-anything" in allowed
        answer = await get(served, {"query": NAME}, {"origin": origin, "sec-fetch-site": "cross-site"})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "etag" in answer.headers["access-control-expose-headers"]


async def test_naming_other_businesses_is_no_new_budget(cluster: Cluster) -> None:
    async with serving(cluster, rows_a_second=1) as few:
        await few.world.business()
        text = "{ " + " ".join(f"p{number}: portfolio {{ __typename }}" for number in range(8)) + " }"
        answers = [await query(few, text, {"x-business-id": str(uuid4())}) for _ in range(40)]
    assert {answer.status_code for answer in answers} == {200, 429}
    (error,) = answers[-1].json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["reason"]) == ("RATE_LIMITED", "ROWS")


async def test_an_address_is_never_made_of_the_name_that_a_client_sent(served: Served) -> None:
    response = await served.api.client.get("/graphql/", headers={"host": "evil.example"})
    assert response.status_code == 404
    assert "evil.example" not in str(response.headers)


@pytest.mark.parametrize("headers", WRAPPED, ids=str)
async def test_an_operation_is_answered_alike_whatever_is_done_with_the_response(
    served: Served, headers: dict[str, str]
) -> None:
    text = "{ __schema { types { name description } } }"
    own = {"x-request-id": "of-mine"}
    plain, wrapped = await query(served, text, own), await query(served, text, {**own, **headers})
    assert (plain.status_code, plain.content) == (wrapped.status_code, wrapped.content)
    assert len(plain.content) > 1_000
    for response in (plain, wrapped):
        assert response.headers["x-request-id"] == "of-mine"
        # A cache must not hand the one to who asked for the other.
        assert {"accept-encoding", "origin"} <= {
            name.strip().lower() for name in response.headers["vary"].split(",")
        }
    packed = "gzip" if headers.get("accept-encoding") == "gzip" else None
    assert (plain.headers.get("content-encoding"), wrapped.headers.get("content-encoding")) == (None, packed)
