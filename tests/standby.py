"""Two real servers: one that takes writes, and one that replays what the first one logs."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from db.address import Address
from server import embedded
from tests.folders import data_folder
from tests.postgres import copy_data, prepared


@dataclass(frozen=True, slots=True)
class Pair:
    """One database on both servers, as the superuser's."""

    primary: Address
    standby: Address
    folders: tuple[Path, Path]

    @property
    def both(self) -> str:
        """An address that lists the two, the standby first."""
        user, database = self.primary.user, self.primary.database
        hosts = ",".join(str(address.url.query["host"]) for address in (self.standby, self.primary))
        return f"postgresql://{user}@/{database}?host={hosts}&target_session_attrs=primary"

    async def replayed(self) -> None:
        """Wait until the standby has all that the primary has logged so far."""
        position = await ask(self.primary, "SELECT pg_current_wal_insert_lsn()::text")
        replayed = f"SELECT pg_last_wal_replay_lsn() >= '{position}'"
        async with asyncio.timeout(30):
            while not await ask(self.standby, replayed):
                continue

    async def promote(self) -> None:
        """Let the standby become the primary, once the old one has ended."""
        embedded.stop(self.folders[0])
        assert await ask(self.standby, "SELECT pg_promote()")


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
    with (data / "postgresql.auto.conf").open("a") as file:
        # It ends what its readers hold up at once, as one may that must not fall behind.
        file.write(f"primary_conninfo = 'host={host} user=postgres'\nmax_standby_streaming_delay = 0\n")
    signal = data / "standby.signal"
    signal.touch()
    shutil.chown(signal, data.stat().st_uid, data.stat().st_gid)
