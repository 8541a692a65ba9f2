"""Putting money aside under a name, and releasing it again: doing either twice is doing it once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid4

from db.books import WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_SET_POLICY, Role
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.settings.changing import Plan, SettingStep
from orchestrators.settings.rules import EARMARK_RULES, SettingErrors, SettingRefusal, faults
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator
from orchestrators.trail.trail import AuditStep
from orchestrators.user_errors import refused

MAX_EARMARKS = 100


@dataclass(frozen=True, slots=True)
class SetEarmark(SettingStep[Earmark]):
    """Put an amount aside, in home currency, instead of what the name has."""

    name: str
    amount: Decimal

    action: ClassVar[AuditStep] = AuditStep.EARMARK_SET
    roles: ClassVar[frozenset[Role]] = MAY_SET_POLICY

    def faults(self, actor: Actor) -> SettingErrors:
        """Values out of range."""
        return faults({"name": self.name, "amount": self.amount}, EARMARK_RULES)

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[Earmark]:
        """Lock all of them: a new one needs room among the others."""
        earmarks = await _locked(db, business_id)
        before = next((earmark for earmark in earmarks if earmark.name == self.name), None)
        if before is None:
            return Plan(None, Earmark(uuid4(), self.name, self.amount, 0), 0, _full(earmarks))
        return Plan(before, replace(before, amount=self.amount), before.version)

    async def write(self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[Earmark]) -> Earmark:
        """Two may insert one name at once: the second breaks the key, looks again and sees the first."""
        assert plan.after is not None
        values = {"business_id": business_id, "id": plan.after.id, "name": self.name, "amount": self.amount}
        await db.rows(queries.UPDATE_EARMARK if plan.before else queries.INSERT_EARMARK, values)
        return replace(plan.after, version=plan.version + 1)


@dataclass(frozen=True, slots=True)
class ReleaseEarmark(SettingStep[Earmark]):
    """Take an earmark away, by its id or its name; that there is none is no error."""

    earmark_id: UUID | None
    name: str | None

    action: ClassVar[AuditStep] = AuditStep.EARMARK_RELEASED
    roles: ClassVar[frozenset[Role]] = MAY_SET_POLICY

    def faults(self, actor: Actor) -> SettingErrors:
        """Neither name, or both."""
        if (self.earmark_id is None) != (self.name is None):
            return ()
        message = "Name the earmark either by its id or by its name."
        return refused(SettingRefusal.INVALID_VALUE, message, "input", "name")

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[Earmark]:
        """Lock all of them, in the order in which everybody does."""
        earmarks = await _locked(db, business_id)
        named = (
            earmark for earmark in earmarks if earmark.id == self.earmark_id or earmark.name == self.name
        )
        return Plan(next(named, None), None)

    async def write(self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[Earmark]) -> None:
        """Delete the row."""
        assert plan.before is not None
        await db.rows(queries.DELETE_EARMARK, {"business_id": business_id, "id": plan.before.id})


async def _locked(db: WriteBooks, business_id: UUID) -> tuple[Earmark, ...]:
    # The second statement sees what others committed while the first one waited for them.
    await db.rows(queries.LOCK_EARMARKS, {"business_id": business_id})
    return await RunwayPolicyDataOrchestrator(db).earmarks(business_id)


def _full(earmarks: Sequence[Earmark]) -> SettingErrors:
    if len(earmarks) < MAX_EARMARKS:
        return ()
    message = f"There are {MAX_EARMARKS} earmarks, the most that there can be; release one first."
    return refused(SettingRefusal.LIMIT_REACHED, message, "input", "name")
