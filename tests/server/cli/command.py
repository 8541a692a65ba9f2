"""The real command line, as a process of its own in a folder of its own."""

import asyncio
import atexit
import json
import os
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
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
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            *arguments,
            cwd=self.folder,
            env={**_environment(), **self._own()},
            stdout=PIPE,
            stderr=PIPE,
        )

    async def run(self, *arguments: str) -> Ran:
        """Run a command to its end; whatever it does, it does without a traceback.

        Its process is a fork of one that has imported the program: a second less than `start` takes.
        """
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            for file in (out, err):
                file.touch()
            request = {
                "folder": str(self.folder),
                "settings": self._own(),
                "arguments": arguments,
                "out": str(out),
                "err": str(err),
            }
            async with _TURNS, asyncio.timeout(PATIENCE):
                code = await _code(request)
            ran = Ran(code, out.read_text(), err.read_text())
        assert "Traceback" not in ran.out + ran.err, ran.err
        return ran

    def _own(self) -> dict[str, str]:
        mine = {f"RUNWAY_{name}": value for name, value in self.settings.items()}
        return {**mine, "COLUMNS": str(self.columns)}


def _environment() -> dict[str, str]:
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("RUNWAY_")}
    return {**theirs, "PYTHONPATH": str(ROOT)}


async def _code(request: Mapping[str, object]) -> int:
    """Let a command run as the request says, and wait for its exit code."""
    reader, writer = await asyncio.open_unix_connection(_forks())
    writer.write(json.dumps(request).encode() + b"\n")
    code = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(code)


@cache
def _forks() -> Path:
    """Start the process that forks; answers with the socket on which it waits for commands."""
    path = Path(tempfile.mkdtemp(prefix="rw-")) / "forks"
    forking = subprocess.Popen(
        [sys.executable, "-m", "tests.server.cli.forks", path],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(forking.communicate)
    assert forking.stdout is not None
    forking.stdout.readline()
    return path


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
