"""Runs the checks: on documents that changed and those that stand or stood beside them, or on all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID, uuid5

from db.books import Caller, Row, WriteBooks
from db.queries.books import aging
from db.queries.hygiene import detect
from db.queries.hygiene import examine as queries
from db.queries.hygiene.actions import KEPT_PAIRS
from db.queries.sources.load import LOCK_BUSINESS, TAKE_TIME
from db.queries.sources.settle import JOIN_AS_PLANNED, JOIN_BY_HASH
from db.statement import Statement
from orchestrators.calculations.hygiene.checks import (
    DOCUMENT_CHECKS,
    Check,
    CheckResult,
    Examined,
    Unapplied,
    duplicate,
)
from orchestrators.calculations.hygiene.duplicates.entry import Entry
from orchestrators.calculations.hygiene.duplicates.pair import Kept, Pair
from orchestrators.calculations.hygiene.unapplied import with_unapplied
from orchestrators.hygiene.accounts import AccountExaminationOrchestrator
from orchestrators.hygiene.duplicates import DuplicateOrchestrator
from orchestrators.hygiene.keeping import Cause, IssueKeepingOrchestrator
from orchestrators.hygiene.parties import PartyExaminationOrchestrator
from orchestrators.hygiene.quality import QualityKeepingOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator

_GONE = frozenset({"VOIDED", "DELETED"})
_CHECKS: Mapping[str, Check] = MappingProxyType({check.name: check for check in DOCUMENT_CHECKS})
_RULES = tuple(detect.Rule(check.name, check.predicate, check.fact) for check in DOCUMENT_CHECKS)
_IN_ALL, _IN_THESE = detect.in_all(_RULES), detect.in_these(_RULES)
_MOVED = detect.moved([rule for rule in _RULES if _CHECKS[rule.name].moves])

Finding = tuple[Check, Examined, CheckResult]


@dataclass(frozen=True, slots=True)
class ExaminationOrchestrator:
    """Keeps the stored issues equal to what the checks find."""

    db: WriteBooks

    async def examine(self, business_id: UUID, changed: Sequence[UUID], cause: Cause) -> Reexamined:
        """Examine what these documents and accounts bear on; returns what that changed among the issues.

        The work follows what changed, not how much there is: a duplicate can only be among the documents of
        the same counterparties, or be one that was called a duplicate before. What is applied to nothing is
        told of what is open with its party. Of a document that another party had before, that is among
        `changed` as well. Of what is open also the documents are examined of which a check finds something
        else because of the day, or of what lists now hold.
        """
        affected = await self._affected(business_id, changed)
        if not affected:
            return Reexamined()
        about: dict[str, object] = {"business_id": business_id, "ids": affected}
        ids = [row["id"] for row in await self.db.rows(queries.NEAR, about)]
        hits = await self._hashed(_IN_THESE, {**about, "ids": ids})
        kept_apart = await self._kept_apart(business_id)
        pairs = await DuplicateOrchestrator(self.db).of_some(business_id, ids, kept_apart)
        return await self._keep(business_id, hits, pairs, ids, cause)

    async def _hashed(self, statement: Statement, about: Mapping[str, object]) -> Sequence[Row]:
        """The rows of a statement without nested loops: books that are in no statistics yet seem small."""
        await self.db.rows(JOIN_BY_HASH, {})
        rows = await self.db.rows(statement, about)
        await self.db.rows(JOIN_AS_PLANNED, {})
        return rows

    async def _affected(self, business_id: UUID, changed: Sequence[UUID]) -> list[UUID]:
        """What changed, and documents of which checks may find something else because of it or of today."""
        about: dict[str, object] = {"business_id": business_id, "ids": list(changed)}
        beside = await self._hashed(detect.BESIDE, about) if changed else []
        pairs = await DuplicateOrchestrator(self.db).affected(business_id, changed) if changed else []
        moved = await self._hashed(_MOVED, about)
        return list({*changed, *pairs, *(row["id"] for row in (*beside, *moved))})

    async def scan(self, business_id: UUID, caller: Caller, email: str) -> Reexamined:
        """Examine every bill, invoice and cash account, as an import examines what it changed, and record it.

        For checks that are new, or see something else than before: what they find in books that do not change
        would otherwise stay unseen. No import writes to the business meanwhile.
        """
        await self.db.rows(TAKE_TIME, {})
        await self.db.row(LOCK_BUSINESS, {"business_id": business_id})
        about = {"business_id": business_id}
        hits = await self._hashed(_IN_ALL, about)
        ids = [row["id"] for row in await self.db.rows(queries.ALL, about)]
        pairs = await DuplicateOrchestrator(self.db).of_all(business_id, await self._kept_apart(business_id))
        result = await self._keep(business_id, hits, pairs, ids, Cause.SCAN)
        result += await PartyExaminationOrchestrator(self.db).examine(business_id, caller.today, Cause.SCAN)
        result += await AccountExaminationOrchestrator(self.db).examine(business_id, caller.today, Cause.SCAN)
        await QualityKeepingOrchestrator(self.db).keep(business_id, caller.today)
        await TrailOrchestrator(self.db).record(business_id, caller, email, examination(business_id, result))
        return result

    async def _keep(
        self,
        business_id: UUID,
        hits: Sequence[Row],
        pairs: Iterable[Pair],
        ids: Sequence[UUID],
        cause: Cause,
    ) -> Reexamined:
        """Make the issues about these documents what the checks find, and the pairs among them."""
        issues = [
            *(_issue(business_id, *finding) for finding in await self._described(business_id, hits)),
            *(_issue(business_id, duplicate.CHECK, pair.document, pair.result) for pair in pairs),
        ]
        return await IssueKeepingOrchestrator(self.db).of_documents(business_id, issues, ids, cause)

    async def _kept_apart(self, business_id: UUID) -> Kept:
        """Pairs of documents that somebody said are two."""
        rows = await self.db.rows(KEPT_PAIRS, {"business_id": business_id})
        return frozenset(frozenset((row["document_id"], row["related_document_id"])) for row in rows)

    async def _described(self, business_id: UUID, hits: Sequence[Row]) -> list[Finding]:
        """What is told of each row, of a check and a document for which its predicate holds."""
        documents = tuple({row["document_id"]: _examined(row) for row in hits}.values())
        left = await self._unapplied(business_id, documents)
        examined = {document.id: document for document in with_unapplied(documents, left)}
        described = (
            (check, document, check.describe and check.describe(document, row["fact"]))
            for row in hits
            for check, document in [(_CHECKS[row["check_name"]], examined[row["document_id"]])]
        )
        return [(check, document, result) for check, document, result in described if result is not None]

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
    return [Event(EventKind.ISSUE, business_id, AuditStep.EXAMINED, None, asdict(result))]


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
    business_id: UUID, check: Check, document: Examined | Entry, result: CheckResult
) -> dict[str, object]:
    return {
        # The same finding keeps its id, so that what people said about it stays with it.
        "id": uuid5(business_id, f"{check.name}/{document.id}/{result.related_id}"),
        "check_name": check.name,
        "rule": result.rule,
        "severity": int(check.severity if result.severity is None else result.severity),
        "blocking": check.blocks if result.blocking is None else result.blocking,
        "document_id": document.id,
        "party_id": document.party_id,
        "related_document_id": result.related_id,
        "message": result.message,
        "amount_at_stake": result.at_stake,
    }
