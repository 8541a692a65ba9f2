"""The real command line, as a process of its own in a folder of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[3]
#: More at once would only wait for each other.
_TURNS = asyncio.Semaphore(2)
#: A command starts in a second or two; whoever waits longer waits in vain.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    def sentence(self) -> str:
        """The one sentence of a command that a person must mend something for."""
        assert self.code == 2, self
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("runway: ")
        return line.removeprefix("runway: ")


@dataclass(frozen=True, slots=True)
class Runway:
    """`runway`, with the settings of its environment; no .env and no other settings reach it.

    The screen is wide, so that no sentence is folded.
    """

    folder: Path
    settings: Mapping[str, str]
    columns: int = 200

    def told(self, **settings: str) -> "Runway":
        """The same with more settings, by their names without RUNWAY_."""
        return replace(self, settings={**self.settings, **settings})

    async def start(self, *arguments: str) -> Process:
        """Start a command."""
        program = "from server.cli import main; main()"
        mine = {f"RUNWAY_{name}": value for name, value in self.settings.items()}
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("RUNWAY_")}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            *arguments,
            cwd=self.folder,
            env={**theirs, "PYTHONPATH": str(ROOT), "COLUMNS": str(self.columns), **mine},
            stdout=PIPE,
            stderr=PIPE,
        )

    async def run(self, *arguments: str) -> Ran:
        """Run a command to its end; whatever it does, it does without a traceback."""
        async with _TURNS, asyncio.timeout(PATIENCE):
            process = await self.start(*arguments)
            out, err = await process.communicate()
        assert process.returncode is not None
        ran = Ran(process.returncode, out.decode(), err.decode())
        assert "Traceback" not in ran.out + ran.err, ran.err
        return ran


async def line_with(process: Process, text: str) -> str:
    """Wait until a running command prints a line with the text on stdout; returns all lines so far."""
    assert process.stdout is not None
    lines = ""
    async with asyncio.timeout(PATIENCE):
        while text not in lines:
            line = await process.stdout.readline()
            assert line, f"it ended after {lines!r}"
            lines += line.decode()
    return lines
