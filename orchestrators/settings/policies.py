"""Setting the policies of a business: how its decisions are approved, and how its runway is computed."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from db.books import WriteBooks
from db.queries.settings import approvals, runway_policy
from orchestrators.access.people import Actor, Person
from orchestrators.access.roles import MAY_SET_POLICY, Role
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.money import Money, money
from orchestrators.settings.approvals import ApprovalDataOrchestrator, ApprovalPolicy
from orchestrators.settings.changing import Plan, SettingStep
from orchestrators.settings.rules import (
    APPROVAL_RULES,
    LIMIT_RULES,
    POLICY_RULES,
    Changes,
    SettingErrors,
    SettingRefusal,
    changed,
    faults,
)
from orchestrators.settings.runway_policy import policy
from orchestrators.settings.weekdays import WEEK
from orchestrators.trail.trail import AuditStep
from orchestrators.user_errors import refused


@dataclass(frozen=True, slots=True)
class SetApprovalPolicy(SettingStep[ApprovalPolicy]):
    """Change how decisions are approved, also those that were proposed before.

    `changes` by the fields of `ApprovalPolicy`, amounts as decimals in home currency; None is no limit.
    """

    changes: Changes

    action: ClassVar[AuditStep] = AuditStep.APPROVALS_SET
    roles: ClassVar[frozenset[Role]] = MAY_SET_POLICY
    not_allowed: ClassVar[str] = "may not set how decisions are approved"
    has_changed: ClassVar[str] = "The settings have changed: they are at version"

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[ApprovalPolicy]:
        """Lock the business, which is there before its first settings are."""
        await db.row(approvals.LOCK_BUSINESS, {"business_id": business_id})
        rules = await ApprovalDataOrchestrator(db).rules(business_id)
        before = rules.policy
        given = {name: _approval(value, rules.home) for name, value in self.changes.items()}
        after = replace(before, **given)
        # Rounding may lead beyond what the table keeps, so amounts are looked at once they are rounded.
        return Plan(before, after, before.version, _invalid(after))

    async def write(
        self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[ApprovalPolicy]
    ) -> ApprovalPolicy:
        """One statement, whether or not a row is there."""
        assert plan.after is not None
        columns = {name: _column(getattr(plan.after, name)) for name in approvals.SETTINGS}
        by = {"changed_by": actor.id, "changed_by_email": actor.email}
        values = {"business_id": business_id, "version": plan.version + 1, **columns, **by}
        row = await db.row(approvals.SET, values)
        assert row is not None, "an insert that changes the row that is there returns one"
        by_now = {"changed_by": Person(actor.email), "changed_at": row["changed_at"]}
        return replace(plan.after, version=plan.version + 1, **by_now)


@dataclass(frozen=True, slots=True)
class SetRunwayPolicy(SettingStep[RunwayPolicy]):
    """Change how the runway is computed; `changes` by the fields of `RunwayPolicy`, None for the default."""

    changes: Changes

    action: ClassVar[AuditStep] = AuditStep.POLICY_SET
    roles: ClassVar[frozenset[Role]] = MAY_SET_POLICY

    def faults(self, actor: Actor) -> SettingErrors:
        """Values out of range."""
        return faults(self.changes, POLICY_RULES)

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[RunwayPolicy]:
        """Lock the row, if there is one."""
        before = policy(await db.row(runway_policy.POLICY_FOR_UPDATE, {"business_id": business_id}))
        after = RunwayPolicy(**changed(_values(before), self.changes, _values(RunwayPolicy())))
        return Plan(before, replace(after, version=before.version), before.version)

    async def write(
        self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[RunwayPolicy]
    ) -> RunwayPolicy:
        """Two may insert the first row at once: the second breaks the key, looks again and sees the first."""
        assert plan.after is not None
        statement = runway_policy.UPDATE_POLICY if plan.version else runway_policy.INSERT_POLICY
        await db.rows(statement, {"business_id": business_id, **_values(plan.after)})
        return replace(plan.after, version=plan.version + 1)


def _values(policy: RunwayPolicy) -> dict[str, Any]:
    """What can be set of a policy; its columns have the same names."""
    return {field.name: getattr(policy, field.name) for field in fields(policy) if field.name != "version"}


def _approval(value: Any, home: str) -> Any:
    """A value as the settings hold it: amounts rounded to the currency, weekdays once and in their order."""
    if isinstance(value, Decimal):
        return money(value, home)
    if isinstance(value, list):
        # No pay days at all would be no payments at all: nobody asks for that with an empty list.
        return tuple(day for day in WEEK if day in value) or None
    return value


def _column(value: object) -> object:
    if isinstance(value, Money):
        return value.amount
    return [WEEK.index(day) for day in value] if isinstance(value, tuple) else value


def _invalid(policy: ApprovalPolicy) -> SettingErrors:
    values = {name: getattr(policy, name) for name in approvals.SETTINGS}
    code = SettingRefusal.INVALID_LIMITS
    return faults(values, APPROVAL_RULES, code) or faults(values, LIMIT_RULES, code) or _contrary(policy)


def _contrary(policy: ApprovalPolicy) -> SettingErrors:
    alone, other = policy.limits.alone_up_to, policy.limits.one_other_up_to
    if other is None or (alone is not None and other >= alone):
        return ()
    message = "The limit with one other person needs one alone, and is not below it."
    return refused(SettingRefusal.INVALID_LIMITS, message, "input", "oneOtherUpTo")
