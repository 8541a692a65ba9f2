"""What a QuickBooks transaction did to accounts, and which documents it settles."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from orchestrators.sources.facts import AccountMovement, Allocation, Reference
from orchestrators.sources.quickbooks.fields import AMOUNT_DIGITS, Fields

#: An account, if the source names one, and what went into it (negative: out of it).
Step = tuple[Reference | None, Decimal]


def no_steps(_: Fields, __: Decimal) -> Iterable[Step]:
    """Bills, invoices and credits move money only when they are paid."""
    return ()


def bill_payment_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the bank, or onto the card."""
    bank = fields.child("CheckPayment").reference("BankAccountRef")
    yield bank or fields.child("CreditCardPayment").reference("CCAccountRef"), -total


def payment_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Into an account; without one the money waits in Undeposited Funds for its deposit."""
    yield fields.reference("DepositToAccountRef"), total


def purchase_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the account that paid, or back into it for a refund; and onto the accounts it was spent on."""
    is_refund = fields.boolean("Credit")
    yield fields.reference("AccountRef"), total if is_refund else -total
    for account, amount in _lines(fields, "AccountBasedExpenseLineDetail"):
        yield account, -amount if is_refund else amount


def deposit_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Into the bank, with cash kept back going elsewhere; the total is already without that cash.

    Out of the accounts that the lines name: a loan, sales, or negative for a fee.
    """
    yield fields.reference("DepositToAccountRef"), total
    for account, amount in _lines(fields, "DepositLineDetail"):
        yield account, -amount
    kept_back = fields.child("CashBack")
    yield kept_back.reference("AccountRef"), kept_back.amount("Amount") or Decimal(0)


def transfer_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of one account and into another."""
    yield fields.reference("FromAccountRef"), -total
    yield fields.reference("ToAccountRef"), total


def journal_steps(fields: Fields, _: Decimal) -> Iterator[Step]:
    """Each posting on its account."""
    for account, is_debit, amount in _postings(fields):
        yield account, amount if is_debit else -amount


def journal_total(fields: Fields) -> Decimal:
    """The sum of the debits: the source gives a journal entry no total of its own."""
    total = sum((amount for _, is_debit, amount in _postings(fields) if is_debit), Decimal(0))
    if abs(total) >= 10**AMOUNT_DIGITS:
        raise fields.refuse("Line", f"The debits add up to more than {AMOUNT_DIGITS} digits")
    return total


def _lines(fields: Fields, detail: str) -> Iterator[tuple[Reference, Decimal]]:
    """The lines that name an account, and what they say went there."""
    for line in fields.children("Line"):
        account, amount = line.child(detail).reference("AccountRef"), line.amount("Amount")
        if account is not None and amount:
            yield account, amount


def _postings(fields: Fields) -> Iterator[tuple[Reference, bool, Decimal]]:
    for line in fields.children("Line"):
        detail = line.child("JournalEntryLineDetail")
        account = detail.reference("AccountRef")
        if account is not None:
            yield account, _is_debit(detail), _amount_of(line)


def _is_debit(detail: Fields) -> bool:
    posting = detail.text("PostingType")
    if posting not in ("Debit", "Credit"):
        raise detail.refuse("PostingType", "A posting must be a Debit or a Credit")
    return posting == "Debit"


def _amount_of(line: Fields) -> Decimal:
    # Read as zero, half of an entry or of a payment would be kept.
    amount = line.amount("Amount")
    if amount is None:
        raise line.refuse("Amount", "The line has no amount")
    return amount


def movements(steps: Iterable[Step]) -> tuple[AccountMovement, ...]:
    """The steps that moved something on a known account."""
    return tuple(
        AccountMovement(account, amount) for account, amount in steps if account is not None and amount
    )


def no_links(_: Fields) -> Iterable[Allocation]:
    """Most documents settle no other; what a bill links to is told by its payments."""
    return ()


def links(fields: Fields) -> Iterator[Allocation]:
    """What each line gives to the document that it links to; a line without a link gives nothing."""
    for line in fields.children("Line"):
        linked = line.children("LinkedTxn")
        if not linked:
            continue
        amount = _amount_of(line)
        if amount and len(linked) > 1:
            raise line.refuse("LinkedTxn", "One amount is linked to several transactions")
        if amount:
            yield _allocation(linked[0], amount)


def deposit_links(fields: Fields) -> Iterator[Allocation]:
    """The customers' payments that a deposit brought to the bank, in full: fees have lines of their own."""
    return (link for link in links(fields) if link.entity == "Payment")


def _allocation(linked: Fields, amount: Decimal) -> Allocation:
    entity, source_id = linked.text("TxnType"), linked.identifier("TxnId")
    if entity is None or source_id is None:
        raise linked.refuse("TxnId" if entity else "TxnType", "The link does not say to which transaction")
    # Links tell a cheque from a card; the records themselves are all BillPayments.
    return Allocation("BillPayment" if entity.startswith("BillPayment") else entity, source_id, amount)
