"""Every transaction of the books, and what settles what."""

from sqlalchemy import Boolean, Column, Date, Index, Text, Uuid, text

from db.tables.base import Amount, Moment, Rate, belongs_to, from_source, one_of, tenant_table

#: What the console draws from: one partial index a sort order, kept small by what is open.
OPEN_ITEM = text("state = 'OPEN' AND kind IN ('BILL', 'INVOICE')")

#: The lists that are shown the latest first, and whose documents they have.
LISTED_KINDS = {
    "payment": "'PAYMENT', 'BILL_PAYMENT'",
    "credit": "'VENDOR_CREDIT', 'CREDIT_MEMO'",
    "journal_entry": "'JOURNAL_ENTRY'",
}

document = tenant_table(
    "document",
    *from_source(),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Text),
    Column("number_key", Text),
    Column("party_id", Uuid),
    Column("term_id", Uuid),
    Column("issue_date", Date),
    Column("due_date", Date),
    Column("total", Amount),
    Column("balance", Amount),
    Column("currency_code", Text, nullable=False),
    Column("exchange_rate", Rate),
    Column("note", Text),
    # When the source made it; and whether it named the currency, or the document follows the home currency.
    Column("source_created_at", Moment),
    Column("currency_given", Boolean, nullable=False, server_default=text("false")),
    # Whether the source told the balance; each import derives one that it did not tell from what is applied.
    Column("balance_given", Boolean, nullable=False, server_default=text("true")),
    # Whether a line names no account; null where it was imported before that was kept.
    Column("line_without_account", Boolean),
    # Derived from payments by each import, so that no screen reads the history of payments.
    Column("settled_on", Date),
    # The one that stays where this one was entered twice; its state is VOIDED then.
    Column("superseded_by", Uuid),
    belongs_to("party_id", "party"),
    belongs_to("term_id", "term"),
    belongs_to("superseded_by", "document"),
    one_of(
        "kind",
        "BILL",
        "BILL_PAYMENT",
        "VENDOR_CREDIT",
        "INVOICE",
        "PAYMENT",
        "CREDIT_MEMO",
        "PURCHASE",
        "DEPOSIT",
        "TRANSFER",
        "JOURNAL_ENTRY",
        "SALES_RECEIPT",
        "REFUND_RECEIPT",
        "CREDIT_CARD_PAYMENT",
    ),
    one_of("state", "OPEN", "SETTLED", "VOIDED", "DELETED"),
    # With the kind, so that open bills are counted from it alone.
    Index(
        "document_open_due_idx",
        "business_id",
        "due_date",
        "id",
        postgresql_include=["kind"],
        postgresql_where=OPEN_ITEM,
    ),
    Index("document_open_balance_idx", "business_id", "balance", "id", postgresql_where=OPEN_ITEM),
    Index("document_kind_due_idx", "business_id", "kind", "due_date", "id"),
    Index("document_kind_issue_idx", "business_id", "kind", "issue_date", "id"),
    Index("document_kind_balance_idx", "business_id", "kind", "balance", "id"),
    Index("document_kind_total_idx", "business_id", "kind", "total", "id"),
    Index("document_party_due_idx", "business_id", "party_id", "kind", "due_date", "id"),
    *(
        Index(
            f"document_{name}_idx",
            "business_id",
            text("issue_date DESC NULLS LAST"),
            text("id DESC"),
            postgresql_where=text(f"kind IN ({kinds})"),
        )
        for name, kinds in LISTED_KINDS.items()
    ),
    # Payments of which something is left that settles nothing yet: few.
    Index(
        "document_unapplied_idx",
        "business_id",
        "kind",
        "id",
        postgresql_where=text("state = 'OPEN' AND kind IN ('PAYMENT', 'BILL_PAYMENT')"),
    ),
    Index(
        "document_superseded_by_idx",
        "business_id",
        "superseded_by",
        postgresql_where=text("superseded_by IS NOT NULL"),
    ),
    # What was learned since a balance was: mostly little.
    Index("document_created_idx", "business_id", "created_at"),
    # Holds all that payment habits and vendors' records are made of: they are read from the index alone.
    Index(
        "document_settled_idx",
        "business_id",
        "kind",
        "settled_on",
        postgresql_include=["party_id", "issue_date", "due_date", "total"],
        postgresql_where=text("settled_on IS NOT NULL"),
    ),
    Index(
        "document_rate_idx",
        "business_id",
        "currency_code",
        "issue_date",
        postgresql_include=["exchange_rate"],
        postgresql_where=text("exchange_rate IS NOT NULL"),
    ),
    Index(
        "document_number_key_idx",
        "business_id",
        "number_key",
        "party_id",
        "total",
        postgresql_where=text("number_key IS NOT NULL"),
    ),
    comment="A bill, an invoice or any other transaction; number_key is the number as duplicates compare it, "
    "settled_on the day of the last payment of one that is settled, as far as its payments are known.",
)

allocation = tenant_table(
    "allocation",
    Column("payment_id", Uuid, nullable=False),
    # No foreign key: a payment may arrive before, or without, the document that it settles.
    Column("target_id", Uuid, nullable=False),
    Column("target_entity", Text, nullable=False),
    Column("target_source_id", Text, nullable=False),
    Column("amount", Amount, nullable=False),
    belongs_to("payment_id", "document"),
    Index("allocation_business_id_payment_id_idx", "business_id", "payment_id"),
    Index("allocation_business_id_target_id_idx", "business_id", "target_id"),
    comment="The part of a payment that settles another document.",
)
