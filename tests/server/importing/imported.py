"""What an import left in the books of one business, in a form that can be compared."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.world import World

#: Every table that an import fills, and what in it tells of when or by which import it was written.
BOOKS = ("term", "party", "account", "document", "allocation", "account_movement", "issue")
_WHEN = {"created_at", "detected_at", "version"}

Books = dict[str, list[dict[str, Any]]]


async def books(world: World, business: UUID, tables: Sequence[str] = BOOKS) -> Books:
    """All rows of the business by table, without when they were written; of issues those that are there."""
    result = {}
    for table in tables:
        rows = await world.run(f"SELECT * FROM runway.{table} WHERE business_id = $1 ORDER BY id", business)
        kept = [row for row in rows if table != "issue" or row["status"] != "RESOLVED"]
        result[table] = [{key: value for key, value in row.items() if key not in _WHEN} for row in kept]
    return result


async def document(world: World, business: UUID, source_id: str, realm: str = "default") -> dict[str, Any]:
    """One bill or invoice, with its counterparty's name."""
    (row,) = await world.run(
        "SELECT d.*, p.name AS party_name, p.sync_token AS party_token FROM runway.document d "
        "LEFT JOIN runway.party p ON p.business_id = d.business_id AND p.id = d.party_id "
        "WHERE d.business_id = $1 AND d.source_id = $2 AND d.realm = $3 AND d.kind IN ('BILL', 'INVOICE')",
        business,
        source_id,
        realm,
    )
    return dict(row)


async def runs(world: World, business: UUID) -> list[dict[str, Any]]:
    """The imports, in their order."""
    text = "SELECT * FROM runway.import_run WHERE business_id = $1 ORDER BY created_at"
    return [dict(row) for row in await world.run(text, business)]


async def rejected(world: World, business: UUID) -> list[tuple[str, str, str, str, str]]:
    """What could not be read: file, entity, id, field, reason."""
    rows = await world.run(
        "SELECT file, entity, source_id, field, reason FROM runway.rejected_record "
        "WHERE business_id = $1 ORDER BY created_at, file, source_id",
        business,
    )
    return [tuple(row) for row in rows]
