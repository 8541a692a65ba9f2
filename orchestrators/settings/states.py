"""Settings as a trail tells of them: field by field, by the names that the API gives them."""

from collections.abc import Mapping
from decimal import Decimal

from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, VendorTerms
from orchestrators.money import plain
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.settings.weekdays import WEEK

#: Amounts and days are texts, so that they lose nothing.
State = Mapping[str, str | int | bool | None]


def state(found: RunwayPolicy | Earmark | VendorTerms | RecurringFlow | None) -> State | None:
    """What was set of it, without its key and version; None of what is not there."""
    match found:
        case RunwayPolicy():
            return _policy(found)
        case Earmark():
            return {"name": found.name, "amount": _text(found.amount)}
        case VendorTerms():
            return _terms(found)
        case RecurringFlow():
            return _flow(found)
    return None


def _policy(found: RunwayPolicy) -> State:
    return {
        "floor": _text(found.floor),
        "bufferDays": found.buffer_days,
        "overduePolicy": found.overdue_policy,
        "weekStart": WEEK[found.week_start],
        "average": found.average,
        "countUndepositedFunds": found.count_undeposited_funds,
        "costOfCash": _text(found.cost_of_cash),
    }


def _terms(found: VendorTerms) -> State:
    late = found.late
    return {
        "tier": found.tier,
        "vendorClass": found.vendor_class,
        "agreedGraceDays": found.agreed_grace_days,
        "lateCost.kind": late.kind if late else None,
        "lateCost.rate": _text(late.rate) if late else None,
        "lateCost.cap": _text(late.cap) if late else None,
    }


def _flow(found: RecurringFlow) -> State:
    return {
        "label": found.label,
        "counterparty": found.counterparty.name if found.counterparty else None,
        "amount": _text(found.amount),
        "cadence": found.cadence,
        "firstDay": found.first_day.isoformat(),
        "until": found.until.isoformat() if found.until else None,
    }


def _text(value: Decimal | None) -> str | None:
    """However many zeros it was kept with, equal numbers are equal texts."""
    return None if value is None else plain(value)
