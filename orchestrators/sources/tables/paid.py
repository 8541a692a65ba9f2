"""Payments, and money that moved without a bill or an invoice, out of rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestrators.sources.document_states import state_of
from orchestrators.sources.facts import (
    UNDEPOSITED,
    UNNAMED,
    AccountMovement,
    Allocation,
    DocumentFacts,
    DocumentKind,
    PartyKind,
    Reference,
)
from orchestrators.sources.quickbooks.fields import UnreadableError
from orchestrators.sources.rows import PARTY_ENTITY
from orchestrators.sources.tables.columns import plain
from orchestrators.sources.tables.grouping import Group
from orchestrators.sources.tables.names import Names, Numbered, is_same
from orchestrators.sources.tables.reading.typed import Row

_NOTHING = Decimal(0)
_ALIKE = ("number", "date", "currency", "exchange_rate")
_CASH_KINDS: Mapping[str, DocumentKind] = MappingProxyType(
    {
        **dict.fromkeys(("purchase", "expense", "check", "cheque", "payment"), DocumentKind.PURCHASE),
        "deposit": DocumentKind.DEPOSIT,
        "transfer": DocumentKind.TRANSFER,
        "journalentry": DocumentKind.JOURNAL_ENTRY,
        "salesreceipt": DocumentKind.SALES_RECEIPT,
        **dict.fromkeys(("refund", "refundreceipt"), DocumentKind.REFUND_RECEIPT),
        "creditcardpayment": DocumentKind.CREDIT_CARD_PAYMENT,
    }
)
#: Kinds that are of one counterparty; the parts of others may each have one.
_OF_ONE = (DocumentKind.PURCHASE, DocumentKind.SALES_RECEIPT, DocumentKind.REFUND_RECEIPT)
Party = tuple[PartyKind, Reference]


@dataclass(frozen=True, slots=True)
class Side:
    """How the payments of one side are written, and what they settle."""

    kind: DocumentKind
    party_kind: PartyKind
    party: str
    target: str
    owed: str
    credit: str


SIDES: Mapping[str, Side] = MappingProxyType(
    {
        "bill_payments": Side(
            DocumentKind.BILL_PAYMENT, PartyKind.VENDOR, "vendor", "bill", "Bill", "VendorCredit"
        ),
        "payments": Side(
            DocumentKind.PAYMENT, PartyKind.CUSTOMER, "customer", "invoice", "Invoice", "CreditMemo"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Targets:
    """The documents of this import and of the books, by what payments call them."""

    entities: Mapping[str, str]
    by_number: Mapping[str, Sequence[Numbered]]
    cash: Set[str]

    @classmethod
    def of(
        cls, documents: Iterable[DocumentFacts], held: Iterable[Numbered], entities: Set[str], cash: Set[str]
    ) -> "Targets":
        """Those of `entities` that may be settled; `cash` are ids of money that moved without a document.

        Those of the import hide documents of the books that have the same id.
        """
        brought = {facts.origin.source_id: _numbered_of(facts) for facts in documents}
        known = {item.source_id: item for item in held if item.entity in entities} | brought
        by_number: dict[str, list[Numbered]] = {}
        for item in known.values():
            by_number.setdefault(item.number, []).append(item)
        return cls({item.source_id: item.entity for item in known.values()}, by_number, cash)


def _numbered_of(facts: DocumentFacts) -> Numbered:
    return Numbered(facts.origin.entity, facts.origin.source_id, facts.number or "", facts.party)


def payment(names: Names, targets: Targets, group: Group) -> DocumentFacts:
    """A payment, what its rows settle, and what is left of it, in the currency of the rows.

    Raises `UnreadableError` for rows that contradict each other or name nothing known.
    """
    row, side = group.first, SIDES[group.first.table.name]
    group.agree(side.party, f"{side.party}_id", "account", *_ALIKE)
    party = names.party(row, side.party_kind, side.party)
    given = [(part, _target(part, side, targets, party), _amount(part)) for part in group.rows]
    total = sum((amount for _, _, amount in given), _NOTHING)
    left = sum((amount for _, target, amount in given if target is None), _NOTHING)
    if total < 0 or left < 0:
        raise UnreadableError("amount", "The payment is negative, or uses a credit that it does not name")
    account = names.account(row, "account")
    if side.kind is DocumentKind.PAYMENT:
        moved = _movement(account or UNDEPOSITED, total, side.party_kind, party)
    else:
        moved = _movement(account or UNNAMED, -total, side.party_kind, party)
    fields = row.fields
    return DocumentFacts(
        origin=group.origin(row.table.entities[0]),
        kind=side.kind,
        state=state_of(side.kind, total, left, fields.note("note"), has_value=any(a for _, _, a in given)),
        number=fields.text("number"),
        party_kind=side.party_kind if party else None,
        party=party,
        term=None,
        issue_date=fields.day("date"),
        due_date=None,
        total=total,
        balance=left,
        currency_code=fields.currency("currency"),
        exchange_rate=fields.number("exchange_rate", digits=10, places=10),
        note=fields.note("note"),
        allocations=tuple(
            Allocation(*target, abs(amount)) for _, target, amount in given if target and amount
        ),
        movements=moved,
    )


def _amount(row: Row) -> Decimal:
    return row.fields.amount("amount") or _NOTHING


def _target(row: Row, side: Side, targets: Targets, party: Reference | None) -> tuple[str, str] | None:
    """Entity and id of the document that a row settles."""
    is_credit = _amount(row) < 0
    source_id = row.fields.identifier(f"{side.target}_id") or _numbered(row, side, targets, party)
    if source_id is None:
        return None
    fitting = side.credit if is_credit else side.owed
    entity = targets.entities.get(source_id, fitting)
    # What is not on a document can be owed, or a credit, by an entry on the account of all of them.
    if source_id in targets.cash and (entity != fitting or source_id not in targets.entities):
        return "Cash", source_id
    if entity != fitting:
        raise UnreadableError("amount", f"A row for a credit is negative, for a {side.target} positive")
    return entity, source_id


def _numbered(row: Row, side: Side, targets: Targets, party: Reference | None) -> str | None:
    column = f"{side.target}_number"
    number = row.fields.text(column)
    if number is None:
        return None
    alike = [
        item for item in targets.by_number.get(number, ()) if party is None or is_same(item.party, party)
    ]
    if len(alike) > 1:
        ids = ", ".join(sorted(item.source_id for item in alike)[:3])
        raise UnreadableError(
            column, f"Several documents have the number {number[:60]!r}: give the {side.target}_id ({ids})"
        )
    if not alike:
        raise UnreadableError(
            column,
            f"No document in these files or in the books has the number {number[:60]!r}: import it first, or "
            "with the payment",
        )
    return alike[0].source_id


def _movement(
    account: Reference, amount: Decimal, kind: PartyKind, party: Reference | None
) -> tuple[AccountMovement, ...]:
    if not amount:
        return ()
    return (AccountMovement(account, amount, (kind, party) if party else None),)


def cash(names: Names, receipts: Mapping[str, str], group: Group) -> DocumentFacts:
    """Money on accounts without a bill or an invoice; rows with one id are parts of one transaction.

    `receipts` are entities by id, of what a deposit may bring to the bank.
    """
    group.agree("type", *_ALIKE)
    fields = group.first.fields
    amounts = [_amount(row) for row in group.rows]
    kind = _cash_kind(fields.text("type"), sum(amounts, _NOTHING))
    parties = [_counterparty(names, row) for row in group.rows]
    party = parties[0] if kind in _OF_ONE and len(set(parties)) == 1 else None
    total = _cash_total(kind, amounts)
    paid_in = (row.fields.identifier("payment_id") for row in group.rows)
    allocations = tuple(
        Allocation(receipts.get(source_id, "Payment"), source_id, abs(amount))
        for source_id, amount in zip(paid_in, amounts, strict=True)
        if source_id and amount
    )
    return DocumentFacts(
        origin=group.origin("Cash"),
        kind=kind,
        state=state_of(kind, total, None, fields.note("note"), has_value=any(amounts)),
        number=fields.text("number"),
        party_kind=party[0] if party else None,
        party=party[1] if party else None,
        term=None,
        issue_date=fields.day("date"),
        due_date=None,
        total=total,
        balance=None,
        currency_code=fields.currency("currency"),
        exchange_rate=fields.number("exchange_rate", digits=10, places=10),
        note=fields.note("note"),
        allocations=allocations if kind is DocumentKind.DEPOSIT else (),
        movements=tuple(_moved(names, group, parties)),
    )


def _cash_total(kind: DocumentKind, amounts: Sequence[Decimal]) -> Decimal:
    """Of receipts and refunds with its sign, because income is made of it: what was taken back is negative.

    Of other kinds the accounts tell the direction, and both sides of a transfer may add up to zero.
    """
    whole = sum(amounts, _NOTHING)
    if kind is DocumentKind.SALES_RECEIPT:
        return whole
    if kind is DocumentKind.REFUND_RECEIPT:
        return -whole
    return abs(whole) or sum((amount for amount in amounts if amount > 0), _NOTHING)


def _cash_kind(text: str | None, total: Decimal) -> DocumentKind:
    if text is None:
        return DocumentKind.PURCHASE if total < 0 else DocumentKind.DEPOSIT
    if plain(text) not in _CASH_KINDS:
        raise UnreadableError("type", f"{text[:60]!r} is none of {', '.join(sorted(_CASH_KINDS))}")
    return _CASH_KINDS[plain(text)]


def _counterparty(names: Names, row: Row) -> Party | None:
    """Whom a row names: vendor or customer as it says, as only one of the lists has it, or by the sign."""
    told = plain(row.fields.text("counterparty_kind") or "")
    if told not in ("", "vendor", "customer"):
        raise UnreadableError("counterparty_kind", f"{told!r} is neither vendor nor customer")
    name = row.fields.text("counterparty") or ""
    known = [kind for kind in PartyKind if names.knows(PARTY_ENTITY[kind], name)]
    by_sign = PartyKind.VENDOR if _amount(row) < 0 else PartyKind.CUSTOMER
    kind = PartyKind(told.upper()) if told else known[0] if len(known) == 1 else by_sign
    party = names.party(row, kind, "counterparty")
    return (kind, party) if party else None


def _moved(names: Names, group: Group, parties: list[Party | None]) -> Iterator[AccountMovement]:
    """What went into the accounts of the rows, added up, and out of those on the other side."""
    on_accounts: dict[tuple[Reference, Party | None], Decimal] = {}
    others = list[AccountMovement]()
    for row, party in zip(group.rows, parties, strict=True):
        amount, account = _amount(row), names.account(row, "account")
        other = names.account(row, "other_account")
        assert account is not None, "the column is required"
        on_accounts[account, party] = on_accounts.get((account, party), _NOTHING) + amount
        if other is not None and amount:
            others.append(AccountMovement(other, -amount, party))
    for (account, party), amount in on_accounts.items():
        if amount:
            yield AccountMovement(account, amount, party)
    yield from others
