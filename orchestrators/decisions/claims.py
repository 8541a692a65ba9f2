"""What is decided about documents already, and whether that or anything else keeps them from a decision."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import documents
from db.queries.decisions import steps as queries
from orchestrators.calculations.decisions.claims import Claim
from orchestrators.calculations.decisions.readiness import Readiness
from orchestrators.calculations.decisions.words import DecisionAction
from orchestrators.decisions.state import DecidedDocument, subject_of
from orchestrators.settings.approvals import ApprovalDataOrchestrator

Claims = Mapping[UUID, tuple[Claim, ...]]


@dataclass(frozen=True, slots=True)
class ClaimDataOrchestrator:
    """Reads what steps judge items by, however many at once; of no document, with no statement."""

    db: ReadBooks

    async def subjects(self, business_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, DecidedDocument]:
        """Bills and invoices as they are, by their ids; what is not there is not in it."""
        about = {"business_id": business_id, "ids": list(ids)}
        rows = await self.db.rows(documents.MANY_FOR_DECISION, about)
        return {row["document_id"]: subject_of(row) for row in rows if row["kind"] in {"BILL", "INVOICE"}}

    async def claims(self, business_id: UUID, ids: Collection[UUID]) -> Claims:
        """Decisions about the documents that are open, or whose payment the books do not show yet.

        Of each document that has any, the oldest first.
        """
        result: defaultdict[UUID, tuple[Claim, ...]] = defaultdict(tuple)
        about = {"business_id": business_id, "ids": list(ids)}
        for row in await self.db.rows(queries.CLAIMS, about) if ids else ():
            result[row["document_id"]] += (_claim(row),)
        return dict(result)

    async def readiness(self, business_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Readiness]:
        """Whether something may be decided about bills and invoices now, by their ids."""
        subjects = await self.subjects(business_id, ids)
        claims = await self.claims(business_id, ids)
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        return {
            document_id: subject.readiness(rules, claims.get(document_id, ()))
            for document_id, subject in subjects.items()
        }


def _claim(row: Row) -> Claim:
    is_part = row["action"] == DecisionAction.PAY_PART
    return Claim(row["id"], row["is_open"], is_part, row["amount"])
