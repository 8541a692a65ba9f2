"""What decisions do to the forecast: money on another day, a part of it, or none that is counted on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.runway.item_effects import amount_on
from orchestrators.calculations.runway.liquidity import Liquidity
from orchestrators.calculations.runway.placement import Arrangement, Placed, PlacementRules, moved, part_flow
from orchestrators.calculations.runway.projection import (
    CashStep,
    DaysPrecision,
    Projection,
    dated_after,
    difference,
    steps,
)
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.calculations.values import Flow

Replaced = tuple[Flow | None, Flow | None]


@dataclass(frozen=True, slots=True)
class ArrangedImpact:
    """What arrangements do together, against the plan without them: days of runway, and home currency."""

    days: int
    reach: DaysPrecision
    dated: DatedRunway
    lowest_balance_change: Decimal
    cash: tuple[CashStep, ...]


def arranged(
    projected: Projection, liquidity: Liquidity, arrangements: Sequence[Arrangement]
) -> ArrangedImpact:
    """Compute them together, never as a sum; those about items that are not open change nothing."""
    cash = steps(_replaced(liquidity, arrangements), projected)
    after = dated_after(projected, cash)
    days, reach = difference(projected.dated, after, len(projected.daily))
    return ArrangedImpact(days, reach, after, after.lowest - projected.dated.lowest, cash)


def balance_on(projected: Projection, cash: Sequence[CashStep], day: date) -> Decimal:
    """The closing balance of a day with the changes, in home currency; of a later day the last one."""
    at = min(max((day - projected.today).days, 0), len(projected.daily) - 1)
    changed = next((step.difference for step in reversed(cash) if step.day <= day), Decimal(0))
    return projected.daily[at] + changed


def split(placed: Placed, parts: Sequence[Arrangement], today: date, rules: PlacementRules) -> list[Replaced]:
    """Parts of an item on days of their own; the rest stays as planned."""
    paid = sum((arrangement.part for arrangement in parts if arrangement.part is not None), Decimal(0))
    open_balance = placed.plan.item.balance + placed.credit
    rest = moved(placed, today, rules, balance=max(Decimal(0), open_balance - paid))
    flows = [part_flow(part, placed.plan.item.is_bill, today, rules) for part in parts]
    return [(placed.flow, rest.flow), *((None, flow) for flow in flows)]


def _replaced(liquidity: Liquidity, arrangements: Sequence[Arrangement]) -> Iterator[Replaced]:
    for item_id in dict.fromkeys(arrangement.item_id for arrangement in arrangements):
        if item_id in liquidity.placed:
            yield from _of_item(
                liquidity,
                item_id,
                [arrangement for arrangement in arrangements if arrangement.item_id == item_id],
            )


def _of_item(liquidity: Liquidity, item_id: UUID, arrangements: Sequence[Arrangement]) -> Iterable[Replaced]:
    placed, today = liquidity.placed[item_id], liquidity.today
    parts = [arrangement for arrangement in arrangements if arrangement.part is not None]
    whole = next((arrangement for arrangement in reversed(arrangements) if arrangement.part is None), None)
    if whole is not None and whole.held:
        return [(placed.flow, None)]
    if whole is not None:
        day = whole.day or today
        amount = amount_on(liquidity, item_id, day)
        return [(placed.flow, moved(placed, today, liquidity.rules, day=day, balance=amount).flow)]
    return split(placed, parts, today, liquidity.rules)
