"""What a request says beside its operation: which business it is about, and how old the answer may be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from orchestrators.refusals import BadInput
from schema.ids import business_key


class Names(NamedTuple):
    """The names of the two values, as headers or in the payload of `connection_init`."""

    business: str
    staleness: str


HEADERS = Names("X-Business-Id", "X-Max-Staleness")
PAYLOAD = Names("businessId", "maxStaleness")
#: Seconds; whoever accepts more does not mean it.
MOST_STALENESS = 86_400


@dataclass(frozen=True, slots=True)
class Envelope:
    """The business, if one is named; and the most seconds that an answer may be old, None for the newest."""

    business_id: UUID | None = None
    max_staleness: int | None = None


def read_envelope(names: Names, given: Callable[[str], object]) -> Envelope:
    """What is given under these names; raises `BadInput`, whose field is one of them."""
    business = given(names.business)
    business_id = None if business is None else business_key(str(business).strip(), names.business)
    return Envelope(business_id, _seconds(names.staleness, given(names.staleness)))


def _seconds(name: str, value: object) -> int | None:
    if value is None:
        return None
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 5 or int(text) > MOST_STALENESS:
        raise BadInput(name, f"must be a whole number of seconds, from 0 to {MOST_STALENESS:,}")
    return int(text) or None
