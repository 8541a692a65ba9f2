"""`runway target` as a process of its own, with pipes around it; and streams to write into it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestrators.sources.facts import SourceRecord
from orchestrators.sources.quickbooks.responses import read
from tests.server.cli.command import PATIENCE, ROOT, Ran, Runway, Started
from tests.world import World

COMMAND = (sys.executable, "-c", "from server.cli.main import main; main()", "target")


def line(kind: str, **fields: object) -> str:
    """One message."""
    return json.dumps({"type": kind, **fields}, default=float) + "\n"


def record(stream: str, data: object, **fields: object) -> str:
    """A RECORD message of Singer."""
    return line("RECORD", stream=stream, record=data, **fields)


def state(value: object) -> str:
    """A STATE message of Singer."""
    return line("STATE", value=value)


def messages_of(path: Path) -> list[tuple[str, Mapping[str, Any], datetime | None]]:
    """The records behind a path of QuickBooks responses: stream, data and time; without what is no record."""
    return [
        (item.entity, item.data, item.answered_at) for item in read(path) if isinstance(item, SourceRecord)
    ]


def lines_of(path: Path) -> list[str]:
    """The same as RECORD messages."""
    return [
        record(entity, data, **({"time_extracted": time.isoformat()} if time else {}))
        for entity, data, time in messages_of(path)
    ]


@asynccontextmanager
async def started(world: World, *arguments: str) -> AsyncIterator[Started]:
    """The command, running; it is ended when the context is."""
    runway = Runway(ROOT, {"DATABASE_URL": world.address.dsn()})
    process = await runway.start("target", *arguments, piped=True)
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.communicate()


async def run(world: World, text: str | Iterable[str], *arguments: str) -> Ran:
    """Run it on a whole stream, to its end."""
    raw = "".join(text).encode("utf-8", "surrogateescape")
    async with asyncio.timeout(PATIENCE), started(world, *arguments) as process:
        out, err = await process.communicate(raw)
    assert process.returncode is not None
    ran = Ran(process.returncode, out.decode(), err.decode())
    assert "Traceback" not in ran.err, ran.err
    return ran


def states(ran: Ran) -> list[Any]:
    """The states that were written back."""
    return [json.loads(text) for text in ran.out.splitlines()]
