"""A real PgBouncer in front of a test's server, lending sessions for one transaction as most are set up."""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from db.bootstrap import ROLES
from db.servers.address import Address

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

needs_pgbouncer = pytest.mark.skipif(PROGRAM is None, reason="pgbouncer is not installed")

_SETTINGS = """[databases]
* = host={host}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = 3
ignore_startup_parameters = extra_float_digits
logfile = {folder}/log
pidfile = {folder}/pid
"""


@asynccontextmanager
async def pooled(address: Address, mode: str = "transaction") -> AsyncIterator[Address]:
    """The same database through a PgBouncer that runs until the context ends."""
    assert PROGRAM is not None
    host = str(address.url.query["host"])
    with tempfile.TemporaryDirectory(prefix="rw-") as name, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        folder, port = Path(name), free.getsockname()[1]
        (folder / "ini").write_text(_SETTINGS.format(host=host, port=port, folder=folder, mode=mode))
        (folder / "users").write_text("".join(f'"{role}" ""\n' for role in (*ROLES, "postgres")))
        free.close()
        process = _started(folder, Path(host))
        try:
            url = f"postgresql://runway_api@127.0.0.1:{port}/{address.database}?sslmode=disable"
            through = Address.parse(url, prepared=False)
            await _answering(through)
            yield through
        finally:
            process.terminate()
            process.wait()


def _started(folder: Path, server: Path) -> "subprocess.Popen[bytes]":
    """It refuses to run as root, and must reach the server's socket: it runs as that one's user."""
    command, owner = [str(PROGRAM), str(folder / "ini")], pwd.getpwuid(server.stat().st_uid)
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        command += ["-u", owner.pw_name]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _answering(address: Address) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                connection = await address.connect()
            except (ConnectionError, asyncpg.PostgresError):
                continue
            await connection.close()
            return
