"""Objects that can be found again by their id."""

from typing import Any

import strawberry

from orchestrators.access.business import Business
from orchestrators.books.cash import Account
from orchestrators.books.documents import Bill, Customer, Invoice, Vendor
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.decisions.decision_console import Decision
from orchestrators.decisions.outbox import Instruction
from orchestrators.hygiene.hygiene_tray import Issue
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.sources.imported.rejected_records import RejectedRecord
from orchestrators.trail.trail import AuditEvent
from schema import ids
from schema.faces import field

#: What a global id says its object is.
TYPE_NAMES: dict[type, str] = {
    model: model.__name__
    for model in (
        Account,
        AuditEvent,
        Bill,
        Business,
        Customer,
        Decision,
        Earmark,
        Instruction,
        Invoice,
        Issue,
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
