"""Lines of the log, written by a thread of its own: a log that is read slowly keeps no request waiting."""

import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TextIO

import structlog

log = structlog.get_logger()

#: Lines that may wait to be written; further ones are left out, and counted.
MOST = 10_000
#: Seconds in which lines gather, to be written at once; and for the last ones when the server ends.
PAUSE, LAST = 0.05, 2.0


class Lines:
    """A file that takes whole lines at once and writes them later, as fast as they are read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._left_out = 0
        self._counting = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work, name="log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Take a line, unless too many wait."""
        if self._waiting.qsize() < MOST:
            self._waiting.put(line)
            return
        with self._counting:
            self._left_out += 1

    def flush(self) -> None:
        """Written is what was taken by and by; nobody waits for it."""

    def close(self) -> None:
        """Write what waits, if somebody reads it."""
        self._ends.set()
        self._waiting.put("")
        self._thread.join(LAST)

    def _work(self) -> None:
        while not self._ends.is_set():
            first = self._waiting.get()
            self._ends.wait(PAUSE)
            self._write(first)
            self._tell_left_out()
        self._write("")

    def _write(self, first: str) -> None:
        rest = [self._waiting.get() for _ in range(self._waiting.qsize())]
        # Whoever read the log may have gone: that is no reason to answer nobody.
        with suppress(OSError, ValueError):
            self._file.write(first + "".join(rest))
            self._file.flush()

    def _tell_left_out(self) -> None:
        with self._counting:
            number, self._left_out = self._left_out, 0
        if number:
            log.warning("lines of the log were left out", lines=number)
