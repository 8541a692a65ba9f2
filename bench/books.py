"""Books of a chosen size, made of QuickBooks records and imported as a user's would be."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.records import bill, vendor
from tests.world import World

VENDORS = 500
TODAY = datetime.now(UTC).date()


def records(documents: int, still_open: int, without_due_date: int = 0) -> dict[str, list[Any]]:
    """So many bills, the first of them open, the first of those without a due date."""
    return {
        "Vendor": [vendor(str(number), f"Vendor {number}") for number in range(VENDORS)],
        "Bill": [
            _bill(number, number < still_open, number < without_due_date) for number in range(documents)
        ],
    }


def _bill(number: int, is_open: bool, dateless: bool) -> dict[str, Any]:
    amount = float(number % 977 + 1)
    issued = TODAY - timedelta(days=number % 300)
    return bill(
        str(number),
        VendorRef={"value": str(number % VENDORS)},
        TxnDate=str(issued),
        DueDate=None if dateless else str(issued + timedelta(days=30)),
        TotalAmt=amount,
        Balance=amount if is_open else 0.0,
        MetaData={"LastUpdatedTime": f"{issued}T12:00:00Z"},
    )


async def business_with(world: World, name: str, made: dict[str, list[Any]]) -> UUID:
    """A business that holds these records."""
    business_id = await world.business(name)
    await world.load(business_id, made)
    return business_id
