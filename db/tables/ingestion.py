"""What was imported, when, and what could not be read."""

from sqlalchemy import Column, Index, Integer, Text, Uuid

from db.tables.base import Moment, belongs_to, created_at, tenant_table

import_run = tenant_table(
    "import_run",
    Column("realm", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    *(
        Column(name, Integer, nullable=False)
        for name in ("read", "added", "changed", "unchanged", "removed", "rejected")
    ),
    created_at(),
    Index("import_run_business_id_started_at_idx", "business_id", "started_at"),
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
    created_at(),
    belongs_to("import_run_id", "import_run"),
    Index("rejected_record_business_id_import_run_id_idx", "business_id", "import_run_id"),
    comment="A record that an import could not keep, and why.",
)
