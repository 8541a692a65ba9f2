"""A PgBouncer of the prover's own, in transaction mode, with a single session for all clients."""

import asyncio
import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from isolation.place import Place, Url
from isolation.prover.catalogue.reading import Connection
from isolation.prover.grounds.sessions import Lender

_SETTINGS = """[databases]
* = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 1
max_client_conn = 20
ignore_startup_parameters = extra_float_digits
logfile = {folder}/log
pidfile = {folder}/pid
"""
#: Where distributions put it is not always in the path.
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


class NotRun(Exception):
    """There is no PgBouncer to ask; the text says why."""


@asynccontextmanager
async def through_pgbouncer(place: Place) -> AsyncIterator[Lender]:
    """Every client is a connection of its own, and all share the one session; raises `NotRun`."""
    program = shutil.which("pgbouncer", path=_PLACES)
    if program is None:
        raise NotRun("pgbouncer is not installed")
    with tempfile.TemporaryDirectory(prefix="prove-") as name:
        folder, port, login = Path(name), _free_port(), Url(place.dsn())
        _write(folder, port, login)
        process = await asyncio.create_subprocess_exec(
            program,
            *_not_as_root(folder, login),
            folder / "ini",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        address = _pooler(login, port)
        try:
            await _until_it_answers(address, folder)

            @asynccontextmanager
            async def lend() -> AsyncIterator[Connection]:
                connection: Connection = await asyncpg.connect(address.dsn(), statement_cache_size=0)
                try:
                    yield connection
                finally:
                    await connection.close()

            yield lend
        finally:
            process.terminate()
            await process.wait()


def _write(folder: Path, port: int, login: Url) -> None:
    server = f"host={login.host} port={login.port}"
    (folder / "ini").write_text(_SETTINGS.format(server=server, port=port, folder=folder))
    (folder / "users").write_text(f'"{login.user}" "{login.password}"\n')
    (folder / "users").chmod(0o600)


def _not_as_root(folder: Path, login: Url) -> tuple[str, ...]:
    """It refuses to run as root: then as the user of the server's socket, or as one who owns nothing."""
    if os.geteuid() != 0:
        return ()
    try:
        user = pwd.getpwuid((Path(login.host) / f".s.PGSQL.{login.port}").stat().st_uid)
    except (OSError, KeyError):
        user = pwd.getpwnam("nobody")
    if user.pw_uid == 0:
        raise NotRun("pgbouncer does not run as root, and the server's socket belongs to root")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return ("-u", user.pw_name)


def _pooler(login: Url, port: int) -> Url:
    user, database = quote(login.user or "", safe=""), quote(login.database, safe="")
    return Url(f"postgresql://{user}@127.0.0.1:{port}/{database}?sslmode=disable")


def _free_port() -> int:
    with socket.socket() as result:
        result.bind(("127.0.0.1", 0))
        port: int = result.getsockname()[1]
        return port


async def _until_it_answers(address: Url, folder: Path) -> None:
    """Try for five seconds: it opens its port when it is ready."""
    for _try in range(250):
        try:
            if await _answers(address):
                return
        except (asyncpg.PostgresError, TimeoutError):
            break
        await asyncio.sleep(0.02)
    log = (folder / "log").read_text().splitlines() if (folder / "log").exists() else []
    troubles = [line for line in log if " WARNING " in line or " ERROR " in line] or ["it said nothing"]
    raise NotRun(f"pgbouncer did not reach the server: {troubles[-1]}")


async def _answers(address: Url) -> bool:
    try:
        connection = await asyncpg.connect(address.dsn(), statement_cache_size=0, timeout=3)
    except ConnectionError:
        return False
    await connection.close()
    return True
