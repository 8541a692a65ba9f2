"""Setting how decisions are approved."""

from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from orchestrators.settings.approval_settings import NewSettings
from resolvers.context import Context
from resolvers.settings import approvals as resolvers
from schema.faces import face, field, shown
from schema.payloads import Payload
from schema.settings.approvals import ApprovalPolicy
from schema.settings.weekdays import Weekday
from schema.texts import bounded

Info = strawberry.Info[Context, None]


def _kept(description: str) -> Any:
    """A field that stays as it is when it is left out, and limits nothing when it is null."""
    return strawberry.field(default=UNSET, description=description)


@strawberry.input(
    description="What is to be different, amounts in home currency. A field left out stays, null is no limit."
)
class SetApprovalPolicyInput:
    """Settings."""

    expected_version: int = strawberry.field(
        description="The version that the viewer saw, 0 if nothing was set; a newer one is a CONFLICT."
    )
    alone_up_to: Decimal | None = _kept("Up to this one person decides alone.")
    one_other_up_to: Decimal | None = _kept("Above this two others approve; not below `aloneUpTo`.")
    pay_days: list[Weekday] | None = _kept("The weekdays on which payments leave; none is any.")
    minimum_cash: Decimal | None = _kept("A guardrail: cash after a payment is not to be below this.")
    buffer_days: int | None = _kept("A guardrail: days of runway to keep, from 0 to 3,650.")
    runway_floor: Decimal | None = _kept("A guardrail: the projected balance is not to fall below this.")


@face(resolvers.PolicyResult, "What became of the settings.")
class SetApprovalPolicyPayload(Payload):
    """A result."""

    approval_policy: ApprovalPolicy | None = shown("The settings as they are now.")


@strawberry.type
class ApprovalMutations:
    """What can be set."""

    @field(
        SetApprovalPolicyPayload,
        "Set how decisions are approved, as an owner or an advisor. It holds for all that is not final yet.",
    )
    async def set_approval_policy(
        self,
        info: Info,
        given: Annotated[
            SetApprovalPolicyInput, strawberry.argument(name="input", description="The settings.")
        ],
    ) -> resolvers.PolicyResult:
        """Set."""
        return await resolvers.change(info.context, _settings(given))


def _settings(given: SetApprovalPolicyInput) -> NewSettings:
    names = (
        "alone_up_to",
        "one_other_up_to",
        "pay_days",
        "minimum_cash",
        "buffer_days",
        "runway_floor",
    )
    changes: list[tuple[str, Any]] = []
    for name in names:
        value = getattr(given, name)
        if value is not UNSET:
            changes.append((name, tuple(value) if isinstance(value, list) else value))
    if given.pay_days:
        bounded(given.pay_days, "input.payDays")
    return NewSettings(given.expected_version, tuple(changes))
