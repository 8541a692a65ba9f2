"""Objects that can be found again by their id."""

from typing import Any
from uuid import UUID

import strawberry

from orchestrators.access.business import Business
from orchestrators.books.cash import Account
from orchestrators.books.documents import Bill, Customer, Invoice, Vendor
from orchestrators.books.transactions import Credit, JournalEntry, Payment
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.decisions.decision_console import Decision, DecisionConsole
from orchestrators.decisions.outbox import Instruction
from orchestrators.hygiene.hygiene_tray import Issue
from orchestrators.settings.approvals import ApprovalPolicy
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
        ApprovalPolicy,
        AuditEvent,
        Bill,
        Business,
        Credit,
        Customer,
        Decision,
        DecisionConsole,
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


def one_of_business(type_name: str, description: str) -> Any:
    """The field `id` of a type of which every business has one object: stable, and of that business alone."""

    def of_business(info: strawberry.Info[Context, None]) -> strawberry.ID:
        assert info.context.entered is not None, "the object was read from the books of a business"
        return strawberry.ID(ids.encode(type_name, info.context.entered))

    return strawberry.field(resolver=of_business, description=description)


async def find(context: Context, node_id: str, argument: str) -> Any:
    """The object with a global id, or None; raises `BadInput` naming the argument."""
    return await find_by_key(context, *ids.decode(node_id, argument, *FINDERS))


async def find_by_key(context: Context, type_name: str, key: UUID) -> Any:
    """The object of a type with a key, or None; those of one moment are read together."""
    result = await load(context, FINDERS[type_name], key) if type_name in FINDERS else None
    # A bill's key under the name of an invoice finds nothing.
    return result if type(result).__name__ == type_name else None
