"""Documents out of QuickBooks' transactions: how each kind names its party, its amounts and its accounts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import (
    Allocation,
    DocumentFacts,
    DocumentKind,
    Origin,
    PartyKind,
    Reference,
)
from orchestrators.sources.quickbooks import movements as moved
from orchestrators.sources.quickbooks.fields import Fields

Party = tuple[PartyKind, Reference]

PAYEES: Mapping[str, PartyKind] = MappingProxyType(
    {"vendor": PartyKind.VENDOR, "customer": PartyKind.CUSTOMER}
)


def _nobody(_: Fields) -> Party | None:
    return None


def _vendor(fields: Fields) -> Party | None:
    result = fields.reference("VendorRef")
    return (PartyKind.VENDOR, result) if result else None


def _customer(fields: Fields) -> Party | None:
    result = fields.reference("CustomerRef")
    return (PartyKind.CUSTOMER, result) if result else None


def _payee(fields: Fields) -> Party | None:
    # Employees are paid too, but the books keep no such party.
    result = fields.reference("EntityRef")
    typed = isinstance(fields.data.get("EntityRef"), dict)
    kind = PAYEES.get(((typed and fields.child("EntityRef").text("type")) or "Vendor").lower())
    return (kind, result) if kind and result else None


def _total(fields: Fields) -> Decimal | None:
    return fields.amount("TotalAmt")


def _transferred(fields: Fields) -> Decimal | None:
    return fields.amount("Amount")


def _balance(fields: Fields) -> Decimal | None:
    return fields.amount("Balance")


def _unapplied(fields: Fields) -> Decimal | None:
    return max(fields.amount("UnappliedAmt") or Decimal(0), Decimal(0))


def _no_balance(_: Fields) -> Decimal | None:
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """How QuickBooks writes down one kind of document."""

    kind: DocumentKind
    party: Callable[[Fields], Party | None] = _nobody
    total: Callable[[Fields], Decimal | None] = _total
    balance: Callable[[Fields], Decimal | None] = _no_balance
    steps: Callable[[Fields, Decimal], Iterable[moved.Step]] = moved.no_steps
    links: Callable[[Fields], Iterable[Allocation]] = moved.no_links


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "Bill": Shape(DocumentKind.BILL, party=_vendor, balance=_balance),
        "BillPayment": Shape(
            DocumentKind.BILL_PAYMENT, party=_vendor, steps=moved.bill_payment_steps, links=moved.links
        ),
        "VendorCredit": Shape(DocumentKind.VENDOR_CREDIT, party=_vendor, balance=_balance),
        "Invoice": Shape(DocumentKind.INVOICE, party=_customer, balance=_balance),
        "Payment": Shape(
            DocumentKind.PAYMENT,
            party=_customer,
            balance=_unapplied,
            steps=moved.payment_steps,
            links=moved.links,
        ),
        "CreditMemo": Shape(DocumentKind.CREDIT_MEMO, party=_customer, balance=_balance),
        "Purchase": Shape(DocumentKind.PURCHASE, party=_payee, steps=moved.purchase_steps),
        "Deposit": Shape(DocumentKind.DEPOSIT, steps=moved.deposit_steps, links=moved.deposit_links),
        "Transfer": Shape(DocumentKind.TRANSFER, total=_transferred, steps=moved.transfer_steps),
        "JournalEntry": Shape(
            DocumentKind.JOURNAL_ENTRY, total=moved.journal_total, steps=moved.journal_steps
        ),
    }
)


def document(shape: Shape, fields: Fields, origin: Origin) -> DocumentFacts:
    """A whole document in its own currency; a voided one has moved and settled nothing.

    Raises UnreadableError, naming the field, for what cannot be kept.
    """
    party_kind, party = shape.party(fields) or (None, None)
    total, balance, note = shape.total(fields), shape.balance(fields), fields.note("PrivateNote")
    state = _state(shape.kind, total, balance, note or "")
    stands = state is not DocumentState.VOIDED
    return DocumentFacts(
        origin=origin,
        kind=shape.kind,
        state=state,
        number=fields.text("DocNumber"),
        party_kind=party_kind,
        party=party,
        term=fields.reference("SalesTermRef"),
        issue_date=fields.day("TxnDate"),
        due_date=fields.day("DueDate"),
        total=total,
        balance=balance,
        currency_code=fields.currency("CurrencyRef"),
        exchange_rate=fields.number("ExchangeRate", digits=10, places=10),
        note=note,
        allocations=tuple(shape.links(fields)) if stands else (),
        movements=moved.movements(shape.steps(fields, total)) if stands and total is not None else (),
    )


def _state(kind: DocumentKind, total: Decimal | None, balance: Decimal | None, note: str) -> DocumentState:
    if total == 0 and not balance and note.lower().startswith("voided"):
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
