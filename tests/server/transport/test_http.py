"""What the endpoint makes of requests: methods, kinds of content, bodies, and what it never shows."""

import gzip
import json
from collections.abc import AsyncIterator

import pytest

from migrations.run import head
from schema.build import CONTRACT
from tests.schema.decisions.desk import Desk, open_desk
from tests.server.knocking import GRAPHQL_JSON, JSON, bearer, get, post, query, refusal
from tests.servers.postgres import Cluster
from tests.serving import Served, serving

FRONT_END = "https://app.example.org"
ASK = '{"query":"{ viewer { email } }"}'
PROPOSE = 'mutation { proposeDecision(input: {itemId: "%s", action: PAY}) { decision { id } } }'


NO_OPERATION = [
    *('"x"', "5", "null", "true", "[]", f"[{ASK}]", "{}", "", "{", "\xff", "[" * 1500),
    *('{"query":5}', '{"query":null}', '{"query":" "}', '{"query":"\\ud800"}', '{"query":["{a}"]}'),
    *('{"query":"{a}","variables":[]}', '{"query":"{a}","variables":"{}"}'),
    '{"query":"{a}","operationName":5}',
]


#: What excludes every kind of JSON that there is.
REFUSING = [f"{JSON};q=0, {GRAPHQL_JSON};q=0, */*", "application/*;q=0, */*", "*/*;q=0"]


@pytest.fixture(scope="module")
async def served(cluster: Cluster) -> AsyncIterator[Served]:
    async with serving(cluster, cors_origins=(FRONT_END,), max_body_bytes=2048) as served:
        yield served


@pytest.fixture(scope="module")
async def desk(served: Served) -> Desk:
    return await open_desk(served)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"])
async def test_other_methods_are_refused_with_those_allowed(served: Served, method: str) -> None:
    response = await served.api.client.request(method, "/graphql", headers=bearer())
    refusal(response, 405, "METHOD_NOT_ALLOWED")
    assert {"GET", "POST"} <= {part.strip() for part in response.headers["allow"].split(",")}


async def test_pages_that_only_answer_get_say_so_too(served: Served) -> None:
    for path in ("/healthz", "/readyz", "/graphql/schema.graphql"):
        response = await served.api.client.post(path)
        error = refusal(response, 405, "METHOD_NOT_ALLOWED")
        assert "POST" not in response.headers["allow"] + error["message"]


async def test_an_address_without_anything_is_a_json_404(served: Served) -> None:
    for path in ("/", "/graphq", "/graphql/x", "/healthz/x"):
        refusal(await served.api.client.get(path), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"]
)
async def test_only_json_is_taken_because_a_foreign_page_cannot_send_that_unasked(
    served: Served, kind: str
) -> None:
    refusal(await post(served, ASK, {"content-type": kind}), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "APPLICATION/JSON"])
async def test_json_is_taken_by_any_of_its_names(served: Served, kind: str) -> None:
    assert (await post(served, ASK, {"content-type": kind})).status_code == 200


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", "application/xml, text/event-stream;q=0", "x", *REFUSING]
)
async def test_who_accepts_no_json_gets_406(served: Served, accept: str) -> None:
    refusal(await post(served, ASK, {"accept": accept}), 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, {JSON}", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", JSON),
        ("text/html, */*;q=0.1", JSON),
        (f"*/*, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        (f"*/*, {JSON}; q=0.0", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0, application/*", JSON),
        ("text/event-stream;q=0, */*", JSON),
    ],
)
async def test_the_answer_is_of_the_kind_that_the_client_would_rather_have(
    served: Served, accept: str, kind: str
) -> None:
    response = await post(served, ASK, {"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    assert {"accept", "authorization"} <= {
        part.strip().lower() for part in response.headers["vary"].split(",")
    }


@pytest.mark.parametrize("body", NO_OPERATION, ids=lambda body: body[:40])
async def test_a_body_that_is_no_operation_is_a_400(served: Served, body: str) -> None:
    refusal(await post(served, body.encode("latin-1")), 400, "BAD_REQUEST")
    refusal(await post(served, body.encode("latin-1"), {"accept": GRAPHQL_JSON}), 400, "BAD_REQUEST")


async def test_a_body_above_the_limit_is_a_413(served: Served) -> None:
    fits = ASK + " " * (2048 - len(ASK))
    assert (await post(served, fits)).status_code == 200
    refusal(await post(served, fits + " "), 413, "PAYLOAD_TOO_LARGE")


async def test_get_asks_questions(served: Served) -> None:
    text = "query A($id: ID!) { node(id: $id) { id } } query B { viewer { email } }"
    response = await get(served, {"query": text, "operationName": "B", "variables": '{"id":"x"}'})
    assert response.json() == {"data": {"viewer": {"email": "owner@example.org"}}}


@pytest.mark.parametrize(
    "parameters",
    [{}, {"query": ""}, {"query": "{a}", "variables": "{"}, {"query": "{a}", "variables": "[]"}],
    ids=str,
)
async def test_a_get_that_is_no_operation_is_a_400(served: Served, parameters: dict[str, str]) -> None:
    refusal(await get(served, parameters), 400, "BAD_REQUEST")


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "documentId", "extensions", "x"])
async def test_a_parameter_that_is_sent_twice_is_a_400(served: Served, name: str) -> None:
    address = f"/graphql?query={{__typename}}&{name}={{}}&{name}={{}}"
    response = await served.api.client.get(address, headers=bearer())
    refusal(response, 400, "BAD_REQUEST")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
