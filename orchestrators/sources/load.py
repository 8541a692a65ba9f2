"""Loads a batch of facts into the books of one business: all of it, in the caller's one transaction."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from db.books import Caller, WriteBooks
from db.queries.sources import amounts
from db.queries.sources import load as queries
from orchestrators.hygiene.accounts import AccountExaminationOrchestrator
from orchestrators.hygiene.examine import ExaminationOrchestrator, examination
from orchestrators.hygiene.incomplete_sync import IncompleteSyncOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.sources import rows
from orchestrators.sources.balances import BalanceOrchestrator
from orchestrators.sources.batch import Batch
from orchestrators.sources.exports.absences import NOT_COMPARED, AbsenceOrchestrator, Comparison
from orchestrators.sources.exports.company import CompanyOrchestrator
from orchestrators.sources.exports.export import ORDINARY, Export, ImportOptions, SyncState, is_failure
from orchestrators.sources.facts import Rejected
from orchestrators.sources.recur import RecurrenceOrchestrator
from orchestrators.sources.rows import PARTY_ENTITY, Keys
from orchestrators.sources.settle import SettlementOrchestrator
from orchestrators.sources.sparse import write_sparse
from orchestrators.sources.writer import Progress, Writer, Written
from orchestrators.trail.trail import Event, EventKind, FieldValues, TrailOrchestrator

_REMOVE = {
    "Vendor": queries.REMOVE_PARTIES,
    "Customer": queries.REMOVE_PARTIES,
    "Account": queries.REMOVE_ACCOUNTS,
    "Term": queries.REMOVE_TERMS,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of every record: read = added + changed + unchanged + removed + rejected."""

    read: int
    added: int
    changed: int
    unchanged: int
    removed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import came to; `comparison` is that of a full export with the books."""

    counts: Counts
    rejected: tuple[Rejected, ...]
    state: SyncState
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class IngestionOrchestrator:
    """Writes what a source says: newer versions win, the same version twice changes nothing."""

    db: WriteBooks

    async def load(
        self,
        business_id: UUID,
        caller: Caller,
        email: str,
        realm: str,
        source: str,
        export: Export,
        progress: Progress,
        options: ImportOptions = ORDINARY,
    ) -> Loaded:
        """Load what could be read, keep what could not with its reason, examine what changed, record it.

        Raises `OtherCompany`, with nothing done, for an export that does not belong into these books.
        """
        await self.db.rows(queries.TAKE_TIME, {})
        business = await self.db.row(queries.LOCK_BUSINESS, {"business_id": business_id})
        assert business is not None, "the books were entered for this business"
        # A clock that runs ahead at the source would make every later export look old.
        answered_at = export.answered_at and min(export.answered_at, business["now"])
        export = replace(export, answered_at=answered_at)
        await CompanyOrchestrator(self.db).admit(
            business_id, realm, export.companies, replace=options.replace_company
        )
        keys = Keys(business_id, realm)
        comparison = await self._absences(keys, export, options)
        batch = Batch.of([*export.records, *comparison.removals])
        writer = Writer(self.db, business_id, progress)
        company = await self._company(business_id, batch)
        await self._revive(keys, export, batch)
        await _refer(writer, keys, batch)
        lists = await _lists(writer, keys, batch)
        currency = await self._home_currency(business_id, batch, business["currency_code"])
        documents, unsettled = await _documents(writer, keys, batch, currency)
        completed, refused = await write_sparse(writer, keys, batch.sparse, currency)
        balances = await BalanceOrchestrator(self.db).take(business_id, keys, batch.balances)
        removed = await _remove(writer, keys, batch)
        written = company + lists + documents + completed + removed
        touched = documents.added + documents.changed + completed.changed + removed.removed
        await self.db.rows(queries.PLAN_AGAIN, {})
        if written != Written():
            await self.db.rows(amounts.DERIVE, {"business_id": business_id})
        await BalanceOrchestrator(self.db).keep(business_id, keys, batch.balances)
        await SettlementOrchestrator(self.db).settle(business_id, touched + unsettled)
        if touched:
            await RecurrenceOrchestrator(self.db).find(business_id, business["today"])
        issues = await ExaminationOrchestrator(self.db).examine(
            business_id, touched + lists.added + lists.changed
        )
        issues += await AccountExaminationOrchestrator(self.db).examine(business_id, business["today"])
        progress("checks", len(touched), len(touched))
        batch = replace(batch, rejected=(*batch.rejected, *refused))
        counts = _count(batch, written + Written(changed=_unless_counted(balances, written)))
        issues += await IncompleteSyncOrchestrator(self.db).keep(
            business_id,
            realm,
            source,
            [(item.file, item.reason) for item in batch.rejected if is_failure(item)],
        )
        run_id = await self._keep_run(business_id, realm, source, business["now"], batch, counts, export)
        events = _events(business_id, run_id, {"source": source, "realm": realm, **asdict(counts)}, issues)
        await TrailOrchestrator(self.db).record(business_id, caller, email, events)
        return Loaded(counts, batch.rejected, export.state, comparison)

    async def _absences(self, keys: Keys, export: Export, options: ImportOptions) -> Comparison:
        if not options.full:
            return NOT_COMPARED
        absences = AbsenceOrchestrator(self.db)
        newest = await absences.newest(keys.business_id, keys.realm)
        return await absences.compare(keys.business_id, keys.realm, export, newest)

    async def _revive(self, keys: Keys, export: Export, batch: Batch) -> None:
        """Only what is newer than every answer before can know better than a removal."""
        absences = AbsenceOrchestrator(self.db)
        newest = await absences.newest(keys.business_id, keys.realm)
        if export.answered_at and newest and export.answered_at > newest:
            await absences.revive(keys.business_id, keys.realm, batch)

    async def _company(self, business_id: UUID, batch: Batch) -> Written:
        written = Written()
        for company in batch.companies:
            values = {
                "business_id": business_id,
                "country": company.country,
                "time_zone": company.time_zone,
                "currency_code": company.currency_code,
            }
            row = await self.db.row(queries.UPDATE_COMPANY, values)
            written += Written(changed=() if row is None else (business_id,))
        return written

    async def _home_currency(self, business_id: UUID, batch: Batch, known: str) -> str:
        """The business's currency, as the batch tells it; what named none follows when it changes."""
        currency_codes = [company.currency_code for company in batch.companies if company.currency_code]
        learned = currency_codes[-1] if currency_codes else known
        if learned != known:
            change = {"business_id": business_id, "before": known, "after": learned}
            await self.db.rows(amounts.FOLLOW_HOME, change)
        return learned

    async def _keep_run(
        self,
        business_id: UUID,
        realm: str,
        source: str,
        started: datetime,
        batch: Batch,
        counts: Counts,
        export: Export,
    ) -> UUID:
        run_id = uuid4()
        run = {"id": run_id, "realm": realm, "source": source, "started_at": started, **asdict(counts)}
        run |= {"answered_at": export.answered_at, "state": export.state}
        await self.db.rows(queries.INSERT_RUN, {"business_id": business_id, **run})
        rejected = [{**asdict(item), "id": uuid4(), "import_run_id": run_id} for item in batch.rejected]
        writer = Writer(self.db, business_id, lambda _step, _done, _total: None)
        await writer.insert(queries.INSERT_REJECTED, queries.REJECTED, rejected)
        # An import of which nothing could be read, or not all, does not bring the books up to date; an answer
        # that there is nothing new does.
        if export.state is SyncState.COMPLETE and (counts.read > counts.rejected or export.answered_at):
            synced = {"business_id": business_id, "answered_at": export.answered_at or started}
            await self.db.rows(queries.MARK_SYNCED, synced)
        return run_id


