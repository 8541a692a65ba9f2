"""How the business wants its decisions approved."""

from dataclasses import dataclass

from orchestrators.access.people import Actor
from orchestrators.decisions import UserError
from orchestrators.settings.approval_settings import ApprovalOrchestrator, NewSettings
from orchestrators.settings.approvals import ApprovalDataOrchestrator, ApprovalPolicy
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """The settings as they are now, and why they were not changed."""

    approval_policy: ApprovalPolicy | None
    user_errors: tuple[UserError, ...]


async def approval_policy(context: Context) -> ApprovalPolicy:
    """The settings."""
    return await context.read(
        lambda books, caller: ApprovalDataOrchestrator(books).get_data(caller.business_id)
    )


async def overrides(context: Context) -> int:
    """How many steps overrode a guardrail."""
    return await context.read(
        lambda books, caller: ApprovalDataOrchestrator(books).overrides(caller.business_id)
    )


async def change(context: Context, given: NewSettings) -> PolicyResult:
    """Change the settings."""
    outcome = await context.write(
        lambda books, caller: ApprovalOrchestrator(books).change(
            caller.business_id, Actor(caller, context.user.email), given
        )
    )
    return PolicyResult(await approval_policy(context), outcome.user_errors)
