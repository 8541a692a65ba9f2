"""The state of a document, which the source does not keep: it follows from what the document holds."""

from decimal import Decimal

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import DocumentKind

_OWED = (DocumentKind.BILL, DocumentKind.INVOICE)


def state_of(
    kind: DocumentKind, total: Decimal | None, balance: Decimal | None, *, has_value: bool
) -> DocumentState:
    """OPEN, SETTLED or VOIDED; `has_value` is whether any of its lines holds an amount.

    A void is recognised by what it is, a total and a balance of 0 and no line with an amount: its note may
    be in any language.
    """
    # A bill that does not tell its balance may be open.
    nothing_left = balance == 0 or (balance is None and kind not in _OWED)
    if total == 0 and nothing_left and not has_value:
        return DocumentState.VOIDED
    return DocumentState.OPEN if _is_open(kind, total, balance) else DocumentState.SETTLED


def _is_open(kind: DocumentKind, total: Decimal | None, balance: Decimal | None) -> bool:
    match kind:
        case DocumentKind.BILL | DocumentKind.INVOICE:
            return balance != 0
        case DocumentKind.VENDOR_CREDIT | DocumentKind.CREDIT_MEMO:
            # Credits often come without a balance: until payments use them up, all of it is left.
            return balance != 0 if balance is not None else total is not None and total > 0
        case _:
            return bool(balance)
