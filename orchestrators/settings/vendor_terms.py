"""Setting what people know of a vendor: what is at stake, what was agreed, what lateness costs."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from db.books import WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_SET_FACTS, Role
from orchestrators.books.documents import DocumentDataOrchestrator, Vendor
from orchestrators.calculations.settings.policy import VendorTerms
from orchestrators.settings.changing import Plan, SettingStep
from orchestrators.settings.rules import (
    TERMS_RULES,
    Changes,
    SettingErrors,
    SettingRefusal,
    faults,
    late_faults,
)
from orchestrators.settings.runway_policy import vendor_terms
from orchestrators.settings.states import TermsOfVendor
from orchestrators.trail.trail import AuditStep
from orchestrators.user_errors import refused


@dataclass(frozen=True, slots=True)
class SetVendorTerms(SettingStep[TermsOfVendor]):
    """Change a vendor's terms; `changes` by the fields of `VendorTerms`, None where nobody knows."""

    vendor_id: UUID
    changes: Changes

    action: ClassVar[AuditStep] = AuditStep.VENDOR_TERMS_SET
    roles: ClassVar[frozenset[Role]] = MAY_SET_FACTS

    def faults(self, actor: Actor) -> SettingErrors:
        """Values out of range."""
        return faults(self.changes, TERMS_RULES) + late_faults(self.changes.get("late"))

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[TermsOfVendor]:
        """Lock the row, if there is one."""
        vendor = await DocumentDataOrchestrator(db).party(business_id, self.vendor_id)
        if not isinstance(vendor, Vendor):
            message = "There is no such vendor."
            return Plan(
                None, None, user_errors=refused(SettingRefusal.NOT_FOUND, message, "input", "vendorId")
            )
        about = {"business_id": business_id, "vendor_id": self.vendor_id}
        before = vendor_terms(await db.row(queries.TERMS_FOR_UPDATE, about))
        # What nobody knows is None by default, as it is in the changes.
        after = replace(before, **self.changes)
        return Plan(TermsOfVendor(vendor, before), TermsOfVendor(vendor, after), before.version)

    async def write(
        self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[TermsOfVendor]
    ) -> TermsOfVendor:
        """Two may insert the first row at once: the second breaks the key, looks again and sees the first."""
        assert plan.after is not None
        terms = plan.after.terms
        statement = queries.UPDATE_TERMS if plan.version else queries.INSERT_TERMS
        about = {"business_id": business_id, "vendor_id": self.vendor_id}
        await db.rows(statement, {**about, **_columns(terms)})
        return replace(plan.after, terms=replace(terms, version=plan.version + 1))


def _columns(terms: VendorTerms) -> dict[str, Any]:
    late = terms.late
    return {
        "tier": terms.tier,
        "vendor_class": terms.vendor_class,
        "grace_days": terms.agreed_grace_days,
        "late_cost_kind": late.kind if late else None,
        "late_rate": late.rate if late else None,
        "late_cap": late.cap if late else None,
    }
