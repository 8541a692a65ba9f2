"""The database of the comparison: businesses with an owner and bills each, loaded once and kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg
from rich.console import Console
from rich.progress import track

from db.bootstrap import OWNER, bootstrap
from db.directory import Directory, user_id_of
from db.entrance import open_books
from db.servers.address import Address
from migrations.run import head, upgrade
from orchestrators.hygiene.examine import ExaminationOrchestrator
from server.sources.importing import OPERATOR
from tests.servers.postgres import SETTINGS

VENDORS = 200
#: Of how many bills one is open, and of how many one has no due date, which is an issue for the tray.
OPEN, UNDATED = 5, 250

_COLUMNS = {
    "account": "business_id id realm entity source_id name account_type current_balance balance_as_of "
    "currency_code active",
    "party": "business_id id realm entity source_id kind name active",
    "document": "business_id id realm entity source_id sync_token kind state number number_key party_id "
    "issue_date due_date total balance currency_code settled_on",
}
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A business of the comparison, by its number; its ids follow from that."""

    number: int

    @property
    def id(self) -> UUID:
        """The business's id."""
        return _id(f"business/{self.number}")

    @property
    def owner(self) -> str:
        """The e-mail address of its owner."""
        return f"owner{self.number}@example.org"

    def bill(self, number: int) -> UUID:
        """The id of one of its bills."""
        return _id(f"business/{self.number}/bill/{number}")

    def vendor(self, number: int) -> UUID:
        """The id of one of its vendors."""
        return _id(f"business/{self.number}/vendor/{number}")


@dataclass(frozen=True, slots=True)
class Size:
    """How many businesses there are, and how many bills each has."""

    businesses: int
    bills: int

    def tenants(self) -> list[Tenant]:
        """All businesses."""
        return [Tenant(number) for number in range(self.businesses)]


async def loaded(superuser: Address, size: Size, console: Console) -> Address:
    """The database of this size, which is loaded unless an earlier run did so with the same migrations."""
    address = superuser.with_database(f"peers_{size.businesses}_{size.bills}")
    mark = f"loaded, migrated to {head()}"
    connection = await superuser.with_database("postgres").connect()
    try:
        if await _comment(connection, address.database) == mark:
            return address
        await _prepare(connection, address)
        await _load(address, size, console)
        await connection.execute(f"COMMENT ON DATABASE {address.database} IS '{mark}'")
    finally:
        await connection.close()
    return address


async def _comment(connection: "asyncpg.Connection[asyncpg.Record]", name: str) -> str | None:
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1"
    comment: str | None = await connection.fetchval(query, name)
    return comment


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]", address: Address) -> None:
    for setting, value in SETTINGS.items():
        await connection.execute(f"ALTER SYSTEM SET {setting} = {value}")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.execute(f"DROP DATABASE IF EXISTS {address.database} WITH (FORCE)")
    await bootstrap(address, {})
    await upgrade(address.as_role(OWNER))


async def _load(address: Address, size: Size, console: Console) -> None:
    directory = await Directory.open(address, None)
    # No other role may COPY into a table under row-level security.
    connection = await address.connect()
    try:
        # The references hold by construction; checking them row by row would take longer than loading.
        await connection.execute("SET session_replication_role = replica")
        for tenant in track(size.tenants(), "Loading bills", console=console):
            await directory.create(f"Business {tenant.number}", "USD", "America/New_York", tenant.id)
            await directory.grant(tenant.id, tenant.owner, "OWNER")
            await directory.grant(tenant.id, OPERATOR, "OPERATOR")
            await _load_one(connection, tenant, size.bills)
        await connection.execute("UPDATE runway.business SET last_synced_at = now()")
        await connection.execute("ANALYZE")
        await _scan(address, size, console)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
        await directory.close()


async def _load_one(connection: "asyncpg.Connection[asyncpg.Record]", tenant: Tenant, bills: int) -> None:
    now = datetime.now(UTC)
    rows: dict[str, Iterator[Row]] = {
        "account": iter([_account(tenant, now)]),
        "party": (_vendor(tenant, number) for number in range(VENDORS)),
        "document": (_bill(tenant, number, bills, now.date()) for number in range(bills)),
    }
    for table, records in rows.items():
        await connection.copy_records_to_table(
            table, schema_name="runway", columns=_COLUMNS[table].split(), records=records
        )


async def _scan(address: Address, size: Size, console: Console) -> None:
    """Fill the tray, as `runway scan` does."""
    books = await open_books(address, {}, connections=1)
    try:
        for tenant in track(size.tenants(), "Looking for issues", console=console):
            async with books.writing(user_id_of(OPERATOR), tenant.id) as (desk, caller):
                await ExaminationOrchestrator(desk).scan(tenant.id, caller, OPERATOR)
    finally:
        await books.close()


def _account(tenant: Tenant, now: datetime) -> Row:
    key = _id(f"business/{tenant.number}/account")
    common = (tenant.id, key, "default", "Account", "1")
    return (*common, "Operating Account", "Bank", Decimal(900_000), now, "USD", True)


def _vendor(tenant: Tenant, number: int) -> Row:
    common = (tenant.id, tenant.vendor(number), "default", "Vendor", str(number))
    return (*common, "VENDOR", f"Vendor {number}", True)


def _bill(tenant: Tenant, number: int, bills: int, today: date) -> Row:
    is_open = number % OPEN == 0
    amount = Decimal(number * 7919 % 99_991 + 100) / 100
    # The open ones are of the last 60 days, the others of the two years before.
    issued = today - timedelta(days=number % 60 if is_open else 60 + number * 670 // bills)
    return (
        tenant.id,
        tenant.bill(number),
        "default",
        "Bill",
        str(number),
        0,
        "BILL",
        "OPEN" if is_open else "SETTLED",
        f"B-{number:06}",
        f"B{number}",
        # Not a multiple of the number: all vendors have open bills.
        tenant.vendor(number // 3 % VENDORS),
        issued,
        None if number % UNDATED == 0 else issued + timedelta(days=30),
        amount,
        amount if is_open else Decimal(0),
        "USD",
        None if is_open else issued + timedelta(days=25 + number % 15),
    )


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:runway:peers/{name}")
