"""Which documents were taken back by one of the opposite total, and so stand for nothing any more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.hygiene.duplicates.entry import Entry


def reversed_in(ordered: Sequence[Entry]) -> frozenset[UUID]:
    """The ids of documents and their reversals, of documents of one kind and counterparty by their place.

    A reversal has the number of what it reverses: the latest before it that nothing has reversed yet, else
    the first after it.
    """
    same = defaultdict[tuple[str | None, Decimal], list[Entry]](list)
    for entry in ordered:
        if not entry.is_void and entry.total:
            same[entry.number_key, abs(entry.total)].append(entry)
    return frozenset(
        entry_id
        for (number, _), entries in same.items()
        if number is not None
        for entry_id in _cancelled(entries)
    )


def _cancelled(entries: Iterable[Entry]) -> set[UUID]:
    """Like brackets: what has the other sign takes away the latest that is left."""
    left: list[Entry] = []
    gone: set[UUID] = set()
    for entry in entries:
        if left and (left[-1].total > 0) != (entry.total > 0):
            gone |= {entry.id, left.pop().id}
        else:
            left.append(entry)
    return gone
