"""What is given to change a setting: a field left out keeps its value, null clears it."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import UNSET

from orchestrators.calculations.books.late import LateCostKind, LateTerms
from orchestrators.calculations.books.vendor import Tier, VendorClass
from orchestrators.calculations.runway.burn import Average
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.calculations.values import OverduePolicy
from orchestrators.settings.rules import Changes
from orchestrators.settings.weekdays import WEEK, Weekday
from schema import ids
from schema.texts import bounded


def _optional(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


def _expected() -> Any:
    return strawberry.field(
        default=None,
        description="The version that the viewer saw, 0 for what was never set; a newer one is a CONFLICT.",
    )


@strawberry.input(
    description="What is to be different, amounts in home currency. A field left out stays, null is no limit."
)
class SetApprovalPolicyInput:
    expected_version: int = strawberry.field(
        description="The version that the viewer saw, 0 if nothing was set; a newer one is a CONFLICT."
    )
    alone_up_to: Decimal | None = _optional("Up to this one person decides alone.")
    one_other_up_to: Decimal | None = _optional("Above this two others approve; not below `aloneUpTo`.")
    pay_days: list[Weekday] | None = _optional("The weekdays on which payments leave; none is any.")
    minimum_cash: Decimal | None = _optional("A guardrail: cash after a payment is not to be below this.")
    buffer_days: int | None = _optional("A guardrail: days of runway to keep, from 0 to 3,650.")
    runway_floor: Decimal | None = _optional("A guardrail: the projected balance is not to fall below this.")

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


@strawberry.input(description="What is to change in the policy; left out keeps, null is the default again.")
class SetRunwayPolicyInput:
    floor: Decimal | None = _optional("The balance not to fall below, in home currency; negative: overdraft.")
    buffer_days: int | None = _optional("Days of runway to keep: 0 to 3650.")
    overdue_policy: OverduePolicy | None = _optional("How items past their due date enter the forecast.")
    week_start: Weekday | None = _optional("The day on which the forecast's weeks start.")
    average: Average | None = _optional("Which average of the months is the burn.")
    count_undeposited_funds: bool | None = _optional("Whether payments not yet deposited are cash.")
    cost_of_cash: Decimal | None = _optional("What cash costs a year, as a fraction from 0 to 10.")
    unexplained_tolerance: Decimal | None = _optional(
        "Above which share of what moved an unexplained difference is an issue: 0 to 1."
    )
    unexplained_limit: Decimal | None = _optional(
        "Above which share of what moved unexplained differences make burn unknown: 0 to 1."
    )
    baseline: Baseline | None = _optional(
        "Whether the forecast holds what is usual beside what is known; null: as the back-test says."
    )
    usual_share: Decimal | None = _optional("The share of what is usual that is expected: 0 to 10.")
    usual_since: date | None = _optional("From when on that share is expected; else from now on.")
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


@strawberry.input(description="How much is put aside under which name.")
class SetEarmarkInput:
    name: str = strawberry.field(
        description="On one line, 200 characters; an earmark of that name is changed."
    )
    amount: Decimal = strawberry.field(description="In home currency, more than 0.")
    expected_version: int | None = _expected()


@strawberry.input(description="Which earmark is released: by its id, or by its name.")
class ReleaseEarmarkInput:
    id: strawberry.ID | None = strawberry.field(default=None, description="The earmark.")
    name: str | None = strawberry.field(default=None, description="Its name.")

    def key(self) -> Any:
        """Its key, if it is named by its id."""
        return None if self.id is None else ids.decode(self.id, "input.id", "Earmark")[1]


@strawberry.input(
    description="What paying a vendor late costs; it takes the place of what was set as a whole."
)
class LateCostInput:
    kind: LateCostKind = strawberry.field(description="How it is charged.")
    rate: Decimal = strawberry.field(description="An amount in home currency when FLAT, else percent.")
    cap: Decimal | None = strawberry.field(default=None, description="The most that is charged.")


@strawberry.input(description="What is to change in a vendor's terms; left out keeps, null forgets.")
class SetVendorTermsInput:
    vendor_id: strawberry.ID = strawberry.field(description="The vendor.")
    tier: Tier | None = _optional("What is at stake when it is paid late.")
    vendor_class: VendorClass | None = _optional("What kind of claim it has.")
    grace_days: int | None = _optional("Days of lateness that were agreed: 0 to 365.")
    late_cost: LateCostInput | None = _optional("What paying late costs.")
    expected_version: int | None = _expected()

    def changes(self) -> Changes:
        """By the fields of the terms."""
        given = _given(self, "tier", "vendor_class")
        if self.grace_days is not UNSET:
            given["agreed_grace_days"] = self.grace_days
        if self.late_cost is not UNSET:
            late = self.late_cost
            given["late"] = late and LateTerms(late.kind, late.rate, cap=late.cap)
        return given


@strawberry.input(
    description="What comes back regularly. With an id, what is left out keeps; null is the default again."
)
class SetRecurringFlowInput:
    id: strawberry.ID | None = strawberry.field(
        default=None, description="A declared flow that is to change; without, one is declared."
    )
    label: str | None = _optional("What it is: on one line, 200 characters. Needed for a new one.")
    counterparty_id: strawberry.ID | None = _optional("A vendor or a customer; by default none.")
    amount: Decimal | None = _optional(
        "In home currency, positive in and negative out. Needed for a new one. 0 silences what the books "
        "show of that counterparty or label."
    )
    cadence: Cadence | None = _optional("How often it comes; by default MONTHLY.")
    first_day: date | None = _optional(
        "One of its regular days, within ten years of today; by default today. It does not come before."
    )
    until: date | None = _optional("The last day that it may fall on, after the first; by default none.")

    def key(self) -> Any:
        """The key of the flow that is to change."""
        return None if self.id is None else ids.decode(self.id, "input.id", "RecurringFlow")[1]

    def changes(self) -> Changes:
        """By the columns of a flow."""
        given = _given(self, "label", "amount", "cadence", "until")
        if isinstance(self.label, str):
            given["label"] = self.label.strip()
        if self.first_day is not UNSET:
            given["anchor"] = self.first_day
        if self.counterparty_id is not UNSET:
            party = self.counterparty_id
            given["party_id"] = party and ids.decode(party, "input.counterpartyId", "Vendor", "Customer")[1]
        return given


@strawberry.input(description="Which declared flow is taken back.")
class RemoveRecurringFlowInput:
    id: strawberry.ID = strawberry.field(description="The flow.")


def _given(source: object, *names: str) -> dict[str, Any]:
    """The fields that were not left out."""
    return {name: value for name in names if (value := getattr(source, name)) is not UNSET}
