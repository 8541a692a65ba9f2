"""Real PostgreSQL servers for the tests: the bundled 18 always, Debian's 15 where it is installed."""

import fcntl
import itertools
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.bootstrap import OWNER, bootstrap, lock_down
from db.servers.address import Address
from migrations.run import upgrade
from server import embedded
from tests.clock import NOW, clock_at
from tests.folders import MODELS, data_folder

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
TEMPLATE = "runway_template"

#: The data lives as long as the tests: a crash may take it, and no log of changes need be kept.
#: Statistics are collected when a test asks for it, and no query of a small database is worth compiling.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "'256MB'",
    "autovacuum": "off",
    "jit": "off",
}

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cluster:
    """A running server, with one migrated database that tests clone."""

    superuser: Address

    async def prepare(self) -> None:
        """Make the roles and the template, as a DBA would."""
        for setting, value in SETTINGS.items():
            await self._run(f"ALTER SYSTEM SET {setting} = {value}")
        await self._run("SELECT pg_reload_conf()")
        template = self.superuser.with_database(TEMPLATE)
        await bootstrap(template, {})
        await upgrade(template.as_role(OWNER))

    async def stop_clock(self) -> None:
        """Let the clock of the template, and thereby of all clones, stand still."""
        connection = await self.superuser.with_database(TEMPLATE).connect()
        await connection.execute(clock_at(NOW))
        # Nobody may be connected to a database that is cloned.
        await connection.close()

    async def clone(self, template: str = TEMPLATE) -> Address:
        """A migrated database of its own, with what is in another one to which nobody is connected."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        # Copied as files: row by row through the log of changes is for servers that may crash.
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY file_copy")
        made = self.superuser.with_database(name)
        connection = await made.connect()
        await lock_down(connection, name)
        await connection.close()
        return made

    async def empty(self) -> Address:
        """An address at which nothing was made yet."""
        return self.superuser.with_database(f"test_{os.getpid()}_{next(_numbers)}")

    async def drop(self, address: Address) -> None:
        """Drop a clone, whoever is still connected."""
        await self._run(f"DROP DATABASE IF EXISTS {address.database} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        connection = await self.superuser.with_database("postgres").connect()
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def start_debian_15(folder: Path) -> Address:
    """Start Debian's PostgreSQL 15 on a socket in the folder; as root, under another user."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    if (user := _user()) is not None:
        for path in (folder, data):
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    if not (data / "PG_VERSION").exists():
        _run_15("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync")
    # No TCP, and no flushing: the data lives as long as the tests.
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _run_15("pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    return Address.parse(f"postgresql://postgres@/postgres?host={folder}")


def stop_debian_15(folder: Path) -> None:
    """Stop it."""
    _run_15("pg_ctl", "-D", folder / "data", "-m", "fast", "stop")


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL, by the name of its version."""

    name: str
    start: Callable[[Path], Address]
    stop: Callable[[Path], None]


BUNDLED = Server("bundled", embedded.start, embedded.stop)
DEBIAN = Server("debian", start_debian_15, stop_debian_15)


async def prepared(folder: Path, server: Server = BUNDLED) -> Cluster:
    """Start a server that is prepared: its data is a copy of that of the first one of the run."""
    models = Path(os.environ[MODELS])
    model = models / server.name
    with (models / f"{server.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            with data_folder() as made:
                await Cluster(server.start(made)).prepare()
                server.stop(made)
                copy_data(made, model)
    copy_data(model, folder)
    cluster = Cluster(server.start(folder))
    await cluster.stop_clock()
    return cluster


def copy_data(source: Path, target: Path) -> None:
    """With all that a server expects of its files: their owner, their mode."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _run_15(program: str, *arguments: str | Path) -> None:
    # Output to nowhere: the server would inherit a pipe and keep it open.
    subprocess.run(
        [DEBIAN_15 / program, *arguments],
        check=True,
        user=_user(),
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
