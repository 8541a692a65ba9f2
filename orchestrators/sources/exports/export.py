"""An export as a whole: its records, whose they are, when it was answered, and what it lists completely."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orchestrators.sources.facts import Rejected, RejectionCause, SourceFacts

#: Refusals of single records: the answers themselves came.
_OF_RECORDS = frozenset({RejectionCause.RECORD, RejectionCause.UNUSED})


#: Versions from here on are counted by Runway, for sources that tell none; no source has counted that far.
COUNTED = 1 << 40


class SyncState(StrEnum):
    """Whether everything that was asked of the source came."""

    COMPLETE = "COMPLETE"
    INCOMPLETE = "INCOMPLETE"


@dataclass(frozen=True, slots=True)
class Company:
    """The company that an export is of, as it calls itself."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """What one import reads.

    `listed` has the ids of every record of the entities that query responses answered without a gap;
    `answered_at` is the newest time of a response that brought records, or said that there are none;
    `is_counted` tells that its source has no versions, so that Runway counts them; `known_after` is the
    number of imports after which the books were known, if they were known when it was read.
    """

    records: tuple[SourceFacts | Rejected, ...]
    companies: tuple[Company, ...] = ()
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answered_at: datetime | None = None
    is_counted: bool = False
    known_after: int = 0

    @property
    def failures(self) -> tuple[Rejected, ...]:
        """What the source, or the way from it, failed to bring."""
        return tuple(item for item in self.records if isinstance(item, Rejected) and is_failure(item))

    @property
    def state(self) -> SyncState:
        """Whether it is whole."""
        return SyncState.INCOMPLETE if self.failures else SyncState.COMPLETE


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the caller knows of the export: that it is a full one, or of a company that has a new name.

    `beside`: it holds what the other books of the business lack; `empty`: a table without rows is no mistake.
    """

    full: bool = False
    replace_company: bool = False
    beside: bool = False
    empty: bool = False


#: What nothing special is known of.
ORDINARY = ImportOptions()


def is_failure(item: Rejected) -> bool:
    """Whether more than one record may be missing because of it."""
    return item.cause not in _OF_RECORDS