def _events(business_id: UUID, run_id: UUID, run: FieldValues, issues: Reexamined) -> list[Event]:
    """One event of the import; one of the tray as a whole, if the import changed anything in it."""
    return [Event(EventKind.IMPORT, run_id, "IMPORTED", None, run), *examination(business_id, issues)]


async def _refer(writer: Writer, keys: Keys, batch: Batch) -> None:
    """Make sure that whatever a record points to is there, if only by its name."""
    terms = [keys.reference("Term", reference) for reference in batch.terms_referred_to()]
    await writer.insert(queries.REFER_TO_TERMS, queries.TERM, terms)
    for kind, entity in PARTY_ENTITY.items():
        references = batch.parties_referred_to(kind)
        parties = [{**keys.reference(entity, reference), "kind": kind} for reference in references]
        await writer.insert(queries.REFER_TO_PARTIES, queries.PARTY, parties)
    accounts = [keys.reference("Account", reference) for reference in batch.accounts_referred_to()]
    await writer.insert(queries.REFER_TO_ACCOUNTS, queries.ACCOUNT, accounts)


async def _lists(writer: Writer, keys: Keys, batch: Batch) -> Written:
    terms = [rows.term(keys, item) for item in batch.terms]
    parties = [rows.party(keys, item) for item in batch.parties]
    accounts = [rows.account(keys, item) for item in batch.accounts]
    return (
        await writer.upsert("terms", queries.UPSERT_TERMS, queries.TERM, terms)
        + await writer.upsert("vendors and customers", queries.UPSERT_PARTIES, queries.PARTY, parties)
        + await writer.upsert("accounts", queries.UPSERT_ACCOUNTS, queries.ACCOUNT, accounts)
    )


