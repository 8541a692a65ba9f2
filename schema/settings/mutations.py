"""Changing what a business set: one change each, and expected failures are data."""

from typing import Annotated, Any

import strawberry

from orchestrators.books.documents import Counterparty
from orchestrators.calculations.settings import policy
from orchestrators.settings import approvals
from orchestrators.settings.changing import SettingChange
from orchestrators.settings.declared_flows import RemoveRecurringFlow, SetRecurringFlow
from orchestrators.settings.earmarks import ReleaseEarmark, SetEarmark
from orchestrators.settings.policies import SetApprovalPolicy, SetRunwayPolicy
from orchestrators.settings.recurring_flows import RecurringFlow as FlowModel
from orchestrators.settings.states import TermsOfVendor
from orchestrators.settings.vendor_terms import SetVendorTerms
from resolvers.context import Context
from resolvers.settings import settings as resolvers
from schema import ids
from schema.books.documents import Vendor
from schema.faces import face, field, shown
from schema.query import Payload
from schema.settings.inputs import (
    ReleaseEarmarkInput,
    RemoveRecurringFlowInput,
    SetApprovalPolicyInput,
    SetEarmarkInput,
    SetRecurringFlowInput,
    SetRunwayPolicyInput,
    SetVendorTermsInput,
)
from schema.settings.policies import ApprovalPolicy, Earmark, RecurringFlow, RunwayPolicy
from schema.user_errors import SettingUserError

Info = strawberry.Info[Context, None]


@face(SettingChange[approvals.ApprovalPolicy], "What became of the settings.")
class SetApprovalPolicyPayload(Payload[SettingUserError]):
    @field(ApprovalPolicy | None, "The settings as they are now.")
    async def approval_policy(self, info: Info) -> approvals.ApprovalPolicy:
        """Read again: they are shown also to those who may not change them."""
        return await resolvers.approval_policy(info.context)


@face(SettingChange[policy.RunwayPolicy], "What became of setting the policy.")
class SetRunwayPolicyPayload(Payload[SettingUserError]):
    after: RunwayPolicy | None = shown(
        "The policy now; with a CONFLICT, as others left it.", name="runwayPolicy"
    )


@face(SettingChange[policy.Earmark], "What became of setting an earmark.")
class SetEarmarkPayload(Payload[SettingUserError]):
    after: Earmark | None = shown("The earmark now; with a CONFLICT, as others left it.", name="earmark")


@face(SettingChange[policy.Earmark], "What became of releasing an earmark.")
class ReleaseEarmarkPayload(Payload[SettingUserError]):
    @field(bool, "False when there was no such earmark: that is no error, and nothing changed.")
    def released(self, change: strawberry.Parent[SettingChange[policy.Earmark]]) -> bool:
        return change.before is not None

    @field(Earmark | None, "The earmark that was released.")
    def earmark(self, change: strawberry.Parent[SettingChange[policy.Earmark]]) -> policy.Earmark | None:
        return change.before


@face(SettingChange[TermsOfVendor], "What became of setting a vendor's terms.")
class SetVendorTermsPayload(Payload[SettingUserError]):
    @field(Vendor | None, "The vendor with its terms now; with a CONFLICT, as others left them.")
    def vendor(self, change: strawberry.Parent[SettingChange[TermsOfVendor]]) -> Counterparty | None:
        return None if change.after is None else change.after.vendor


@face(SettingChange[FlowModel], "What became of declaring a recurring flow.")
class SetRecurringFlowPayload(Payload[SettingUserError]):
    after: RecurringFlow | None = shown("The flow now.", name="recurringFlow")


@face(SettingChange[FlowModel], "What became of removing a declared flow.")
class RemoveRecurringFlowPayload(Payload[SettingUserError]):
    before: RecurringFlow | None = shown("The flow that was removed.", name="recurringFlow")


def _input(description: str) -> Any:
    return strawberry.argument(name="input", description=description)


@strawberry.type
class SettingMutations:
    """The changes that people make to settings."""

    @field(SetRunwayPolicyPayload, "Change how the runway is computed; for owners and advisors.")
    async def set_runway_policy(
        self, info: Info, given: Annotated[SetRunwayPolicyInput, _input("The changes.")]
    ) -> SettingChange[policy.RunwayPolicy]:
        step = SetRunwayPolicy(given.changes(), expected_version=given.expected_version)
        return await resolvers.change(info.context, step)

    @field(
        SetEarmarkPayload,
        "Put money aside under a name, instead of what that name has; for owners and advisors. "
        "The same again changes nothing.",
    )
    async def set_earmark(
        self, info: Info, given: Annotated[SetEarmarkInput, _input("The earmark.")]
    ) -> SettingChange[policy.Earmark]:
        step = SetEarmark(given.name.strip(), given.amount, expected_version=given.expected_version)
        return await resolvers.change(info.context, step)

    @field(ReleaseEarmarkPayload, "Take an earmark away, if it is there; for owners and advisors.")
    async def release_earmark(
        self, info: Info, given: Annotated[ReleaseEarmarkInput, _input("Which one.")]
    ) -> SettingChange[policy.Earmark]:
        name = None if given.name is None else given.name.strip()
        return await resolvers.change(info.context, ReleaseEarmark(given.key(), name))

    @field(SetVendorTermsPayload, "Change what is known of a vendor.")
    async def set_vendor_terms(
        self, info: Info, given: Annotated[SetVendorTermsInput, _input("The changes.")]
    ) -> SettingChange[TermsOfVendor]:
        _, vendor_id = ids.decode(given.vendor_id, "input.vendorId", "Vendor")
        step = SetVendorTerms(vendor_id, given.changes(), expected_version=given.expected_version)
        return await resolvers.change(info.context, step)

    @field(
        SetRecurringFlowPayload,
        "Declare what comes back regularly, or change what was declared. It takes the place of what the "
        "books show of that counterparty or label, in that direction. The same again changes nothing.",
    )
    async def set_recurring_flow(
        self, info: Info, given: Annotated[SetRecurringFlowInput, _input("The flow, or its changes.")]
    ) -> SettingChange[FlowModel]:
        return await resolvers.change(info.context, SetRecurringFlow(given.key(), given.changes()))

    @field(RemoveRecurringFlowPayload, "Take a declared flow back; what the books show counts again.")
    async def remove_recurring_flow(
        self, info: Info, given: Annotated[RemoveRecurringFlowInput, _input("Which one.")]
    ) -> SettingChange[FlowModel]:
        _, flow_id = ids.decode(given.id, "input.id", "RecurringFlow")
        return await resolvers.change(info.context, RemoveRecurringFlow(flow_id))

    @field(
        SetApprovalPolicyPayload,
        "Set how decisions are approved, as an owner or an advisor. It holds for all that is not final yet.",
    )
    async def set_approval_policy(
        self, info: Info, given: Annotated[SetApprovalPolicyInput, _input("The settings.")]
    ) -> SettingChange[approvals.ApprovalPolicy]:
        step = SetApprovalPolicy(given.changes(), expected_version=given.expected_version)
        return await resolvers.change(info.context, step)
