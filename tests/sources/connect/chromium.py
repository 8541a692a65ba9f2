"""Chromium, in which a person connects a business: one link of ours, the source's page, and back."""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"
)
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@dataclass(slots=True)
class Tab:
    """A tab, driven by the DevTools protocol."""

    socket: ClientConnection
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    #: Pages that came and that nobody has waited for yet.
    loads: int = 0

    async def send(self, method: str, **parameters: Any) -> Any:
        """Ask, and wait for the answer."""
        number = next(self.numbers)
        await self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        message = await self._next()
        while message.get("id") != number:
            message = await self._next()
        return message["result"]

    async def loaded(self) -> str:
        """Wait until a page is there; its title."""
        while not self.loads:
            await self._next()
        self.loads -= 1
        answer = await self.send("Runtime.evaluate", expression="document.title")
        title: str = answer["result"]["value"]
        return title

    async def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.recv())
        self.loads += message.get("method") == "Page.loadEventFired"
        return message


@asynccontextmanager
async def _tab(folder: Path) -> AsyncIterator[Tab]:
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *OPTIONS, f"--user-data-dir={folder}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        line = b""
        while b"DevTools listening on " not in line:
            line = await process.stderr.readline()
            assert line, "Chromium ended"
        address = line.decode().partition("ws://")[2].partition("/")[0]
        async with httpx.AsyncClient(verify=False) as client:
            (page, *_) = [
                target
                for target in (await client.get(f"http://{address}/json")).json()
                if target["type"] == "page"
            ]
        async with connect(page["webSocketDebuggerUrl"]) as socket:
            yield Tab(socket)
    finally:
        process.kill()
        await process.communicate()


async def clicked_through(link: str, folder: Path) -> tuple[str, str]:
    """The titles of our page before the source's, and of our page after it, in a browser without cookies."""
    async with _tab(folder) as tab:
        await tab.send("Page.enable")
        await tab.send("Page.navigate", url=link)
        first = await tab.loaded()
        await tab.send("Runtime.evaluate", expression="document.querySelector('a').click()")
        return first, await tab.loaded()
