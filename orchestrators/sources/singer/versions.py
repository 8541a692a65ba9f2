"""Which versions of full streams came as a whole, so that what they lack is gone."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Versions:
    """What the stream listed so far, by entity and version.

    `earlier` is when the books took records of this source last, before the stream began. A version is the
    moment at which its listing began, in milliseconds since 1970: some of one that began before `earlier` may
    have come then, and be missing here.
    """

    earlier: datetime | None
    _ids: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    _streams: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, entity: str, stream: str, version: int | None, source_id: str) -> None:
        """Note a record; one without an id may be any."""
        self._streams[entity].add(stream)
        if version is not None:
            self._ids[entity, version].add(source_id)

    def listed(self, entity: str, version: int) -> frozenset[str]:
        """The ids of all records of a version that came as a whole; raises `NotWholeError`."""
        ids = self._ids.get((entity, version))
        if not ids:
            raise NotWholeError("no record of it came")
        if "" in ids:
            raise NotWholeError("a record of it has no id")
        if len(self._streams[entity]) > 1:
            raise NotWholeError(f"{entity} records come in several streams")
        if self.earlier is not None and not _is_after(version, self.earlier):
            raise NotWholeError("some of it may have come in an earlier run")
        return frozenset(ids)


class NotWholeError(Exception):
    """A version of which some may be missing here; its text says why."""


def _is_after(version: int, earlier: datetime) -> bool:
    try:
        return _EPOCH + timedelta(milliseconds=version) > earlier
    except OverflowError:
        return False
