"""The state of a document, which the source does not keep: it follows from what the document holds."""

from decimal import Decimal

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import DocumentKind

_OWED = (DocumentKind.BILL, DocumentKind.INVOICE)


def state_of(
    kind: DocumentKind, total: Decimal | None, balance: Decimal | None, note: str | None, *, has_value: bool
) -> DocumentState:
    """OPEN, SETTLED or VOIDED; `has_value` is whether any of its lines holds an amount."""
    if total == 0 and not balance and _is_void(kind, balance, note, has_value):
        return DocumentState.VOIDED
    return DocumentState.OPEN if _is_open(kind, total, balance) else DocumentState.SETTLED


def _is_void(kind: DocumentKind, balance: Decimal | None, note: str | None, has_value: bool) -> bool:
    """Of what is over nothing: whether nothing is in it, whatever the language of its note.

    An English note tells it of a bill that leaves out its balance too, and may be open otherwise.
    """
    if (note or "").lower().startswith("voided"):
        return True
    return not has_value and (balance is not None or kind not in _OWED)


def _is_open(kind: DocumentKind, total: Decimal | None, balance: Decimal | None) -> bool:
    match kind:
        case DocumentKind.BILL | DocumentKind.INVOICE:
            return balance != 0
        case DocumentKind.VENDOR_CREDIT | DocumentKind.CREDIT_MEMO:
            # Credits often come without a balance: until payments use them up, all of it is left.
            return balance != 0 if balance is not None else total is not None and total > 0
        case _:
            return bool(balance)
