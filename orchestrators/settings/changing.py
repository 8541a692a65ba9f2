"""Changing a setting: compared, versioned, written, recorded and announced, in one way for all kinds."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from db.books import WriteBooks
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.access.people import Actor
from orchestrators.access.roles import Role
from orchestrators.money import Written, in_other_currency
from orchestrators.settings.rules import SettingErrors, SettingRefusal
from orchestrators.settings.states import Setting, states
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator
from orchestrators.user_errors import forbidden, refused

T = TypeVar("T", bound=Setting)


@dataclass(frozen=True, slots=True)
class SettingChange(Generic[T]):
    """What a setting was before and is after; None where it is not there.

    Both are equal when nothing was written: because of the errors, or because it was so already. With a
    CONFLICT they are what somebody else left.
    """

    before: T | None
    after: T | None
    user_errors: SettingErrors = ()


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """What a setting is, read under a lock, and what it is to be; with errors it stays as it is.

    `after` has the version of `before`, so that both are equal when there is nothing to change. Version 0 is
    what was never set.
    """

    before: T | None
    after: T | None
    version: int = 0
    user_errors: SettingErrors = ()


@dataclass(frozen=True, slots=True)
class SettingStep(ABC, Generic[T]):
    """A change of one kind of setting as a caller wants it: key, values, and the version that they saw.

    Version 0 is what was never set; without one the setting is changed whatever it is now.
    """

    expected_version: int | None = field(default=None, kw_only=True)
    #: The amounts among the values, with their currencies: all settings are in home currency.
    written: tuple[Written, ...] = field(default=(), kw_only=True)

    #: Its name in the trail.
    action: ClassVar[AuditStep]
    roles: ClassVar[frozenset[Role]]
    #: What is told to those who may not, and to those who saw another version.
    not_allowed: ClassVar[str] = "cannot change this"
    has_changed: ClassVar[str] = "It has changed: it is at version"

    def faults(self, actor: Actor) -> SettingErrors:
        """What is wrong with the values, whatever the setting is now; no statement is made for these."""
        return ()

    @abstractmethod
    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[T]:
        """Lock what the change depends on, read it, and apply the values."""

    @abstractmethod
    async def write(self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[T]) -> T | None:
        """Write what is planned, one version up, and return it as it is then."""


@dataclass(frozen=True, slots=True)
class SettingOrchestrator:
    """Changes one setting at a time, inside the caller's one write transaction."""

    db: WriteBooks

    async def change(self, business_id: UUID, actor: Actor, step: SettingStep[T]) -> SettingChange[T]:
        """Take the step, unless an error is in the way or it changes nothing."""
        errors = _not_allowed(actor, step) or step.faults(actor) or await self._foreign(business_id, step)
        if errors:
            return SettingChange(None, None, errors)
        plan = await step.plan(self.db, business_id, actor)
        errors = _outdated(step, plan) or plan.user_errors
        if errors or plan.before == plan.after:
            return SettingChange(plan.before, plan.before, errors)
        after = await step.write(self.db, business_id, actor, plan)
        # Settings are the business's, whichever of them it is.
        event = Event(EventKind.SETTINGS, business_id, step.action, *states(plan.before, after))
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, [event])
        return SettingChange(plan.before, after)

    async def _foreign(self, business_id: UUID, step: SettingStep[T]) -> SettingErrors:
        """An error for each amount that is not in home currency; without amounts nothing is read."""
        if not step.written:
            return ()
        home = (await BusinessDataOrchestrator(self.db).get_data(business_id)).currency_code
        return tuple(
            error
            for path, message in in_other_currency(step.written, home)
            for error in refused(SettingRefusal.WRONG_CURRENCY, message, *path)
        )


def _not_allowed(actor: Actor, step: SettingStep[T]) -> SettingErrors:
    if actor.role in step.roles:
        return ()
    return forbidden(SettingRefusal.FORBIDDEN, actor.role, step.not_allowed)


def _outdated(step: SettingStep[T], plan: Plan[T]) -> SettingErrors:
    if step.expected_version in {None, plan.version}:
        return ()
    message = f"{step.has_changed} {plan.version}."
    return refused(SettingRefusal.CONFLICT, message, "input", "expectedVersion")
