"""What a QuickBooks transaction did to accounts: which accounts, which way, and on whose account."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from orchestrators.sources.facts import UNDEPOSITED, UNNAMED, AccountMovement, PartyKind, Reference
from orchestrators.sources.quickbooks.fields import AMOUNT_DIGITS, Fields

Party = tuple[PartyKind, Reference]

#: An account, if the source names one; what went into it (negative: out of it); the party that a line names.
Step = tuple[Reference | None, Decimal, Party | None]

PAYEES: Mapping[str, PartyKind] = MappingProxyType(
    {"vendor": PartyKind.VENDOR, "customer": PartyKind.CUSTOMER}
)


def no_steps(_: Fields, __: Decimal) -> Iterable[Step]:
    """Credit memos move money only when they are refunded."""
    return ()


def bill_steps(fields: Fields, _: Decimal) -> Iterator[Step]:
    """Onto the accounts that its lines name: what its payments pay for. Lines of items name none.

    A line may name the customer whom it is for, who owes what it puts on receivables.
    """
    return _lines(fields, "AccountBasedExpenseLineDetail", whose=_customer_of)


def has_line_without_account(bill: Fields) -> bool:
    """Whether a line of a bill that costs something names neither account nor item nor another record."""
    return any(
        line.amount("Amount")
        and line.text("DetailType") in (None, "AccountBasedExpenseLineDetail")
        and not line.children("LinkedTxn")
        and line.child("AccountBasedExpenseLineDetail").reference("AccountRef") is None
        for line in bill.children("Line")
    )


def vendor_credit_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Off the accounts that a bill's lines would put it on."""
    return ((account, -amount, party) for account, amount, party in bill_steps(fields, total))


def bill_payment_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the bank, or onto the card."""
    bank = fields.child("CheckPayment").reference("BankAccountRef")
    card = fields.child("CreditCardPayment").reference("CCAccountRef")
    yield bank or card or UNNAMED, -total, None


def receipt_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Into an account; without one the money waits in Undeposited Funds for its deposit."""
    yield fields.reference("DepositToAccountRef") or UNDEPOSITED, total, None


def refund_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the account that money from customers goes to."""
    yield fields.reference("DepositToAccountRef") or UNDEPOSITED, -total, None


def invoice_steps(fields: Fields, _: Decimal) -> Iterator[Step]:
    """What was paid as the invoice was written; the rest moves money when it is paid."""
    deposit = fields.amount("Deposit")
    if deposit:
        yield from receipt_steps(fields, deposit)


def purchase_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the account that paid, or back into it for a refund; and onto the accounts it was spent on."""
    is_refund = fields.boolean("Credit")
    yield fields.reference("AccountRef") or UNNAMED, total if is_refund else -total, None
    for account, amount, party in _lines(fields, "AccountBasedExpenseLineDetail"):
        yield account, -amount if is_refund else amount, party


def tax_payment_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the account that paid a tax, or back into it for a refund; what was owed names no account."""
    account = fields.reference("PaymentAccountRef") or UNNAMED
    yield account, total if fields.boolean("Refund") else -total, None


def deposit_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Into the bank, with cash kept back going elsewhere; the total is already without that cash.

    Out of the accounts that the lines name: a loan, sales, or negative for a fee. A line that names what it
    brings and no account takes it out of Undeposited Funds.
    """
    yield fields.reference("DepositToAccountRef") or UNNAMED, total, None
    for account, amount, party in _lines(fields, "DepositLineDetail", otherwise=UNDEPOSITED):
        yield account, -amount, party
    kept_back = fields.child("CashBack")
    yield kept_back.reference("AccountRef"), kept_back.amount("Amount") or Decimal(0), None


