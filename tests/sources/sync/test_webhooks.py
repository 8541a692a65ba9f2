"""What QuickBooks tells by webhook, over real HTTP: who is believed, what is asked for, what floods do."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.fernet import Fernet
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from server.place import Place
from server.settings import Settings
from server.sources.quickbooks.connecting import Connecting
from tests.folders import SHARED_DATA
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.quickbooks_server.oauth import CLIENT_ID, CLIENT_SECRET
from tests.sources.quickbooks_server.server import QuickBooksServer
from tests.sources.sync.conftest import small_company
from tests.sources.sync.connected import Connected, connecting
from tests.sources.sync.reading import REALM
from tests.world import World

TOKEN = "the verifier of tests"
LEGACY = {"eventNotifications": [{"realmId": REALM, "dataChangeEvent": {"entities": [{"id": "1"}]}}]}


def signature(body: bytes, token: str = TOKEN) -> str:
    """As Intuit makes it."""
    return base64.b64encode(hmac.new(token.encode(), body, hashlib.sha256).digest()).decode()


@dataclass
class Hooked:
    """A server with webhooks, and a business whose sync is not due."""

    connected: Connected
    client: httpx.AsyncClient
    business: UUID

    async def send(self, body: bytes, signed: str | None = None) -> httpx.Response:
        """Send a body with its signature, or with another one."""
        headers = {"intuit-signature": signature(body) if signed is None else signed}
        return await self.client.post("/webhooks/quickbooks", content=body, headers=headers)

    async def is_due(self) -> bool:
        """Whether a worker would sync it when notifications have been gathered."""
        rows = await self.connected.world.run(
            "SELECT due_at <= runway.clock() + interval '10 seconds' AS due FROM runway.sync_queue "
            "WHERE business_id = $1",
            self.business,
        )
        return bool(rows[0]["due"])

    async def counted(self, outcome: str) -> float:
        """What the server counted."""
        answer = await self.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        samples = [
            sample
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
            if sample.name == "runway_webhooks_total" and sample.labels["outcome"] == outcome
        ]
        return sum(sample.value for sample in samples)


@pytest.fixture
async def hooked(world: World, server: QuickBooksServer) -> AsyncIterator[Hooked]:
    """Synced a minute ago."""
    small_company(server)
    chosen: dict[str, Any] = {
        "quickbooks_client_id": CLIENT_ID,
        "quickbooks_client_secret": SecretStr(CLIENT_SECRET),
        "quickbooks_environment": "SANDBOX",
        "quickbooks_address": server.address,
        "quickbooks_webhook_token": SecretStr(TOKEN),
        "secret_keys": SecretStr(Fernet.generate_key().decode()),
        "metrics_token": SecretStr(TOKEN),
        "max_body_bytes": 10_000,
    }
    async with connecting(world, server) as connected:
        business = await connected.business(REALM)
        await connected.sync()
        await connected.later(minutes=1)
        opened = await Connecting.open(Settings(**chosen), Place(world.address, {}), world.books, None)
        async with world.api(connecting=opened, **chosen) as api:
            yield Hooked(connected, api.client, business)
        await opened.close()


async def test_what_intuit_signed_has_the_company_synced(hooked: Hooked) -> None:
    assert not await hooked.is_due()
    assert (await hooked.send(json.dumps(LEGACY).encode())).status_code == 200
    assert await hooked.is_due()
    assert await hooked.counted("ACCEPTED") == 1


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("name", ["webhook_legacy.json", "webhook_cloudevents.json"])
async def test_both_shapes_as_intuit_sends_them_are_understood(hooked: Hooked, name: str) -> None:
    body = (Path(SHARED_DATA) / "quickbooks" / "webhooks" / name).read_bytes()
    assert (await hooked.send(body)).status_code == 200
    assert await hooked.is_due()


async def test_who_did_not_sign_is_refused(hooked: Hooked) -> None:
    body = json.dumps(LEGACY).encode()
    altered = body.replace(b'"1"', b'"2"')
    wrong = [signature(body, "another"), signature(altered), "", signature(body)[:-1], "=" * 1_000]
    for signed in wrong:
        assert (await hooked.send(body, signed)).status_code == 401
    assert (await hooked.client.post("/webhooks/quickbooks", content=body)).status_code == 401
    twice = [("intuit-signature", signature(body)), ("intuit-signature", "x")]
    assert (await hooked.client.post("/webhooks/quickbooks", content=body, headers=twice)).status_code == 401
    assert not await hooked.is_due()
    assert await hooked.counted("UNSIGNED") == len(wrong) + 2


async def test_a_body_that_is_too_long_is_refused(hooked: Hooked) -> None:
    assert (await hooked.send(b" " * 10_001)).status_code == 413


async def test_what_is_no_json_is_refused_also_if_it_is_signed(hooked: Hooked) -> None:
    for body in (b"", b"{", b"[" * 5_000, b"\xff\xfe", b'{"a": NaN', b'"\\ud800"'):
        assert (await hooked.send(body)).status_code == 400, body


async def test_what_tells_of_no_company_of_ours_is_taken_and_changes_nothing(hooked: Hooked) -> None:
    documents: list[object] = [
        [],
        {},
        None,
        7,
        "text",
        [None, 3, [], {"intuitaccountid": None}],
        {"eventNotifications": None},
        {"eventNotifications": [None, {}, {"realmId": {"a": 1}}, {"realmId": "' OR true"}]},
        {"eventNotifications": [{"realmId": "999"}]},
    ]
    for document in documents:
        assert (await hooked.send(json.dumps(document).encode())).status_code == 200, document
        assert not await hooked.is_due(), document


async def test_a_flood_writes_one_row_once(hooked: Hooked) -> None:
    run = hooked.connected.world.run
    versions = set()
    for number in range(30):
        event = {"id": str(number), "intuitaccountid": REALM, "type": "qbo.bill.updated.v1"}
        assert (await hooked.send(json.dumps([event] * 20).encode())).status_code == 200
        versions |= {
            tuple(row) for row in await run("SELECT count(*), min(xmin::text) FROM runway.sync_queue")
        }
    assert len(versions) == 1


async def test_what_is_sent_again_is_known(hooked: Hooked) -> None:
    body = json.dumps(LEGACY).encode()
    for _ in range(3):
        assert (await hooked.send(body)).status_code == 200
    assert (await hooked.counted("ACCEPTED"), await hooked.counted("REPEATED")) == (1, 2)


async def test_what_is_told_while_a_sync_runs_leads_to_another_one(hooked: Hooked) -> None:
    queue = hooked.connected.queue
    await queue.ask((hooked.business,))
    turn = await queue.claim(hooked.business, 60, "SANDBOX", None)
    assert turn is not None
    await hooked.connected.later(seconds=1)
    await hooked.send(json.dumps(LEGACY).encode())
    await queue.finish(turn, hooked.business, hooked.connected.now.replace(year=2030))
    assert await hooked.is_due()


async def test_what_is_told_in_quick_succession_is_read_once(hooked: Hooked) -> None:
    """During a sync, just after it, and again and again."""
    connected, body = hooked.connected, json.dumps(LEGACY).encode()
    worker, results = connected.worker()

    async def tell(_number: int = 0) -> None:
        await hooked.send(body + b" " * len(connected.server.requests))

    await connected.queue.ask((hooked.business,))
    turn = await connected.queue.claim(hooked.business, 60, "SANDBOX", None)
    assert turn is not None
    await connected.later(seconds=1)
    await tell()
    await connected.queue.finish(turn, hooked.business, connected.now.replace(year=2030))
    for _ in range(9):
        await tell()
        await worker.once()
        assert results == []
        await connected.later(seconds=1)
    await connected.later(seconds=1)
    await worker.once()
    assert len(results) == 1
    await tell()
    await worker.once()
    assert len(results) == 1
    await connected.later(seconds=10)
    await worker.once()
    assert len(results) == 2


async def test_nobody_who_asks_is_heard_before_the_source_told(hooked: Hooked) -> None:
    connected = hooked.connected
    connected.server.always[REALM] = Misbehaviour.THROTTLED_LONG
    (done,) = await connected.sync(hooked.business)
    connected.server.always.clear()
    assert done.not_before is not None
    requests = len(connected.server.requests)
    await hooked.send(json.dumps(LEGACY).encode())
    await connected.later(minutes=1)
    assert await connected.sync(hooked.business) == []
    await connected.connect(hooked.business, REALM)
    assert await connected.sync(hooked.business) == []
    assert len(connected.server.requests) == requests
    await connected.later(seconds=(done.not_before - connected.now).total_seconds())
    (done,) = await connected.sync()
    assert done.failure is None


async def test_without_a_token_there_is_no_such_page(world: World) -> None:
    async with world.api() as api:
        assert (await api.client.post("/webhooks/quickbooks", content=b"{}")).status_code == 404
