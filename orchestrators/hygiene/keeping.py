"""Makes issues of what the checks found, and resolves those that they no longer find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from db.books import WriteBooks
from db.queries.hygiene import keeping as queries
from db.queries.writing import as_arrays
from db.statement import Statement
from orchestrators.hygiene.reexamined import Reexamined

#: Columns of an issue by their names; its id is the same whenever the same is found.
IssueRow = Mapping[str, object]


class Cause(StrEnum):
    """What led to a look at the books, and so what resolves an issue."""

    IMPORT = "IMPORT"
    SCAN = "SCAN"
    FIX = "FIX"
    KEEP_BOTH = "KEEP_BOTH"
    MERGE = "MERGE"
    UNDO = "UNDO"


@dataclass(frozen=True, slots=True)
class IssueKeepingOrchestrator:
    """Writes issues; a row is never taken away, so that what was found, and when, stays known."""

    db: WriteBooks

    async def of_documents(
        self, business_id: UUID, issues: Sequence[IssueRow], ids: Sequence[UUID], cause: Cause
    ) -> Reexamined:
        """Keep the issues about these documents as the checks have them now."""
        return await self._keep(business_id, issues, queries.RESOLVE_OF_DOCUMENTS, cause, {"ids": list(ids)})

    async def of_accounts(self, business_id: UUID, issues: Sequence[IssueRow], cause: Cause) -> Reexamined:
        """Keep the issues about all accounts as the checks have them now."""
        return await self._keep(business_id, issues, queries.RESOLVE_OF_ACCOUNTS, cause, {})

    async def of_parties(
        self, business_id: UUID, issues: Sequence[IssueRow], check_names: Sequence[str], cause: Cause
    ) -> Reexamined:
        """Keep the issues of these checks about all parties as they are now."""
        about = {"check_names": list(check_names)}
        return await self._keep(business_id, issues, queries.RESOLVE_OF_PARTIES, cause, about)

    async def these(
        self, business_id: UUID, issues: Sequence[IssueRow], ids: Sequence[UUID], cause: Cause
    ) -> Reexamined:
        """Keep these issues, and resolve the others of these ids."""
        return await self._keep(business_id, issues, queries.RESOLVE_THESE, cause, {"ids": list(ids)})

    async def _keep(
        self,
        business_id: UUID,
        issues: Sequence[IssueRow],
        resolve: Statement,
        cause: Cause,
        about: Mapping[str, object],
    ) -> Reexamined:
        kept_ids = [issue["id"] for issue in issues]
        resolution = {"business_id": business_id, "cause": cause, "kept": kept_ids, **about}
        resolved = await self.db.rows(resolve, resolution)
        if not issues:
            return Reexamined(removed=len(resolved))
        arrays = as_arrays(issues, queries.ISSUE)
        kept = await self.db.rows(queries.KEEP, {"business_id": business_id, **arrays})
        added = sum(row["added"] for row in kept)
        return Reexamined(added, len(kept) - added, len(resolved))
