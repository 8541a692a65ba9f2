"""How good the books were, day by day."""

from sqlalchemy import Column, Date, Integer, Numeric, UniqueConstraint, text

from db.tables.base import Moment, Sum, tenant_table

quality_snapshot = tenant_table(
    "quality_snapshot",
    Column("day", Date, nullable=False),
    Column("score", Numeric(5, 2)),
    Column("score_with_ignored", Numeric(5, 2)),
    *(Column(name, Integer, nullable=False) for name in ("critical", "high", "medium", "low", "ignored")),
    # What was checked: whoever reads the score counts issues alone.
    *(Column(name, Integer, nullable=False) for name in ("documents", "accounts", "parties")),
    Column("weight", Sum, nullable=False),
    Column("taken_at", Moment, nullable=False, server_default=text("runway.clock()")),
    UniqueConstraint("business_id", "day"),
    comment="The quality score of the books at the end of a day's last import, scan or fix: null without "
    "anything to check; with_ignored counts ignored issues as failing. Beside it open issues by severity, "
    "those ignored, how many were checked, and what is open of the documents among these, in home currency.",
)
