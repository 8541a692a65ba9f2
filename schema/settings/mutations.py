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
from schema.books.parties import Vendor
from schema.faces import face, field, shown
from schema.money import written
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


@face(SettingChange[approvals.ApprovalPolicy], "Result of changing the approval policy.")
class SetApprovalPolicyPayload(Payload[SettingUserError]):
    @field(ApprovalPolicy | None, "The current approval policy, also when the change failed.")
    async def approval_policy(self, info: Info) -> approvals.ApprovalPolicy:
        """Read again: they are shown also to those who may not change them."""
        return await resolvers.approval_policy(info.context)


@face(SettingChange[policy.RunwayPolicy], "Result of changing the runway policy.")
class SetRunwayPolicyPayload(Payload[SettingUserError]):
    after: RunwayPolicy | None = shown(
        "The current runway policy; after a CONFLICT, as others changed it. Null after other errors.",
        name="runwayPolicy",
    )


@face(SettingChange[policy.Earmark], "Result of setting an earmark.")
class SetEarmarkPayload(Payload[SettingUserError]):
    after: Earmark | None = shown(
        "The current earmark; after a CONFLICT, as others changed it. Null after other errors.",
        name="earmark",
    )


@face(SettingChange[policy.Earmark], "Result of releasing an earmark.")
class ReleaseEarmarkPayload(Payload[SettingUserError]):
    @field(bool, "False when there was no such earmark, which is not an error.")
    def released(self, change: strawberry.Parent[SettingChange[policy.Earmark]]) -> bool:
        return change.before is not None

    @field(Earmark | None, "The earmark that was released; null when there was none.")
    def earmark(self, change: strawberry.Parent[SettingChange[policy.Earmark]]) -> policy.Earmark | None:
        return change.before


@face(SettingChange[TermsOfVendor], "Result of changing a vendor's terms.")
class SetVendorTermsPayload(Payload[SettingUserError]):
    @field(
        Vendor | None,
        "The vendor with its current terms; after a CONFLICT, as others changed them. Null after other "
        "errors.",
    )
    def vendor(self, change: strawberry.Parent[SettingChange[TermsOfVendor]]) -> Counterparty | None:
        return None if change.after is None else change.after.vendor


@face(SettingChange[FlowModel], "Result of declaring or changing a recurring flow.")
class SetRecurringFlowPayload(Payload[SettingUserError]):
    after: RecurringFlow | None = shown(
        "The current recurring flow; null after most errors.", name="recurringFlow"
    )


@face(SettingChange[FlowModel], "Result of removing a declared recurring flow.")
class RemoveRecurringFlowPayload(Payload[SettingUserError]):
    before: RecurringFlow | None = shown(
        "The recurring flow that was removed; null after an error.", name="recurringFlow"
    )


def _input(description: str) -> Any:
    return strawberry.argument(name="input", description=description)


@strawberry.type
class SettingMutations:
    """The changes that people make to settings."""

    @field(SetRunwayPolicyPayload, "Change how the runway is computed. For the roles OWNER and ADVISOR.")
    async def set_runway_policy(
        self, info: Info, given: Annotated[SetRunwayPolicyInput, _input("Fields of the policy to change.")]
    ) -> SettingChange[policy.RunwayPolicy]:
        step = SetRunwayPolicy(
            given.changes(), expected_version=given.expected_version, written=written(given, "input")
        )
        return await resolvers.change(info.context, step)

    @field(
        SetEarmarkPayload,
        "Set money aside under a name, replacing the amount that this name has. Repeating the call changes "
        "nothing. For the roles OWNER and ADVISOR.",
    )
    async def set_earmark(
        self, info: Info, given: Annotated[SetEarmarkInput, _input("The earmark to set.")]
    ) -> SettingChange[policy.Earmark]:
        step = SetEarmark(
            given.name.strip(),
            given.amount.exact,
            expected_version=given.expected_version,
            written=written(given, "input"),
        )
        return await resolvers.change(info.context, step)

    @field(ReleaseEarmarkPayload, "Remove an earmark if it exists. For the roles OWNER and ADVISOR.")
    async def release_earmark(
        self, info: Info, given: Annotated[ReleaseEarmarkInput, _input("The earmark to release.")]
    ) -> SettingChange[policy.Earmark]:
        name = None if given.name is None else given.name.strip()
        return await resolvers.change(info.context, ReleaseEarmark(given.key(), name))

    @field(
        SetVendorTermsPayload,
        "Change a vendor's tier, class, grace days or late payment cost. For the roles OWNER and ADVISOR.",
    )
    async def set_vendor_terms(
        self,
        info: Info,
        given: Annotated[SetVendorTermsInput, _input("Fields of the vendor's terms to change.")],
    ) -> SettingChange[TermsOfVendor]:
        _, vendor_id = ids.decode(given.vendor_id, "input.vendorId", "Vendor")
        step = SetVendorTerms(
            vendor_id,
            given.changes(),
            expected_version=given.expected_version,
            written=written(given, "input"),
        )
        return await resolvers.change(info.context, step)

    @field(
        SetRecurringFlowPayload,
        "Declare or change a recurring flow. It replaces the detected flow of the same counterparty or "
        "label in the same direction. Repeating the call changes nothing. For the roles OWNER and ADVISOR.",
    )
    async def set_recurring_flow(
        self,
        info: Info,
        given: Annotated[SetRecurringFlowInput, _input("The flow to declare, or the fields to change.")],
    ) -> SettingChange[FlowModel]:
        step = SetRecurringFlow(given.key(), given.changes(), written=written(given, "input"))
        return await resolvers.change(info.context, step)

    @field(
        RemoveRecurringFlowPayload,
        "Remove a declared recurring flow; flows detected in the books apply again. For the roles OWNER and "
        "ADVISOR.",
    )
    async def remove_recurring_flow(
        self, info: Info, given: Annotated[RemoveRecurringFlowInput, _input("The declared flow to remove.")]
    ) -> SettingChange[FlowModel]:
        _, flow_id = ids.decode(given.id, "input.id", "RecurringFlow")
        return await resolvers.change(info.context, RemoveRecurringFlow(flow_id))

    @field(
        SetApprovalPolicyPayload,
        "Change how decisions are approved. Applies to all decisions that are not finalized yet. For the "
        "roles OWNER and ADVISOR.",
    )
    async def set_approval_policy(
        self, info: Info, given: Annotated[SetApprovalPolicyInput, _input("Fields of the policy to change.")]
    ) -> SettingChange[approvals.ApprovalPolicy]:
        step = SetApprovalPolicy(
            given.changes(), expected_version=given.expected_version, written=written(given, "input")
        )
        return await resolvers.change(info.context, step)
