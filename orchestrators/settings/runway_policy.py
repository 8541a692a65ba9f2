"""What a business set for its runway: its policy, earmarks, vendors' terms and recurring flows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.settings import runway_policy as queries
from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.burn import BurnAverage
from orchestrators.calculations.runway.recurring.days import as_of_day
from orchestrators.calculations.runway.recurring.detection import RecurringFlow, override
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.settings.policy import (
    UNKNOWN_TERMS,
    Earmark,
    RunwayPolicy,
    RunwaySettings,
    VendorTerms,
)
from orchestrators.calculations.values import OverduePolicy


@dataclass(frozen=True, slots=True)
class RunwayPolicyDataOrchestrator:
    """Reads what people set; where they set nothing, the defaults."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, as_of: date) -> RunwaySettings:
        """Everything that a runway of a day is computed with; settings are those of now."""
        about = {"business_id": business_id}
        flows = await self.db.rows(queries.RECURRING_FLOWS, about)
        return RunwaySettings(
            await self.policy(business_id),
            await self.earmarks(business_id),
            await self.vendor_terms(business_id),
            _recurring(flows, as_of),
        )

    async def policy(self, business_id: UUID) -> RunwayPolicy:
        """The policy that people set, or the defaults; amounts in home currency."""
        return policy(await self.db.row(queries.POLICY, {"business_id": business_id}))

    async def earmarks(self, business_id: UUID) -> tuple[Earmark, ...]:
        """All earmarks, by name, in home currency."""
        rows = await self.db.rows(queries.EARMARKS, {"business_id": business_id})
        return tuple(Earmark(row["id"], row["name"], row["amount"], row["version"]) for row in rows)

    async def vendor_terms(self, business_id: UUID) -> Mapping[UUID, VendorTerms]:
        """The terms of all vendors of whom anything was said."""
        rows = await self.db.rows(queries.VENDOR_TERMS, {"business_id": business_id})
        return {row["vendor_id"]: vendor_terms(row) for row in rows}


def policy(row: Row | None) -> RunwayPolicy:
    """The policy from its row; without one, the defaults."""
    if row is None:
        return RunwayPolicy()
    return RunwayPolicy(
        floor=row["floor"],
        buffer_days=row["buffer_days"],
        overdue_policy=OverduePolicy(row["overdue_policy"]),
        week_start=row["week_start"],
        average=BurnAverage(row["average"]),
        count_undeposited_funds=row["count_undeposited_funds"],
        cost_of_cash=row["cost_of_cash"],
        unexplained_tolerance=row["unexplained_tolerance"],
        unexplained_limit=row["unexplained_limit"],
        baseline=None if row["baseline"] is None else Baseline(row["baseline"]),
        usual_share=row["usual_share"],
        usual_since=row["usual_since"],
        version=row["version"],
    )


def vendor_terms(row: Row | None) -> VendorTerms:
    """A vendor's terms from their row; without one, nobody said anything."""
    if row is None:
        return UNKNOWN_TERMS
    kind = row["late_cost_kind"]
    return VendorTerms(
        tier=None if row["tier"] is None else Tier(row["tier"]),
        vendor_class=None if row["vendor_class"] is None else VendorClass(row["vendor_class"]),
        agreed_grace_days=row["grace_days"],
        # The vendor's grace is counted by whoever asks for the cost of a day.
        late=None if kind is None else LateTerms(LateCostKind(kind), row["late_rate"], 0, row["late_cap"]),
        version=row["version"],
    )


def recurring_flow(row: Row) -> RecurringFlow:
    """A recurring flow from its row: signed, in home currency."""
    return RecurringFlow(
        row["party_id"],
        row["label"],
        row["amount"],
        Cadence(row["cadence"]),
        row["anchor"],
        row["seen_until"],
        row["until"],
        rolling=Rolling(row["rolling"]) if row["rolling"] else None,
    )


def _recurring(rows: Iterable[Row], as_of: date) -> tuple[RecurringFlow, ...]:
    detected, declared = [], []
    for row in rows:
        flow = recurring_flow(row)
        if row["origin"] == "DECLARED":
            declared.append(flow)
        elif (kept := as_of_day(flow, row["seen_since"], as_of)) is not None:
            detected.append(kept)
    return override(detected, declared)
