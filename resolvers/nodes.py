"""Objects of every type by their ids, however many at once."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from resolvers.access import business
from resolvers.books import cash, documents, transactions
from resolvers.context import Context
from resolvers.decisions import decision_console, outbox
from resolvers.hygiene import hygiene_tray
from resolvers.settings import settings
from resolvers.sources import sync
from resolvers.trail import trail


async def _approval_policy(context: Context, _business_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """That of the request's business, by its id."""
    policy = await settings.approval_policy(context)
    return {} if context.entered is None else {context.entered: policy}


async def _decision_console(context: Context, _business_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """The same for the console."""
    console = await decision_console.decision_console(context)
    return {} if context.entered is None else {context.entered: console}


#: By the names of types; each reads once of the context, and leaves out what is not there.
FINDERS: Mapping[str, Callable[[Context, Collection[UUID]], Awaitable[Mapping[UUID, Any]]]] = {
    "Account": cash.accounts_by_id,
    "ApprovalPolicy": _approval_policy,
    "AuditEvent": trail.events_by_id,
    "Bill": documents.documents_by_id,
    "Business": business.businesses_by_id,
    "Customer": documents.parties_by_id,
    "Credit": transactions.transactions_by_id,
    "Decision": decision_console.decisions_by_id,
    "DecisionConsole": _decision_console,
    "Earmark": settings.earmarks_by_id,
    "ImportRun": sync.import_runs_by_id,
    "Instruction": outbox.instructions_by_id,
    "Invoice": documents.documents_by_id,
    "Issue": hygiene_tray.issues_by_id,
    "JournalEntry": transactions.transactions_by_id,
    "Payment": transactions.transactions_by_id,
    "RecurringFlow": settings.recurring_flows_by_id,
    "RejectedRecord": sync.rejected_records_by_id,
    "Vendor": documents.parties_by_id,
}
