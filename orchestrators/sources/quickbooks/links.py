"""Which documents a QuickBooks transaction settles, and what it leaves unapplied."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from orchestrators.sources.facts import Allocation
from orchestrators.sources.quickbooks.fields import Fields
from orchestrators.sources.quickbooks.movements import amount_of

_NOTHING = Decimal(0)
#: Linked to by a bill's payment, these give to it instead of taking from it. A deposit of a vendor's refund
#: takes: it is settled with the credit that was refunded.
_CREDITS = frozenset({"VendorCredit", "Purchase", "BillPayment"})


_FROM_CUSTOMERS = frozenset({"Payment", "SalesReceipt"})


def no_links(_: Fields) -> Iterable[Allocation]:
    """Most documents settle no other; what a bill links to is told by its payments."""
    return ()


def links(fields: Fields) -> Iterator[Allocation]:
    """What each line gives to the document that it links to; a line without a link gives nothing.

    A line linked to several cannot be split between them: its cash is kept, and stays unapplied.
    """
    for line, linked in _linked(fields):
        if len(linked) == 1:
            yield _allocation(linked[0], amount_of(line))


def deposit_links(fields: Fields) -> Iterator[Allocation]:
    """What customers paid and a deposit brought to the bank, in full: fees have lines of their own."""
    return (link for link in links(fields) if link.entity in _FROM_CUSTOMERS)


def invoice_links(fields: Fields) -> Iterator[Allocation]:
    """What was paid as the invoice was written settles that much of the invoice itself."""
    deposit, source_id = fields.amount("Deposit"), fields.identifier("Id")
    if deposit and source_id:
        yield Allocation("Invoice", source_id, deposit)


def unapplied_payment(fields: Fields) -> Decimal | None:
    """What is left of a customer's payment: as the source tells it, and what could not be split."""
    unsplit = sum((amount_of(line) for line, linked in _linked(fields) if len(linked) > 1), _NOTHING)
    return max(fields.amount("UnappliedAmt") or _NOTHING, _NOTHING) + unsplit


def unapplied_bill_payment(fields: Fields) -> Decimal | None:
    """What is left of a payment to a vendor, which the source does not tell: its total less what it settles.

    A journal entry is what was owed while there is money left for it, and a credit otherwise.
    """
    left = fields.amount("TotalAmt")
    if left is None:
        return None
    given = list(links(fields))
    for link in sorted(given, key=lambda link: link.entity == "JournalEntry"):
        is_credit = link.entity in _CREDITS or (link.entity == "JournalEntry" and left < link.amount)
        left += link.amount if is_credit else -link.amount
    return max(left, _NOTHING)


def _linked(fields: Fields) -> Iterator[tuple[Fields, tuple[Fields, ...]]]:
    for line in fields.children("Line"):
        linked = line.children("LinkedTxn")
        if linked and amount_of(line):
            yield line, linked


def _allocation(linked: Fields, amount: Decimal) -> Allocation:
    entity, source_id = linked.text("TxnType"), linked.identifier("TxnId")
    if entity is None or source_id is None:
        raise linked.refuse("TxnId" if entity else "TxnType", "The link does not say to which transaction")
    return Allocation(_ENTITY.get(entity, entity), source_id, amount)


#: Links tell a cheque from a card; the records themselves have one entity.
_ENTITY = {
    "BillPaymentCheck": "BillPayment",
    "BillPaymentCreditCard": "BillPayment",
    "Check": "Purchase",
    "Expense": "Purchase",
    "CashPurchase": "Purchase",
    "CreditCardCredit": "Purchase",
}
