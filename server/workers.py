"""Several processes that answer at one socket, forked from one that has loaded everything."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import structlog

log = structlog.get_logger()

STOP = (signal.SIGTERM, signal.SIGINT)
#: Seconds after which a process has shown that it can work, and how many in a row may end earlier.
TRIAL, MOST_FAILURES = 2.0, 5
#: Seconds to wait for each of these, before another one begins.
PAUSE = 0.5


class WorkersEnd(Exception):
    """Processes end as soon as they begin: to begin more would help nobody."""


class Workers:
    """So many processes at work; one that ends by itself is replaced.

    `work` ends when its process gets SIGTERM. Nothing else may run in the first process: no thread, no event
    loop, of which a copy would hold half.
    """

    def __init__(self, number: int, work: Callable[[], None]) -> None:
        self._number = number
        self._work = work
        self._began: dict[int, float] = {}
        self._stopping = False
        self._failures = 0
        self._gave_up = False
        #: Closed by the system when this process is no more, however it ended.
        self._line = os.pipe()

    def keep(self) -> None:
        """Keep them at work until SIGTERM or SIGINT, and wait for their end; raises `WorkersEnd`."""
        for number in STOP:
            signal.signal(number, self._stop)
        while self._began or not self._stopping:
            while len(self._began) < self._number and not self._stopping:
                self._begin()
            self._ended(*os.wait())
        if self._gave_up:
            raise WorkersEnd("Processes end as soon as they begin; the log says why.")

    def _stop(self, *_: object) -> None:
        self._stopping = True
        for worker in list(self._began):
            # It may have ended a moment ago.
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)

    def _begin(self) -> None:
        # No signal may come before the process is known.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
        try:
            worker = os.fork()
            if worker == 0:
                os.close(self._line[1])
                _end_with(self._work, self._line[0])
            self._began[worker] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)

    def _ended(self, worker: int, status: int) -> None:
        began = self._began.pop(worker, None)
        if began is None or self._stopping:
            return
        now = time.monotonic()
        self._failures = self._failures + 1 if now - began < TRIAL else 0
        log.error("worker ended", worker=worker, code=os.waitstatus_to_exitcode(status))
        # Those that work go on: what keeps another one from beginning may pass.
        if self._failures >= MOST_FAILURES and all(now - other < TRIAL for other in self._began.values()):
            self._gave_up = True
            self._stop()
        else:
            time.sleep(PAUSE * min(self._failures, MOST_FAILURES))


def _end_with(work: Callable[[], None], line: int) -> NoReturn:
    """Work, no longer than there is a first process, and end without what that one does at its end."""
    code = 1
    try:
        for number in STOP:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
        threading.Thread(target=_stop_after, args=[line], daemon=True).start()
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException as error:
        # Its text may hold what nobody should read.
        log.error("worker failed", error=type(error).__name__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stop_after(line: int) -> None:
    """Stop this process when nobody holds the other end of the line."""
    os.read(line, 1)
    os.kill(os.getpid(), signal.SIGTERM)
