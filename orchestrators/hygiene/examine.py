"""Runs the checks on documents that changed, and on those that stand or stood beside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from db.books import Row, WriteBooks
from db.queries.hygiene import examine as queries
from db.queries.writing import as_arrays
from orchestrators.calculations.hygiene.checks import CHECKS, Check, Examined, Found

_GONE = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Reexamined:
    """What became of the issues: how many are new, say something else now, or are gone."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ExaminationOrchestrator:
    """Keeps the stored issues equal to what the checks find."""

    db: WriteBooks

    async def examine(self, business_id: UUID, changed: Sequence[UUID]) -> Reexamined:
        """Examine these bills and invoices again; returns what that changed among the issues.

        The work follows what changed, not how much there is: a duplicate can only be among documents
        with the same counterparty, number and total, or be one that was called a duplicate before.
        """
        if not changed:
            return Reexamined()
        about: dict[str, object] = {"business_id": business_id, "ids": list(changed)}
        called = await self.db.rows(queries.CALLED_DUPLICATES, about)
        ids = list({*changed, *(row["document_id"] for row in called)})
        about["ids"] = ids
        rows = [*await self.db.rows(queries.BY_ID, about), *await self.db.rows(queries.ALIKE, about)]
        documents = {row["document_id"]: _examined(row) for row in rows}
        issues = [_issue(business_id, *finding) for finding in findings(documents.values())]
        gone = {**about, "ids": [*documents, *ids], "kept": [issue["id"] for issue in issues]}
        dropped = await self.db.rows(queries.DROP_ISSUES, gone)
        arrays = as_arrays(issues, queries.ISSUE)
        kept = await self.db.rows(queries.KEEP_ISSUES, {"business_id": business_id, **arrays})
        added = sum(row["added"] for row in kept)
        return Reexamined(added, len(kept) - added, len(dropped))


def findings(documents: Iterable[Examined]) -> list[tuple[Check, Examined, Found]]:
    """Everything that the checks find among these documents, each seen beside those like it."""
    listed = list(documents)
    alike: dict[object, list[Examined]] = defaultdict(list)
    for document in listed:
        alike[_likeness(document)].append(document)
    return [
        (check, document, found)
        for document in listed
        for check in CHECKS
        if (found := check.find(document, alike[_likeness(document)])) is not None
    ]


def _likeness(document: Examined) -> object:
    if None in (document.number_key, document.party_id, document.total):
        return document.id
    return document.number_key, document.party_id, document.total


def _examined(row: Row) -> Examined:
    return Examined(
        id=row["document_id"],
        is_bill=row["kind"] == "BILL",
        is_open=row["state"] == "OPEN",
        is_gone=row["state"] in _GONE,
        number=row["number"],
        number_key=row["number_key"],
        party_id=row["party_id"],
        party_name=row["party_name"],
        issue_date=row["issue_date"],
        due_date=row["due_date"],
        total=row["total"],
        balance=row["balance"],
        currency_code=row["currency_code"],
    )


def _issue(business_id: UUID, check: Check, document: Examined, found: Found) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{check.name}/{document.id}/{found.related_id}"),
        "check_name": check.name,
        "severity": int(found.severity),
        "blocking": found.blocking,
        "document_id": document.id,
        "related_document_id": found.related_id,
        "message": found.message,
        "amount_at_stake": found.at_stake,
    }
