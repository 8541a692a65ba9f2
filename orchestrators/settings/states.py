"""Settings as a trail tells of them: field by field, by the names that the API gives them."""

from dataclasses import dataclass
from decimal import Decimal

from orchestrators.books.documents import Counterparty
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, VendorTerms
from orchestrators.money import Money, plain
from orchestrators.settings.approvals import ApprovalPolicy
from orchestrators.settings.recurring_flows import RecurringFlow
from orchestrators.settings.weekdays import WEEK
from orchestrators.trail.trail import FieldValues


@dataclass(frozen=True, slots=True)
class TermsOfVendor:
    """A vendor, and what people know of it."""

    vendor: Counterparty
    terms: VendorTerms


Setting = ApprovalPolicy | RunwayPolicy | Earmark | TermsOfVendor | RecurringFlow


def states(before: Setting | None, after: Setting | None) -> tuple[FieldValues | None, FieldValues | None]:
    """Both sides of a change, of which one may not be there.

    A field that is equal on both is not shown, so the name of what was changed is on one side alone.
    """
    if after is None:
        return {**_named(before), **(state(before) or {})}, None
    return state(before), {**_named(after), **(state(after) or {})}


def state(setting: Setting | VendorTerms | None) -> FieldValues | None:
    """What was set of a setting, without its key; None of what is not there."""
    match setting:
        case ApprovalPolicy():
            return _approvals(setting)
        case RunwayPolicy():
            return _policy(setting)
        case Earmark():
            return {"name": setting.name, "amount": _text(setting.amount)}
        case TermsOfVendor(terms=terms) | (VendorTerms() as terms):
            return _terms(terms)
        case RecurringFlow():
            return _flow(setting)
    return None


def _named(setting: Setting | None) -> FieldValues:
    """Which of its kind the setting is."""
    match setting:
        case TermsOfVendor(vendor=vendor):
            return {"vendor": vendor.name}
        case Earmark(name=name):
            return {"earmark": name}
        case RecurringFlow(label=label):
            return {"recurringFlow": label}
    return {}


def _approvals(approval_policy: ApprovalPolicy) -> FieldValues:
    return {
        "aloneUpTo": _money(approval_policy.alone_up_to),
        "oneOtherUpTo": _money(approval_policy.one_other_up_to),
        "payDays": None if approval_policy.pay_days is None else ", ".join(approval_policy.pay_days),
        "minimumCash": _money(approval_policy.minimum_cash),
        "bufferDays": approval_policy.buffer_days,
        "runwayFloor": _money(approval_policy.runway_floor),
        "version": approval_policy.version,
    }


def _policy(runway_policy: RunwayPolicy) -> FieldValues:
    return {
        "floor": _text(runway_policy.floor),
        "bufferDays": runway_policy.buffer_days,
        "overduePolicy": runway_policy.overdue_policy,
        "weekStart": WEEK[runway_policy.week_start],
        "burnAverage": runway_policy.average,
        "countUndepositedFunds": runway_policy.count_undeposited_funds,
        "costOfCash": _text(runway_policy.cost_of_cash),
        "unexplainedTolerance": _text(runway_policy.unexplained_tolerance),
        "unexplainedLimit": _text(runway_policy.unexplained_limit),
        "baseline": runway_policy.baseline,
        "usualShare": _text(runway_policy.usual_share),
        "usualSinceDate": runway_policy.usual_since.isoformat() if runway_policy.usual_since else None,
    }


def _terms(vendor_terms: VendorTerms) -> FieldValues:
    late = vendor_terms.late
    return {
        "tier": vendor_terms.tier,
        "vendorClass": vendor_terms.vendor_class,
        "agreedGraceDays": vendor_terms.agreed_grace_days,
        "lateCost.kind": late.kind if late else None,
        "lateCost.amount": _text(late.amount) if late else None,
        "lateCost.percent": _text(late.percent) if late else None,
        "lateCost.cap": _text(late.cap) if late else None,
    }


def _flow(recurring_flow: RecurringFlow) -> FieldValues:
    return {
        "label": recurring_flow.label,
        "counterparty": recurring_flow.counterparty.name if recurring_flow.counterparty else None,
        "amount": _text(recurring_flow.amount),
        "cadence": recurring_flow.cadence,
        "firstDate": recurring_flow.first_date.isoformat(),
        "endDate": recurring_flow.end_date.isoformat() if recurring_flow.end_date else None,
    }


def _money(value: Money | None) -> str | None:
    return None if value is None else str(value.amount)


def _text(value: Decimal | None) -> str | None:
    """However many zeros it was kept with, equal numbers are equal texts."""
    return None if value is None else plain(value)
