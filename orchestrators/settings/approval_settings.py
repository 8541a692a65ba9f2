"""Setting how decisions are approved: what is given is changed, what is left out stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.books import WriteBooks
from db.queries.settings import approvals as queries
from orchestrators.access.people import Actor
from orchestrators.calculations.decisions.roles import MAY_SET_POLICY
from orchestrators.calculations.decisions.words import Refusal
from orchestrators.decisions.outcome import Outcome, may_not, refused
from orchestrators.money import Money, money
from orchestrators.settings.approvals import ApprovalDataOrchestrator, ApprovalPolicy
from orchestrators.settings.rules import MOST_AMOUNT
from orchestrators.settings.weekdays import WEEK, Weekday
from orchestrators.trail.trail import Event, EventKind, TrailOrchestrator

_TOLD = {
    "alone_up_to": "aloneUpTo",
    "one_other_up_to": "oneOtherUpTo",
    "pay_days": "payDays",
    "minimum_cash": "minimumCash",
    "buffer_days": "bufferDays",
    "runway_floor": "runwayFloor",
    "version": "version",
}
_LIMITS = ("alone_up_to", "one_other_up_to")
_AMOUNTS = (*_LIMITS, "minimum_cash", "runway_floor")


@dataclass(frozen=True, slots=True)
class NewSettings:
    """A field that is not among the changes stays, one that is None is no longer limited."""

    expected_version: int
    changes: tuple[tuple[str, Decimal | int | tuple[Weekday, ...] | None], ...]


@dataclass(frozen=True, slots=True)
class ApprovalOrchestrator:
    """Writes the settings, inside the caller's one write transaction."""

    db: WriteBooks

    async def change(self, business_id: UUID, actor: Actor, given: NewSettings) -> Outcome:
        """Change the settings; they hold for every step from then on, also with decisions proposed before."""
        if actor.role not in MAY_SET_POLICY:
            return may_not(actor.role, "set how decisions are approved").alone()
        await self.db.row(queries.LOCK_BUSINESS, {"business_id": business_id})
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        if given.expected_version != rules.policy.version:
            message = f"The settings have changed: they are at version {rules.policy.version}."
            return refused(Refusal.CONFLICT, message, "input", "expectedVersion")
        new = _changed(rules.policy, dict(given.changes), rules.home)
        problem = _problem(new)
        if problem is not None:
            return problem
        by = {"changed_by": actor.id, "changed_by_email": actor.email}
        values = {name: _stored(getattr(new, name)) for name in queries.SETTINGS}
        await self.db.rows(queries.SET, {"business_id": business_id, "version": new.version, **values, **by})
        event = Event(EventKind.SETTINGS, business_id, "APPROVALS_SET", _told(rules.policy), _told(new))
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, [event])
        return Outcome(None)


def _told(policy: ApprovalPolicy) -> dict[str, str | int | bool | None]:
    """For the trail: fields as the API calls them, amounts and days as texts."""
    return {name: _text(_stored(getattr(policy, field))) for field, name in _TOLD.items()}


def _text(value: object) -> str | int | None:
    if isinstance(value, list):
        return ", ".join(WEEK[day] for day in value)
    return value if value is None or isinstance(value, int) else str(value)


def _changed(policy: ApprovalPolicy, given: Mapping[str, Any], home: str) -> ApprovalPolicy:
    changes: dict[str, Any] = {
        name: None if given[name] is None else money(given[name], home) for name in _AMOUNTS if name in given
    }
    if "pay_days" in given:
        # No pay days at all would be no payments at all: nobody asks for that with an empty list.
        changes["pay_days"] = given["pay_days"] or None
    if "buffer_days" in given:
        changes["buffer_days"] = given["buffer_days"]
    return replace(policy, version=policy.version + 1, **changes)


def _problem(policy: ApprovalPolicy) -> Outcome | None:
    for name in _AMOUNTS:
        amount: Money | None = getattr(policy, name)
        if amount is not None and abs(amount.amount) > MOST_AMOUNT:
            # Rounding may lead beyond what the table keeps.
            message = f"An amount is at most {MOST_AMOUNT}."
            return refused(Refusal.INVALID_LIMITS, message, "input", _TOLD[name])
        if amount is not None and amount.amount < 0 and name in _LIMITS:
            return refused(Refusal.INVALID_LIMITS, "A limit is not below 0.", "input", _TOLD[name])
    if policy.buffer_days is not None and not 0 <= policy.buffer_days <= 3650:
        message = "The buffer is from 0 to 3,650 days."
        return refused(Refusal.INVALID_LIMITS, message, "input", "bufferDays")
    alone, other = policy.limits.alone_up_to, policy.limits.one_other_up_to
    if other is not None and (alone is None or other < alone):
        message = "The limit with one other person needs one alone, and is not below it."
        return refused(Refusal.INVALID_LIMITS, message, "input", "oneOtherUpTo")
    return None


def _stored(value: object) -> object:
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, tuple):
        return sorted({WEEK.index(day) for day in value})
    return value
