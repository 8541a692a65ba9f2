"""Settings as a trail tells of them: field by field, by the names that the API gives them."""

from dataclasses import dataclass
from decimal import Decimal

from orchestrators.books.documents import Counterparty
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, VendorTerms
from orchestrators.money import Money, plain
from orchestrators.settings.approvals import ApprovalPolicy
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.settings.weekdays import WEEK
from orchestrators.trail.trail import State


@dataclass(frozen=True, slots=True)
class TermsOfVendor:
    """A vendor, and what people know of it."""

    vendor: Counterparty
    terms: VendorTerms


Setting = ApprovalPolicy | RunwayPolicy | Earmark | TermsOfVendor | RecurringFlow


def states(before: Setting | None, after: Setting | None) -> tuple[State | None, State | None]:
    """Both sides of a change, of which one may not be there.

    A field that is equal on both is not shown, so the name of what was changed is on one side alone.
    """
    if after is None:
        return {**_named(before), **(state(before) or {})}, None
    return state(before), {**_named(after), **(state(after) or {})}


def state(found: Setting | VendorTerms | None) -> State | None:
    """What was set of a setting, without its key; None of what is not there."""
    match found:
        case ApprovalPolicy():
            return _approvals(found)
        case RunwayPolicy():
            return _policy(found)
        case Earmark():
            return {"name": found.name, "amount": _text(found.amount)}
        case TermsOfVendor(terms=terms) | (VendorTerms() as terms):
            return _terms(terms)
        case RecurringFlow():
            return _flow(found)
    return None


def _named(found: Setting | None) -> State:
    """Which of its kind the setting is."""
    match found:
        case TermsOfVendor(vendor=vendor):
            return {"vendor": vendor.name}
        case Earmark(name=name):
            return {"earmark": name}
        case RecurringFlow(label=label):
            return {"recurringFlow": label}
    return {}


def _approvals(found: ApprovalPolicy) -> State:
    return {
        "aloneUpTo": _money(found.alone_up_to),
        "oneOtherUpTo": _money(found.one_other_up_to),
        "payDays": None if found.pay_days is None else ", ".join(found.pay_days),
        "minimumCash": _money(found.minimum_cash),
        "bufferDays": found.buffer_days,
        "runwayFloor": _money(found.runway_floor),
        "version": found.version,
    }


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


def _money(value: Money | None) -> str | None:
    return None if value is None else str(value.amount)


def _text(value: Decimal | None) -> str | None:
    """However many zeros it was kept with, equal numbers are equal texts."""
    return None if value is None else plain(value)
