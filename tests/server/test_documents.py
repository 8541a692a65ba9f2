"""Documents that manifests of front ends register: run by their ids, and alone if that is set."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from server.settings import WrongSettings
from tests.server.cli.command import Runway
from tests.server.knocking import GRAPHQL_JSON, get, post, query, refusal
from tests.serving import Served
from tests.sockets import CHANGED, connected, given
from tests.world import World

NAME = "query Name { viewer { businesses { name } } }"
_PAGE = "p%d: issues(first: $n) { nodes { suggestions { source } } }"
PAGES = f"query Pages($n: Int) {{ hygieneTray {{ {' '.join(_PAGE % number for number in range(5))} }} }}"
RELEASE = 'mutation Release { releaseEarmark(input: {name: "x"}) { released } }'
TEXTS = {"name": NAME, "pages": PAGES, "release": RELEASE, "changed": CHANGED}
ANSWER = {"data": {"viewer": {"businesses": [{"name": "Acme"}]}}}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def apollo(texts: dict[str, str]) -> dict[str, Any]:
    """As `generate-persisted-query-manifest` writes it."""
    listed = [{"id": key, "name": key, "type": "query", "body": text} for key, text in texts.items()]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": listed}


def written(folder: Path, content: object, name: str = "manifest.json") -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


@pytest.fixture(scope="module")
async def served(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A server that runs any document, and knows some."""
    await shared_world.business()
    file = written(tmp_path_factory.mktemp("manifests"), TEXTS)
    async with shared_world.api(documents=file) as api:
        yield Served(shared_world, api)


