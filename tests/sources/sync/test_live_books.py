"""A live connection from the first click on: every process is real, and the source fails in five ways."""

import asyncio
import json
import os
import pty
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.connections.queue import GATHERING
from orchestrators.sources.connections.problems import PROBLEMS, ProblemCode
from tests.examples import only_in_ci
from tests.served_process import serving_process
from tests.server.cli.command import PATIENCE, Runway
from tests.sockets import Socket, following
from tests.sources.connect.chromium import clicked_through, needs_chromium
from tests.sources.connect.intuit import CONNECT
from tests.sources.quickbooks_server.company import Company
from tests.sources.quickbooks_server.misbehaving import Misbehaviour
from tests.sources.quickbooks_server.server import QuickBooksServer
from tests.sources.sync.conftest import small_company
from tests.sources.sync.connected import Connected, connecting
from tests.sources.sync.test_command import runway
from tests.sources.sync.test_webhooks import TOKEN, signature
from tests.world import Api, World

STATE = """{
  business { connection { state problem { code message remedy } } }
  hygieneTray { issues(filter: {subjectKind: {eq: BUSINESS}}) { nodes { check message } } }
  bills { nodes { documentNumber openBalance { amount } } }
}"""
#: How the source fails, what the connection says then, and what the tray shows.
TROUBLES = (
    (Misbehaviour.THROTTLED_LONG, ProblemCode.THROTTLED, "THROTTLED_SYNC", "ThrottleExceeded"),
    (None, ProblemCode.AUTHORIZATION_LOST, "UNAUTHORISED_SYNC", "connect the company again"),
    (Misbehaviour.SERVER_ERROR, ProblemCode.SOURCE_UNAVAILABLE, "FAILED_SYNC", "HTTP 500"),
    (Misbehaviour.HTML, ProblemCode.UNEXPECTED_ANSWER, "FAILED_SYNC", "HTML"),
    (Misbehaviour.FAULT, ProblemCode.UNEXPECTED_ANSWER, "FAILED_SYNC", "Something is not allowed"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """A business, the company that it is connected to, and whoever looks at it."""

    connected: Connected
    company: Company
    business: UUID
    api: Api
    command: Runway
    kinds: list[str] = field(default_factory=list)

    async def connect(self) -> None:
        """Click through in a browser."""
        variables = {"input": {"allowSharedCompany": False}}
        reply = await self.api.ask(CONNECT, business=self.business, variables=variables)
        async with asyncio.timeout(PATIENCE):
            titles = await clicked_through(
                reply.data["startConnection"]["url"], self.command.folder / uuid4().hex
            )
        assert titles == ("Connect QuickBooks to Larch", f"{self.company.name} is connected")

    async def state(self) -> Any:
        """What the API tells."""
        return (await self.api.ask(STATE, business=self.business)).data

    async def until(self, subscriber: Socket, holds: Callable[[Any], bool]) -> Any:
        """The state once the condition holds; it is looked at again whenever a change is told."""
        async with asyncio.timeout(PATIENCE):
            while not holds(state := await self.state()):
                message = json.loads(await subscriber.connection.recv())
                self.kinds.append(message["payload"]["data"]["businessChanged"]["kind"])
        return state

    async def notify(self) -> None:
        """Tell of a change, as QuickBooks does."""
        body = json.dumps({"eventNotifications": [{"realmId": self.realm}]}).encode()
        headers = {"intuit-signature": signature(body)}
        answer = await self.api.client.post("/webhooks/quickbooks", content=body, headers=headers)
        assert answer.status_code == 200
        await self.connected.later(seconds=GATHERING)

    async def fail(self, how: Misbehaviour | None) -> None:
        """Let the source misbehave from now on; without a way, it forgets the authorization."""
        if how is None:
            self.connected.server.oauth.access_tokens.clear()
            self.connected.server.oauth.refresh_tokens.clear()
        else:
            self.connected.server.always[self.realm] = how
        await self.connected.later(hours=1)

    async def heal(self, how: Misbehaviour | None) -> None:
        """Let it answer again, or connect it again: nobody asks for the next try."""
        self.connected.server.always.clear()
        if how is None:
            await self.connect()
        else:
            await self.connected.later(hours=7)

    async def differences(self) -> set[Any]:
        """What the books hold that the company does not, or the other way round."""
        return await self.connected.differences(self.business, self.company)

    @property
    def realm(self) -> str:
        """The company's."""
        realm = self.connected.server.oauth.realm
        assert realm is not None
        return realm


@pytest.fixture
async def story(own_world: World, server: QuickBooksServer, tmp_path: Path) -> AsyncIterator[Story]:
    """A server of ours, and one that stands in for QuickBooks and takes no token but its own."""
    server.tokens = set()
    async with connecting(own_world, server) as connected:
        command = runway(connected, tmp_path).told(QUICKBOOKS_WEBHOOK_TOKEN=TOKEN)
        business = await own_world.business("Larch")
        async with serving_process(own_world.address, tmp_path, **command.settings) as (_, client):
            assert server.oauth.realm is not None
            company = small_company(server, server.oauth.realm)
            yield Story(connected, company, business, Api(client), command)


@needs_chromium
@only_in_ci
async def test_a_company_is_connected_read_changed_and_lost_in_five_ways(story: Story) -> None:
    await story.connect()
    await _first_pull(story)
    async with _worker(story), following(story.api, story.business) as subscriber:
        await _a_changed_bill_arrives(story, subscriber)
        for trouble in TROUBLES:
            await _a_trouble_shows_and_heals(story, subscriber, *trouble)


async def _first_pull(story: Story) -> None:
    shown = await _on_a_terminal(story.command, "sync", "--business", "Larch")
    assert re.search(r"Larch: entities.*\d+/\d+", shown)
    assert await story.differences() == set()


async def _a_changed_bill_arrives(story: Story, subscriber: Socket) -> None:
    story.company.change("Bill", "10", DocNumber="told by webhook")
    await story.notify()
    await story.until(subscriber, lambda state: _numbers(state) == ["told by webhook"])
    assert "IMPORT" in story.kinds
    assert await story.differences() == set()


async def _a_trouble_shows_and_heals(
    story: Story, subscriber: Socket, how: Misbehaviour | None, code: ProblemCode, check: str, told: str
) -> None:
    number = f"changed in spite of: {told}"
    story.company.change("Bill", "10", DocNumber=number)
    await story.fail(how)
    state = await story.until(subscriber, lambda state: state["business"]["connection"]["problem"])
    problem = PROBLEMS[code]
    assert state["business"]["connection"]["problem"] == {
        "code": code,
        "message": problem.message,
        "remedy": problem.remedy,
    }
    messages = {issue["check"]: issue["message"] for issue in state["hygieneTray"]["issues"]["nodes"]}
    assert told in messages[check]
    assert _numbers(state) != [number], "nothing came"

    await story.heal(how)
    state = await story.until(subscriber, lambda state: _numbers(state) == [number])
    connection = state["business"]["connection"]
    assert (connection["state"], connection["problem"]) == ("CONNECTED", None)
    assert state["hygieneTray"]["issues"]["nodes"] == []
    assert await story.differences() == set()


def _numbers(state: Any) -> list[str]:
    return [bill["documentNumber"] for bill in state["bills"]["nodes"]]


@asynccontextmanager
async def _worker(story: Story) -> AsyncIterator[None]:
    """A worker as a process of its own; it ends in order."""
    process = await story.command.start("sync", "--all", "--every", "15m")
    # Whoever does not read what a process writes makes it wait.
    reading = asyncio.create_task(process.communicate())
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = await reading
    assert process.returncode == 0, err
    assert b"Traceback" not in err


async def _on_a_terminal(command: Runway, *arguments: str) -> str:
    """What a command shows to whoever sits before it."""
    ours, theirs = pty.openpty()
    settings = {f"RUNWAY_{name}": value for name, value in command.settings.items()}
    program = Path(sys.executable).with_name("runway")
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        cwd=command.folder,
        env={**os.environ, **settings, "TERM": "xterm", "COLUMNS": "120"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = await asyncio.to_thread(_shown, ours)
    assert await process.wait() == 0, shown
    return shown


def _shown(terminal: int) -> str:
    with os.fdopen(terminal, "rb", buffering=0) as opened:
        shown = b""
        # The system's way of telling that nobody has the other end any more.
        with suppress(OSError):
            while part := opened.read(1 << 12):
                shown += part
    return shown.decode()
