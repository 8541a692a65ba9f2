"""A trail tells of settings field by field, in the API's names, and equal values in equal texts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.books.documents import Vendor
from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, VendorTerms
from orchestrators.settings.recurring_flows import FlowOrigin, RecurringFlow
from orchestrators.settings.states import state

KEY = UUID(int=1)


def test_what_is_not_there_has_no_state() -> None:
    assert state(None) is None


def test_a_policy() -> None:
    result = state(RunwayPolicy(floor=Decimal("-100.5000"), week_start=6, cost_of_cash=Decimal("0.080000")))
    assert result == {
        "floor": "-100.5",
        "bufferDays": 30,
        "overduePolicy": "HISTORY",
        "weekStart": "SUNDAY",
        "burnAverage": "MEDIAN",
        "countUndepositedFunds": False,
        "costOfCash": "0.08",
        "unexplainedTolerance": "0.01",
        "unexplainedLimit": "0.1",
        "baseline": None,
        "usualShare": "1",
        "usualSinceDate": None,
    }


def test_an_earmark_whatever_zeros_its_amount_was_kept_with() -> None:
    kept = [Earmark(KEY, "Taxes", Decimal(text), version) for version, text in ((1, "100"), (2, "100.0000"))]
    assert [state(item) for item in kept] == [{"name": "Taxes", "amount": "100"}] * 2


def test_a_vendors_terms_with_and_without_a_cost() -> None:
    late = LateTerms(LateCostKind.FLAT, Decimal("15.0000"), cap=None)
    result = state(VendorTerms(Tier.COMMODITY, agreed_grace_days=4, late=late))
    assert result == {
        "tier": "COMMODITY",
        "vendorClass": None,
        "agreedGraceDays": 4,
        "lateCost.kind": "FLAT",
        "lateCost.amount": "15",
        "lateCost.percent": None,
        "lateCost.cap": None,
    }
    assert set((state(VendorTerms()) or {}).values()) == {None}


def test_a_recurring_flow() -> None:
    vendor, day = Vendor(KEY, "Landlord", True), date(2026, 1, 1)
    flow = RecurringFlow(
        KEY, FlowOrigin.DECLARED, "Rent", vendor, Decimal(-900), Cadence.MONTHLY, day, None, None, None
    )
    assert state(flow) == {
        "label": "Rent",
        "counterparty": "Landlord",
        "amount": "-900",
        "cadence": "MONTHLY",
        "firstDate": "2026-01-01",
        "endDate": None,
    }
