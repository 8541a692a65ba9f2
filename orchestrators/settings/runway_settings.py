"""Setting how the runway is computed, and what is known of a vendor."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from db.books import Caller, WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.books.documents import DocumentDataOrchestrator, Vendor
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, RunwayPolicy, VendorTerms
from orchestrators.settings.outcomes import (
    MAY_SET,
    MAY_TELL,
    PolicyOutcome,
    SettingRefusal,
    TermsOutcome,
    not_at,
    not_by,
    refused,
)
from orchestrators.settings.rules import POLICY_RULES, TERMS_RULES, Changes, changed, faults, late_faults
from orchestrators.settings.runway_policy import policy, vendor_terms


@dataclass(frozen=True, slots=True)
class RunwaySettingsOrchestrator:
    """Sets one thing at a time, inside the caller's one write transaction."""

    db: WriteBooks

    async def set_policy(
        self, business_id: UUID, caller: Caller, changes: Changes, expected_version: int | None
    ) -> PolicyOutcome:
        """Change the policy; `changes` by the fields of `RunwayPolicy`, None for the default."""
        wrong = not_by(caller, MAY_SET) or faults(changes, POLICY_RULES)
        if wrong:
            return PolicyOutcome(None, None, wrong)
        row = await self.db.row(queries.POLICY_FOR_UPDATE, {"business_id": business_id})
        before = policy(row)
        if wrong := not_at(expected_version, before.version):
            return PolicyOutcome(before, before, wrong)
        after = RunwayPolicy(**changed(_of_policy(before), changes, _of_policy(RunwayPolicy())))
        if after == replace(before, version=0):
            return PolicyOutcome(before, before)
        # Two may insert the first row at once: the second breaks the key, looks again and sees the first.
        statement = queries.INSERT_POLICY if row is None else queries.UPDATE_POLICY
        await self.db.rows(statement, {"business_id": business_id, **_of_policy(after)})
        return PolicyOutcome(before, replace(after, version=before.version + 1))

    async def set_vendor_terms(
        self,
        business_id: UUID,
        caller: Caller,
        vendor_id: UUID,
        changes: Changes,
        expected_version: int | None,
    ) -> TermsOutcome:
        """Change a vendor's terms; `changes` by the fields of `VendorTerms`, None where nobody knows."""
        wrong = not_by(caller, MAY_TELL) or faults(changes, TERMS_RULES) + late_faults(changes.get("late"))
        if wrong:
            return TermsOutcome(None, None, wrong)
        vendor = await DocumentDataOrchestrator(self.db).party(business_id, vendor_id)
        if not isinstance(vendor, Vendor):
            missing = refused(SettingRefusal.NOT_FOUND, "There is no such vendor.", "vendorId")
            return TermsOutcome(None, None, missing)
        about = {"business_id": business_id, "vendor_id": vendor_id}
        row = await self.db.row(queries.TERMS_FOR_UPDATE, about)
        before = vendor_terms(row)
        if wrong := not_at(expected_version, before.version):
            return TermsOutcome(before, before, wrong, vendor)
        after = VendorTerms(**changed(_of_terms(before), changes, _of_terms(UNKNOWN_TERMS)))
        if after == replace(before, version=0):
            return TermsOutcome(before, before, (), vendor)
        statement = queries.INSERT_TERMS if row is None else queries.UPDATE_TERMS
        await self.db.rows(statement, about | _terms_row(after))
        return TermsOutcome(before, replace(after, version=before.version + 1), (), vendor)


def _of_policy(found: RunwayPolicy) -> dict[str, Any]:
    """What can be set of a policy, by column too."""
    return {
        "floor": found.floor,
        "buffer_days": found.buffer_days,
        "overdue_policy": found.overdue_policy,
        "week_start": found.week_start,
        "average": found.average,
        "count_undeposited_funds": found.count_undeposited_funds,
        "cost_of_cash": found.cost_of_cash,
    }


def _of_terms(found: VendorTerms) -> dict[str, Any]:
    """What can be set of a vendor's terms."""
    return {
        "tier": found.tier,
        "vendor_class": found.vendor_class,
        "agreed_grace_days": found.agreed_grace_days,
        "late": found.late,
    }


def _terms_row(found: VendorTerms) -> dict[str, Any]:
    late = found.late
    return {
        "tier": found.tier,
        "vendor_class": found.vendor_class,
        "grace_days": found.agreed_grace_days,
        "late_cost_kind": late.kind if late else None,
        "late_rate": late.rate if late else None,
        "late_cap": late.cap if late else None,
    }
