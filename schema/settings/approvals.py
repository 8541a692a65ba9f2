"""How a business wants its decisions approved."""

from datetime import datetime

import strawberry

from orchestrators.settings import approvals
from resolvers.context import Context
from resolvers.settings import approvals as resolvers
from schema.access.people import Person
from schema.faces import face, field, shown
from schema.money import Money
from schema.settings.weekdays import Weekday

Info = strawberry.Info[Context, None]


@face(
    approvals.ApprovalPolicy,
    "How decisions are approved, amounts in home currency. Null limits nothing; a business that has set "
    "nothing limits nothing.",
)
class ApprovalPolicy:
    """The settings."""

    alone_up_to: Money | None = shown("Up to this one person decides alone; above it somebody else approves.")
    one_other_up_to: Money | None = shown("Above this two others approve.")
    pay_days: list[Weekday] | None = shown("The weekdays on which payments leave, 7 at most; null is any.")
    minimum_cash: Money | None = shown("A guardrail: cash after a payment is not to be below this.")
    buffer_days: int | None = shown("A guardrail: days of runway to keep.")
    runway_floor: Money | None = shown("A guardrail: the projected balance is not to fall below this.")
    version: int = shown("Rises with every change; 0 when nothing was ever set.")
    changed_by: Person | None = shown("Who changed it last.")
    changed_at: datetime | None = shown("When.")

    @field(int, "How many steps overrode a guardrail, each with a reason.")
    async def overrides(self, info: Info) -> int:
        """The overrides."""
        return await resolvers.overrides(info.context)


@strawberry.type
class ApprovalQueries:
    """What can be asked about approvals."""

    @field(ApprovalPolicy | None, "How this business wants its decisions approved.")
    async def approval_policy(self, info: Info) -> approvals.ApprovalPolicy:
        """The settings."""
        return await resolvers.approval_policy(info.context)
