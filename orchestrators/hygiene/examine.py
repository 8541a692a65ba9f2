"""Runs the checks: on documents that changed and those that stand or stood beside them, or on all."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid5

from db.books import Caller, Row, WriteBooks
from db.queries.books import aging
from db.queries.hygiene import examine as queries
from db.queries.sources.load import LOCK_BUSINESS, TAKE_TIME
from db.queries.writing import as_arrays
from orchestrators.calculations.hygiene.checks import CHECKS, CheckName, CheckResult, Examined, Unapplied
from orchestrators.calculations.hygiene.duplicates.entry import Entry
from orchestrators.calculations.hygiene.duplicates.pair import Kept, Pair
from orchestrators.calculations.hygiene.unapplied import with_unapplied
from orchestrators.hygiene.accounts import AccountExaminationOrchestrator
from orchestrators.hygiene.duplicates import DuplicateOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.trail.trail import Event, EventKind, TrailOrchestrator

_GONE = frozenset({"VOIDED", "DELETED"})

_NONE_KEPT: Kept = frozenset()


@dataclass(frozen=True, slots=True)
class ExaminationOrchestrator:
    """Keeps the stored issues equal to what the checks find."""

    db: WriteBooks

    async def examine(self, business_id: UUID, changed: Sequence[UUID]) -> Reexamined:
        """Examine what these documents and accounts bear on; returns what that changed among the issues.

        The work follows what changed, not how much there is: a duplicate can only be among the documents of
        the same counterparties, or be one that was called a duplicate before. What is applied to nothing is
        told of what is open with its party. Of a document that another party had before, that is among
        `changed` as well.
        """
        if not changed:
            return Reexamined()
        duplicates = DuplicateOrchestrator(self.db)
        affected = {*changed, *await duplicates.affected(business_id, changed)}
        about: dict[str, object] = {"business_id": business_id, "ids": list(affected)}
        ids = [row["id"] for row in await self.db.rows(queries.NEAR, about)]
        about["ids"] = ids
        rows = await self.db.rows(queries.BY_ID, about)
        pairs = await duplicates.of_some(business_id, ids, _NONE_KEPT)
        return await self._keep(business_id, rows, ids, pairs)

    async def scan(self, business_id: UUID, caller: Caller, email: str) -> Reexamined:
        """Examine every bill, invoice and cash account, as an import examines what it changed, and record it.

        For checks that are new, or see something else than before: what they find in books that do not change
        would otherwise stay unseen. No import writes to the business meanwhile.
        """
        await self.db.rows(TAKE_TIME, {})
        await self.db.row(LOCK_BUSINESS, {"business_id": business_id})
        rows = await self.db.rows(queries.ALL, {"business_id": business_id})
        pairs = await DuplicateOrchestrator(self.db).of_all(business_id, _NONE_KEPT)
        result = await self._keep(business_id, rows, (), pairs)
        result += await AccountExaminationOrchestrator(self.db).examine(business_id, caller.today)
        await TrailOrchestrator(self.db).record(business_id, caller, email, examination(business_id, result))
        return result

    async def _keep(
        self, business_id: UUID, rows: Iterable[Row], further: Iterable[UUID], pairs: Iterable[Pair]
    ) -> Reexamined:
        """Make the issues about these documents, and about further ones, what the checks find among these."""
        documents = {row["document_id"]: _examined(row) for row in rows}
        left = await self._unapplied(business_id, documents.values())
        examined = with_unapplied(tuple(documents.values()), left)
        issues = [
            *(_issue(business_id, *finding) for finding in findings(examined)),
            *(_issue(business_id, CheckName.DUPLICATE, pair.document, pair.result) for pair in pairs),
        ]
        kept_ids = [issue["id"] for issue in issues]
        gone = {"business_id": business_id, "ids": [*documents, *further], "kept": kept_ids}
        dropped = await self.db.rows(queries.DROP_ISSUES, gone)
        arrays = as_arrays(issues, queries.ISSUE)
        kept = await self.db.rows(queries.KEEP_ISSUES, {"business_id": business_id, **arrays})
        added = sum(row["added"] for row in kept)
        return Reexamined(added, len(kept) - added, len(dropped))

    async def _unapplied(self, business_id: UUID, documents: Iterable[Examined]) -> list[Unapplied]:
        """What is applied to nothing with the parties of open documents, whatever its date."""
        parties = {document.party_id for document in documents if document.is_open and document.party_id}
        if not parties:
            return []
        about = {"business_id": business_id, "as_of": date.max, "issued_by": date.max}
        rows = await self.db.rows(aging.CREDITS_OF_PARTIES, {**about, "parties": list(parties)})
        return [_unapplied(row) for row in rows]


def examination(business_id: UUID, result: Reexamined) -> list[Event]:
    """The event of the tray as a whole, if anything in it changed."""
    if result == Reexamined():
        return []
    return [Event(EventKind.ISSUE, business_id, "EXAMINED", None, asdict(result))]


def findings(documents: Iterable[Examined]) -> list[tuple[CheckName, Examined, CheckResult]]:
    """Everything that the checks find among these documents, but duplicates."""
    return [
        (check.name, document, result)
        for document in documents
        for check in CHECKS
        if (result := check.find(document, ())) is not None
    ]


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


def _unapplied(row: Row) -> Unapplied:
    return Unapplied(
        id=row["id"],
        is_bill=row["is_bill"],
        kind=row["kind"],
        party_id=row["party_id"],
        number=row["number"],
        day=row["issue_date"],
        amount=-row["owed"],
        currency_code=row["currency_code"],
    )


def _issue(
    business_id: UUID, check: CheckName, document: Examined | Entry, result: CheckResult
) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{check.name}/{document.id}/{result.related_id}"),
        "check_name": check.name,
        "rule": result.rule,
        "severity": int(result.severity),
        "blocking": result.blocking,
        "document_id": document.id,
        "related_document_id": result.related_id,
        "message": result.message,
        "amount_at_stake": result.at_stake,
    }
