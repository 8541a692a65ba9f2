"""Bills, invoices and credits out of rows."""

from decimal import Decimal

from orchestrators.books.documents import DocumentState
from orchestrators.sources.document_states import state_of
from orchestrators.sources.facts import AccountMovement, DocumentFacts, DocumentKind, PartyKind
from orchestrators.sources.quickbooks.fields import Fields, UnreadableError
from orchestrators.sources.tables.columns import plain
from orchestrators.sources.tables.grouping import Group, NotUsed
from orchestrators.sources.tables.names import Names, term_reference

_KINDS = {
    "bills": (PartyKind.VENDOR, "vendor", DocumentKind.BILL, DocumentKind.VENDOR_CREDIT),
    "invoices": (PartyKind.CUSTOMER, "customer", DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO),
}
_ENTITIES = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "CreditMemo",
}
_OWED = frozenset({"bill", "invoice", "salesinvoice"})
_CREDITS = frozenset({"credit", "creditmemo", "creditnote", "vendorcredit", "suppliercredit"})
_DRAFTS = frozenset({"draft", "submitted", "awaitingapproval", "deleted"})
_VOID = frozenset({"void", "voided", "cancelled", "canceled"})
_OPEN = frozenset(
    {"open", "unpaid", "overdue", "partial", "partiallypaid", "awaitingpayment", "authorised", "authorized"}
    | {"approved", "sent"}
)
#: What all rows of one document must say alike; the lines differ in the account and the amount.
_ALIKE = ("number", "date", "due_date", "amount", "balance", "currency", "exchange_rate", "type", "status")
_NOTHING = Decimal(0)


def document(names: Names, group: Group) -> DocumentFacts:
    """A document with its lines; raises UnreadableError for what cannot be kept, or contradicts itself."""
    party_kind, column, owed, credit = _KINDS[group.first.table.name]
    if not group.first.is_line:
        group.be_one("Several rows are this document, and the table has no line_amount")
    group.agree(column, f"{column}_id", *_ALIKE)
    fields = group.first.fields
    kind = _kind(fields, owed, credit)
    total, balance = fields.amount("amount"), fields.amount("balance")
    if kind is credit:
        total, balance = total and abs(total), balance and abs(balance)
    state, total, balance = _state(fields, kind, total, balance)
    if total and balance and (total < 0) != (balance < 0):
        raise UnreadableError("balance", f"The balance {balance} and the amount {total} have different signs")
    stands = state is not DocumentState.VOIDED
    movements = tuple(_lines(names, group, kind)) if stands and party_kind is PartyKind.VENDOR else ()
    return DocumentFacts(
        origin=group.origin(_ENTITIES[kind]),
        kind=kind,
        state=state,
        number=fields.text("number"),
        party_kind=party_kind,
        party=names.party(group.first, party_kind, column),
        term=term_reference(group.first),
        issue_date=fields.day("date"),
        due_date=fields.day("due_date"),
        total=total,
        balance=balance,
        currency_code=fields.currency("currency"),
        exchange_rate=fields.number("exchange_rate", digits=10, places=10),
        note=fields.note("note"),
        movements=movements,
        line_without_account=kind is DocumentKind.BILL and _lacks_account(group),
    )


def _kind(fields: Fields, owed: DocumentKind, credit: DocumentKind) -> DocumentKind:
    told = plain(fields.text("type") or "")
    amount = fields.amount("amount") or fields.amount("balance") or _NOTHING
    if told in _CREDITS or (not told and amount < 0):
        return credit
    if told not in (*_OWED, ""):
        raise UnreadableError(
            "type", f"{told!r} is neither {owed.lower()} nor credit: say in a mapping file what it means"
        )
    return owed


def _state(
    fields: Fields, kind: DocumentKind, total: Decimal | None, balance: Decimal | None
) -> tuple[DocumentState, Decimal | None, Decimal | None]:
    """The state, and what it means for the total and the balance."""
    status = plain(fields.text("status") or "")
    if status in _DRAFTS:
        raise NotUsed("status", "Drafts and deleted documents do not belong into the books")
    if status in _VOID:
        return DocumentState.VOIDED, _NOTHING, _NOTHING
    if status == "paid":
        if balance:
            raise fields.refuse("status", f"It is paid, and its balance is {balance}")
        balance = _NOTHING
    elif status not in (*_OPEN, ""):
        raise UnreadableError("status", f"{status!r} is none of open, paid, void and draft")
    return state_of(kind, total, balance, fields.note("note"), has_value=bool(total)), total, balance


def _lines(names: Names, group: Group, kind: DocumentKind) -> list[AccountMovement]:
    """What the lines were spent on; credits take it back."""
    sign = -1 if kind is DocumentKind.VENDOR_CREDIT else 1
    result = []
    for row in group.rows:
        account = names.account(row, "account")
        amount = row.fields.amount(
            "line_amount" if len(group.rows) > 1 or "line_amount" in row.values else "amount"
        )
        if account is not None and amount:
            # A credit that is told by its sign alone has negative lines.
            is_told = amount < 0 and kind is DocumentKind.VENDOR_CREDIT
            result.append(AccountMovement(account, sign * (-amount if is_told else amount)))
    return result


def _lacks_account(group: Group) -> bool:
    """Whether a line names no account in a table that has them."""
    return any("account" in row.header.places and "account" not in row.values for row in group.rows)
