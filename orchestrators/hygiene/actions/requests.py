"""What a person wants done about an issue, at the version of it that they saw."""

from dataclasses import dataclass
from uuid import UUID

from orchestrators.calculations.hygiene.fixes import FixValues
from orchestrators.money import Written


@dataclass(frozen=True, slots=True)
class FixIssue:
    """Enter these values in place of what the source sent, or the first suggestion where there are none.

    `source` says where a suggestion comes from; `written` are the amounts among the values, with currencies.
    """

    issue_id: UUID
    expected_version: int
    values: FixValues | None
    source: str | None = None
    written: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class IgnoreIssue:
    """Count it as known; with `whole_party` all of its check with its counterparty, also later ones."""

    issue_id: UUID
    expected_version: int
    reason: str
    whole_party: bool = False


@dataclass(frozen=True, slots=True)
class KeepBoth:
    """The two documents are two: the pair is not raised again."""

    issue_id: UUID
    expected_version: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The two documents are one: `keep_id` stays, the other one is superseded by it."""

    issue_id: UUID
    expected_version: int
    keep_id: UUID


IssueRequest = FixIssue | IgnoreIssue | KeepBoth | Merge
