"""Instructions of the outbox, all pages of them, for a system outside that reads files."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from db.books import Books
from db.directory import Directory, user_id_of
from orchestrators.decisions.outbox import Instruction, OutboxDataOrchestrator
from orchestrators.paging import EVERYTHING, MAX_FIRST, Compare, Op, Order, PageRequest
from schema.ids import encode
from server.importing import OPERATOR

COLUMNS = (
    "id",
    "decision",
    "asks",
    "date",
    "amount",
    "currency",
    "stage",
    "item",
    "document_number",
    "due_date",
    "counterparty",
    "created_at",
    "acknowledged_at",
    "reference",
    "refusal",
)


async def instructions(
    books: Books, directory: Directory, business_id: UUID, *, waiting: bool
) -> list[Instruction]:
    """The instructions of a business, the oldest first, all from one snapshot."""
    await directory.grant(business_id, OPERATOR, "OPERATOR")
    where = Compare("acknowledged", Op.EQ, False) if waiting else EVERYTHING
    results: list[Instruction] = []
    async with books.reading(user_id_of(OPERATOR), business_id) as (reading, caller):
        outbox, after, more = OutboxDataOrchestrator(reading), None, True
        while more:
            request = PageRequest(MAX_FIRST, after, where, (Order("created_at"),))
            page = await outbox.instructions(caller.business_id, caller.today, request)
            results += page.nodes
            after, more = page.page_info.end_cursor, page.page_info.has_next_page
    return results


def rows(result: Sequence[Instruction]) -> Iterator[Mapping[str, str | None]]:
    """Flat rows of texts; an id is the one that the API knows."""
    for entry in result:
        item = entry.item
        yield {
            "id": encode("Instruction", entry.id),
            "decision": encode("Decision", entry.decision_id),
            "asks": entry.asks,
            "date": _text(entry.day),
            "amount": f"{entry.amount.amount:f}",
            "currency": entry.amount.currency_code,
            "stage": entry.stage,
            "item": encode(type(item).__name__, item.id),
            "document_number": item.document_number,
            "due_date": _text(item.due_date),
            "counterparty": item.counterparty.name if item.counterparty else None,
            "created_at": _text(entry.created_at),
            "acknowledged_at": _text(entry.acknowledged_at),
            "reference": entry.reference,
            "refusal": entry.refusal,
        }


def as_csv(listed: Iterator[Mapping[str, str | None]]) -> str:
    """Comma-separated, with a head; every text as it is in the books."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return file.getvalue()


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
