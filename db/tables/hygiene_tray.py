"""What is wrong in the books, what people did about it, and which values they corrected."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, Text, Uuid, text

from db.tables.base import Moment, Sum, belongs_to, created_at, one_of, tenant_table

_IS_OPEN = text("status = 'OPEN'")
_IS_ACTIVE = text("status = 'ACTIVE'")

issue = tenant_table(
    "issue",
    # The check's name is data: adding a check must not need a migration.
    Column("check_name", Text, nullable=False),
    Column("rule", Text),
    Column("severity", SmallInteger, nullable=False),
    Column("blocking", Boolean, nullable=False),
    Column("document_id", Uuid),
    Column("account_id", Uuid),
    Column("party_id", Uuid),
    Column("related_document_id", Uuid),
    Column("message", Text, nullable=False),
    Column("amount_at_stake", Sum),
    Column("detected_at", Moment, nullable=False, server_default=text("now()")),
    Column("status", Text, nullable=False, server_default=text("'OPEN'")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("resolved_at", Moment),
    Column("resolved_by", Text),
    belongs_to("document_id", "document"),
    belongs_to("related_document_id", "document"),
    belongs_to("account_id", "account"),
    belongs_to("party_id", "party"),
    one_of("status", "OPEN", "IGNORED", "RESOLVED"),
    one_of("resolved_by", "IMPORT", "SCAN", "FIX", "KEEP_BOTH", "MERGE", "UNDO"),
    Index("issue_severity_idx", "business_id", "severity", "id"),
    Index("issue_detected_at_idx", "business_id", "detected_at", "id"),
    Index("issue_document_idx", "business_id", "document_id"),
    Index("issue_account_idx", "business_id", "account_id"),
    Index("issue_party_idx", "business_id", "party_id"),
    Index("issue_related_document_idx", "business_id", "related_document_id"),
    # The tray reads by what is open, and never by how much was ever resolved.
    Index("issue_open_idx", "business_id", "severity", "amount_at_stake", "id", postgresql_where=_IS_OPEN),
    Index(
        "issue_blocking_idx",
        "business_id",
        "document_id",
        postgresql_where=text("blocking AND status = 'OPEN'"),
    ),
    comment="What a check found about a document, an account, a party or, without any, the business. status "
    "is OPEN, IGNORED (it counts as known) or RESOLVED; an open blocking one keeps its document out of the "
    "decision console. severity: 1 low, 2 medium, 3 high, 4 critical. party_id is the counterparty of the "
    "document too; rule tells which of a check's rules it was.",
)

issue_action = tenant_table(
    "issue_action",
    Column("issue_id", Uuid),
    Column("check_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document_id", Uuid),
    Column("related_document_id", Uuid),
    Column("party_id", Uuid),
    Column("reason", Text),
    Column("source", Text),
    Column("taken_by", Uuid, nullable=False),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("taken_by_email", Text, nullable=False),
    Column("taken_at", Moment, nullable=False, server_default=text("runway.clock()")),
    # Orders actions, also where the clock stands still.
    created_at(),
    Column("status", Text, nullable=False, server_default=text("'ACTIVE'")),
    Column("ended_at", Moment),
    belongs_to("issue_id", "issue"),
    belongs_to("document_id", "document"),
    belongs_to("related_document_id", "document"),
    belongs_to("party_id", "party"),
    one_of("kind", "FIX", "IGNORE", "KEEP_BOTH", "MERGE"),
    one_of("status", "ACTIVE", "SUPERSEDED", "UNDONE"),
    Index("issue_action_issue_idx", "business_id", "issue_id", "created_at", "id"),
    Index("issue_action_document_idx", "business_id", "document_id", postgresql_where=_IS_ACTIVE),
    Index("issue_action_related_idx", "business_id", "related_document_id", postgresql_where=_IS_ACTIVE),
    Index("issue_action_party_idx", "business_id", "party_id", postgresql_where=_IS_ACTIVE),
    comment="What a person did about an issue; an IGNORE without an issue is of every issue of the check "
    "with the party. FIX and MERGE have corrections. SUPERSEDED: the source sent another version of the "
    "document.",
)

correction = tenant_table(
    "correction",
    Column("action_id", Uuid, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("sync_token", BigInteger),
    belongs_to("action_id", "issue_action"),
    belongs_to("document_id", "document"),
    one_of(
        "field",
        "issue_date",
        "due_date",
        "party_id",
        "total",
        "balance",
        "exchange_rate",
        "state",
        "superseded_by",
    ),
    Index("correction_action_idx", "business_id", "action_id"),
    Index("correction_document_idx", "business_id", "document_id"),
    comment="A column of a document that holds another value than the source sent, for as long as the action "
    "is ACTIVE: before and after as texts, and the version (sync_token) of the document that it corrects.",
)
