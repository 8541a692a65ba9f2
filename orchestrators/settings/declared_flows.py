"""Declaring what will come back regularly, whatever the books show, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from db.books import Caller, WriteBooks
from db.queries.settings import runway_policy as queries
from orchestrators.books.documents import DocumentDataOrchestrator
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.settings.outcomes import (
    MAY_TELL,
    FlowOutcome,
    RemovalOutcome,
    SettingRefusal,
    UserErrors,
    not_by,
    refused,
)
from orchestrators.settings.recurring_flows import FlowOrigin, RecurringFlow, RecurringFlowDataOrchestrator
from orchestrators.settings.rules import Changes, changed, faults, flow_rules

MAX_DECLARED = 200


@dataclass(frozen=True, slots=True)
class DeclaredFlowOrchestrator:
    """Declares recurring flows and removes them, inside the caller's one write transaction."""

    db: WriteBooks

    async def declare(
        self, business_id: UUID, caller: Caller, flow_id: UUID | None, changes: Changes
    ) -> FlowOutcome:
        """Change a declared flow, or declare one; `changes` by column, None for the default.

        By default a flow is monthly from today on and does not end; label and amount have no default.
        Declaring again what is declared already is that flow.
        """
        wrong = not_by(caller, MAY_TELL) or faults(changes, flow_rules(caller.today))
        if wrong:
            return FlowOutcome(None, None, wrong)
        declared = await self._locked(business_id, caller.today)
        before = next((flow for flow in declared if flow.id == flow_id), None)
        if flow_id is not None and before is None:
            return FlowOutcome(None, None, await self._absent(business_id, caller.today, flow_id))
        defaults = _defaults(caller.today)
        values = changed(_values(before) if before else defaults, changes, defaults)
        obstacle = _incomplete(values) or await self._no_party(business_id, values["party_id"])
        if obstacle:
            return FlowOutcome(before, before, obstacle)
        same = before or next((flow for flow in declared if _values(flow) == values), None)
        if same is not None and _values(same) == values:
            return FlowOutcome(same, same)
        if same is None and len(declared) >= MAX_DECLARED:
            return FlowOutcome(None, None, _full())
        return FlowOutcome(before, await self._written(business_id, caller.today, declared, before, values))

    async def remove(self, business_id: UUID, caller: Caller, flow_id: UUID) -> RemovalOutcome:
        """Take a declared flow back; what the books show about it is counted with again."""
        if wrong := not_by(caller, MAY_TELL):
            return RemovalOutcome(None, None, wrong)
        declared = await self._locked(business_id, caller.today)
        before = next((flow for flow in declared if flow.id == flow_id), None)
        if before is None:
            return RemovalOutcome(None, None, await self._absent(business_id, caller.today, flow_id))
        await self.db.rows(queries.DELETE_FLOW, {"business_id": business_id, "id": flow_id})
        return RemovalOutcome(before, None)

    async def _locked(self, business_id: UUID, today: date) -> list[RecurringFlow]:
        # The second statement sees what others committed while the first one waited for them.
        await self.db.rows(queries.LOCK_DECLARED, {"business_id": business_id})
        flows = await RecurringFlowDataOrchestrator(self.db).get_data(business_id, today)
        return [flow for flow in flows if flow.origin is FlowOrigin.DECLARED]

    async def _absent(self, business_id: UUID, today: date, flow_id: UUID) -> UserErrors:
        found = await RecurringFlowDataOrchestrator(self.db).flow(business_id, today, flow_id)
        if found is None:
            return refused(SettingRefusal.NOT_FOUND, "There is no such recurring flow.", "id")
        message = "The books show this flow: declare one with its label or counterparty to replace it."
        return refused(SettingRefusal.INVALID_VALUE, message, "id")

    async def _no_party(self, business_id: UUID, party_id: UUID | None) -> UserErrors:
        if party_id is None or await DocumentDataOrchestrator(self.db).party(business_id, party_id):
            return ()
        return refused(SettingRefusal.NOT_FOUND, "There is no such vendor or customer.", "counterpartyId")

    async def _written(
        self,
        business_id: UUID,
        today: date,
        declared: Sequence[RecurringFlow],
        before: RecurringFlow | None,
        values: dict[str, Any],
    ) -> RecurringFlow | None:
        flow_id = before.id if before else _new_id(business_id, declared, values)
        written = {"business_id": business_id, "id": flow_id, "origin": FlowOrigin.DECLARED, **values}
        await self.db.rows(queries.UPDATE_FLOW if before else queries.INSERT_FLOW, written)
        return await RecurringFlowDataOrchestrator(self.db).flow(business_id, today, flow_id)


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
        "anchor": flow.first_day,
        "until": flow.until,
    }


def _incomplete(values: dict[str, Any]) -> UserErrors:
    missing = [name for name in ("label", "amount") if values[name] is None]
    if missing:
        return refused(SettingRefusal.INVALID_VALUE, "A flow has a label and an amount.", missing[0])
    if values["until"] is not None and values["until"] <= values["anchor"]:
        return refused(SettingRefusal.INVALID_VALUE, "It must be a day after the first one.", "until")
    return ()


def _new_id(business_id: UUID, declared: Sequence[RecurringFlow], values: dict[str, Any]) -> UUID:
    # Made of what is declared: of two that send the same at once the second breaks the key, and looks again.
    amount = format(values["amount"].normalize(), "f")
    derived = uuid5(business_id, "\n".join(map(str, {**values, "amount": amount}.values())))
    return uuid4() if any(flow.id == derived for flow in declared) else derived


def _full() -> UserErrors:
    message = f"There are {MAX_DECLARED} declared flows, the most that there can be; remove one first."
    return refused(SettingRefusal.LIMIT_REACHED, message, "label")
