"""What a business set for itself, and setting it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from orchestrators.access.people import Actor
from orchestrators.books import tier_filter
from orchestrators.calculations.settings.policy import UNKNOWN_TERMS, Earmark, RunwayPolicy, VendorTerms
from orchestrators.paging import PageRequest
from orchestrators.settings.approvals import ApprovalDataOrchestrator, ApprovalPolicy
from orchestrators.settings.changing import SettingChange, SettingOrchestrator, SettingStep
from orchestrators.settings.recurring_flows import RecurringFlow, RecurringFlowDataOrchestrator
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator
from orchestrators.settings.states import Setting
from resolvers.context import Context

T = TypeVar("T", bound=Setting)


async def policy(context: Context) -> RunwayPolicy:
    """The policy."""
    return await context.read(
        lambda books, caller: RunwayPolicyDataOrchestrator(books).policy(caller.business_id)
    )


async def earmarks(context: Context) -> tuple[Earmark, ...]:
    """All earmarks, by name."""
    return await context.read(
        lambda books, caller: RunwayPolicyDataOrchestrator(books).earmarks(caller.business_id)
    )


async def earmarks_by_id(context: Context, _earmark_ids: Collection[UUID]) -> Mapping[UUID, Earmark]:
    """All earmarks, by their ids: there are a hundred at most."""
    return {item.id: item for item in await earmarks(context)}


async def recurring_flows(context: Context) -> tuple[RecurringFlow, ...]:
    """The flows that the forecast counts with."""
    return await context.read(
        lambda books, caller: RecurringFlowDataOrchestrator(books).get_data(caller.business_id, caller.today)
    )


async def recurring_flows_by_id(
    context: Context, _flow_ids: Collection[UUID]
) -> Mapping[UUID, RecurringFlow]:
    """All flows, by their ids: there are five hundred at most."""
    return {item.id: item for item in await recurring_flows(context)}


async def terms_of(context: Context, vendor_id: UUID) -> VendorTerms:
    """What is known of a vendor."""
    return replace((await _terms(context)).get(vendor_id, UNKNOWN_TERMS), vendor_id=vendor_id)


async def with_tiers(context: Context, request: PageRequest) -> PageRequest:
    """A request for documents whose filter may compare the tiers of their vendors."""
    return await context.read(
        lambda books, caller: tier_filter.with_tiers(books, caller.business_id, request)
    )


async def _terms(context: Context) -> Mapping[UUID, VendorTerms]:
    """The terms of all vendors, made once for all rows of a request."""
    return await context.read_once(
        "vendor terms",
        lambda books, caller: RunwayPolicyDataOrchestrator(books).vendor_terms(caller.business_id),
    )


async def approval_policy(context: Context) -> ApprovalPolicy:
    """How decisions are approved."""
    return await context.read(
        lambda books, caller: ApprovalDataOrchestrator(books).get_data(caller.business_id)
    )


async def overrides(context: Context) -> int:
    """How many steps overrode a guardrail."""
    return await context.read(
        lambda books, caller: ApprovalDataOrchestrator(books).overrides(caller.business_id)
    )


async def change(context: Context, step: SettingStep[T]) -> SettingChange[T]:
    """Change a setting, in a write transaction of its own."""
    return await context.write(
        lambda books, caller: SettingOrchestrator(books).change(
            caller.business_id, Actor(caller, context.user.email), step
        )
    )