async def test_get_changes_nothing(desk: Desk, served: Served, accept: str) -> None:
    text = PROPOSE % desk.items["bill"]
    response = await get(served, {"query": text}, {"accept": accept, "x-business-id": str(desk.business)})
    refusal(response, 405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert await desk.decisions() == 0


async def test_head_is_get_without_a_body_and_changes_nothing_either(desk: Desk, served: Served) -> None:
    head = await served.api.client.head("/graphql", params={"query": "{ __typename }"}, headers=bearer())
    assert (head.status_code, head.text) == (200, "")
    body = {"query": PROPOSE % desk.items["bill"]}
    headers = {**bearer(), "x-business-id": str(desk.business)}
    await served.api.client.request("HEAD", "/graphql", json=body, headers=headers)
    assert await desk.decisions() == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin", "none"])
async def test_a_get_from_another_site_is_answered_if_it_carries_a_token(served: Served, site: str) -> None:
    """A browser asks beforehand whether a page may send one; what a page can send unasked has none."""
    sent = {"sec-fetch-site": site}
    assert (await get(served, {"query": "{ __typename }"}, sent)).status_code == 200
    without = await served.api.client.get("/graphql", params={"query": "{ __typename }"}, headers=sent)
    refusal(without, 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("sent", ["abc", "A-1_b", "x" * 100])
async def test_a_request_keeps_the_id_that_its_client_gave_it(served: Served, sent: str) -> None:
    for path in ("/healthz", "/nowhere", "/graphql"):
        response = await served.api.client.get(path, headers={"x-request-id": sent})
        assert response.headers["x-request-id"] == sent


@pytest.mark.parametrize(
    "sent", [b"", b"x" * 101, b"a b", b"a\tb", b"a;b", "é".encode(), "²".encode(), b"--", b"%0a"]
)
async def test_an_id_that_could_break_a_log_line_is_replaced(served: Served, sent: bytes) -> None:
    seen = set()
    for _ in range(2):
        response = await served.api.client.get("/healthz", headers={b"x-request-id": sent})
        seen.add(response.headers["x-request-id"])
    assert len(seen) == 2
    assert all(len(item) == 36 and item.isascii() for item in seen)


@pytest.mark.parametrize(
    "origin",
    ["null", "https://app.example.org.evil.org", "http://app.example.org", "https://APP.example.org:444"],
)
async def test_no_other_origin_may_read_an_answer(served: Served, origin: str) -> None:
    request = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    for response in (
        await post(served, ASK, {"origin": origin}),
        await served.api.client.options("/graphql", headers={"origin": origin, **request}),
    ):
        assert "access-control-allow-origin" not in response.headers


async def test_the_configured_origin_may(served: Served) -> None:
    request = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, x-business-id, x-request-id",
    }
    allowed = await served.api.client.options("/graphql", headers={"origin": FRONT_END, **request})
    assert allowed.status_code == 200
    for response in (
        allowed,
        await post(served, ASK, {"origin": FRONT_END}),
        await post(served, "{", {"origin": FRONT_END}),
    ):
        assert response.headers["access-control-allow-origin"] == FRONT_END
        assert "access-control-allow-credentials" not in response.headers
        assert "origin" in response.headers["vary"].lower()


async def test_without_configured_origins_there_are_none(served: Served) -> None:
    async with served.world.api() as api:
        response = await post(Served(served.world, api), ASK, {"origin": FRONT_END})
    assert "access-control-allow-origin" not in response.headers


async def test_it_says_that_it_is_alive_and_ready(served: Served) -> None:
    client = served.api.client
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok", "migrations": head()}


async def test_it_is_not_ready_at_another_migration(cluster: Cluster) -> None:
    async with serving(cluster) as served:
        await served.world.run("UPDATE runway.alembic_version SET version_num = '0000'")
        response = await served.api.client.get("/readyz")
        assert response.status_code == 503
        assert "0000" in response.json()["reason"]
        assert (await served.api.client.get("/healthz")).status_code == 200


async def test_the_contract_is_served_as_it_is_committed(served: Served) -> None:
    response = await served.api.client.get("/graphql/schema.graphql")
    assert response.text == CONTRACT.read_text(encoding="utf-8")
    assert response.headers["content-type"].startswith("text/plain")


async def test_long_answers_are_packed_for_those_who_can_unpack(served: Served) -> None:
    request = served.api.client.build_request(
        "GET", "/graphql/schema.graphql", headers={"accept-encoding": "gzip"}
    )
    response = await served.api.client.send(request, stream=True)
    raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == CONTRACT.read_bytes()
    plain = await served.api.client.get("/graphql/schema.graphql", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_texts_of_every_alphabet_come_back_as_they_went_in(desk: Desk, served: Served) -> None:
    text = "query ($id: ID!) { node(id: $id) { id } }"
    response = await query(served, text, {"x-business-id": str(desk.business)}, variables={"id": "日本語 😀"})
    assert refusal(response, 200, "BAD_USER_INPUT")["extensions"]["field"] == "id"
    assert json.loads(response.content) == response.json()


@pytest.mark.parametrize("name", ["Authorization", "X-Business-Id"])
async def test_what_is_sent_twice_is_refused(served: Served, desk: Desk, name: str) -> None:
    own = {"authorization": bearer()["authorization"], "x-business-id": str(desk.business)}
    twice = [*own.items(), (name.lower(), own[name.lower()])]
    content = b'{"query": "{ __typename }"}'
    response = await served.api.client.post(
        "/graphql", content=content, headers=[*twice, ("content-type", JSON)]
    )
    assert refusal(response, 400, "BAD_REQUEST")["message"] == f"Send {name} once."
