"""What tenant tables share: names of constraints, the key, where a record came from, kinds of columns."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

SCHEMA = "runway"

METADATA = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)

#: Four places hold every currency's minor unit and unit prices; amounts are rounded at output only.
Amount = Numeric(19, 4)
#: What is added up of amounts, of however many documents: a sum that overflows would fail an import.
Sum = Numeric(38, 4)
Rate = Numeric(20, 10)
Moment = DateTime(timezone=True)


def one_of(column: str, *allowed: str) -> CheckConstraint:
    """A column that holds one of a few values; a check, because an enum type would cost drivers a lookup."""
    listed = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def created_at() -> Column[Any]:
    """When the row was written, by the database's clock."""
    return Column("created_at", Moment, nullable=False, server_default=text("now()"))


def tenant_table(name: str, *parts: Any, comment: str) -> Table:
    """A table whose every key starts with the business, so that no key tells of another one's rows."""
    return Table(
        name,
        METADATA,
        Column("business_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        *parts,
        PrimaryKeyConstraint("business_id", "id"),
        ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
        comment=comment,
    )


def belongs_to(column: str, table: str) -> ForeignKeyConstraint:
    """A reference to another row of the same business; there is no way to point into another one."""
    return ForeignKeyConstraint(
        ["business_id", column], [f"{SCHEMA}.{table}.business_id", f"{SCHEMA}.{table}.id"]
    )


def from_source() -> tuple[Any, ...]:
    """Columns of a record that a source sends: ids there are unique per realm and entity only.

    A null sync token marks a record known by a reference alone, before the source sent it.
    """
    return (
        Column("realm", Text, nullable=False),
        Column("entity", Text, nullable=False),
        Column("source_id", Text, nullable=False),
        Column("sync_token", BigInteger),
        Column("source_updated_at", Moment),
        created_at(),
        UniqueConstraint("business_id", "realm", "entity", "source_id"),
    )
