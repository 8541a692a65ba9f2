"""A scratch copy of a database on the same server: its schema and rights, none of its rows."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from isolation.place import Place
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, ident

_CREATE = """
SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L',
              $1::text, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype)
  FROM pg_database WHERE datname = current_database()
"""
# A dump holds neither the rights on the database itself nor its settings.
_RIGHTS = """
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', $1::text) FROM pg_database
 WHERE datname = current_database() AND datacl IS NOT NULL
 UNION ALL
SELECT format('GRANT %s ON DATABASE %I TO %s', g.privilege_type, $1::text,
              CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END)
  FROM pg_database d, aclexplode(d.datacl) g
 WHERE d.datname = current_database() AND g.grantee <> d.datdba
"""
_SETTINGS = """
SELECT format('ALTER %s SET %s TO %L',
              CASE s.setrole WHEN 0 THEN format('DATABASE %I', $1::text)
                   ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), $1::text) END,
              split_part(c, '=', 1), substr(c, strpos(c, '=') + 1))
  FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c
 WHERE d.datname = current_database()
"""

#: What a dump says to psql, and settings that an older server does not know.
_NOT_FOR_SERVER = ("\\restrict ", "\\unrestrict ", "SET transaction_timeout ")


class ScratchFailed(Exception):
    """No scratch copy could be made; the text is one sentence that says why."""


@asynccontextmanager
async def scratch(source: Place, programs: Path) -> AsyncIterator[Place]:
    """A copy without rows, opened as the superuser and dropped afterwards; raises `ScratchFailed`.

    Not `CREATE DATABASE ... TEMPLATE source`: that copies every row, and no one may be connected.
    """
    address = source.with_database(f"prove_{secrets.token_hex(6)}")
    dump = await _dump(source, programs)
    async with connected(source) as connection:
        if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            raise ScratchFailed(
                "prove needs a superuser: it makes a scratch database and reads past policies"
            )
        await connection.execute(await connection.fetchval(_CREATE, address.database))
    try:
        await _restore(source, address, dump)
        yield address
    finally:
        await drop(source, address)


@asynccontextmanager
async def clone(template: Place) -> AsyncIterator[Place]:
    """A copy of a scratch database with all its rows, dropped afterwards; nobody may be connected to it."""
    address = template.with_database(f"prove_{secrets.token_hex(6)}")
    # By files: slower to make than by log, but much faster to drop.
    statement = fill(
        "CREATE DATABASE {new} TEMPLATE {old} STRATEGY file_copy",
        new=ident(address.database),
        old=ident(template.database),
    )
    async with connected(template.with_database("postgres")) as connection:
        owner = await connection.fetchval(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", template.database
        )
        await connection.execute(f"{statement} OWNER {ident(owner)}")
    try:
        async with connected(template) as connection:
            rights = [row[0] for row in await connection.fetch(_RIGHTS, address.database)]
        async with connected(address) as connection:
            await _execute(connection, rights)
        yield address
    finally:
        await drop(template.with_database("postgres"), address)


async def drop(beside: Place, address: Place) -> None:
    """Drop a scratch database, whoever is connected to it."""
    async with connected(beside) as connection:
        statement = fill("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=ident(address.database))
        await connection.execute(statement)


@asynccontextmanager
async def connected(address: Place) -> AsyncIterator[Connection]:
    """A connection, closed afterwards; it keeps no statements, since attacks on it drop all there are."""
    connection = await asyncpg.connect(address.dsn(), statement_cache_size=0)
    try:
        yield connection
    finally:
        await connection.close()


async def _dump(source: Place, programs: Path) -> str:
    options = ("--schema-only", "--no-publications", "--no-subscriptions", "--quote-all-identifiers")
    try:
        process = await asyncio.create_subprocess_exec(
            programs / "pg_dump",
            *options,
            source.dsn(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise ScratchFailed(f"pg_dump cannot be run: {error}") from error
    out, problem = await process.communicate()
    if process.returncode:
        raise ScratchFailed(f"pg_dump failed: {problem.decode(errors='replace').strip().splitlines()[-1]}")
    return "\n".join(_for_server(out.decode()))


def _for_server(dump: str) -> Iterator[str]:
    return (line for line in dump.splitlines() if not line.startswith(_NOT_FOR_SERVER))


async def _restore(source: Place, address: Place, dump: str) -> None:
    async with connected(source) as connection:
        rights = [row[0] for row in await connection.fetch(_RIGHTS, address.database)]
        settings = [row[0] for row in await connection.fetch(_SETTINGS, address.database)]
    try:
        async with connected(address) as connection:
            await connection.execute(dump)
            await _execute(connection, (*rights, *settings))
    except asyncpg.PostgresError as error:
        raise ScratchFailed(f"the schema could not be copied: {error}") from error


async def _execute(connection: Connection, statements: tuple[str, ...] | list[str]) -> None:
    for statement in statements:
        await connection.execute(statement)
