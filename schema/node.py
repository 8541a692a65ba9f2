"""Objects that can be found again by their id."""

from typing import Any
from uuid import UUID

import strawberry

from orchestrators.access.business import Business
from orchestrators.books.cash import Account
from orchestrators.books.documents import Bill, Customer, Invoice, Vendor
from orchestrators.books.transactions import Credit, JournalEntry, Payment
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.decisions.decision_console import Decision
from orchestrators.decisions.outbox import Instruction
from orchestrators.hygiene.hygiene_tray import Issue
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.sources.imported.import_runs import ImportRun
from orchestrators.sources.imported.rejected_records import RejectedRecord
from orchestrators.trail.trail import AuditEvent
from resolvers.context import Context
from resolvers.nodes import FINDERS
from schema import ids
from schema.faces import field
from schema.loading import load

#: What a global id says its object is.
TYPE_NAMES: dict[type, str] = {
    model: model.__name__
    for model in (
        Account,
        AuditEvent,
        Bill,
        Business,
        Credit,
        Customer,
        Decision,
        Earmark,
        ImportRun,
        Instruction,
        Invoice,
        Issue,
        JournalEntry,
        Payment,
        RecurringFlow,
        RejectedRecord,
        Vendor,
    )
}


@strawberry.interface(description="An object with a global id, which `node(id:)` returns again.")
class Node:
    @field(
        strawberry.ID, "Global id: opaque, unique across all types, and stable as long as the object exists."
    )
    def id(self, root: strawberry.Parent[Any]) -> strawberry.ID:
        return strawberry.ID(ids.encode(TYPE_NAMES[type(root)], root.id))


async def find(context: Context, node_id: str, argument: str) -> Any:
    """The object with a global id, or None; raises `BadInput` naming the argument."""
    return await find_by_key(context, *ids.decode(node_id, argument, *FINDERS))


async def find_by_key(context: Context, type_name: str, key: UUID) -> Any:
    """The object of a type with a key, or None; those of one moment are read together."""
    result = await load(context, FINDERS[type_name], key) if type_name in FINDERS else None
    # A bill's key under the name of an invoice finds nothing.
    return result if type(result).__name__ == type_name else None
