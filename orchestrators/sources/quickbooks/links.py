"""Which documents a QuickBooks transaction settles, and what it leaves unapplied."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from orchestrators.sources.facts import Allocation, DocumentKind, Link, SharedAmount
from orchestrators.sources.quickbooks.entities import linked_entity
from orchestrators.sources.quickbooks.fields import Fields
from orchestrators.sources.quickbooks.movements import amount_of

_NOTHING = Decimal(0)
#: Linked to by a bill's payment, these give to it instead of taking from it. A deposit of a vendor's refund
#: takes: it is settled with the credit that was refunded.
_VENDOR_CREDITS = frozenset({"VendorCredit", "Purchase", "BillPayment"})
#: Linked to by a customer's payment, these give to it. A cheque that refunds the customer takes.
_CUSTOMER_CREDITS = frozenset({"CreditMemo", "Payment", "Deposit"})


#: Linked to for other reasons than money: what a line gives, it gives to the others.
_OWING_NOTHING = frozenset({"Estimate", "PurchaseOrder", "ReimburseCharge", "SalesOrder", "TimeActivity"})
_FROM_CUSTOMERS = frozenset({"Payment", "SalesReceipt"})
#: What settles a bill or an invoice; estimates, orders and billable time are linked to as well.
_SETTLING: Mapping[DocumentKind, frozenset[str]] = MappingProxyType(
    {
        DocumentKind.BILL: _VENDOR_CREDITS | {"Deposit", "JournalEntry"},
        DocumentKind.INVOICE: _CUSTOMER_CREDITS | {"JournalEntry"},
    }
)


def no_links(_: Fields) -> Iterable[Allocation]:
    """Most documents settle no other; what a bill links to is told by its payments."""
    return ()


def links(fields: Fields) -> Iterator[Allocation]:
    """What each line gives to the document that it links to; a line without a link gives nothing.

    A line linked to several does not tell how much each got: its cash is kept as unapplied (`shared`).
    """
    for line, linked in _linked(fields):
        if len(linked) == 1:
            yield _allocation(linked[0], amount_of(line))


def no_shares(_: Fields) -> Iterable[SharedAmount]:
    """Most documents settle no other."""
    return ()


def shared(fields: Fields) -> Iterator[SharedAmount]:
    """What each line gives to several bills, or invoices, together: credits among them give to it."""
    for line, linked in _linked(fields):
        links = tuple(filter(None, map(_link, linked)))
        is_alike = {link.entity for link in links} in ({"Bill"}, {"Invoice"})
        if is_alike and len(links) == len(linked) > 1:
            yield SharedAmount(amount_of(line), links)


def deposit_links(fields: Fields) -> Iterator[Allocation]:
    """What customers paid and a deposit brought to the bank, in full: fees have lines of their own."""
    return (link for link in links(fields) if link.entity in _FROM_CUSTOMERS)


def invoice_links(fields: Fields) -> Iterator[Allocation]:
    """What was paid as the invoice was written settles that much of the invoice itself."""
    deposit, source_id = fields.amount("Deposit"), fields.identifier("Id")
    if deposit and source_id:
        yield Allocation("Invoice", source_id, deposit)


def settled_by(kind: DocumentKind, fields: Fields) -> Iterator[Link]:
    """What a bill or an invoice names as settling it; a link that does not say what it names is left out."""
    settling = _SETTLING.get(kind, frozenset())
    links = map(_link, fields.children("LinkedTxn") if settling else ())
    return (link for link in links if link and link.entity in settling)


def unapplied_payment(fields: Fields) -> Decimal | None:
    """What is left of a customer's payment: as the source tells it, and what could not be split.

    Where the source does not tell it, the total less what the payment settles.
    """
    told = fields.amount("UnappliedAmt")
    if told is None:
        return _left(fields, _CUSTOMER_CREDITS)
    unsplit = sum((amount_of(line) for line, linked in _linked(fields) if len(linked) > 1), _NOTHING)
    return max(told, _NOTHING) + unsplit


def unapplied_bill_payment(fields: Fields) -> Decimal | None:
    """What is left of a payment to a vendor, of which the source tells nothing."""
    return _left(fields, _VENDOR_CREDITS)


def _left(fields: Fields, giving: frozenset[str]) -> Decimal | None:
    """The total less what the lines take, and with what they give to it.

    A journal entry is what was owed while there is money left for it, and a credit otherwise.
    """
    left = fields.amount("TotalAmt")
    if left is None:
        return None
    given = list(links(fields))
    for link in sorted(given, key=lambda link: link.entity == "JournalEntry"):
        is_credit = link.entity in giving or (link.entity == "JournalEntry" and left < link.amount)
        left += link.amount if is_credit else -link.amount
    return max(left, _NOTHING)


def _linked(fields: Fields) -> Iterator[tuple[Fields, tuple[Fields, ...]]]:
    for line in fields.children("Line"):
        linked = tuple(
            item for item in line.children("LinkedTxn") if item.text("TxnType") not in _OWING_NOTHING
        )
        if linked and amount_of(line):
            yield line, linked


def _link(linked: Fields) -> Link | None:
    entity, source_id = linked.text("TxnType"), linked.identifier("TxnId")
    return Link(linked_entity(entity), source_id) if entity and source_id else None


def _allocation(linked: Fields, amount: Decimal) -> Allocation:
    link = _link(linked)
    if link is None:
        absent = "TxnId" if linked.text("TxnType") else "TxnType"
        raise linked.refuse(absent, "The link does not say to which transaction")
    return Allocation(link.entity, link.source_id, amount)
