"""Documents by the tier of their vendor, which people set or a class suggests and no row holds."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from db.queries.listing import Listing
from orchestrators.books.documents import Document, ItemKind, document
from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, VendorTerms
from orchestrators.paging import (
    Compare,
    Either,
    Every,
    Not,
    Op,
    Page,
    PageOf,
    PageRequest,
    Where,
    by_request,
    compared,
    fetch_pages,
)
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

#: The field that a filter compares.
TIER = "tier"


async def with_tiers(db: ReadBooks, business_id: UUID, request: PageRequest) -> PageRequest:
    """The same request with tiers said as vendors, if its filter compares any: bills alone have a tier."""
    if all(part.field != TIER for part in compared(request.where)):
        return request
    terms = await RunwayPolicyDataOrchestrator(db).vendor_terms(business_id)
    return replace(request, where=_by_vendors(request.where, terms))


async def pages_by_party(
    db: ReadBooks, listing: Listing, business_id: UUID, today: date, wanted: Collection[PageOf]
) -> Mapping[PageOf, Page[Document]]:
    """Pages of the documents of vendors or customers: one statement for all that ask the same of theirs."""
    values: dict[str, object] = {"business_id": business_id}
    result: dict[PageOf, Page[Document]] = {}
    for request, party_ids in by_request(wanted).items():
        query = await with_tiers(db, business_id, request)
        pages = await fetch_pages(
            db, listing, "counterparty_id", party_ids, query, values, lambda row: document(row, today)
        )
        result |= {(party_id, request): page for party_id, page in pages.items()}
    return result


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
