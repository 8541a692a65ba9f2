"""Whether something may be decided about an item now, and what stands in the way."""

from collections.abc import Iterable
from enum import StrEnum

from orchestrators.calculations.decisions.claims import Claim


class Readiness(StrEnum):
    """READY, or the first thing in the way: of the item itself, of what is decided about it, of the books."""

    READY = "READY"
    NOT_OPEN = "NOT_OPEN"
    BLOCKED = "BLOCKED"
    DECISION_OPEN = "DECISION_OPEN"
    INSTRUCTED = "INSTRUCTED"
    BOOKS_STALE = "BOOKS_STALE"


def readiness(
    *, is_open: bool, is_blocked: bool, claims: Iterable[Claim], books_are_stale: bool
) -> Readiness:
    """The readiness of an item for a decision about all of it; parts of it may be decided beside parts."""
    claims_open = {claim.is_open for claim in claims}
    in_the_way = {
        Readiness.NOT_OPEN: not is_open,
        Readiness.BLOCKED: is_blocked,
        Readiness.DECISION_OPEN: True in claims_open,
        Readiness.INSTRUCTED: False in claims_open,
        Readiness.BOOKS_STALE: books_are_stale,
    }
    return next((reason for reason, holds in in_the_way.items() if holds), Readiness.READY)
