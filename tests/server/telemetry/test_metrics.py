"""What an operator's Prometheus reads: bounded, for whoever has the token, and nothing that clients sent."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError

from schema.build import build_schema
from schema.errors import CODES
from server.settings import Settings
from server.telemetry.metrics import outcome_of
from tests.house.repository import text, tracked
from tests.sockets import SOON
from tests.world import OWNER, Api, World, token

TOKEN = "for-prometheus-alone"
Numbers = dict[str, float]


@pytest.fixture
async def api(world: World) -> AsyncIterator[Api]:
    """A server that shows its numbers."""
    async with world.api(build_schema(), metrics_token=TOKEN, max_connections=50) as served:
        yield served


async def numbers(api: Api) -> Numbers:
    """All samples, by name and labels as they are written."""
    response = await api.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        sample.name + str(sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def changed(before: Numbers, after: Numbers, prefix: str) -> Numbers:
    """What has grown, of those whose names begin so."""
    return {
        name: value - before.get(name, 0)
        for name, value in after.items()
        if name.startswith(prefix) and value != before.get(name, 0) and "_created" not in name
    }


async def test_without_a_token_in_the_settings_there_is_no_such_page(world: World) -> None:
    async with world.api() as api:
        for headers in ({}, {"authorization": "Bearer"}, {"authorization": "Bearer None"}):
            assert (await api.client.get("/metrics", headers=headers)).status_code == 404


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
async def test_whoever_has_no_token_learns_nothing(api: Api, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"authorization": authorization.encode()}
    response = await api.client.get("/metrics", headers=headers)
    assert response.status_code == 401
    assert "runway_" not in response.text
    # Nor do those who may use the API.
    user = {"authorization": f"Bearer {token(OWNER)}"}
    assert (await api.client.get("/metrics", headers=user)).status_code == 401


@pytest.mark.parametrize("short", ["", "x" * 15])
def test_a_token_that_could_be_guessed_is_refused(short: str) -> None:
    with pytest.raises(ValidationError, match="metrics_token"):
        Settings.model_validate({"metrics_token": short})


async def test_operations_are_counted_by_kind_and_outcome_with_what_they_took(world: World, api: Api) -> None:
    business = await world.business()
    before = await numbers(api)
    await api.ask("query Name { business { name } }", business=business)
    await api.ask("mutation { nothing }", business=business)
    await api.ask("{", business=business)
    await api.ask("query Other { business { name } }", business=uuid4())
    after = await numbers(api)
    assert changed(before, after, "runway_operations_total") == {
        "runway_operations_total['OK', 'query']": 1,
        "runway_operations_total['GRAPHQL_VALIDATION_FAILED', 'mutation']": 1,
        "runway_operations_total['GRAPHQL_PARSE_FAILED', 'unknown']": 1,
        "runway_operations_total['FORBIDDEN', 'query']": 1,
    }
    for what, amount in (("rows", 1), ("statements", 1)):
        assert changed(before, after, f"runway_operation_{what}_sum") == {
            f"runway_operation_{what}_sum['query']": amount
        }
    (seconds,) = changed(before, after, "runway_operation_seconds_sum['query']").values()
    assert 0 < seconds < 30
    assert changed(before, after, "runway_refused_requests_total") == {
        "runway_refused_requests_total['403']": 1
    }


async def test_nothing_that_clients_send_makes_a_series_or_is_shown(world: World, api: Api) -> None:
    business = await world.business("Zitronenfalter")

    async def everything(salt: str) -> None:
        user = f"{salt}@example.org"
        for query in ("query X { business { name } }", "query X { X }", "X", "mutation X { X }"):
            await api.ask(query.replace("X", salt), business=business)
            await api.ask(query.replace("X", salt), user=user, headers={"x-request-id": salt})
        await api.client.get(f"/{salt}", headers={"host": salt, "user-agent": salt})
        await api.client.request(salt.upper(), f"/graphql?query={salt}", headers={salt: salt})
        await api.ask("{ business { name } }", user=None, headers={"authorization": salt})

    await everything("first")
    before = await numbers(api)
    for number in range(20):
        await everything(f"papilio{number}")
    after = await numbers(api)
    assert after.keys() == before.keys()
    shown = str(after).lower()
    for hidden in ("papilio", "first", "zitronenfalter", "example.org", str(business), "127.0.0.1"):
        assert hidden not in shown


async def test_the_numbers_of_two_applications_are_two(world: World, api: Api) -> None:
    async with world.api(metrics_token=TOKEN) as other:
        before = await numbers(other)
        await api.ask("{ viewer { email } }")
        assert changed(before, await numbers(other), "runway_operations_total") == {}


async def test_what_is_held_at_this_moment_is_shown(api: Api) -> None:
    before = await numbers(api)
    assert before["runway_database_ready[]"] == 1
    assert before["runway_operations_running[]"] == before["runway_operations_waiting[]"] == 0
    assert before["runway_subscribers[]"] == 0
    assert before["runway_database_connections['lent', 'primary', 'runway_api']"] == 0
    assert before["runway_database_connections['most', 'primary', 'runway_api']"] == 5
    url, connections = api.client.base_url, before["runway_client_connections[]"]
    _, writer = await asyncio.open_connection(url.host, url.port)
    async with asyncio.timeout(SOON):
        while (await numbers(api))["runway_client_connections[]"] != connections + 1:
            pass
    writer.close()
    text = f"query Kept{uuid4().hex} {{ viewer {{ email }} }}"
    kept = before["runway_documents_kept[]"]
    for _ in range(3):
        await api.ask(text)
    assert (await numbers(api))["runway_documents_kept[]"] == kept + 1


async def test_a_database_that_is_behind_this_code_shows(own_world: World) -> None:
    async with own_world.api(metrics_token=TOKEN) as api:
        assert (await numbers(api))["runway_database_ready[]"] == 1
        await own_world.run("UPDATE runway.alembic_version SET version_num = '0001'")
        assert (await numbers(api))["runway_database_ready[]"] == 0


async def test_operations_that_are_not_taken_on_are_counted(world: World) -> None:
    business = await world.business()
    async with world.api(metrics_token=TOKEN, rows_a_second=1) as api:
        before = await numbers(api)
        many = " ".join(f"a{n}: bills(first: 1000) {{ nodes {{ id }} }}" for n in range(4))
        while (await api.ask(f"{{ {many} }}", business=business)).status == 200:
            pass
        after = await numbers(api)
    assert changed(before, after, "runway_admission_refusals_total") == {
        "runway_admission_refusals_total['ROWS']": 1
    }


async def test_connections_that_are_turned_away_are_counted(world: World) -> None:
    async with world.api(metrics_token=TOKEN, max_connections=1) as api:
        before = await numbers(api)
        # The client's own connection is the one that there may be.
        url = api.client.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        async with asyncio.timeout(SOON):
            assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
        writer.close()
        after = await numbers(api)
    assert changed(before, after, "runway_connections_cut_off_total") == {
        "runway_connections_cut_off_total['too many connections']": 1
    }


def test_of_several_codes_the_gravest_is_the_outcome() -> None:
    assert outcome_of(["BAD_USER_INPUT", "UNAVAILABLE"], is_answered=True) == "UNAVAILABLE"
    assert outcome_of(["A_CODE_OF_A_PLUGIN"], is_answered=True) == "OTHER"
    assert outcome_of([], is_answered=True) == "OK"
    assert outcome_of([], is_answered=False) == "ABORTED"


def test_every_code_of_an_operation_is_in_the_closed_list() -> None:
    sources = [text(path) for path in tracked() if path.parts[0] == "schema" and path.suffix == ".py"]
    codes = {code for source in sources for code in re.findall(r'\(\s*"([A-Z]+_[A-Z_]+)", ', source)}
    assert {"BAD_USER_INPUT", "INTERNAL_SERVER_ERROR", "GRAPHQL_VALIDATION_FAILED"} <= codes
    assert codes <= set(CODES)