@pytest.fixture(scope="module")
async def strict(served: Served, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A server that runs those of two releases, and no others."""
    folder = tmp_path_factory.mktemp("releases")
    written(folder, {"name": NAME}, "1.json")
    written(folder, apollo({digest(text): text for text in TEXTS.values()}), "2.json")
    async with served.world.api(documents=folder, documents_only=True) as api:
        yield Served(served.world, api)


async def by_id(served: Served, key: str, **more: Any) -> Any:
    return await post(served, json.dumps({"documentId": key, **more}))


@pytest.mark.parametrize("key", ["name", f"sha256:{digest(NAME)}"])
async def test_a_document_is_run_by_its_id_over_every_transport(served: Served, key: str) -> None:
    assert (await by_id(served, key)).json() == ANSWER
    # As a client sends it whose library wants a query.
    assert (await by_id(served, key, query="")).json() == ANSWER
    assert (await get(served, {"documentId": key})).json() == ANSWER
    events = await post(served, json.dumps({"documentId": key}), {"accept": "text/event-stream"})
    assert json.dumps(ANSWER["data"], separators=(",", ":")) in events.text
    async with connected(served.api) as socket:
        await socket.init(given())
        await socket.send("subscribe", id="1", payload={"documentId": key})
        assert (await socket.receive())["payload"] == ANSWER


async def test_a_subscription_is_followed_by_its_id(served: Served) -> None:
    async with connected(served.api) as socket:
        await socket.init(given())
        await socket.send("subscribe", id="1", payload={"documentId": "changed"})
        assert await socket.change() == ("RESYNC", None)


@pytest.mark.parametrize(
    "manifest", [{digest(NAME): NAME}, apollo({digest(NAME): NAME}), apollo({"an-id": NAME})]
)
async def test_apollo_names_a_document_by_the_hash_of_any_manifest(
    served: Served, tmp_path: Path, manifest: Any
) -> None:
    key = "an-id" if "an-id" in str(manifest) else digest(NAME)
    async with served.world.api(documents=written(tmp_path, manifest)) as api:
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": key}}
        answer = await post(Served(served.world, api), json.dumps({"extensions": extensions}))
        assert answer.json() == ANSWER


async def test_an_id_that_nothing_is_registered_under_is_refused(served: Served) -> None:
    for headers in ({}, {"accept": GRAPHQL_JSON}):
        body = json.dumps({"documentId": "other"})
        refusal(await post(served, body, headers), 400, "DOCUMENT_NOT_REGISTERED")
    async with connected(served.api) as socket:
        await socket.init(given())
        await socket.send("subscribe", id="1", payload={"documentId": "other"})
        message = await socket.receive()
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_REGISTERED"


@pytest.mark.parametrize(
    "sent",
    [
        {"documentId": 5},
        {"documentId": "name", "query": NAME},
        {"documentId": "name", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
        {"documentId": []},
    ],
)
async def test_an_id_is_a_text_and_stands_alone(served: Served, sent: dict[str, Any]) -> None:
    refusal(await post(served, json.dumps(sent)), 400, "BAD_REQUEST")


async def test_a_registered_document_has_the_limits_of_every_other(served: Served) -> None:
    sent: dict[str, Any] = {"extensions": {"cost": True}, "variables": {"n": 1}}
    costs = [await by_id(served, "pages", **sent), await query(served, PAGES, **sent)]
    assert costs[0].json()["extensions"] == costs[1].json()["extensions"]
    refusal(await by_id(served, "pages", variables={"n": 100}), 200, "OPERATION_TOO_LARGE")
    refusal(await get(served, {"documentId": "release"}), 405, "METHOD_NOT_ALLOWED")
    without = await served.api.client.post("/graphql", json={"documentId": "name"})
    refusal(without, 401, "UNAUTHENTICATED")


async def test_beside_registered_documents_all_others_are_run(served: Served) -> None:
    assert (await query(served, NAME.replace("Name", "Other"))).json() == ANSWER


async def test_only_registered_documents_are_run_where_that_is_set(strict: Served) -> None:
    other = NAME.replace("Name", "Other")
    hashed = {"persistedQuery": {"version": 1, "sha256Hash": digest(other)}}
    with structlog.testing.capture_logs() as lines:
        for body in ({"query": other}, {"query": "{ __typename }"}, {"extensions": hashed}):
            refusal(await post(strict, json.dumps(body)), 400, "DOCUMENT_NOT_REGISTERED")
    assert [line["errors"] for line in lines] == [["DOCUMENT_NOT_REGISTERED"]] * 3
    async with connected(strict.api) as socket:
        await socket.init(given())
        message = await socket.run(other)
    assert message["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_REGISTERED"
    # The text itself is as good as its id.
    assert (await query(strict, NAME)).json() == ANSWER
    for key in ("name", digest(NAME), f"sha256:{digest(NAME)}"):
        assert (await by_id(strict, key)).json() == ANSWER


async def test_graphiql_says_why_it_cannot_be_used_then(strict: Served) -> None:
    answer = await strict.api.client.get("/graphiql")
    assert answer.status_code == 404
    assert "registered documents only" in answer.text


FAULTS = [
    ({"a": "{"}, "a: Syntax Error: Expected Name, found <EOF>."),
    ({"a": "query A { nothing }"}, "a (query A): Cannot query field 'nothing' on type 'Query'."),
    ({"a": "query A { viewer { email } } query B { viewer { email } }"}, "a: The document has several"),
    ({"a": "fragment A on Query { viewer { email } }"}, "a: The document has no operation."),
    (
        {"a": PAGES.replace("$n)", "100)").replace("($n: Int)", "")},
        "a (query Pages): The operation has more than 5000 rows",
    ),
    ({f"sha256:{digest('x')}": NAME}, "The id is not the SHA-256 of the document."),
    (apollo({"a": NAME, "b": "query B { nothing }"}), "b (query B): Cannot query field"),
    (apollo({"a": NAME}) | {"version": 2}, "is no manifest"),
    (apollo({"a": NAME}) | {"format": "another"}, "is no manifest"),
    (apollo({"a": NAME}) | {"operations": ["a"]}, "is no manifest"),
    (apollo({"": NAME}), "is no manifest"),
    ({"a": 5}, "is no manifest"),
    ([NAME], "is no manifest"),
    ("junk", "is not a readable JSON file"),
    ({"a": "\ud800"}, "is not a readable JSON file"),
]


@pytest.mark.parametrize(("manifest", "says"), FAULTS, ids=range(len(FAULTS)))
async def test_a_server_does_not_start_with_a_manifest_that_it_could_not_run(
    shared_world: World, tmp_path: Path, manifest: object, says: str
) -> None:
    file = written(tmp_path, manifest)
    with pytest.raises(WrongSettings) as refused:
        async with shared_world.api(documents=file):
            pass
    assert str(refused.value).startswith(f"RUNWAY_DOCUMENTS: {file}")
    assert says in str(refused.value)


async def test_nor_with_one_id_for_two_documents_or_with_no_document_at_all(
    shared_world: World, tmp_path: Path
) -> None:
    sentences = []
    for place, only in ((tmp_path, False), (tmp_path / "none.json", False), (None, True)):
        with pytest.raises(WrongSettings) as refused:
            async with shared_world.api(documents=place, documents_only=only):
                pass
        sentences.append(str(refused.value))
        written(tmp_path, {"a": NAME}, "1.json")
        written(tmp_path, {"a": CHANGED, "b": "{"}, "2.json")
    assert "holds no manifest" in sentences[0]
    assert "is not a readable JSON file" in sentences[1]
    assert sentences[2].startswith("RUNWAY_DOCUMENTS_ONLY: set RUNWAY_DOCUMENTS too")
    with pytest.raises(
        WrongSettings, match=r"2\.json: a: The id is that of another document in .*1\.json\. "
    ):
        async with shared_world.api(documents=tmp_path):
            pass


async def test_the_command_line_shows_what_each_document_costs_and_which_cannot_be_run(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, {**TEXTS, "broken": "query Broken { nothing }"})
    runway = Runway(tmp_path, {"DOCUMENTS": str(file)})
    shown = await runway.run("documents", "check")
    assert shown.code == 1
    assert "query Pages" in shown.out
    assert "Broken" not in shown.out
    assert shown.err == f"{file}: broken (query Broken): Cannot query field 'nothing' on type 'Query'.\n"
    listed = json.loads((await runway.run("documents", "check", "--json", str(file))).out)
    pages = next(item for item in listed if item["id"] == "pages")
    # Twenty issues on each of five pages, with ten suggestions each, and the tray itself.
    assert (pages["operation"], pages["rows"], pages["fault"]) == ("query Pages", 20 + 5 * 20 * 11, None)
    assert [item["id"] for item in listed if item["fault"]] == ["broken"]
    good = await runway.run("documents", "check", str(written(tmp_path, TEXTS, "good.json")))
    assert (good.code, good.err) == (0, "")
    assert "Name a manifest" in (await Runway(tmp_path, {}).run("documents", "check")).sentence()
