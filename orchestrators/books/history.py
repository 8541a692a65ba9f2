"""What the past tells: how late customers pay, and how vendors were paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import history as queries
from orchestrators.calculations.books.collection import NO_HABIT, Habit, Habits
from orchestrators.calculations.books.vendor import VendorRecord, VendorSums, record_of
from orchestrators.calculations.steps import a_year_before
from orchestrators.calculations.values import SettledDocument


@dataclass(frozen=True, slots=True)
class HistoryDataOrchestrator:
    """Reads habits and records; the database adds up, so that no row of the past travels."""

    db: ReadBooks

    async def habits(self, business_id: UUID, as_of: date) -> Habits:
        """The habit of every customer in the 12 months ending `as_of`; one statement.

        Of the invoices that have a customer and a due date; `calculations.books.collection` has the formula.
        QuickBooks tells of no disputes, so none is counted.
        """
        values = {"business_id": business_id, "since": a_year_before(as_of), "as_of": as_of}
        result = {_whose(row): _habit(row) for row in await self.db.rows(queries.HABITS, values)}
        business = result.pop(None)
        return Habits(as_of, business, {key: item for key, item in result.items() if key is not None})

    async def settled_invoices(self, business_id: UUID, as_of: date) -> tuple[SettledDocument, ...]:
        """The invoices settled by then, the latest first; those without a customer or a date tell nothing."""
        rows = await self.db.rows(queries.SETTLED_INVOICES, {"business_id": business_id, "as_of": as_of})
        return tuple(SettledDocument(*row.values()) for row in rows)

    async def bills_paid(self, business_id: UUID, as_of: date) -> Mapping[UUID, VendorRecord]:
        """The part of those records that tells of bills alone; one statement, for what needs no amounts."""
        rows = await self.db.rows(queries.BILLS_PAID, {"business_id": business_id, "as_of": as_of})
        return {key: record_of(VendorSums(**dict(rest))) for (_, key), *rest in (row.items() for row in rows)}

    async def vendor_records(self, business_id: UUID, as_of: date) -> Mapping[UUID, VendorRecord]:
        """The record until `as_of` of every vendor that has one; two statements.

        Its payments, and its settled bills that have a due date. Payments of nothing, which only apply
        credits, are none.
        """
        values = {"business_id": business_id, "as_of": as_of}
        bills = await self.db.rows(queries.BILLS_PAID, values)
        money = await self.db.rows(queries.PAYMENTS_AND_DISCOUNTS, values)
        sums: dict[UUID, dict[str, Any]] = {}
        for row in (*bills, *money):
            party_id, *rest = row.items()
            sums.setdefault(party_id[1], {}).update(rest)
        return {key: record_of(VendorSums(**item)) for key, item in sums.items()}


def _whose(row: Row) -> UUID | None:
    """None for everybody's."""
    result: UUID | None = None if row["everybody"] else row["party_id"]
    return result


def _habit(row: Row) -> Habit:
    if row["quartiles"] is None:
        return NO_HABIT
    first, middle, third = row["quartiles"]
    return Habit(row["n"], middle, third - first, disputed=0)
