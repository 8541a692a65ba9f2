"""What is given to change a setting: a field left out keeps its value, null clears it."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import UNSET

from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.calculations.runway.burn import BurnAverage
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.values import OverduePolicy
from orchestrators.refusals import BadInput
from orchestrators.settings.rules import Changes
from orchestrators.settings.weekdays import WEEK, Weekday
from schema import ids
from schema.money import MoneyInput
from schema.texts import bounded


def _optional(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=UNSET, name=name, description=description)


def _expected() -> Any:
    return strawberry.field(
        default=None,
        description="Version that the person saw, 0 if nothing was ever set; a newer one is a CONFLICT.",
    )


@strawberry.input(
    description="Changes to the approval policy, amounts in home currency. A field that is left out keeps "
    "its value; null removes the limit."
)
class SetApprovalPolicyInput:
    expected_version: int = strawberry.field(
        description="Version of the policy that the person saw, 0 if nothing was ever set; a newer one is a "
        "CONFLICT."
    )
    alone_up_to: MoneyInput | None = _optional(
        "Up to this amount a decision needs no approval by another person, in home currency."
    )
    one_other_up_to: MoneyInput | None = _optional(
        "Above this amount two other people must approve, in home currency; at least `aloneUpTo`."
    )
    pay_days: list[Weekday] | None = _optional(
        "Weekdays on which payments may leave; null or an empty list allows any."
    )
    minimum_cash: MoneyInput | None = _optional(
        "Guardrail: minimum cash balance after a payment, in home currency."
    )
    buffer_days: int | None = _optional(
        "Guardrail: minimum dated runway in days after a payment, from 0 to 3,650."
    )
    runway_floor: MoneyInput | None = _optional(
        "Guardrail: minimum of the lowest forecast balance after a payment, in home currency."
    )

    def changes(self) -> Changes:
        """By the fields of the settings."""
        if self.pay_days:
            bounded(self.pay_days, "input.payDays")
        return _given(
            self,
            "alone_up_to",
            "one_other_up_to",
            "pay_days",
            "minimum_cash",
            "buffer_days",
            "runway_floor",
        )


@strawberry.input(
    description="Changes to the runway policy. A field that is left out keeps its value; null restores the "
    "default."
)
class SetRunwayPolicyInput:
    floor: MoneyInput | None = _optional(
        "Minimum cash balance in home currency; negative where an overdraft may be used."
    )
    buffer_days: int | None = _optional("Minimum runway to keep, in days, from 0 to 3,650.")
    overdue_policy: OverduePolicy | None = _optional("How open items past their due date enter the forecast.")
    week_start: Weekday | None = _optional("Weekday on which the weeks of the forecast begin.")
    average: BurnAverage | None = _optional(
        "Whether burn is the median or the mean of the completed months.", name="burnAverage"
    )
    count_undeposited_funds: bool | None = _optional(
        "Whether customer payments that are not deposited yet count as cash."
    )
    cost_of_cash: Decimal | None = _optional(
        "Annual cost of capital as a fraction from 0 to 10; 0.08 is 8 %."
    )
    unexplained_tolerance: Decimal | None = _optional(
        "Share of an account's movements, from 0 to 1, above which an unexplained difference of its balance "
        "is an issue."
    )
    unexplained_limit: Decimal | None = _optional(
        "Share of the movements of all cash accounts, from 0 to 1, above which unexplained differences make "
        "burn unknown."
    )
    baseline: Baseline | None = _optional(
        "Whether the forecast adds the usual weekly cash flows; null lets the back-test of past forecasts "
        "decide."
    )
    usual_share: Decimal | None = _optional(
        "Share of the usual weekly cash flows to expect, from 0 to 10; 0.8 is 20 % less."
    )
    usual_since: date | None = _optional(
        "Day from which `usualShare` applies; null applies it from now on.", name="usualSinceDate"
    )
    expected_version: int | None = _expected()

    def changes(self) -> Changes:
        """By the fields of the policy."""
        given = _given(
            self,
            "floor",
            "buffer_days",
            "overdue_policy",
            "week_start",
            "average",
            "count_undeposited_funds",
            "cost_of_cash",
            "unexplained_tolerance",
            "unexplained_limit",
            "baseline",
            "usual_share",
            "usual_since",
        )
        day = given.get("week_start")
        return given if day is None else {**given, "week_start": WEEK.index(day)}


@strawberry.input(description="An earmark to create, or to change if one of this name exists.")
class SetEarmarkInput:
    name: str = strawberry.field(
        description="Name of the earmark, at most 200 characters on one line. An earmark of this name is "
        "changed."
    )
    amount: MoneyInput = strawberry.field(description="Amount to set aside, in home currency, more than 0.")
    expected_version: int | None = _expected()


@strawberry.input(description="Identifies the earmark to release, by its id or by its name.")
class ReleaseEarmarkInput:
    id: strawberry.ID | None = strawberry.field(default=None, description="Global id of the earmark.")
    name: str | None = strawberry.field(default=None, description="Name of the earmark.")

    def key(self) -> Any:
        """Its key, if it is named by its id."""
        return None if self.id is None else ids.decode(self.id, "input.id", "Earmark")[1]


@strawberry.input(
    description="What a vendor charges for late payment; replaces the earlier setting as a whole."
)
class LateCostInput:
    kind: LateCostKind = strawberry.field(description="How the charge is computed.")
    amount: MoneyInput | None = strawberry.field(
        default=None, description="For FLAT, which requires it: the charge in home currency."
    )
    percent: Decimal | None = strawberry.field(
        default=None, description="For all other kinds, which require it: the percentage; 1.5 is 1.5 %."
    )
    cap: MoneyInput | None = strawberry.field(
        default=None, description="Maximum charge in home currency; null for no maximum."
    )

    def terms(self) -> LateTerms:
        """As they are kept; raises `BadInput` naming the field that is missing or has no meaning."""
        takes = "amount" if self.kind is LateCostKind.FLAT else "percent"
        rates = {"amount": self.amount.exact if self.amount else None, "percent": self.percent}
        for name, rate in rates.items():
            if (rate is None) is (name == takes):
                needed = "is required" if name == takes else "must be left out"
                raise BadInput(f"input.lateCost.{name}", f"{needed} for {self.kind.value}")
        return LateTerms(self.kind, rates[takes] or Decimal(0), cap=self.cap.exact if self.cap else None)


@strawberry.input(
    description="Changes to a vendor's terms. A field that is left out keeps its value; null removes it."
)
class SetVendorTermsInput:
    vendor_id: strawberry.ID = strawberry.field(description="Global id of the vendor.")
    tier: Tier | None = _optional("Importance of paying this vendor on time.")
    vendor_class: VendorClass | None = _optional("Category of the vendor's claim, which suggests a tier.")
    grace_days: int | None = _optional("Agreed days of late payment without consequences, from 0 to 365.")
    late_cost: LateCostInput | None = _optional("What the vendor charges for late payment.")
    expected_version: int | None = _expected()

    def changes(self) -> Changes:
        """By the fields of the terms."""
        given = _given(self, "tier", "vendor_class")
        if self.grace_days is not UNSET:
            given["agreed_grace_days"] = self.grace_days
        if self.late_cost is not UNSET:
            late = self.late_cost
            given["late"] = late and late.terms()
        return given


@strawberry.input(
    description="A declared recurring flow. With an id, fields that are left out keep their value; null "
    "restores the default."
)
class SetRecurringFlowInput:
    id: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of a declared flow to change; left out, a new flow is declared."
    )
    label: str | None = _optional(
        "Name of the flow, such as Rent: at most 200 characters on one line. Required for a new flow."
    )
    counterparty_id: strawberry.ID | None = _optional("Global id of the vendor or customer; null for none.")
    amount: MoneyInput | None = _optional(
        "Amount in home currency, positive for receipts, negative for payments. Required for a new flow. 0 "
        "suppresses the detected flow of this counterparty or label."
    )
    cadence: Cadence | None = _optional("How often the flow occurs; MONTHLY by default.")
    first_date: date | None = _optional(
        "First regular day, within ten years of today; today by default. The flow does not occur before it."
    )
    until: date | None = _optional(
        "Last day on which the flow may occur, after the first one; null for no end.", name="endDate"
    )

    def key(self) -> Any:
        """The key of the flow that is to change."""
        return None if self.id is None else ids.decode(self.id, "input.id", "RecurringFlow")[1]

    def changes(self) -> Changes:
        """By the columns of a flow."""
        given = _given(self, "label", "amount", "cadence", "until")
        if isinstance(self.label, str):
            given["label"] = self.label.strip()
        if self.first_date is not UNSET:
            given["anchor"] = self.first_date
        if self.counterparty_id is not UNSET:
            party = self.counterparty_id
            given["party_id"] = party and ids.decode(party, "input.counterpartyId", "Vendor", "Customer")[1]
        return given


@strawberry.input(description="Identifies the declared recurring flow to remove.")
class RemoveRecurringFlowInput:
    id: strawberry.ID = strawberry.field(description="Global id of the declared flow.")


def _given(source: object, *names: str) -> dict[str, Any]:
    """The fields that were not left out, amounts without their currency."""
    values = ((name, getattr(source, name)) for name in names)
    return {
        name: value.exact if isinstance(value, MoneyInput) else value
        for name, value in values
        if value is not UNSET
    }
