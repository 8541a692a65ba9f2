"""What a business set for its runway, and setting it."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from db.books import Caller, WriteBooks
from orchestrators.books.tier_filter import by_vendor, compares_tiers
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, Earmark, RunwayPolicy, VendorTerms
from orchestrators.paging import PageRequest
from orchestrators.settings.declared_flows import DeclaredFlowOrchestrator
from orchestrators.settings.earmarks import EarmarkOrchestrator
from orchestrators.settings.outcomes import (
    EarmarkOutcome,
    FlowOutcome,
    PolicyOutcome,
    ReleaseOutcome,
    RemovalOutcome,
    SettingOutcome,
    TermsOutcome,
)
from orchestrators.settings.recurring_flows import RecurringFlow, RecurringFlowDataOrchestrator
from orchestrators.settings.rules import Changes
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator
from orchestrators.settings.runway_settings import RunwaySettingsOrchestrator
from orchestrators.settings.setting_trail import events
from orchestrators.trail.trail import TrailOrchestrator
from resolvers.context import Context

Changed = TypeVar("Changed", bound=SettingOutcome[Any])


async def policy(context: Context) -> RunwayPolicy:
    """The policy."""
    return await context.read(
        lambda books, caller: RunwayPolicyDataOrchestrator(books).policy(caller.business_id)
    )


async def earmarks(context: Context) -> tuple[Earmark, ...]:
    """All earmarks, by name."""
    return await context.read_once(
        "earmarks", lambda books, caller: RunwayPolicyDataOrchestrator(books).earmarks(caller.business_id)
    )


async def earmark(context: Context, earmark_id: UUID) -> Earmark | None:
    """One earmark, or none."""
    return next((each for each in await earmarks(context) if each.id == earmark_id), None)


async def recurring_flows(context: Context) -> tuple[RecurringFlow, ...]:
    """The flows that the forecast counts with."""
    return await context.read_once(
        "recurring flows",
        lambda books, caller: RecurringFlowDataOrchestrator(books).get_data(caller.business_id, caller.today),
    )


async def recurring_flow(context: Context, flow_id: UUID) -> RecurringFlow | None:
    """One of them, or none."""
    return next((each for each in await recurring_flows(context) if each.id == flow_id), None)


async def terms_of(context: Context, vendor_id: UUID) -> VendorTerms:
    """What is known of a vendor."""
    return (await _terms(context)).get(vendor_id, UNKNOWN_TERMS)


async def with_tiers(context: Context, request: PageRequest) -> PageRequest:
    """A request for documents whose filter may compare the tiers of their vendors."""
    return by_vendor(request, await _terms(context)) if compares_tiers(request.where) else request


async def _terms(context: Context) -> Mapping[UUID, VendorTerms]:
    """One statement for all vendors of a request."""
    return await context.read_once(
        "vendor terms",
        lambda books, caller: RunwayPolicyDataOrchestrator(books).vendor_terms(caller.business_id),
    )


async def set_policy(context: Context, changes: Changes, expected_version: int | None) -> PolicyOutcome:
    """Change the policy."""
    return await _change(
        context,
        lambda books, caller: RunwaySettingsOrchestrator(books).set_policy(
            caller.business_id, caller, changes, expected_version
        ),
    )


async def set_vendor_terms(
    context: Context, vendor_id: UUID, changes: Changes, expected_version: int | None
) -> TermsOutcome:
    """Change a vendor's terms."""
    return await _change(
        context,
        lambda books, caller: RunwaySettingsOrchestrator(books).set_vendor_terms(
            caller.business_id, caller, vendor_id, changes, expected_version
        ),
    )


async def set_earmark(
    context: Context, name: str, amount: Decimal, expected_version: int | None
) -> EarmarkOutcome:
    """Put money aside."""
    return await _change(
        context,
        lambda books, caller: EarmarkOrchestrator(books).set_amount(
            caller.business_id, caller, name, amount, expected_version
        ),
    )


async def release_earmark(context: Context, earmark_id: UUID | None, name: str | None) -> ReleaseOutcome:
    """Release an earmark."""
    return await _change(
        context,
        lambda books, caller: EarmarkOrchestrator(books).release(
            caller.business_id, caller, earmark_id, name
        ),
    )


async def declare_flow(context: Context, flow_id: UUID | None, changes: Changes) -> FlowOutcome:
    """Declare a flow, or change one that was."""
    return await _change(
        context,
        lambda books, caller: DeclaredFlowOrchestrator(books).declare(
            caller.business_id, caller, flow_id, changes
        ),
    )


async def remove_flow(context: Context, flow_id: UUID) -> RemovalOutcome:
    """Take a declared flow back."""
    return await _change(
        context,
        lambda books, caller: DeclaredFlowOrchestrator(books).remove(caller.business_id, caller, flow_id),
    )


async def _change(context: Context, step: Callable[[WriteBooks, Caller], Awaitable[Changed]]) -> Changed:
    """Change a setting and record it, in one transaction."""

    async def recorded(books: WriteBooks, caller: Caller) -> Changed:
        outcome = await step(books, caller)
        told = events(caller.business_id, outcome)
        await TrailOrchestrator(books).record(caller.business_id, caller, context.user.email, told)
        return outcome

    return await context.write(recorded)
