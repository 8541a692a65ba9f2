"""The entity of QuickBooks Online behind the name of a stream."""

from collections.abc import Iterator, Mapping

from orchestrators.sources.quickbooks.entities import UNUSED_ENTITIES, USED_ENTITIES

#: The stream that names what the source deleted, of all entities.
DELETED = "deletedobjects"


def entity_of(stream: str) -> str | None:
    """The entity of `bill_payments`, `BillPayment` or `Bill Payments`; None of what is no entity."""
    return _ENTITIES.get(letters(stream))


def letters(stream: str) -> str:
    """What tells one stream from another, however it is spelled."""
    return "".join(filter(str.isalpha, stream)).lower()


def _names() -> Iterator[tuple[str, str]]:
    for entity in sorted(USED_ENTITIES | UNUSED_ENTITIES):
        name = entity.lower()
        for plural in (name, f"{name}s", f"{name}es", f"{name.removesuffix('y')}ies"):
            yield plural, entity


_ENTITIES: Mapping[str, str] = dict(_names())
