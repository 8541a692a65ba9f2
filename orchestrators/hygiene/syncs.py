"""Keeps the issues about the last import of each realm: what is missing, and what the source refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from db.books import WriteBooks
from db.queries.hygiene import examine as queries
from db.queries.writing import as_arrays
from orchestrators.calculations.hygiene.checks import (
    Check,
    failed_sync,
    incomplete_sync,
    throttled_sync,
    unauthorised_sync,
)
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.sources.facts import Rejected, RejectionCause

Message = Callable[[str, Sequence[tuple[str, str]]], str]


@dataclass(frozen=True, slots=True)
class Sync:
    """An import by its source, and what the source failed to bring; it may have brought nothing else."""

    source: str
    failures: tuple[Rejected, ...]
    brings_nothing: bool

    def of(self, cause: RejectionCause) -> tuple[Rejected, ...]:
        """The failures of one cause."""
        return tuple(item for item in self.failures if item.cause is cause)


@dataclass(frozen=True, slots=True)
class SyncExaminationOrchestrator:
    """Writes the issues when an import ends; the next whole one takes them away."""

    db: WriteBooks

    async def keep(self, business_id: UUID, realm: str, sync: Sync) -> Reexamined:
        """Keep them as this import has them; none of one that failed in nothing."""
        judged = {uuid5(business_id, f"{item[0].name}/{realm}"): item for item in _judged(sync)}
        ended = [issue_id for issue_id, (_, _, failures) in judged.items() if not failures]
        dropped = await self.db.rows(queries.DROP_SYNC_ISSUES, {"business_id": business_id, "ids": ended})
        issues = [
            _issue(issue_id, check, message(sync.source, [(item.file, item.reason) for item in failures]))
            for issue_id, (check, message, failures) in judged.items()
            if failures
        ]
        return Reexamined(removed=len(dropped)) + await self._write(business_id, issues)

    async def _write(self, business_id: UUID, issues: Sequence[dict[str, object]]) -> Reexamined:
        if not issues:
            return Reexamined()
        values = {"business_id": business_id, **as_arrays(issues, queries.ISSUE)}
        kept = await self.db.rows(queries.KEEP_ISSUES, values)
        added = sum(row["added"] for row in kept)
        return Reexamined(added, len(kept) - added)


def _judged(sync: Sync) -> Iterator[tuple[Check, Message, tuple[Rejected, ...]]]:
    """Each check with the failures that it tells; a refusal is told beside what is missing because of it."""
    throttled, unauthorised = sync.of(RejectionCause.THROTTLED), sync.of(RejectionCause.UNAUTHORIZED)
    yield incomplete_sync.CHECK, incomplete_sync.message, sync.failures
    yield throttled_sync.CHECK, throttled_sync.message, throttled
    yield unauthorised_sync.CHECK, unauthorised_sync.message, unauthorised
    yield failed_sync.CHECK, failed_sync.message, sync.failures if sync.brings_nothing else ()


def _issue(issue_id: UUID, check: Check, message: str) -> dict[str, object]:
    return {
        "id": issue_id,
        "check_name": check.name,
        "severity": int(check.severity),
        "blocking": check.blocks,
        "message": message,
    }