async def _documents(
    writer: Writer, keys: Keys, batch: Batch, currency: str
) -> tuple[Written, tuple[UUID, ...]]:
    """What was written, and what payments that changed settled before."""
    make = rows.document_in(currency)
    # In the order in which decisions lock them, so that an import and a batch do not wait for each other.
    pairs = sorted(((make(keys, document), document) for document in batch.documents), key=_id_of_row)
    made = [row for row, _ in pairs]
    written = await writer.upsert("documents", queries.UPSERT_DOCUMENTS, queries.DOCUMENT, made)
    unsettled = await writer.on_ids(queries.DELETE_ALLOCATIONS, written.changed)
    await writer.on_ids(queries.DELETE_MOVEMENTS, written.changed)
    newer = {*written.added, *written.changed}
    facts = [item for row, item in pairs if row["id"] in newer]
    allocations = [row for fact in facts for row in rows.allocations(keys, fact)]
    await writer.insert(queries.INSERT_ALLOCATIONS, queries.ALLOCATION, allocations)
    undeposited = await _undeposited(writer, keys)
    movements = [row for fact in facts for row in rows.movements(keys, fact, currency, undeposited)]
    await writer.insert(queries.INSERT_MOVEMENTS, queries.MOVEMENT, movements)
    return written, unsettled


async def _undeposited(writer: Writer, keys: Keys) -> UUID | None:
    about = {"business_id": keys.business_id, "realm": keys.realm}
    row = await writer.db.row(queries.UNDEPOSITED, about)
    account_id: UUID | None = None if row is None else row["id"]
    return account_id


def _id_of_row(pair: tuple[rows.Row, object]) -> UUID:
    result = pair[0]["id"]
    assert isinstance(result, UUID), "a document's id is derived from its source's"
    return result


async def _remove(writer: Writer, keys: Keys, batch: Batch) -> Written:
    removed: tuple[UUID, ...] = ()
    for entity in sorted({removal.origin.entity for removal in batch.removals}):
        gone = [removal.origin.source_id for removal in batch.removals if removal.origin.entity == entity]
        statement = _REMOVE.get(entity, queries.REMOVE_DOCUMENTS)
        removed += await writer.on_ids(statement, [keys.of(entity, source_id) for source_id in gone])
    # What is gone moved nothing.
    await writer.on_ids(queries.DELETE_MOVEMENTS, removed)
    return Written(removed=removed)


def _unless_counted(ids: tuple[UUID, ...], written: Written) -> tuple[UUID, ...]:
    counted = {*written.added, *written.changed}
    return tuple(row_id for row_id in ids if row_id not in counted)


def _count(batch: Batch, written: Written) -> Counts:
    added, changed, removed = len(written.added), len(written.changed), len(written.removed)
    rejected = len(batch.rejected)
    unchanged = batch.read - added - changed - removed - rejected
    return Counts(batch.read, added, changed, unchanged, removed, rejected)
