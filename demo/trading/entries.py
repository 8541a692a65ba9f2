"""Records that are done when they are entered: purchases, receipts, journal entries, transfers, deposits."""

from decimal import Decimal

from demo.companies.chart import PAYABLES, UNDEPOSITED, Account
from demo.companies.profile import Party
from demo.trading.documents import ZERO, Document, Move, Record
from demo.trading.shapes import Slip, account_ref, document_head, expense_line, ref, sales_lines


def purchase(
    slip: Slip, source: Account, payee: Party, lines: tuple[Move, ...], refund: bool = False
) -> Document:
    """Money spent at once from an account, or given back to it; an unnamed payee is left out.

    What is spent on payables is a cheque.
    """
    total = sum((amount for _, amount in lines), ZERO)
    sign = -1 if refund else 1
    data: Record = {
        **document_head(slip),
        "AccountRef": account_ref(source),
        "PaymentType": _payment_type(source, lines),
        "Credit": refund,
        "TotalAmt": total,
        "Line": [expense_line(*line, payee.what, place) for place, line in enumerate(lines, 1)],
    }
    if payee.name:
        data["EntityRef"] = {**ref(payee.id, payee.name), "type": "Vendor"}
    spent = tuple((account, sign * amount) for account, amount in lines)
    return Document("Purchase", slip.day, data, ((source, -sign * total), *spent))


def _payment_type(source: Account, lines: tuple[Move, ...]) -> str:
    if source.kind == "Credit Card":
        return "CreditCard"
    return "Check" if lines[0][0] is PAYABLES else "Cash"


def sale(slip: Slip, customer: Party, target: Account, amount: Decimal, refund: bool = False) -> Document:
    """Something sold and paid at once, into an account or Undeposited Funds; or taken back and repaid."""
    sign = -1 if refund else 1
    data: Record = {
        **document_head(slip),
        "CustomerRef": ref(customer.id, customer.name),
        "TotalAmt": amount,
        "Balance": ZERO,
        "Line": sales_lines(customer.account, amount, customer.what),
    }
    # What names no account waits for its deposit.
    if target is not UNDEPOSITED:
        data["DepositToAccountRef"] = account_ref(target)
    moves = ((target, sign * amount), (customer.account, -sign * amount))
    return Document("RefundReceipt" if refund else "SalesReceipt", slip.day, data, moves)


def journal_entry(slip: Slip, what: str, moves: tuple[Move, ...], token: int = 0) -> Document:
    """An entry with a line for each move: positive is a debit; the moves add up to zero."""
    data: Record = {
        **document_head(slip),
        "SyncToken": str(token),
        "PrivateNote": what,
        "Adjustment": False,
        "Line": [_journal_line(place, what, *move) for place, move in enumerate(moves)],
    }
    return Document("JournalEntry", slip.day, data, moves)


def _journal_line(place: int, what: str, account: Account, amount: Decimal) -> Record:
    posting = "Debit" if amount >= 0 else "Credit"
    return {
        "Id": str(place),
        "Description": what,
        "Amount": abs(amount),
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": {"PostingType": posting, "AccountRef": account_ref(account)},
    }


def transfer(slip: Slip, source: Account, target: Account, amount: Decimal) -> Document:
    """Money moved between two of the company's own accounts."""
    data: Record = {
        **document_head(slip),
        "FromAccountRef": account_ref(source),
        "ToAccountRef": account_ref(target),
        "Amount": amount,
    }
    return Document("Transfer", slip.day, data, ((source, -amount), (target, amount)))


def card_payment(slip: Slip, source: Account, card: Account, amount: Decimal) -> Document:
    """What is owed on a card, paid from the bank."""
    data: Record = {
        **document_head(slip),
        "BankAccountRef": account_ref(source),
        "CreditCardAccountRef": account_ref(card),
        "Amount": amount,
    }
    return Document("CreditCardPaymentTxn", slip.day, data, ((source, -amount), (card, amount)))


def deposit(
    slip: Slip,
    target: Account,
    gained: tuple[Move, ...],
    waiting: tuple[tuple[int, Account, Decimal], ...] = (),
    *,
    waited_as: str = "Payment",
    customer: Party | None = None,
) -> Document:
    """Money paid into an account: gains by account (a fee is negative), and what waited elsewhere.

    What waited is its id, the account where it waited, and its amount; all of it is of one kind of document.
    Gains may be from a customer.
    """
    received = [
        {"Amount": amount, "LinkedTxn": [{"TxnId": str(number), "TxnType": waited_as, "TxnLineId": "0"}]}
        for number, _, amount in waiting
    ]
    named = [_deposit_line(place, *gain, customer) for place, gain in enumerate(gained, 1)]
    from_accounts = (*gained, *((account, amount) for _, account, amount in waiting))
    total = sum((amount for _, amount in from_accounts), ZERO)
    data: Record = {
        **document_head(slip),
        "DepositToAccountRef": account_ref(target),
        "TotalAmt": total,
        "Line": [*received, *named],
    }
    moves = tuple((account, -amount) for account, amount in from_accounts)
    return Document("Deposit", slip.day, data, ((target, total), *moves))


def _deposit_line(place: int, account: Account, amount: Decimal, customer: Party | None) -> Record:
    detail: Record = {"AccountRef": account_ref(account)}
    if customer:
        detail["Entity"] = {**ref(customer.id, customer.name), "type": "CUSTOMER"}
    return {
        "Id": str(place),
        "LineNum": place,
        "Amount": amount,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": detail,
    }