def transfer_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of one account and into another."""
    yield fields.reference("FromAccountRef") or UNNAMED, -total, None
    yield fields.reference("ToAccountRef") or UNNAMED, total, None


def card_payment_steps(fields: Fields, total: Decimal) -> Iterator[Step]:
    """Out of the bank, and off what is owed on the card: which one, burn does without."""
    yield fields.reference("BankAccountRef") or UNNAMED, -total, None
    yield fields.reference("CreditCardAccountRef"), total, None


def journal_steps(fields: Fields, _: Decimal) -> Iterator[Step]:
    """Each posting on its account."""
    for account, is_debit, amount, party in _postings(fields):
        yield account, amount if is_debit else -amount, party


def journal_total(fields: Fields) -> Decimal:
    """The sum of the debits, in the entry's currency: the source gives a journal entry no total of its own.

    Raises `UnreadableError` where the sum has more digits than an amount may have.
    """
    total = sum((amount for _, is_debit, amount, _ in _postings(fields) if is_debit), Decimal(0))
    if abs(total) >= 10**AMOUNT_DIGITS:
        raise fields.refuse("Line", f"The debits add up to more than {AMOUNT_DIGITS} digits")
    return total


def movements(steps: Iterable[Step], payee: Party | None) -> tuple[AccountMovement, ...]:
    """The steps that moved something on an account; a line that names nobody is about the payee."""
    return tuple(
        AccountMovement(account, amount, party or payee)
        for account, amount, party in steps
        if account is not None and amount
    )


def payee(fields: Fields, name: str) -> Party | None:
    """Whom a reference {value, name?, type?} names; without a type a vendor.

    Employees are paid too, but the books keep no such party.
    """
    result = fields.reference(name)
    typed = isinstance(fields.data.get(name), dict)
    kind = PAYEES.get(((typed and fields.child(name).text("type")) or "Vendor").lower())
    return (kind, result) if kind and result else None


def amount_of(line: Fields) -> Decimal:
    """The amount of a line, in its document's currency; raises `UnreadableError` for a line without one.

    With zero in its place, half of an entry would be kept.
    """
    amount = line.amount("Amount")
    if amount is None:
        raise line.refuse("Amount", "The line has no amount")
    return amount


def _entity_of(detail: Fields) -> Party | None:
    return payee(detail, "Entity")


def _customer_of(detail: Fields) -> Party | None:
    customer = detail.reference("CustomerRef")
    return (PartyKind.CUSTOMER, customer) if customer else _entity_of(detail)


def _lines(
    fields: Fields,
    detail: str,
    otherwise: Reference | None = None,
    whose: Callable[[Fields], Party | None] = _entity_of,
) -> Iterator[Step]:
    """What the lines say went to accounts; one that links to a transaction goes to `otherwise`."""
    for line in fields.children("Line"):
        inside = line.child(detail)
        linked = otherwise if line.children("LinkedTxn") else None
        account, amount = inside.reference("AccountRef") or linked, line.amount("Amount")
        if account is not None and amount:
            yield account, amount, whose(inside)


def _postings(fields: Fields) -> Iterator[tuple[Reference, bool, Decimal, Party | None]]:
    for line in fields.children("Line"):
        detail = line.child("JournalEntryLineDetail")
        account = detail.reference("AccountRef")
        if account is not None:
            yield account, _is_debit(detail), amount_of(line), _posted_for(detail)
        elif line.amount("Amount"):
            raise detail.refuse("AccountRef", "The line has an amount and no account: half of an entry")


def _is_debit(detail: Fields) -> bool:
    posting = detail.text("PostingType")
    if posting not in ("Debit", "Credit"):
        raise detail.refuse("PostingType", "A posting must be a Debit or a Credit")
    return posting == "Debit"


def _posted_for(detail: Fields) -> Party | None:
    """The vendor or customer of a posting: {Type, EntityRef}."""
    entity = detail.child("Entity")
    kind, reference = PAYEES.get((entity.text("Type") or "").lower()), entity.reference("EntityRef")
    return (kind, reference) if kind and reference else None
