"""What reported situations hold with a date to come is in the forecast on that day, once."""

import pytest

from tests.cases.books import Books, situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")

FLOWS = "cash { amount } flows { nodes { date amount { amount } source item { documentNumber } label } }"


async def flows(books: Books) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Cash, and what is to come until the new year."""
    runway = await books.runway(FLOWS)
    told = [
        (
            node["date"],
            node["amount"]["amount"],
            node["source"],
            (node["item"] or {}).get("documentNumber") or node["label"],
        )
        for node in runway["flows"]["nodes"]
    ]
    return runway["cash"]["amount"], [flow for flow in told if flow[0] <= "2027-01-01"]


async def test_of_a_bill_that_is_paid_in_part_with_a_date_to_come_the_rest_is_due(served: Served) -> None:
    async with situation(served, "65-part-scheduled-ahead") as books:
        await books.load()
        assert await flows(books) == (
            "10400.00",
            [("2026-12-04", "-400.00", "ENTERED", "B1"), ("2026-12-31", "-600.00", "BILL", "B1")],
        )


async def test_rent_that_is_entered_with_a_date_to_come_does_not_recur_on_it(served: Served) -> None:
    async with situation(served, "67-cheque-entered-ahead") as books:
        await books.load()
        assert await flows(books) == (
            "6000.00",
            [
                ("2026-12-01", "-1000.00", "ENTERED", "Vendor 5"),
                ("2027-01-01", "-1000.00", "RECURRING", "Vendor 5"),
            ],
        )
