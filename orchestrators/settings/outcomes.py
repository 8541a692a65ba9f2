"""What became of changing a setting: what it was and what it is now, or why it stays as it was."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from db.books import Caller
from orchestrators.books.documents import Counterparty
from orchestrators.calculations.settings.policy import Earmark, RunwayPolicy, VendorTerms
from orchestrators.settings.recurring_flows import RecurringFlow

T = TypeVar("T")

#: Who sets how the runway is computed, and who says what is known of vendors and of what comes back.
MAY_SET = frozenset({"OWNER", "ADVISOR"})
MAY_TELL = MAY_SET | {"OPERATOR"}


class SettingRefusal(StrEnum):
    """Why a setting stays as it was; nothing was written."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    INVALID_VALUE = "INVALID_VALUE"
    LIMIT_REACHED = "LIMIT_REACHED"


@dataclass(frozen=True, slots=True)
class SettingUserError:
    """An expected failure; `field` is the path of the input at fault, empty when none is."""

    code: SettingRefusal
    message: str
    field: tuple[str, ...]


UserErrors = tuple[SettingUserError, ...]


@dataclass(frozen=True, slots=True)
class SettingOutcome(Generic[T]):
    """What the setting was before and is after; None where it is not there.

    Both are equal when nothing was written: because of the errors, or because it was so already. With a
    CONFLICT they are what stands in the way.
    """

    before: T | None
    after: T | None
    user_errors: UserErrors = ()


class PolicyOutcome(SettingOutcome[RunwayPolicy]):
    """Of setting the policy."""

    __slots__ = ()


class EarmarkOutcome(SettingOutcome[Earmark]):
    """Of setting an earmark."""

    __slots__ = ()


class ReleaseOutcome(SettingOutcome[Earmark]):
    """Of releasing an earmark: before is what was released, None when there was none."""

    __slots__ = ()

    @property
    def released(self) -> bool:
        """Whether there was something to release."""
        return self.before is not None


@dataclass(frozen=True, slots=True)
class TermsOutcome(SettingOutcome[VendorTerms]):
    """Of setting a vendor's terms."""

    vendor: Counterparty | None = None


class FlowOutcome(SettingOutcome[RecurringFlow]):
    """Of declaring a recurring flow."""

    __slots__ = ()


class RemovalOutcome(SettingOutcome[RecurringFlow]):
    """Of removing a declared flow: before is what was removed."""

    __slots__ = ()


def refused(code: SettingRefusal, message: str, *field: str) -> UserErrors:
    """One error, about an input field if one is named."""
    return (SettingUserError(code, message, ("input", *field) if field else ()),)


def not_by(caller: Caller, roles: Collection[str]) -> UserErrors:
    """The error of a caller who has none of the roles; empty for one who has."""
    if caller.role in roles:
        return ()
    message = f"The role {caller.role} cannot change this; ask an owner or an advisor."
    return refused(SettingRefusal.FORBIDDEN, message)


def not_at(expected_version: int | None, version: int) -> UserErrors:
    """The error of somebody who saw another version; 0 is what was never set, None is any."""
    if expected_version in {None, version}:
        return ()
    message = f"It has changed: it is at version {version}."
    return refused(SettingRefusal.CONFLICT, message, "expectedVersion")
