"""The order of a portfolio: what needs attention first, or by a figure, where unknown ones come last."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from orchestrators.paging import Order
from orchestrators.portfolio.entry import PortfolioEntry

#: A balance that stays above the floor lasts longer than any number of days; it is not unknown.
_BEYOND = Decimal("Infinity")


def _days(entry: PortfolioEntry) -> Decimal | None:
    dated = None if entry.runway is None else entry.runway.dated
    if dated is None:
        return None
    return _BEYOND if dated.days is None else Decimal(dated.days)


def _pressing(entry: PortfolioEntry) -> tuple[int, Decimal, int]:
    """Among clients of one rank: the shorter runway, then the more critical issues."""
    days = _days(entry)
    return entry.attention.rank, _BEYOND if days is None else days, -entry.critical_issues


def _name(entry: PortfolioEntry) -> tuple[str, str]:
    return entry.name.casefold(), str(entry.id)


#: What of an entry each field compares; None is unknown.
MEASURES: Mapping[str, Callable[[PortfolioEntry], Any]] = MappingProxyType(
    {
        "attention": _pressing,
        "name": _name,
        "runway_days": _days,
        "critical_issues": lambda entry: entry.critical_issues,
        "score": lambda entry: entry.score,
        "last_synced_at": lambda entry: entry.last_synced_at,
    }
)


def ordered(entries: Sequence[PortfolioEntry], order: Sequence[Order]) -> tuple[PortfolioEntry, ...]:
    """The entries in this order; what it leaves equal goes by attention, then by name."""
    result = sorted(entries, key=lambda entry: (*_pressing(entry), *_name(entry)))
    for part in reversed(order):
        measure = MEASURES[part.field]
        known = [entry for entry in result if measure(entry) is not None]
        unknown = [entry for entry in result if measure(entry) is None]
        result = [*sorted(known, key=measure, reverse=part.descending), *unknown]
    return tuple(result)
