"""Loads a batch of facts into the books of one business: all of it, in the caller's one transaction."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from db.books import Caller, WriteBooks
from db.queries.sources import amounts
from db.queries.sources import load as queries
from orchestrators.hygiene.accounts import AccountExaminationOrchestrator
from orchestrators.hygiene.actions.correcting import CorrectingOrchestrator
from orchestrators.hygiene.examine import ExaminationOrchestrator, examination
from orchestrators.hygiene.keeping import Cause
from orchestrators.hygiene.parties import PartyExaminationOrchestrator
from orchestrators.hygiene.quality import QualityKeepingOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from orchestrators.hygiene.syncs import Sync, SyncExaminationOrchestrator
from orchestrators.sources.balances import BalanceOrchestrator
from orchestrators.sources.batch import Batch
from orchestrators.sources.batch_writing import Brought, write_batch
from orchestrators.sources.exports.absences import NOT_COMPARED, AbsenceOrchestrator, Comparison
from orchestrators.sources.exports.company import CompanyOrchestrator
from orchestrators.sources.exports.export import ORDINARY, Export, ImportOptions, SyncState, is_failure
from orchestrators.sources.exports.known import KnownOrchestrator, Outdated
from orchestrators.sources.exports.newness import Newness, NewnessOrchestrator, measure
from orchestrators.sources.exports.removals import RemovalOrchestrator
from orchestrators.sources.facts import DocumentFacts, Rejected
from orchestrators.sources.habits.past_movements import past_movements
from orchestrators.sources.habits.recur import RecurrenceOrchestrator
from orchestrators.sources.habits.usual import UsualOrchestrator
from orchestrators.sources.rows import Keys
from orchestrators.sources.settle import SettlementOrchestrator
from orchestrators.sources.writer import Progress, Writer, Written
from orchestrators.trail.trail import AuditStep, Event, EventKind, FieldValues, TrailOrchestrator

#: From how many documents on plans are made anew. For fewer that takes longer than a plan that expects none;
#: the next transaction makes them anew if many imports made a table large.
MANY = 200


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

        Raises `OtherCompany`, with nothing done, for an export that does not belong into these books, and
        `Outdated` for one that was read before the last import, as if the books were known.
        """
        await self.db.rows(queries.TAKE_TIME, {})
        business = await self.db.row(queries.LOCK_BUSINESS, {"business_id": business_id})
        assert business is not None, "the books were entered for this business"
        known = KnownOrchestrator(self.db)
        if export.known_after and export.known_after != await known.imports(business_id):
            raise Outdated
        keys = Keys(business_id, realm)
        await CompanyOrchestrator(self.db).admit(business_id, realm, export, options)
        ages = NewnessOrchestrator(self.db)
        newest = await ages.newest(business_id, realm)
        batch = Batch.of(export.records)
        versions = await ages.compare(business_id, keys, batch.origins())
        newness = measure(export, batch.all_origins(), versions, business["now"])
        comparison = await self._absences(keys, export, options, newness, newest)
        # That a bill is none any more, because it is a credit now, the export may tell itself.
        told = {*batch.removals}
        absent = [removal for removal in comparison.removals if removal not in told]
        if absent:
            batch = Batch.of([*export.records, *absent])
        removals = RemovalOrchestrator(self.db)
        batch, back = await removals.apply(business_id, keys, _news(batch, newness, newest), newness)
        news = versions.newer | back
        changes = batch.only(lambda origin: keys.of(origin.entity, origin.source_id) in news)
        writer = Writer(self.db, business_id, progress)
        given_way = await CorrectingOrchestrator(self.db).give_way(business_id, *_sent(keys, changes))
        brought = await write_batch(writer, keys, changes, newness, business["currency_code"])
        await removals.keep(business_id, keys, batch.removals, newness)
        await removals.keep_lists(business_id, keys, comparison.entities, batch, newness)
        batch = replace(batch, rejected=(*batch.rejected, *brought.refused))
        reopened = await self._derive(keys, batch, brought, business["today"])
        # Of a document that a correction gave to somebody, that is who it leaves as well.
        bears_on = reopened + given_way.left
        issues = await self._examine(keys, source, batch, brought, bears_on, business["today"])
        progress("checks", len(brought.touched), len(brought.touched))
        counts = _count(batch, brought)
        run_id = await self._keep_run(business_id, realm, source, newness, batch, counts, export)
        await QualityKeepingOrchestrator(self.db).keep(business_id, business["today"])
        events = _events(business_id, run_id, {"source": source, "realm": realm, **asdict(counts)}, issues)
        events += given_way.events
        await TrailOrchestrator(self.db).record(business_id, caller, email, events)
        return Loaded(counts, batch.rejected, export.state, comparison)

    async def _derive(self, keys: Keys, batch: Batch, brought: Brought, today: date) -> tuple[UUID, ...]:
        """What follows from the rows that were written: amounts, balances, settlements, habits.

        Answers with the documents of which another amount is open now.
        """
        business_id = keys.business_id
        if len(brought.touched) >= MANY:
            await self.db.rows(queries.PLAN_AGAIN, {})
        if brought.written != Written():
            await self.db.rows(amounts.DERIVE, {"business_id": business_id})
        await BalanceOrchestrator(self.db).keep(business_id, keys, batch.balances)
        touched = brought.touched + brought.unsettled
        reopened = await SettlementOrchestrator(self.db).settle(business_id, touched)
        if brought.touched:
            moved = await past_movements(self.db, business_id, today)
            await RecurrenceOrchestrator(self.db).find(business_id, today, moved)
            await UsualOrchestrator(self.db).keep(business_id, today, moved)
        return reopened

    async def _examine(
        self,
        keys: Keys,
        source: str,
        batch: Batch,
        brought: Brought,
        bears_on: tuple[UUID, ...],
        today: date,
    ) -> Reexamined:
        """What the checks find now: about documents, cash accounts, and the import itself."""
        business_id = keys.business_id
        failures = tuple(item for item in batch.rejected if is_failure(item))
        sync = Sync(source, failures, brings_nothing=len(batch.rejected) == batch.read)
        examined = brought.touched + brought.listed + brought.left + brought.unsettled + bears_on
        return (
            await ExaminationOrchestrator(self.db).examine(business_id, examined, Cause.IMPORT)
            + await PartyExaminationOrchestrator(self.db).examine(business_id, today, Cause.IMPORT)
            + await AccountExaminationOrchestrator(self.db).examine(business_id, today, Cause.IMPORT)
            + await SyncExaminationOrchestrator(self.db).keep(business_id, keys.realm, sync)
        )

    async def _absences(
        self, keys: Keys, export: Export, options: ImportOptions, newness: Newness, newest: datetime | None
    ) -> Comparison:
        if not options.full:
            return NOT_COMPARED
        absences = AbsenceOrchestrator(self.db)
        return await absences.compare(keys.business_id, keys.realm, export, newness, newest)

    async def _keep_run(
        self,
        business_id: UUID,
        realm: str,
        source: str,
        newness: Newness,
        batch: Batch,
        counts: Counts,
        export: Export,
    ) -> UUID:
        run_id = uuid4()
        # An import of which nothing could be read brings no news; an answer that there is nothing new does.
        as_of = newness.as_of if counts.read > counts.rejected or export.answered_at else None
        run = {"id": run_id, "realm": realm, "source": source, "started_at": newness.now, **asdict(counts)}
        run |= {"answered_at": export.answered_at and as_of, "as_of": as_of, "state": export.state}
        run |= {"home_currency": batch.home_currency()}
        await self.db.rows(queries.INSERT_RUN, {"business_id": business_id, **run})
        rejected = [{**asdict(item), "id": uuid4(), "import_run_id": run_id} for item in batch.rejected]
        writer = Writer(self.db, business_id, lambda _step, _done, _total: None)
        await writer.insert(queries.INSERT_REJECTED, queries.REJECTED, rejected)
        # An import that lacks something does not bring the books up to date.
        if export.state is SyncState.COMPLETE and as_of:
            await self.db.rows(queries.MARK_SYNCED, {"business_id": business_id, "as_of": as_of})
        return run_id


