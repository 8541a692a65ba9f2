"""Changing settings in tests: each mutation with all that can be selected of its payload."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tests.schema.asking import mutation
from tests.schema.decisions.desk import Desk, Payload
from tests.world import OWNER, gid

OPERATOR = "operator@example.org"
#: Tables that hold settings.
TABLES = ("runway_policy", "earmark", "vendor_terms", "recurring_flow")


async def change(desk: Desk, name: str, /, *, user: str = OWNER, **given: object) -> Payload:
    """Change a setting; `given` is the input."""
    payload: Payload = (await desk.raw(mutation(name), given, user)).data[name]
    return payload


def refusals(payload: Payload) -> list[tuple[str, str]]:
    """The codes of the errors, each with the path of its field."""
    errors = payload["userErrors"]
    assert all(error["message"].endswith(".") for error in errors)
    return [(error["code"], ".".join(error["field"])) for error in errors]


async def rows(desk: Desk) -> Mapping[str, list[dict[str, Any]]]:
    """All settings of the business, as the tables hold them."""
    return {
        table: [
            dict(row)
            for row in await desk.world.run(
                f"SELECT * FROM runway.{table} AS t WHERE business_id = $1 ORDER BY t::text", desk.business
            )
        ]
        for table in TABLES
    }


async def vendor_of(desk: Desk) -> str:
    """The id of the vendor of the business."""
    return await _party(desk, "VENDOR")


async def customer_of(desk: Desk) -> str:
    """The id of its customer."""
    return await _party(desk, "CUSTOMER")


async def detected(desk: Desk, label: str, amount: int, *, seen: date, since: date) -> str:
    """A monthly flow as an import finds it."""
    flow_id = uuid4()
    text = (
        "INSERT INTO runway.recurring_flow (business_id, id, origin, label, amount, cadence, anchor, "
        "seen_since, seen_until) VALUES ($1, $2, 'DETECTED', $3, $4, 'MONTHLY', $5, $6, $5)"
    )
    await desk.world.run(text, desk.business, flow_id, label, amount, seen, since)
    return gid("RecurringFlow", flow_id)


async def _party(desk: Desk, kind: str) -> str:
    text = "SELECT id FROM runway.party WHERE business_id = $1 AND kind = $2"
    (row,) = await desk.world.run(text, desk.business, kind)
    result: UUID = row["id"]
    return gid(kind.capitalize(), result)
