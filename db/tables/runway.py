"""What a business set for its runway: its policy, money put aside, terms with vendors, recurring flows."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.tables.base import METADATA, SCHEMA, Amount, Moment, Sum, belongs_to, created_at, one_of, tenant_table


def _version() -> tuple[Column[int], Column[object]]:
    """What detects that two people change the same settings, and when they last did."""
    return (
        Column("version", Integer, nullable=False, server_default=text("1")),
        Column("updated_at", Moment, nullable=False, server_default=text("now()")),
    )


runway_policy = Table(
    "runway_policy",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("floor", Amount, nullable=False, server_default=text("0")),
    Column("buffer_days", Integer, nullable=False, server_default=text("30")),
    Column("overdue_policy", Text, nullable=False, server_default=text("'HISTORY'")),
    Column("week_start", SmallInteger, nullable=False, server_default=text("0")),
    Column("average", Text, nullable=False, server_default=text("'MEDIAN'")),
    Column("count_undeposited_funds", Boolean, nullable=False, server_default=text("false")),
    Column("cost_of_cash", Numeric(9, 6)),
    Column("unexplained_tolerance", Numeric(9, 6), nullable=False, server_default=text("0.01")),
    Column("unexplained_limit", Numeric(9, 6), nullable=False, server_default=text("0.1")),
    Column("baseline", Text),
    Column("usual_share", Numeric(9, 6), nullable=False, server_default=text("1")),
    Column("usual_since", Date),
    *_version(),
    PrimaryKeyConstraint("business_id"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    one_of("baseline", "NONE", "USUAL"),
    one_of("overdue_policy", "HISTORY", "ROLL_FORWARD", "EXCLUDE", "AGE_WEIGHTED"),
    one_of("average", "MEDIAN", "MEAN"),
    comment="How a business wants its runway computed; without a row the defaults hold. floor is in home "
    "currency, week_start 0 is Monday, cost_of_cash a yearly fraction (0.08 is 8 %), unexplained_tolerance "
    "and unexplained_limit fractions of what moved, usual_share the fraction of what is usual that is "
    "expected from usual_since on (null: always). Without a baseline the back-test of forecasts chooses one.",
)

earmark = tenant_table(
    "earmark",
    Column("name", Text, nullable=False),
    Column("amount", Amount, nullable=False),
    *_version(),
    UniqueConstraint("business_id", "name"),
    comment="Money treated as spent, in home currency: available cash is cash less all earmarks.",
)

vendor_terms = Table(
    "vendor_terms",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("vendor_id", Uuid, nullable=False),
    Column("tier", Text),
    Column("vendor_class", Text),
    Column("grace_days", Integer),
    Column("late_cost_kind", Text),
    Column("late_rate", Numeric(19, 6)),
    Column("late_cap", Amount),
    *_version(),
    PrimaryKeyConstraint("business_id", "vendor_id"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    belongs_to("vendor_id", "party"),
    one_of("tier", "STRATEGIC", "IMPORTANT", "STANDARD", "COMMODITY"),
    one_of(
        "vendor_class",
        "TRUST_TAXES",
        "WAGES",
        "INSURANCE",
        "UTILITIES_AND_RENT",
        "SECURED_DEBT",
        "KEY_SUPPLIERS",
        "CARDS",
        "OTHER",
    ),
    one_of("late_cost_kind", "FLAT", "PERCENT_ONCE", "DAILY", "MONTHLY_OVER_30"),
    comment="What people know of a vendor that the source does not tell: how much is at stake when it is "
    "paid late, and what that costs. late_rate is an amount when FLAT, else percent.",
)

recurring_flow = tenant_table(
    "recurring_flow",
    Column("origin", Text, nullable=False),
    Column("party_id", Uuid),
    Column("label", Text, nullable=False),
    Column("amount", Sum, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("anchor", Date, nullable=False),
    Column("seen_since", Date),
    Column("seen_until", Date),
    Column("until", Date),
    Column("rolling", Text),
    created_at(),
    belongs_to("party_id", "party"),
    one_of("origin", "DETECTED", "DECLARED"),
    one_of("cadence", "WEEKLY", "BIWEEKLY", "MONTHLY", "QUARTERLY", "YEARLY"),
    one_of("rolling", "BEFORE", "AFTER"),
    Index("recurring_flow_business_id_origin_idx", "business_id", "origin"),
    comment="Money that comes back regularly, in home currency, positive in and negative out: declared by "
    "people, or detected by an import in what moved on bank accounts. rolling is the side of closed days on "
    "which it was seen to move; null is by the rule for all money.",
)

past_week = tenant_table(
    "past_week",
    Column("monday", Date, nullable=False),
    Column("party_id", Uuid),
    Column("lead", SmallInteger, nullable=False),
    Column("amount", Sum, nullable=False),
    created_at(),
    belongs_to("party_id", "party"),
    comment="What moved cash in a week, by its Monday: in home currency, positive in and negative out, of a "
    "party that moves some often or (null) of all others. lead is for how many whole weeks it was an open "
    "document before; -1 is not at all. Replaced by each import.",
)

past_forecast = tenant_table(
    "past_forecast",
    Column("baseline", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("closings", ARRAY(Sum), nullable=False),
    Column("came", Sum),
    created_at(),
    UniqueConstraint("business_id", "baseline", "made_on"),
    one_of("baseline", "NONE", "USUAL"),
    comment="A forecast as the books of today would have made it on the first day of a past week, with "
    "either baseline: the closing balance of that week and of the twelve after it, less earmarks, in home "
    "currency. came is what the balance of that week was, null if unknown. Replaced after each import.",
)
