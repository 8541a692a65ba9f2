"""Which core a process runs on, and how much processor time it has used; Linux only."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    #: Of itself and of its children that have ended.
    ticks: int


def cores() -> tuple[int, int]:
    """The core of the servers, and that of PostgreSQL and of the load."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        raise SystemExit(
            "The comparison needs two cores: one for the servers, one for PostgreSQL and the load."
        )
    return available[0], available[1]


def pin(pid: int, core: int) -> None:
    """Keep a process, its threads and its descendants on one core; what they start later stays there too."""
    for member in _family(pid):
        for thread in Path(f"/proc/{member.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {core})


def processor_seconds(pid: int) -> float:
    """Processor time of a process and its descendants so far, in user and in system mode."""
    return sum(member.ticks for member in _family(pid)) / _TICKS


def _family(pid: int) -> list[_Process]:
    running = {process.pid: process for process in _running()}
    members, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        if parent in running:
            members.append(running[parent])
        waiting += [process.pid for process in running.values() if process.parent == parent]
    return members


def _running() -> Iterator[_Process]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            # The name before the last parenthesis may hold anything.
            fields = text.rpartition(")")[2].split()
            yield _Process(int(folder.name), int(fields[1]), sum(map(int, fields[11:15])))
