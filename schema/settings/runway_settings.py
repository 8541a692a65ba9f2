"""Changing what a business set for its runway: expected failures are data."""

from typing import Annotated, Any

import strawberry

from orchestrators.calculations.settings import policy
from orchestrators.settings import outcomes as setting_outcomes
from orchestrators.settings.outcomes import (
    EarmarkOutcome,
    FlowOutcome,
    PolicyOutcome,
    ReleaseOutcome,
    RemovalOutcome,
    SettingRefusal,
    TermsOutcome,
)
from orchestrators.settings.recurring_flows import RecurringFlow as FlowModel
from resolvers.context import Context
from resolvers.settings import runway_policy as resolvers
from schema import ids
from schema.books.documents import Vendor
from schema.faces import describe_enum, face, field, shown
from schema.query import Query
from schema.settings.inputs import (
    ReleaseEarmarkInput,
    RemoveRecurringFlowInput,
    SetEarmarkInput,
    SetRecurringFlowInput,
    SetRunwayPolicyInput,
    SetVendorTermsInput,
)
from schema.settings.runway_policy import Earmark, RecurringFlow, RunwayPolicy

Info = strawberry.Info[Context, None]

describe_enum(
    SettingRefusal,
    "Why a setting stays as it was; nothing was written.",
    {
        "NOT_FOUND": "There is no such object in this business.",
        "FORBIDDEN": "The viewer may read it but not change it.",
        "CONFLICT": "The setting has changed since `expectedVersion`.",
        "INVALID_VALUE": "The setting cannot have this value.",
        "LIMIT_REACHED": "There are as many as there can be.",
    },
    name="SettingErrorCode",
)


@face(setting_outcomes.SettingUserError, "Why a setting stays as it was.")
class SettingUserError:
    """An expected failure."""

    code: SettingRefusal = shown("For programs.")
    message: str = shown("For people: one sentence that says what to do.")
    field: list[str] = shown("The path of the input at fault; empty when none is.")


@strawberry.type
class _Payload:
    """What every change answers."""

    user_errors: list[SettingUserError] = shown("Empty when the setting is as it was to be.")

    @field(Query, "Everything else as it stands now, to refetch what the change changed.")
    def query(self) -> Query:
        """The root."""
        return Query()


@face(PolicyOutcome, "What became of setting the policy.")
class SetRunwayPolicyPayload(_Payload):
    """An outcome."""

    @field(RunwayPolicy | None, "The policy now; with a CONFLICT, as others left it.")
    def runway_policy(self, outcome: strawberry.Parent[PolicyOutcome]) -> policy.RunwayPolicy | None:
        """The policy."""
        return outcome.after


@face(EarmarkOutcome, "What became of setting an earmark.")
class SetEarmarkPayload(_Payload):
    """An outcome."""

    @field(Earmark | None, "The earmark now; with a CONFLICT, as others left it.")
    def earmark(self, outcome: strawberry.Parent[EarmarkOutcome]) -> policy.Earmark | None:
        """The earmark."""
        return outcome.after


@face(ReleaseOutcome, "What became of releasing an earmark.")
class ReleaseEarmarkPayload(_Payload):
    """An outcome."""

    released: bool = shown("False when there was no such earmark: that is no error, and nothing changed.")

    @field(Earmark | None, "The earmark that was released.")
    def earmark(self, outcome: strawberry.Parent[ReleaseOutcome]) -> policy.Earmark | None:
        """The earmark."""
        return outcome.before


@face(TermsOutcome, "What became of setting a vendor's terms.")
class SetVendorTermsPayload(_Payload):
    """An outcome."""

    vendor: Vendor | None = shown("The vendor with its terms now; with a CONFLICT, as others left them.")


@face(FlowOutcome, "What became of declaring a recurring flow.")
class SetRecurringFlowPayload(_Payload):
    """An outcome."""

    @field(RecurringFlow | None, "The flow now.")
    def recurring_flow(self, outcome: strawberry.Parent[FlowOutcome]) -> FlowModel | None:
        """The flow."""
        return outcome.after


@face(RemovalOutcome, "What became of removing a declared flow.")
class RemoveRecurringFlowPayload(_Payload):
    """An outcome."""

    @field(RecurringFlow | None, "The flow that was removed.")
    def recurring_flow(self, outcome: strawberry.Parent[RemovalOutcome]) -> FlowModel | None:
        """The flow."""
        return outcome.before


def _input(description: str) -> Any:
    return strawberry.argument(name="input", description=description)


@strawberry.type
class SettingMutations:
    """The changes that people make to settings."""

    @field(SetRunwayPolicyPayload, "Change how the runway is computed; for owners and advisors.")
    async def set_runway_policy(
        self, info: Info, given: Annotated[SetRunwayPolicyInput, _input("The changes.")]
    ) -> PolicyOutcome:
        """Set the policy."""
        return await resolvers.set_policy(info.context, given.changes(), given.expected_version)

    @field(
        SetEarmarkPayload,
        "Put money aside under a name, instead of what that name has; for owners and advisors. "
        "The same again changes nothing.",
    )
    async def set_earmark(
        self, info: Info, given: Annotated[SetEarmarkInput, _input("The earmark.")]
    ) -> EarmarkOutcome:
        """Set an earmark."""
        return await resolvers.set_earmark(
            info.context, given.name.strip(), given.amount, given.expected_version
        )

    @field(ReleaseEarmarkPayload, "Take an earmark away, if it is there; for owners and advisors.")
    async def release_earmark(
        self, info: Info, given: Annotated[ReleaseEarmarkInput, _input("Which one.")]
    ) -> ReleaseOutcome:
        """Release an earmark."""
        name = None if given.name is None else given.name.strip()
        return await resolvers.release_earmark(info.context, given.key(), name)

    @field(SetVendorTermsPayload, "Change what is known of a vendor.")
    async def set_vendor_terms(
        self, info: Info, given: Annotated[SetVendorTermsInput, _input("The changes.")]
    ) -> TermsOutcome:
        """Set a vendor's terms."""
        _, vendor_id = ids.decode(given.vendor_id, "input.vendorId", "Vendor")
        return await resolvers.set_vendor_terms(
            info.context, vendor_id, given.changes(), given.expected_version
        )

    @field(
        SetRecurringFlowPayload,
        "Declare what comes back regularly, or change what was declared. It takes the place of what the "
        "books show of that counterparty or label, in that direction. The same again changes nothing.",
    )
    async def set_recurring_flow(
        self, info: Info, given: Annotated[SetRecurringFlowInput, _input("The flow, or its changes.")]
    ) -> FlowOutcome:
        """Declare a flow."""
        return await resolvers.declare_flow(info.context, given.key(), given.changes())

    @field(RemoveRecurringFlowPayload, "Take a declared flow back; what the books show counts again.")
    async def remove_recurring_flow(
        self, info: Info, given: Annotated[RemoveRecurringFlowInput, _input("Which one.")]
    ) -> RemovalOutcome:
        """Remove a flow."""
        _, flow_id = ids.decode(given.id, "input.id", "RecurringFlow")
        return await resolvers.remove_flow(info.context, flow_id)