def _events(business_id: UUID, run_id: UUID, run: FieldValues, issues: Reexamined) -> list[Event]:
    """One event of the import; one of the tray as a whole, if the import changed anything in it."""
    return [Event(EventKind.IMPORT, run_id, AuditStep.IMPORTED, None, run), *examination(business_id, issues)]


def _sent(keys: Keys, batch: Batch) -> tuple[dict[UUID, int], list[UUID]]:
    """The versions of documents that a batch brings, and those that it removes."""
    sparse = [record for record in batch.sparse if isinstance(record, DocumentFacts)]
    origins = [record.origin for record in (*batch.documents, *sparse)]
    versions = {keys.of(origin.entity, origin.source_id): origin.sync_token for origin in origins}
    return versions, [keys.of(item.origin.entity, item.origin.source_id) for item in batch.removals]


def _news(batch: Batch, newness: Newness, newest: datetime | None) -> Batch:
    """The batch without what answers say of the company that are older than those before."""
    told = sorted(batch.companies, key=lambda company: newness.of(company.origin))
    companies = [company for company in told if not newest or newness.of(company.origin) >= newest]
    return replace(batch, companies=tuple(companies))


def _count(batch: Batch, brought: Brought) -> Counts:
    written = brought.written
    # An account that came in a newer version as well is one change.
    balances = {*brought.balances} - {*written.added, *written.changed}
    added, removed = len(written.added), len(written.removed)
    changed, rejected = len(written.changed) + len(balances), len(batch.rejected)
    unchanged = batch.read - added - changed - removed - rejected
    return Counts(batch.read, added, changed, unchanged, removed, rejected)
