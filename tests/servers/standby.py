"""Two real servers: one that takes writes, and one that replays what the first one logs."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from db.servers.address import Address
from server import embedded
from tests.folders import data_folder
from tests.servers.postgres import copy_data, prepared


@dataclass(frozen=True, slots=True)
class Pair:
    """One database on both servers, as the superuser's."""

    primary: Address
    standby: Address
    folders: tuple[Path, Path]

    def both(self, target: str) -> Address:
        """An address that lists the two, the standby first, and asks for one of this kind."""
        hosts = ",".join(str(address.url.query["host"]) for address in (self.standby, self.primary))
        login = f"postgresql://{self.primary.user}@/{self.primary.database}"
        return Address.parse(f"{login}?host={hosts}&target_session_attrs={target}")

    async def replayed(self, on: Address | None = None, of: Address | None = None) -> None:
        """Wait until the standby has all that the primary has logged so far."""
        position = await ask(of or self.primary, "SELECT pg_current_wal_flush_lsn()::text")
        replayed = f"SELECT pg_last_wal_replay_lsn() >= '{position}'"
        async with asyncio.timeout(30):
            while not await ask(on or self.standby, replayed):
                continue

    async def promote(self) -> None:
        """Let the standby become the primary, once the old one has ended."""
        embedded.stop(self.folders[0])
        assert await ask(self.standby, "SELECT pg_promote()")

    async def exchange(self) -> None:
        """Let the two exchange their parts; what only the old primary has stays there."""
        embedded.stop(self.folders[0])
        embedded.start(self.folders[1])
        assert await ask(self.standby, "SELECT pg_promote()")
        _follow(self.folders[0] / "postgres", str(self.standby.url.query["host"]))
        embedded.start(self.folders[0])


async def ask(address: Address, sql: str) -> object:
    """The value of a statement, over a connection of its own."""
    connection = await address.connect()
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@asynccontextmanager
async def streaming() -> AsyncIterator[Pair]:
    """Start both, the standby from a copy of the primary's files."""
    with data_folder() as first, data_folder() as second:
        database = (await (await prepared(first)).clone()).database
        embedded.stop(first)
        # As anywhere but in tests, what is committed is in the log.
        _set(first / "postgres", "synchronous_commit = on")
        copy_data(first, second)
        primary = embedded.start(first).with_database(database)
        _follow(second / "postgres", str(primary.url.query["host"]))
        standby = embedded.start(second).with_database(database)
        try:
            yield Pair(primary, standby, (first, second))
        finally:
            embedded.stop(second)
            embedded.stop(first)


def _follow(data: Path, host: str) -> None:
    """Make the files those of a standby of the server that listens in a folder."""
    _set(data, f"primary_conninfo = 'host={host} user=postgres'")
    # What it replays does not wait for its readers, as where a standby must not fall behind.
    _set(data, "max_standby_streaming_delay = 0")
    signal = data / "standby.signal"
    signal.touch()
    shutil.chown(signal, data.stat().st_uid, data.stat().st_gid)


def _set(data: Path, line: str) -> None:
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(f"{line}\n")
