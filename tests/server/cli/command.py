"""The real command line, as a process of its own in a folder of its own."""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
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

    def sentence(self, code: int = 2) -> str:
        """The one sentence of a command that was stopped, by default by what a person must mend."""
        assert self.code == code, self
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("runway: ")
        return line.removeprefix("runway: ")


@dataclass(slots=True)
class Started:
    """A command that runs, as `asyncio.subprocess.Process` would show it."""

    pid: int
    #: None for a command that has nothing to read.
    stdin: asyncio.StreamWriter | None
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    _answers: asyncio.StreamReader
    _asked: asyncio.StreamWriter
    returncode: int | None = None

    def send_signal(self, number: int) -> None:
        """Send it a signal; raises ProcessLookupError once it has ended."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    async def communicate(self, sent: bytes = b"") -> tuple[bytes, bytes]:
        """Write this, and wait until it has ended; returns what was not read of its output and its errors."""
        if self.stdin is not None and not self.stdin.is_closing():
            self.stdin.write(sent)
            self.stdin.close()
        out, err, _ = await asyncio.gather(self.stdout.read(), self.stderr.read(), self.ended())
        return out, err

    async def ended(self) -> None:
        """Wait until it has ended."""
        if self.returncode is None:
            self.returncode = int(await self._answers.read())
            self._asked.close()
            await self._asked.wait_closed()


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

    async def start(self, *arguments: str, piped: bool = False) -> Started:
        """Start a command, with a pipe into it if it is to read something.

        Its process is a fork of one that has imported the program, which spares it a second.
        """
        its_in, sink = os.pipe() if piped else (os.open(os.devnull, os.O_RDONLY), None)
        (out, its_out), (err, its_err) = os.pipe(), os.pipe()
        theirs = [its_in, its_out, its_err]
        request = {"folder": str(self.folder), "settings": self._own(), "arguments": arguments}
        with socket.socket(socket.AF_UNIX) as connected:
            connected.connect(str(_forks()))
            socket.send_fds(connected, [json.dumps(request).encode() + b"\n"], theirs)
            for number in theirs:
                os.close(number)
            answers = await asyncio.open_unix_connection(sock=connected.dup())
        pid = int(await answers[0].readline())
        stdin = None if sink is None else await _into(sink)
        return Started(pid, stdin, await _opened(out), await _opened(err), *answers)

    async def run(self, *arguments: str) -> Ran:
        """Run a command to its end; whatever it does, it does without a traceback."""
        async with _TURNS, asyncio.timeout(PATIENCE):
            started = await self.start(*arguments)
            out, err = await started.communicate()
        assert started.returncode is not None
        ran = Ran(started.returncode, out.decode(), err.decode())
        assert "Traceback" not in ran.out + ran.err, ran.err
        return ran

    def _own(self) -> dict[str, str]:
        mine = {f"RUNWAY_{name}": value for name, value in self.settings.items()}
        return {**mine, "COLUMNS": str(self.columns)}


def _environment() -> dict[str, str]:
    # A screen as wide as the worker's would be the width of every command, whatever it is told.
    theirs = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RUNWAY_") and name != "COLUMNS"
    }
    return {**theirs, "PYTHONPATH": str(ROOT)}


async def _into(number: int) -> asyncio.StreamWriter:
    """The end of a pipe, to write to."""
    loop = asyncio.get_running_loop()
    # The only protocol of asyncio that lets a writer wait for a pipe.
    flow = asyncio.streams.FlowControlMixin
    transport, protocol = await loop.connect_write_pipe(flow, os.fdopen(number, "wb"))
    return asyncio.StreamWriter(transport, protocol, None, loop)


async def _opened(number: int) -> asyncio.StreamReader:
    """The end of a pipe, to read from."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(number, "rb"))
    return reader


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


async def line_with(process: Started, text: str) -> str:
    """Wait until a running command prints a line with the text on stdout; returns all lines so far."""
    lines = ""
    async with asyncio.timeout(PATIENCE):
        while text not in lines:
            line = await process.stdout.readline()
            assert line, f"it ended after {lines!r}"
            lines += line.decode()
    return lines
