"""Several processes answer at one address: one that ends is replaced, and none outlives the first one."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from server.settings import Settings
from server.workers import Workers, WorkersEnd
from tests.postgres import Cluster
from tests.served_process import serving_process
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


def test_processes_that_end_at_once_are_not_begun_for_ever() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(WorkersEnd):
            Workers(1, lambda: os._exit(3)).keep()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_workers_share_what_the_settings_allow() -> None:
    share = Settings(connections=10, max_connections=1_000, operations_at_once=7).shared_by(3)
    assert (share.connections, share.max_connections, share.operations_at_once) == (3, 333, 2)
    assert share.operations_of_one_user is None
    assert Settings(connections=1).shared_by(4).connections == 1
