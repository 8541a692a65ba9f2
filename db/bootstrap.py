"""Roles, database and schema: made once by a superuser, idempotent, so that migrations need none."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from db.servers.address import Address

OWNER, API, PORTFOLIO = "runway_owner", "runway_api", "runway_portfolio"
SYNC, QUEUE = "runway_sync", "runway_queue"
DIRECTORY, AUDITOR, BACKUP = "runway_directory", "runway_auditor", "runway_backup"

#: Each role's attributes beyond LOGIN, and why it exists. No role is a member of another.
ROLES = {
    OWNER: (
        "NOBYPASSRLS",
        "Owns schema runway; migrations only. Forced row-level security holds for it too.",
    ),
    API: (
        "NOBYPASSRLS",
        "The request path: what the grants of each table say, rows of the entered business only.",
    ),
    PORTFOLIO: ("NOBYPASSRLS", "Reads the businesses of one user; SELECT only."),
    DIRECTORY: ("NOBYPASSRLS", "Makes businesses, people and memberships from the command line."),
    SYNC: ("NOBYPASSRLS", "Keeps the secrets of connections, of the business entered; no books."),
    QUEUE: ("NOBYPASSRLS", "Shares out the syncs of all businesses: ids and times; no books, no secrets."),
    AUDITOR: ("NOBYPASSRLS", "Audits the catalogue; has no right on any table."),
    BACKUP: ("BYPASSRLS", "pg_dump; under forced row-level security any other role dumps nothing."),
}
#: A request that waits or idles longer is a bug; imports raise their own limit for one transaction.
TIMEOUTS = {"statement_timeout": "5s", "lock_timeout": "4s", "idle_in_transaction_session_timeout": "60s"}
REQUEST_ROLES = (API, PORTFOLIO, QUEUE)
#: Who refreshes a token holds its row while the source answers, and others wait for that.
SYNC_TIMEOUTS = {
    "statement_timeout": "60s",
    "lock_timeout": "45s",
    "idle_in_transaction_session_timeout": "60s",
}


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """What this run made; empty when all was there."""

    roles: tuple[str, ...]
    database: bool


class RolesMissing(Exception):
    """A newer version has roles that `runway bootstrap` has not made yet; nothing was changed."""

    def __init__(self, roles: list[str]) -> None:
        super().__init__(
            f"The server has no role {' or '.join(roles)}: run `runway bootstrap` as a superuser first."
        )


async def bootstrap(superuser: Address, passwords: Mapping[str, str]) -> Bootstrapped:
    """Make roles, database and schema where they are missing, and set the passwords given, by role.

    Raises `asyncpg.InsufficientPrivilegeError` when the login is not a superuser.
    """
    connection = await superuser.with_database("postgres").connect()
    try:
        async with connection.transaction():
            made = await _make_roles(connection, passwords)
        new = await _make_database(connection, superuser.database)
    finally:
        await connection.close()
    connection = await superuser.connect()
    try:
        async with connection.transaction():
            await lock_down(connection, superuser.database)
    finally:
        await connection.close()
    return Bootstrapped(made, new)


async def _make_roles(
    connection: "asyncpg.Connection[asyncpg.Record]", passwords: Mapping[str, str]
) -> tuple[str, ...]:
    known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    for role, (attributes, purpose) in ROLES.items():
        verb = "ALTER" if role in known else "CREATE"
        await connection.execute(
            f"{verb} ROLE {role} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE "
            f"NOREPLICATION {attributes}"
        )
        await connection.execute(f"COMMENT ON ROLE {role} IS '{purpose}'")
        if role in passwords:
            verifier = scram_verifier(passwords[role])
            await connection.execute(f"ALTER ROLE {role} PASSWORD '{verifier}'")
    timeouts = {**dict.fromkeys(REQUEST_ROLES, TIMEOUTS), SYNC: SYNC_TIMEOUTS}
    for role, limits in timeouts.items():
        for name, value in limits.items():
            await connection.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
    return tuple(role for role in ROLES if role not in known)


async def _make_database(connection: "asyncpg.Connection[asyncpg.Record]", name: str) -> bool:
    if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        return False
    # CREATE DATABASE takes no parameters and no transaction: the server quotes the name.
    quoted = await connection.fetchval("SELECT quote_ident($1)", name)
    await connection.execute(f"CREATE DATABASE {quoted} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'")
    return True


async def lock_down(connection: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    """The rights on a database and its schema, which a copy of the database does not bring along."""
    quoted = await connection.fetchval("SELECT quote_ident($1)", name)
    everyone = ", ".join(ROLES)
    for statement in (
        f"ALTER DATABASE {quoted} OWNER TO {OWNER}",
        f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {quoted} TO {everyone}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"CREATE SCHEMA IF NOT EXISTS runway AUTHORIZATION {OWNER}",
        f"GRANT USAGE ON SCHEMA runway TO {API}, {PORTFOLIO}, {DIRECTORY}, {SYNC}, {QUEUE}, {BACKUP}",
        # Without a schema: only a database-wide default can take away what PUBLIC has by default.
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA runway GRANT SELECT ON TABLES TO {BACKUP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA runway GRANT SELECT ON SEQUENCES TO {BACKUP}",
    ):
        await connection.execute(statement)


def scram_verifier(password: str) -> str:
    """The SCRAM-SHA-256 verifier of RFC 5802, so that the server and its log never see the password."""
    salt, iterations = secrets.token_bytes(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    results = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(iterations, *results)
