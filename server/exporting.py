"""Instructions of the outbox, all pages of them, for a system outside that reads files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from db.directory import Directory, user_id_of
from db.entrance import Books
from orchestrators.decisions.outbox import Instruction, OutboxDataOrchestrator
from orchestrators.paging import EVERYTHING, MAX_FIRST, Compare, Op, Order, PageRequest
from schema.ids import encode
from server.comma_separated import harmless, quoted
from server.sources.importing import OPERATOR

COLUMNS = (
    "id",
    "decision",
    "issue",
    "instructionKind",
    "date",
    "amount",
    "currency",
    "corrections",
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


#: Columns of amounts: a negative one is a number to a spreadsheet, and no formula.
_NUMBERS = frozenset({"amount"})


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
            "decision": None if entry.decision_id is None else encode("Decision", entry.decision_id),
            "issue": None if entry.issue_id is None else encode("Issue", entry.issue_id),
            "instructionKind": entry.instruction_kind,
            "date": _text(entry.day),
            "amount": f"{entry.amount.amount:f}",
            "currency": entry.amount.currency_code,
            "corrections": "; ".join(f"{item.name}: {item.after or ''}" for item in entry.corrections)
            or None,
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


def as_csv(listed: Iterable[Mapping[str, str | None]], *, raw: bool = False) -> str:
    """Comma-separated by RFC 4180, with a head and a line feed after each row.

    A text that a spreadsheet would run as a formula is made harmless; `raw` keeps every text as it is in the
    books, for machines.
    """
    table = [COLUMNS, *([_cell(name, row[name], raw) for name in COLUMNS] for row in listed)]
    return "".join(",".join(map(quoted, row)) + "\n" for row in table)


def _cell(name: str, text: str | None, raw: bool) -> str:
    return text or "" if raw or text is None or name in _NUMBERS else harmless(text)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
