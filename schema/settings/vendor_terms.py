"""What people know of a vendor that the source does not tell."""

from decimal import Decimal

import strawberry

from orchestrators.calculations.books import late
from orchestrators.calculations.books.late import LateCostKind
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.calculations.settings import policy
from schema import ids
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, shown_money

describe_enum(
    Tier,
    "Importance of paying a vendor on time.",
    {
        "STRATEGIC": "Late payment endangers the business itself; no days of lateness are tolerated.",
        "IMPORTANT": "Late payment would stop work; one day of lateness is tolerated.",
        "STANDARD": "An ordinary vendor; three days of lateness are tolerated.",
        "COMMODITY": "Easily replaced; seven days of lateness are tolerated.",
    },
)
describe_enum(
    VendorClass,
    "Category of a vendor's claim, the most pressing first; it suggests a tier.",
    {
        "TRUST_TAXES": "Taxes held in trust, such as payroll or sales tax.",
        "WAGES": "Wages and salaries.",
        "INSURANCE": "Insurance premiums; cover lapses without payment.",
        "UTILITIES_AND_RENT": "Utilities, which can be cut off, and rent.",
        "SECURED_DEBT": "Debt that is secured by collateral.",
        "KEY_SUPPLIERS": "Suppliers that the business cannot work without.",
        "CARDS": "Credit card companies.",
        "OTHER": "All other vendors.",
    },
)
describe_enum(
    LateCostKind,
    "How a vendor charges for late payment.",
    {
        "FLAT": "A fixed amount, once.",
        "PERCENT_ONCE": "A percentage of the balance, once.",
        "DAILY": "Annual interest on the balance, accrued daily over 365 days.",
        "MONTHLY_OVER_30": "Monthly interest on the balance, accrued daily over months of 30 days.",
    },
)


@face(late.LateTerms, "What a vendor charges for late payment.")
class LateCost:
    kind: LateCostKind = shown("How the charge is computed.")
    amount: Money | None = shown_money("For FLAT the charge in home currency; null for other kinds.")
    percent: Decimal | None = shown("Percentage, such as 1.5 for 1.5 %; null for FLAT.")
    cap: Money | None = shown_money("Maximum charge in home currency; null for no maximum.")


@face(
    policy.VendorTerms,
    "Payment priority and terms of a vendor that people entered; null where nothing was entered.",
)
class VendorTerms:
    @field(strawberry.ID, "Key for caches, one for each vendor: opaque and stable. No argument takes it.")
    def id(self, terms: strawberry.Parent[policy.VendorTerms]) -> strawberry.ID:
        assert terms.vendor_id is not None, "terms are shown of a vendor"
        return strawberry.ID(ids.encode("VendorTerms", terms.vendor_id))

    tier: Tier | None = shown("Importance of paying on time, as a person set it; null if not set.")
    suggested_tier: Tier = shown("Tier that follows from the vendor's class.")
    effective_tier: Tier = shown("Tier in effect: the one that was set, else the suggested one.")
    vendor_class: VendorClass | None = shown("Category of the vendor's claim; null if not set.")
    grace_days: int = shown("Tolerated days of lateness: as agreed, else by the effective tier.")
    agreed_grace_days: int | None = shown(
        "Days of lateness agreed with the vendor; null if none were agreed."
    )
    version: int = shown("Increases with every change; 0 when nothing was ever set.")

    @field(LateCost | None, "What the vendor charges for late payment; null if not set.")
    def late_cost(self, terms: strawberry.Parent[policy.VendorTerms]) -> late.LateTerms | None:
        return terms.late
