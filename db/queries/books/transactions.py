"""Payments, credits and journal entries, what they settle, and the lines of entries."""

from sqlalchemy import and_, select

from db.queries.books import cash, documents
from db.queries.books.documents import BUSINESS, d, is_kept, p
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import word
from db.tables import account_movement, allocation

m = account_movement.alias("m")
n = allocation.alias("n")

_FIELDS = {
    "kind": Field(d.c.kind, nullable=False),
    "state": Field(d.c.state, nullable=False),
    "counterparty_id": Field(d.c.party_id),
    "document_number": Field(d.c.number),
    "issue_date": Field(d.c.issue_date),
    "total": Field(d.c.total),
    "unapplied_amount": Field(d.c.balance),
}


def _of_kinds(*kinds: str) -> Listing:
    """The documents of some kinds, as the partial index of these kinds has it."""
    return documents.listing(d.c.kind.in_([word(kind) for kind in kinds]), _FIELDS)


PAYMENTS = _of_kinds("PAYMENT", "BILL_PAYMENT")
CREDITS = _of_kinds("VENDOR_CREDIT", "CREDIT_MEMO")
JOURNAL_ENTRIES = documents.listing(d.c.kind == word("JOURNAL_ENTRY"), _FIELDS)

#: What was applied to documents, with the document that settles them. What a deposit holds is not applied.
SETTLEMENTS = Listing(
    select(n.c.id, n.c.amount, *documents.COLUMNS)
    .select_from(documents.joined_to(n, n.c.payment_id))
    .where(n.c.business_id == BUSINESS, d.c.kind != word("DEPOSIT"), is_kept(d)),
    {"target_id": Field(n.c.target_id, nullable=False), "date": Field(d.c.issue_date)},
    n.c.id,
)

#: What documents did to accounts, with the counterparty that a line names.
LINES = Listing(
    select(
        m.c.id,
        m.c.document_amount,
        m.c.home_amount,
        d.c.currency_code,
        p.c.id.label("whose_id"),
        p.c.kind.label("whose_kind"),
        p.c.name.label("whose_name"),
        p.c.active.label("whose_active"),
        *(column.label(f"account_{name}") for name, column in cash.COLUMNS.items()),
    )
    .select_from(
        cash.joined_to(m, m.c.account_id)
        .join(d, and_(d.c.business_id == BUSINESS, d.c.id == m.c.document_id))
        .outerjoin(p, and_(p.c.business_id == BUSINESS, p.c.id == m.c.party_id))
    )
    .where(m.c.business_id == BUSINESS),
    {
        "document_id": Field(m.c.document_id, nullable=False),
        "amount": Field(m.c.document_amount, nullable=False),
    },
    m.c.id,
)
