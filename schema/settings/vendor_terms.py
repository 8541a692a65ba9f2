"""What people know of a vendor that the source does not tell."""

from decimal import Decimal

import strawberry

from orchestrators.calculations.books import late
from orchestrators.calculations.books.late import LateCostKind
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.calculations.settings import policy
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, shown_money

describe_enum(
    Tier,
    "What is at stake when a vendor is paid late.",
    {
        "STRATEGIC": "The business itself: bears no lateness.",
        "IMPORTANT": "Work would stop: bears one day.",
        "STANDARD": "The usual: bears three days.",
        "COMMODITY": "Can be replaced: bears a week.",
    },
)
describe_enum(
    VendorClass,
    "What kind of claim a vendor has, the most pressing first; it suggests a tier.",
    {
        "TRUST_TAXES": "Taxes held for others, such as payroll or sales tax.",
        "WAGES": "People's pay.",
        "INSURANCE": "Cover that lapses.",
        "UTILITIES_AND_RENT": "What can be cut off, and the place itself.",
        "SECURED_DEBT": "Debt with something pledged for it.",
        "KEY_SUPPLIERS": "Suppliers that work cannot go on without.",
        "CARDS": "Credit cards.",
        "OTHER": "All others.",
    },
)
describe_enum(
    LateCostKind,
    "How a vendor charges for lateness.",
    {
        "FLAT": "An amount, once.",
        "PERCENT_ONCE": "A percentage of the balance, once.",
        "DAILY": "A yearly percentage of the balance, by the day.",
        "MONTHLY_OVER_30": "A monthly percentage of the balance, by the day: a month has 30.",
    },
)


@face(late.LateTerms, "What paying a vendor late costs.")
class LateCost:
    kind: LateCostKind = shown("How it is charged.")
    rate: Decimal = shown("An amount in home currency when FLAT, else percent: 1.5 is 1.5 %.")
    cap: Money | None = shown_money("The most that is charged; null without a limit.")


@face(policy.VendorTerms, "What people know of a vendor; null where nobody said.")
class VendorTerms:
    tier: Tier | None = shown("What is at stake when it is paid late, as it was set.")
    suggested_tier: Tier = shown("The tier that its class suggests.")
    effective_tier: Tier = shown("The tier that counts: as set, else as suggested.")
    vendor_class: VendorClass | None = shown("What kind of claim it has.")
    grace_days: int = shown("Days of lateness that it bears: as agreed, else what its tier bears.")
    agreed_grace_days: int | None = shown("Days of lateness that were agreed.")
    version: int = shown("Grows with each change; 0 as long as nothing was set.")

    @field(LateCost | None, "What paying late costs.")
    def late_cost(self, terms: strawberry.Parent[policy.VendorTerms]) -> late.LateTerms | None:
        return terms.late
