"""Documents as the rules on duplicates compare them, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.numbers import number_key
from orchestrators.calculations.hygiene.duplicates.pair import Pair
from orchestrators.calculations.hygiene.duplicates.pairs import pairs, told

DAY = date(2026, 3, 10)
VENDOR, OTHER = UUID(int=100), UUID(int=101)


def entry(n: int, number: str | None = "B-7001", day: date = DAY, **changes: Any) -> Entry:
    """An open bill of 120.00; the greater `n`, the later of one day."""
    values: dict[str, Any] = {
        "id": UUID(int=n),
        "source_id": str(n),
        "kind": Kind.BILL,
        "state": "OPEN",
        "realm": "main",
        "number": number,
        "number_key": number_key(number),
        "party_id": VENDOR,
        "party_name": "Paper Supplies",
        "issue_date": day,
        "total": Decimal(120),
        "balance": Decimal(120),
        "currency_code": "USD",
    }
    return Entry(**{**values, **changes})


def shown(*entries: Entry, kept: frozenset[frozenset[UUID]] = frozenset()) -> list[Pair]:
    """What the tray tells of them, by the later document."""
    results = told(pairs(entries, kept)).values()
    return sorted(results, key=lambda pair: pair.document.id)


def codes(*entries: Entry) -> list[str]:
    """The rules of what the tray tells."""
    return [pair.rule.code for pair in shown(*entries)]
