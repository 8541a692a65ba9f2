"""Declaring what will come back regularly, whatever the books show, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

from db.books import WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.access.people import Actor
from orchestrators.access.roles import MAY_SET_FACTS, Role
from orchestrators.books.documents import Counterparty, DocumentDataOrchestrator
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.settings.changing import Plan, SettingStep
from orchestrators.settings.recurring_flows import FlowOrigin, RecurringFlow, RecurringFlowDataOrchestrator
from orchestrators.settings.rules import Changes, SettingErrors, SettingRefusal, changed, faults, flow_rules
from orchestrators.trail.trail import AuditStep
from orchestrators.user_errors import refused

MAX_DECLARED = 200


@dataclass(frozen=True, slots=True)
class SetRecurringFlow(SettingStep[RecurringFlow]):
    """Change a declared flow, or declare one; `changes` by column, None for the default.

    By default a flow is monthly from today on and does not end; label and amount have no default. Declaring
    again what is declared already is that flow. A flow has no version.
    """

    flow_id: UUID | None
    changes: Changes

    action: ClassVar[AuditStep] = AuditStep.FLOW_DECLARED
    roles: ClassVar[frozenset[Role]] = MAY_SET_FACTS

    def faults(self, actor: Actor) -> SettingErrors:
        """Values out of range."""
        return faults(self.changes, flow_rules(actor.today))

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[RecurringFlow]:
        """Lock all declared ones: a new one may equal one of them, and needs room among them."""
        declared = await _locked(db, business_id, actor.today)
        before = _of(declared, self.flow_id)
        if self.flow_id is not None and before is None:
            return _unplanned(await _absent(db, business_id, actor.today, self.flow_id))
        defaults = _defaults(actor.today)
        values = changed(_values(before) if before else defaults, self.changes, defaults)
        if errors := _incomplete(values):
            return _unplanned(errors, before)
        party_id = values["party_id"]
        party = None if party_id is None else await DocumentDataOrchestrator(db).party(business_id, party_id)
        if party_id is not None and party is None:
            return _unplanned(_missing("There is no such vendor or customer.", "counterpartyId"), before)
        return _planned(business_id, declared, before, values, party)

    async def write(
        self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[RecurringFlow]
    ) -> RecurringFlow | None:
        """Read it back: the day on which it comes next depends on what the books show of it."""
        assert plan.after is not None
        about = {"business_id": business_id, "id": plan.after.id, "origin": plan.after.origin}
        statement = queries.UPDATE_FLOW if plan.before else queries.INSERT_FLOW
        await db.rows(statement, {**about, **_values(plan.after)})
        return await RecurringFlowDataOrchestrator(db).flow(business_id, actor.today, plan.after.id)


@dataclass(frozen=True, slots=True)
class RemoveRecurringFlow(SettingStep[RecurringFlow]):
    """Take a declared flow back; what the books show about it is counted with again."""

    flow_id: UUID

    action: ClassVar[AuditStep] = AuditStep.FLOW_REMOVED
    roles: ClassVar[frozenset[Role]] = MAY_SET_FACTS

    async def plan(self, db: WriteBooks, business_id: UUID, actor: Actor) -> Plan[RecurringFlow]:
        """Lock all declared ones, in the order in which everybody does."""
        before = _of(await _locked(db, business_id, actor.today), self.flow_id)
        if before is None:
            return _unplanned(await _absent(db, business_id, actor.today, self.flow_id))
        return Plan(before, None)

    async def write(self, db: WriteBooks, business_id: UUID, actor: Actor, plan: Plan[RecurringFlow]) -> None:
        """Delete the row."""
        await db.rows(queries.DELETE_FLOW, {"business_id": business_id, "id": self.flow_id})


async def _locked(db: WriteBooks, business_id: UUID, today: date) -> list[RecurringFlow]:
    # The second statement sees what others committed while the first one waited for them.
    await db.rows(queries.LOCK_DECLARED, {"business_id": business_id})
    flows = await RecurringFlowDataOrchestrator(db).get_data(business_id, today)
    return [flow for flow in flows if flow.origin is FlowOrigin.DECLARED]


def _of(declared: Sequence[RecurringFlow], flow_id: UUID | None) -> RecurringFlow | None:
    return next((flow for flow in declared if flow.id == flow_id), None)


async def _absent(db: WriteBooks, business_id: UUID, today: date, flow_id: UUID) -> SettingErrors:
    if await RecurringFlowDataOrchestrator(db).flow(business_id, today, flow_id) is None:
        return _missing("There is no such recurring flow.", "id")
    message = "The books show this flow: declare one with its label or counterparty to replace it."
    return refused(SettingRefusal.INVALID_VALUE, message, "input", "id")


def _missing(message: str, field: str) -> SettingErrors:
    return refused(SettingRefusal.NOT_FOUND, message, "input", field)


def _incomplete(values: dict[str, Any]) -> SettingErrors:
    missing = [name for name in ("label", "amount") if values[name] is None]
    if missing:
        return refused(SettingRefusal.INVALID_VALUE, "A flow has a label and an amount.", "input", missing[0])
    if values["until"] is not None and values["until"] <= values["anchor"]:
        message = "It must be a day after the first one."
        return refused(SettingRefusal.INVALID_VALUE, message, "input", "endDate")
    return ()


def _unplanned(errors: SettingErrors, before: RecurringFlow | None = None) -> Plan[RecurringFlow]:
    return Plan(before, before, user_errors=errors)


def _planned(
    business_id: UUID,
    declared: Sequence[RecurringFlow],
    before: RecurringFlow | None,
    values: dict[str, Any],
    party: Counterparty | None,
) -> Plan[RecurringFlow]:
    same = before or next((flow for flow in declared if _values(flow) == values), None)
    if same is not None and _values(same) == values:
        return Plan(same, same)
    if same is None and len(declared) >= MAX_DECLARED:
        message = f"There are {MAX_DECLARED} declared flows, the most that there can be; remove one first."
        return _unplanned(refused(SettingRefusal.LIMIT_REACHED, message, "input", "label"))
    flow_id = before.id if before else _new_id(business_id, declared, values)
    return Plan(before, _flow(flow_id, values, party))


def _flow(flow_id: UUID, values: dict[str, Any], party: Counterparty | None) -> RecurringFlow:
    """A flow as it is declared, not yet compared with what the books show."""
    return RecurringFlow(
        id=flow_id,
        origin=FlowOrigin.DECLARED,
        label=values["label"],
        counterparty=party,
        amount=values["amount"],
        cadence=values["cadence"],
        first_date=values["anchor"],
        next_date=None,
        last_seen_date=None,
        end_date=values["until"],
    )


def _new_id(business_id: UUID, declared: Sequence[RecurringFlow], values: dict[str, Any]) -> UUID:
    # Made of what is declared: of two that send the same at once the second breaks the key, and looks again.
    amount = format(values["amount"].normalize(), "f")
    derived = uuid5(business_id, "\n".join(map(str, {**values, "amount": amount}.values())))
    return uuid4() if any(flow.id == derived for flow in declared) else derived


def _defaults(today: date) -> dict[str, Any]:
    return {
        "party_id": None,
        "label": None,
        "amount": None,
        "cadence": Cadence.MONTHLY,
        "anchor": today,
        "until": None,
    }


def _values(flow: RecurringFlow) -> dict[str, Any]:
    return {
        "party_id": flow.counterparty.id if flow.counterparty else None,
        "label": flow.label,
        "amount": flow.amount,
        "cadence": flow.cadence,
        "anchor": flow.first_date,
        "until": flow.end_date,
    }
