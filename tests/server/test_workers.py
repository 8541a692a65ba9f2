"""Several processes answer at one address: one that ends is replaced, and none outlives the first one."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from server.settings import Settings
from server.workers import MOST_FAILURES, Workers, WorkersEnd
from tests.house.repository import ROOT
from tests.served_process import serving_process
from tests.servers.postgres import Cluster
from tests.sockets import SOON


def children(pid: int) -> set[int]:
    """The processes that a process has begun and that have not ended."""
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


async def end_of(pid: int) -> None:
    """Wait for the end of a process, of whom it may be a child."""
    ended, process = asyncio.Event(), os.pidfd_open(pid)
    loop = asyncio.get_running_loop()
    loop.add_reader(process, ended.set)
    try:
        async with asyncio.timeout(SOON):
            await ended.wait()
    finally:
        loop.remove_reader(process)
        os.close(process)


async def test_a_worker_that_ends_is_replaced_and_all_stop_together(cluster: Cluster, tmp_path: Path) -> None:
    address = await cluster.clone()
    async with serving_process(address, tmp_path, "--workers", "2") as (served, client):
        first = children(served.pid)
        assert len(first) == 2
        lost = min(first)
        os.kill(lost, signal.SIGKILL)
        async with asyncio.timeout(SOON):
            while len(children(served.pid) - {lost}) < 2:
                # The one that was lost may have held this connection.
                with suppress(httpx.TransportError):
                    await client.get("/healthz")
        second = children(served.pid)
        ends = [asyncio.create_task(end_of(worker)) for worker in second]
        served.send_signal(signal.SIGTERM)
        await asyncio.gather(served.ended(), *ends)
    await cluster.drop(address)


async def test_workers_do_not_outlive_the_process_that_began_them(cluster: Cluster, tmp_path: Path) -> None:
    address = await cluster.clone()
    async with serving_process(address, tmp_path, "--workers", "2") as (served, client):
        ends = [asyncio.create_task(end_of(worker)) for worker in children(served.pid)]
        await client.get("/healthz")
        served.kill()
        await asyncio.gather(*ends)
    await cluster.drop(address)


def test_processes_that_end_at_once_are_not_begun_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.workers.PAUSE", 0.001)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(WorkersEnd):
            Workers(1, lambda: os._exit(3)).keep()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


#: The first process waits for its end; all others end at once, and tell so.
ONE_WORKS = """
import os, signal, sys
import structlog
from server import workers

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

def work():
    try:
        os.close(os.open(sys.argv[1], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        os.write(1, b"ended\\n")
        sys.exit(3)
    signal.pause()

workers.TRIAL, workers.PAUSE = 0.2, 0.1
workers.Workers(2, work).keep()
"""


async def test_a_process_that_works_goes_on_while_others_cannot_begin(tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-c", ONE_WORKS, str(tmp_path / "works"))
    keeper = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd=ROOT)
    assert keeper.stdout is not None
    async with asyncio.timeout(60):
        for _ in range(MOST_FAILURES + 2):
            assert await keeper.stdout.readline() == b"ended\n"
    keeper.terminate()
    await keeper.communicate()
    assert keeper.returncode == 0


def test_workers_share_what_the_settings_allow() -> None:
    share = Settings(connections=10, max_connections=1_000, operations_at_once=7).shared_by(3)
    assert (share.connections, share.max_connections, share.operations_at_once) == (3, 333, 2)
    assert share.operations_of_one_user is None
    assert Settings(connections=1).shared_by(4).connections == 1
