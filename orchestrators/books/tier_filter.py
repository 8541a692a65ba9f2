"""Documents by the tier of their vendor, which people set or a class suggests and no row holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from db.books import ReadBooks
from orchestrators.books.documents import ItemKind
from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, VendorTerms
from orchestrators.paging import Compare, Either, Every, Not, Op, PageRequest, Where
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

#: The field that a filter compares.
TIER = "tier"


def compares_tiers(where: Where) -> bool:
    """Whether a tier is compared anywhere in the filter."""
    return any(part.field == TIER for part in _compared(where))


def by_vendor(request: PageRequest, terms: Mapping[UUID, VendorTerms]) -> PageRequest:
    """The same request with tiers said as vendors: bills alone have a tier."""
    return replace(request, where=_by_vendors(request.where, terms))


async def with_tiers(db: ReadBooks, business_id: UUID, request: PageRequest) -> PageRequest:
    """The same, where the filter compares tiers at all."""
    if not compares_tiers(request.where):
        return request
    return by_vendor(request, await RunwayPolicyDataOrchestrator(db).vendor_terms(business_id))


def _compared(where: Where) -> Iterator[Compare]:
    match where:
        case Compare():
            yield where
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _compared(part)
        case Not(part):
            yield from _compared(part)


def _by_vendors(where: Where, terms: Mapping[UUID, VendorTerms]) -> Where:
    match where:
        case Compare(field="tier", value=value):
            return _vendors(value if isinstance(value, tuple) else (value,), terms)
        case Every(parts):
            return Every(tuple(_by_vendors(part, terms) for part in parts))
        case Either(parts):
            return Either(tuple(_by_vendors(part, terms) for part in parts))
        case Not(part):
            return Not(_by_vendors(part, terms))
    return where


def _vendors(tiers: Collection[object], terms: Mapping[UUID, VendorTerms]) -> Where:
    """Bills of vendors with one of the tiers; whoever nothing is known of has the usual one."""
    wanted = {Tier(str(tier)) for tier in tiers}
    usual = UNKNOWN_TERMS.effective_tier in wanted
    named = tuple(key for key, item in terms.items() if (item.effective_tier in wanted) is not usual)
    about = Compare("counterparty_id", Op.IN, named)
    return Every((Compare("kind", Op.EQ, ItemKind.BILL), Not(about) if usual else about))
