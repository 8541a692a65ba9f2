"""Documents out of QuickBooks' transactions: how each kind names its party, its amounts and its accounts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestrators.books.documents import DocumentState
from orchestrators.sources.document_states import state_of
from orchestrators.sources.facts import (
    Allocation,
    DocumentFacts,
    DocumentKind,
    Origin,
    PartyKind,
    SharedAmount,
)
from orchestrators.sources.quickbooks import links as linked
from orchestrators.sources.quickbooks import movements as moved
from orchestrators.sources.quickbooks.fields import Fields
from orchestrators.sources.quickbooks.movements import Party
from orchestrators.sources.storable import storable

#: What movements and what they settle are made of, in whatever kind of document.
_DATED_MONEY = frozenset({"TxnDate", "CurrencyRef", "ExchangeRate", "Deposit", "DepositToAccountRef"})
_MONEY = _DATED_MONEY | {
    "AccountRef",
    "Amount",
    "BankAccountRef",
    "CashBack",
    "CheckPayment",
    "Credit",
    "CreditCardAccountRef",
    "CreditCardPayment",
    "CustomerRef",
    "EntityRef",
    "FromAccountRef",
    "Line",
    "ToAccountRef",
    "TotalAmt",
    "VendorRef",
}
_LINES = frozenset({"Line"})
_TAX_PAID = frozenset({"PaymentAccountRef", "PaymentAmount", "PaymentDate", "Refund"})


def _nobody(_: Fields) -> Party | None:
    return None


def _vendor(fields: Fields) -> Party | None:
    result = fields.reference("VendorRef")
    return (PartyKind.VENDOR, result) if result else None


def _customer(fields: Fields) -> Party | None:
    result = fields.reference("CustomerRef")
    return (PartyKind.CUSTOMER, result) if result else None


def _payee(fields: Fields) -> Party | None:
    return moved.payee(fields, "EntityRef")


def _total(fields: Fields) -> Decimal | None:
    return fields.amount("TotalAmt")


def _amount(fields: Fields) -> Decimal | None:
    return fields.amount("Amount")


def _tax_paid(fields: Fields) -> Decimal | None:
    return fields.amount("PaymentAmount")


def _balance(fields: Fields) -> Decimal | None:
    return fields.amount("Balance")


def _no_balance(_: Fields) -> Decimal | None:
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """How QuickBooks writes down one kind of document; what it moved follows from the fields `made_of`.

    `day` and `note` are the names of its fields for them.
    `names_payee` is whether its movements name its party: not where only its balance says what is owed.
    """

    kind: DocumentKind
    party: Callable[[Fields], Party | None] = _nobody
    total: Callable[[Fields], Decimal | None] = _total
    balance: Callable[[Fields], Decimal | None] = _no_balance
    steps: Callable[[Fields, Decimal], Iterable[moved.Step]] = moved.no_steps
    links: Callable[[Fields], Iterable[Allocation]] = linked.no_links
    shared: Callable[[Fields], Iterable[SharedAmount]] = linked.no_shares
    made_of: frozenset[str] = _MONEY
    names_payee: bool = True
    day: str = "TxnDate"
    note: str = "PrivateNote"


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "Bill": Shape(
            DocumentKind.BILL,
            party=_vendor,
            balance=_balance,
            steps=moved.bill_steps,
            made_of=_LINES,
            names_payee=False,
        ),
        "BillPayment": Shape(
            DocumentKind.BILL_PAYMENT,
            party=_vendor,
            balance=linked.unapplied_bill_payment,
            steps=moved.bill_payment_steps,
            links=linked.links,
            shared=linked.shared,
        ),
        "VendorCredit": Shape(
            DocumentKind.VENDOR_CREDIT,
            party=_vendor,
            balance=_balance,
            steps=moved.vendor_credit_steps,
            made_of=_LINES,
            names_payee=False,
        ),
        "Invoice": Shape(
            DocumentKind.INVOICE,
            party=_customer,
            balance=_balance,
            steps=moved.invoice_steps,
            links=linked.invoice_links,
            made_of=_DATED_MONEY,
        ),
        "Payment": Shape(
            DocumentKind.PAYMENT,
            party=_customer,
            balance=linked.unapplied_payment,
            steps=moved.receipt_steps,
            links=linked.links,
            shared=linked.shared,
        ),
        "CreditMemo": Shape(DocumentKind.CREDIT_MEMO, party=_customer, balance=_balance, made_of=frozenset()),
        "SalesReceipt": Shape(DocumentKind.SALES_RECEIPT, party=_customer, steps=moved.receipt_steps),
        "RefundReceipt": Shape(DocumentKind.REFUND_RECEIPT, party=_customer, steps=moved.refund_steps),
        "Purchase": Shape(DocumentKind.PURCHASE, party=_payee, steps=moved.purchase_steps),
        "CreditCardPayment": Shape(
            DocumentKind.CREDIT_CARD_PAYMENT, total=_amount, steps=moved.card_payment_steps
        ),
        "Deposit": Shape(DocumentKind.DEPOSIT, steps=moved.deposit_steps, links=linked.deposit_links),
        # Money that leaves a bank, or comes back to it, as by a purchase.
        "TaxPayment": Shape(
            DocumentKind.PURCHASE,
            total=_tax_paid,
            steps=moved.tax_payment_steps,
            made_of=_TAX_PAID,
            day="PaymentDate",
            note="Description",
        ),
        "Transfer": Shape(DocumentKind.TRANSFER, total=_amount, steps=moved.transfer_steps),
        "JournalEntry": Shape(
            DocumentKind.JOURNAL_ENTRY, total=moved.journal_total, steps=moved.journal_steps
        ),
    }
)


def document(shape: Shape, fields: Fields, origin: Origin) -> DocumentFacts:
    """A whole document in its own currency; a voided one has moved and settled nothing.

    Raises UnreadableError, naming the field, for what cannot be kept.
    """
    _refuse_part_of_what_moved(shape, fields, origin)
    about = shape.party(fields)
    party_kind, party = about or (None, None)
    total, balance, note = shape.total(fields), shape.balance(fields), fields.note(shape.note)
    state = state_of(shape.kind, total, balance, note, has_value=_has_value(fields))
    stands = state is not DocumentState.VOIDED
    result = DocumentFacts(
        origin=origin,
        kind=shape.kind,
        state=state,
        number=fields.text("DocNumber"),
        party_kind=party_kind,
        party=party,
        term=fields.reference("SalesTermRef"),
        issue_date=fields.day(shape.day),
        due_date=fields.day("DueDate"),
        total=total,
        balance=balance,
        currency_code=fields.currency("CurrencyRef"),
        exchange_rate=fields.number("ExchangeRate", digits=10, places=10),
        note=note,
        allocations=tuple(shape.links(fields)) if stands else (),
        settled_by=tuple(linked.settled_by(shape.kind, fields)) if stands else (),
        shared=tuple(shape.shared(fields)) if stands else (),
        movements=moved.movements(shape.steps(fields, total), about if shape.names_payee else None)
        if stands and total is not None
        else (),
        line_without_account=shape.kind is DocumentKind.BILL and moved.has_line_without_account(fields),
    )
    return storable(result, amounts="Line", rate="ExchangeRate")


def _refuse_part_of_what_moved(shape: Shape, fields: Fields, origin: Origin) -> None:
    """A sparse record must bring none of what movements are made of: the rest of it is not told."""
    brought = sorted(shape.made_of & fields.data.keys())
    if origin.given is not None and brought:
        raise fields.refuse(
            brought[0], "The record is sparse, so that what it moved is not known: export it whole"
        )


def _has_value(fields: Fields) -> bool:
    return any(line.amount("Amount") for line in fields.children("Line"))
