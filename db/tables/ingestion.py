"""What was imported, when, and what could not be read."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Text, UniqueConstraint, Uuid, text

from db.tables.base import Moment, belongs_to, created_at, one_of, tenant_table

import_run = tenant_table(
    "import_run",
    Column("realm", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    *(
        Column(name, Integer, nullable=False)
        for name in ("read", "added", "changed", "unchanged", "removed", "rejected")
    ),
    Column("answered_at", Moment),
    Column("as_of", Moment),
    Column("home_currency", Text),
    Column("state", Text, nullable=False, server_default=text("'COMPLETE'")),
    created_at(),
    one_of("state", "COMPLETE", "INCOMPLETE"),
    Index("import_run_started_at_idx", "business_id", "started_at", "id"),
    comment="One import and its counts: read = added + changed + unchanged + removed + rejected.",
)

rejected_record = tenant_table(
    "rejected_record",
    Column("import_run_id", Uuid, nullable=False),
    Column("file", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cause", Text, nullable=False, server_default=text("'RECORD'")),
    created_at(),
    belongs_to("import_run_id", "import_run"),
    one_of("cause", "RECORD", "UNUSED", "FILE", "FAULT", "THROTTLED", "UNAUTHORIZED", "MORE_PAGES"),
    Index("rejected_record_business_id_import_run_id_idx", "business_id", "import_run_id"),
    comment="A record that an import could not keep, and why.",
)

source_company = tenant_table(
    "source_company",
    Column("realm", Text, nullable=False),
    Column("company_id", Text),
    Column("name", Text, nullable=False),
    created_at(),
    UniqueConstraint("business_id", "realm"),
    comment="The company that a realm's exports are of, so that another one's does not overwrite it.",
)

removed_record = tenant_table(
    "removed_record",
    Column("realm", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("sync_token", BigInteger),
    Column("as_of", Moment, nullable=False),
    Column("is_absence", Boolean, nullable=False),
    created_at(),
    comment="A record that the source deleted as of a time, or that a full export of that time lacked "
    "(is_absence): an older answer does not bring it back. id is the record's own, sync_token that of the "
    "version that was removed, null if none was held; without a source_id, when the entity was listed in "
    "full.",
)
