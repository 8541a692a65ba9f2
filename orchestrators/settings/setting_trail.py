"""What the trail tells of a setting that was changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from orchestrators.books.documents import Counterparty
from orchestrators.calculations.settings.policy import Earmark
from orchestrators.settings.outcomes import (
    EarmarkOutcome,
    FlowOutcome,
    PolicyOutcome,
    ReleaseOutcome,
    RemovalOutcome,
    SettingOutcome,
    TermsOutcome,
)
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.settings.states import state
from orchestrators.trail.trail import Event, EventKind, State

_STEPS: Mapping[type[SettingOutcome[Any]], str] = {
    PolicyOutcome: "POLICY_SET",
    EarmarkOutcome: "EARMARK_SET",
    ReleaseOutcome: "EARMARK_RELEASED",
    TermsOutcome: "VENDOR_TERMS_SET",
    FlowOutcome: "FLOW_DECLARED",
    RemovalOutcome: "FLOW_REMOVED",
}


def events(business_id: UUID, outcome: SettingOutcome[Any]) -> tuple[Event, ...]:
    """The event of a change; none when nothing was written. Settings are the business's."""
    if outcome.before == outcome.after:
        return ()
    before, after, named = state(outcome.before), state(outcome.after), _named(outcome)
    # A field that stays as it was is not shown, so what it is about stands on one side alone.
    before, after = (before, {**named, **after}) if after is not None else ({**named, **(before or {})}, None)
    return (Event(EventKind.SETTINGS, business_id, _STEPS[type(outcome)], before, after),)


def _named(outcome: SettingOutcome[Any]) -> State:
    """Which of its kind the setting is."""
    match outcome, outcome.after or outcome.before:
        case TermsOutcome(vendor=Counterparty(name=name)), _:
            return {"vendor": name}
        case _, Earmark(name=name):
            return {"earmark": name}
        case _, RecurringFlow(label=label):
            return {"recurringFlow": label}
    return {}
