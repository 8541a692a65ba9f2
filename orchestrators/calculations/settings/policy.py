"""What a business chose for its runway, and what people know of its vendors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.books.late import LateTerms
from orchestrators.calculations.books.vendor import SUGGESTED_TIER, Tier, VendorClass, grace_days
from orchestrators.calculations.runway.burn import BurnAverage
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.values import OverduePolicy


@dataclass(frozen=True, slots=True)
class RunwayPolicy:
    """How a business wants its runway computed; as made, the defaults.

    `floor` is the balance not to fall below, in home currency; `buffer_days` the days of runway to keep;
    `week_start` 0 is Monday; `cost_of_cash` a yearly fraction (0.08 is 8 %). What balances leave unexplained
    is an issue above `unexplained_tolerance` and makes burn unknown above `unexplained_limit`, both fractions
    of what moved. With USUAL as `baseline`, what is usual comes too: from `usual_since` on, `usual_share` of
    it; None leaves the choice to the back-test of forecasts. Version 0 was never set.
    """

    floor: Decimal = Decimal(0)
    buffer_days: int = 30
    overdue_policy: OverduePolicy = OverduePolicy.HISTORY
    week_start: int = 0
    average: BurnAverage = BurnAverage.MEDIAN
    count_undeposited_funds: bool = False
    cost_of_cash: Decimal | None = None
    unexplained_tolerance: Decimal = Decimal("0.010000")
    unexplained_limit: Decimal = Decimal("0.100000")
    baseline: Baseline | None = None
    usual_share: Decimal = Decimal("1.000000")
    usual_since: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class VendorTerms:
    """What people know of a vendor; None where nobody said. Version 0 was never set.

    `vendor_id` is None where it does not matter whose terms these are.
    """

    tier: Tier | None = None
    vendor_class: VendorClass | None = None
    agreed_grace_days: int | None = None
    late: LateTerms | None = None
    version: int = 0
    vendor_id: UUID | None = None

    @property
    def suggested_tier(self) -> Tier:
        """The tier that the vendor's class suggests; STANDARD without one."""
        return SUGGESTED_TIER[self.vendor_class or VendorClass.OTHER]

    @property
    def effective_tier(self) -> Tier:
        """The tier that was set, else the one suggested."""
        return self.tier or self.suggested_tier

    @property
    def grace_days(self) -> int:
        """The lateness in days that the vendor bears: as agreed, else what its tier tolerates."""
        return grace_days(self.effective_tier, self.agreed_grace_days)


UNKNOWN_TERMS = VendorTerms()


@dataclass(frozen=True, slots=True)
class Earmark:
    """Money treated as spent, in home currency, under a name that is the business's own."""

    id: UUID
    name: str
    amount: Decimal
    version: int


@dataclass(frozen=True, slots=True)
class RunwaySettings:
    """All that people set: the policy, earmarks by name, terms by vendor, recurring flows.

    Declared flows have taken the place of the detected ones that they are about.
    """

    policy: RunwayPolicy = RunwayPolicy()
    earmarks: tuple[Earmark, ...] = ()
    vendor_terms: Mapping[UUID, VendorTerms] = field(default_factory=dict)
    recurring: tuple[RecurringFlow, ...] = ()

    @property
    def earmarked(self) -> Decimal:
        """The sum of the earmarks, in home currency."""
        return sum((earmark.amount for earmark in self.earmarks), Decimal(0))

    def with_baseline(self, baseline: Baseline) -> "RunwaySettings":
        """The same with a baseline, whatever the business chose."""
        return replace(self, policy=replace(self.policy, baseline=baseline))

    def terms_of(self, vendor_id: UUID) -> VendorTerms:
        """What people set of the vendor; where nobody set anything, terms in which everything is unknown."""
        return self.vendor_terms.get(vendor_id, UNKNOWN_TERMS)
