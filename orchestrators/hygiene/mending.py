"""What the suggestions for issues would do to the runway; nothing is changed by asking."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import liquidity as queries
from orchestrators.calculations.hygiene.mending import Mended, Mending, mending
from orchestrators.calculations.hygiene.suggestions import Suggestion
from orchestrators.calculations.runway.projection import DaysPrecision, difference
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, money
from orchestrators.runway.forecast_inputs import open_documents
from orchestrators.runway.liquidity import BusinessLiquidity


@dataclass(frozen=True, slots=True)
class RunwayEffect:
    """The dated runway once something is mended, or why there would be none.

    `days` and `lowest_balance_change` (home currency) are then less now, and `days_precision` says how exact
    the days are; None where there is no forecast now, or would be none.
    """

    dated: DatedRunway | None
    unknown_reason: UnknownReason | None
    days: int | None
    days_precision: DaysPrecision | None
    lowest_balance_change: Money | None

    @property
    def lowest_balance(self) -> DatedRunway | None:
        """The dated runway again, which has the lowest balance."""
        return self.dated


@dataclass(frozen=True, slots=True)
class MendingDataOrchestrator:
    """Reads the documents that suggestions are about, with one statement however many they are."""

    db: ReadBooks

    async def effects(
        self, business_id: UUID, behind: BusinessLiquidity, suggestions: Mapping[UUID, Suggestion]
    ) -> Mapping[UUID, RunwayEffect]:
        """What each alone would do, by the same keys; those that would value cash anew are left out."""
        rows = await self._rows(business_id, suggestions.values())
        before, effects = mending(behind.liquidity), {}
        for key, suggestion in suggestions.items():
            if _values_cash(behind, suggestion, rows):
                continue
            effects[key] = _effect(behind, before, _mended(behind, [suggestion], rows))
            # Each takes milliseconds, and there may be hundreds: others have their turn in between.
            await asyncio.sleep(0)
        return effects

    async def together(
        self, business_id: UUID, behind: BusinessLiquidity, suggestions: Sequence[Suggestion]
    ) -> RunwayEffect | None:
        """What all of them together would do, or None: of two fixes of one field the first counts."""
        rows = await self._rows(business_id, suggestions)
        if any(_values_cash(behind, suggestion, rows) for suggestion in suggestions):
            return None
        return _effect(behind, mending(behind.liquidity), _mended(behind, suggestions, rows))

    async def _rows(
        self, business_id: UUID, suggestions: Iterable[Suggestion]
    ) -> Mapping[UUID, dict[str, Any]]:
        ids = list({suggestion.document_id for suggestion in suggestions})
        if not ids:
            return {}
        about = {"business_id": business_id, "as_of": date.max, "ids": ids}
        return {row["id"]: dict(row) for row in await self.db.rows(queries.ITEMS_BY_ID, about)}


def _mended(
    behind: BusinessLiquidity, suggestions: Sequence[Suggestion], rows: Mapping[UUID, dict[str, Any]]
) -> Mended:
    values: dict[UUID, dict[str, object]] = {}
    for suggestion in (item for item in suggestions if item.keep_id is None and item.document_id in rows):
        own = values.setdefault(suggestion.document_id, {})
        added = suggestion.values.beside(rows[suggestion.document_id]["balance"])
        # As a request with both would refuse the second.
        if not own.keys() & added.keys():
            own.update(added)
    gone = {item.document_id for item in suggestions if item.keep_id is not None}
    after = [_with_values(rows[key], own, behind) for key, own in values.items() if key not in gone]
    is_open = [row for row in after if row["balance"] is not None and row["balance"] > 0]
    documents = open_documents(is_open, behind.liquidity.today, behind.currency_code)
    return Mended(values.keys() | gone, documents.counted, documents.without_rate)


def _values_cash(
    behind: BusinessLiquidity, suggestion: Suggestion, rows: Mapping[UUID, dict[str, Any]]
) -> bool:
    """Whether a rate that it enters would also value an account: what that does is not computed here."""
    row = rows.get(suggestion.document_id)
    if row is None or suggestion.values.exchange_rate is None:
        return False
    held = {item.balance.currency_code for item in behind.position.accounts if item.balance is not None}
    return row["currency_code"] in held


def _with_values(
    row: dict[str, Any], values: Mapping[str, object], behind: BusinessLiquidity
) -> dict[str, Any]:
    is_abroad = row["currency_code"] != behind.currency_code
    rate = {"rate": values["exchange_rate"]} if is_abroad and "exchange_rate" in values else {}
    return {**row, **values, **rate}


def _effect(behind: BusinessLiquidity, before: Mending, mended: Mended) -> RunwayEffect:
    dated, outlook = before.dated(mended), behind.liquidity.outlook
    if isinstance(dated, UnknownReason):
        return RunwayEffect(None, dated, None, None, None)
    if outlook is None:
        return RunwayEffect(dated, None, None, None, None)
    planned = outlook.projected
    days, reach = difference(planned.dated, dated, len(planned.daily))
    change = money(dated.lowest - planned.dated.lowest, behind.currency_code)
    return RunwayEffect(dated, None, days, reach, change)
