"""What is wrong in the books, as the checks found it."""

from sqlalchemy import Boolean, Column, Index, SmallInteger, Text, Uuid, text

from db.tables.base import Amount, Moment, belongs_to, tenant_table

issue = tenant_table(
    "issue",
    # The check's name is data: adding a check must not need a migration.
    Column("check_name", Text, nullable=False),
    Column("rule", Text),
    Column("severity", SmallInteger, nullable=False),
    Column("blocking", Boolean, nullable=False),
    Column("document_id", Uuid),
    Column("account_id", Uuid),
    Column("related_document_id", Uuid),
    Column("message", Text, nullable=False),
    Column("amount_at_stake", Amount),
    Column("detected_at", Moment, nullable=False, server_default=text("now()")),
    belongs_to("document_id", "document"),
    belongs_to("related_document_id", "document"),
    belongs_to("account_id", "account"),
    Index("issue_severity_idx", "business_id", "severity", "id"),
    Index("issue_detected_at_idx", "business_id", "detected_at", "id"),
    Index("issue_document_idx", "business_id", "document_id"),
    Index("issue_account_idx", "business_id", "account_id"),
    Index("issue_related_document_idx", "business_id", "related_document_id"),
    Index("issue_blocking_idx", "business_id", "document_id", postgresql_where=text("blocking")),
    comment="An open finding about a document, an account, or, without either, the business; a blocking one "
    "keeps its document out of the decision console. severity: 1 low, 2 medium, 3 high, 4 critical.",
)
