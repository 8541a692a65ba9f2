"""Keeps the issues about the last import of each realm: what is missing, and what the source refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from db.books import WriteBooks
from orchestrators.calculations.hygiene.checks import (
    Check,
    failed_sync,
    incomplete_sync,
    throttled_sync,
    unauthorised_sync,
)
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator
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
        issues = [
            _issue(issue_id, check, message(sync.source, [(item.file, item.reason) for item in failures]))
            for issue_id, (check, message, failures) in judged.items()
            if failures
        ]
        keeping = IssueKeepingOrchestrator(self.db)
        return await keeping.these(business_id, issues, list(judged), Cause.IMPORT)


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
