"""Writes a batch into the books: what its records name, the records themselves, and what is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.queries.sources import amounts
from db.queries.sources import load as queries
from orchestrators.sources import rows
from orchestrators.sources.balances import BalanceOrchestrator
from orchestrators.sources.batch import Batch, Kept
from orchestrators.sources.exports.newness import Newness
from orchestrators.sources.facts import UNDEPOSITED, DocumentFacts, Rejected
from orchestrators.sources.rows import PARTY_ENTITY, Keys
from orchestrators.sources.shared_amounts import split_shared
from orchestrators.sources.sparse import write_sparse
from orchestrators.sources.writer import Writer, Written

_REMOVE = {
    "Vendor": queries.REMOVE_PARTIES,
    "Customer": queries.REMOVE_PARTIES,
    "Account": queries.REMOVE_ACCOUNTS,
    "Term": queries.REMOVE_TERMS,
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a batch did to the books.

    `touched` are documents, `listed` records of lists, `unsettled` what payments settled before they changed,
    `balances` accounts whose balance is another one, `left` parties who had a document that names another
    one now, and `refused` what the books could not complete.
    """

    written: Written
    touched: tuple[UUID, ...]
    listed: tuple[UUID, ...]
    unsettled: tuple[UUID, ...]
    balances: tuple[UUID, ...]
    left: tuple[UUID, ...]
    refused: tuple[Rejected, ...]


async def write_batch(
    writer: Writer, keys: Keys, batch: Batch, newness: Newness, home_currency: str
) -> Brought:
    """Write what is news of it. `home_currency` is the business's before the batch."""
    company = await _company(writer, batch)
    await _refer(writer, keys, batch)
    lists = await _lists(writer, keys, batch)
    currency = await _home_currency(writer, batch, home_currency)
    left = await _parties_left(writer, keys, [*batch.documents, *batch.sparse])
    documents, unsettled = await _documents(writer, keys, batch.documents, currency)
    completed, refused = await write_sparse(writer, keys, batch.sparse, currency)
    balances = await BalanceOrchestrator(writer.db).take(writer.business_id, keys, batch.balances, newness)
    removed = await _remove(writer, keys, batch)
    return Brought(
        written=company + lists + documents + completed + removed,
        touched=documents.added + documents.changed + completed.changed + removed.removed,
        listed=lists.added + lists.changed,
        unsettled=unsettled,
        balances=balances,
        left=left,
        refused=refused,
    )


async def _company(writer: Writer, batch: Batch) -> Written:
    written = Written()
    for company in batch.companies:
        values = {
            "business_id": writer.business_id,
            "country": company.country,
            "time_zone": company.time_zone,
            "currency_code": company.currency_code,
        }
        row = await writer.db.row(queries.UPDATE_COMPANY, values)
        written += Written(changed=() if row is None else (writer.business_id,))
    return written


async def _home_currency(writer: Writer, batch: Batch, known: str) -> str:
    """The business's currency, as the batch tells it; what named none follows when it changes."""
    learned = batch.home_currency() or known
    if learned != known:
        change = {"business_id": writer.business_id, "before": known, "after": learned}
        await writer.db.rows(amounts.FOLLOW_HOME, change)
    return learned


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


async def _parties_left(writer: Writer, keys: Keys, changed: Sequence[Kept]) -> tuple[UUID, ...]:
    """Parties who have a document that the batch may give to another one, or to none."""
    documents = [item for item in changed if isinstance(item, DocumentFacts)]
    if not documents:
        return ()
    ids = [keys.of(item.origin.entity, item.origin.source_id) for item in documents]
    about = {"ids": ids, "parties": [rows.party_of(keys, item) for item in documents]}
    result = await writer.db.rows(queries.PARTIES_LEFT, {"business_id": writer.business_id, **about})
    return tuple(row["id"] for row in result)


async def _documents(
    writer: Writer, keys: Keys, newer: Sequence[DocumentFacts], currency: str
) -> tuple[Written, tuple[UUID, ...]]:
    """What was written, and what payments that changed settled before."""
    make = rows.document_in(currency)
    # In the order in which decisions lock them, so that an import and a batch do not wait for each other.
    pairs = sorted(((make(keys, document), document) for document in newer), key=_id_of_row)
    made = [row for row, _ in pairs]
    written = await writer.upsert("documents", queries.UPSERT_DOCUMENTS, queries.DOCUMENT, made)
    unsettled = await writer.on_ids(queries.DELETE_ALLOCATIONS, written.changed)
    await writer.on_ids(queries.DELETE_MOVEMENTS, written.changed)
    taken = {*written.added, *written.changed}
    facts = [item for row, item in pairs if row["id"] in taken]
    allocations = [row for fact in facts for row in rows.allocations(keys, fact)]
    await writer.insert(queries.INSERT_ALLOCATIONS, queries.ALLOCATION, allocations)
    await writer.on_ids(queries.DROP_NAMED, written.added + written.changed)
    await split_shared(writer, keys, facts)
    undeposited = await _undeposited(writer, keys, facts)
    movements = [row for fact in facts for row in rows.movements(keys, fact, currency, undeposited)]
    await writer.insert(queries.INSERT_MOVEMENTS, queries.MOVEMENT, movements)
    return written, unsettled


async def _undeposited(writer: Writer, keys: Keys, facts: Iterable[DocumentFacts]) -> UUID:
    """The account on which money waits for its deposit; until the source lists it, one of our own.

    What waited there before is moved to the source's account when that comes.
    """
    held_on = keys.of("Account", UNDEPOSITED.source_id)
    about: dict[str, object] = {"business_id": keys.business_id, "realm": keys.realm, "held_on": held_on}
    row = await writer.db.row(queries.UNDEPOSITED, about)
    if row is not None and row["id"] != held_on:
        account_id: UUID = row["id"]
        await writer.db.rows(queries.TAKE_OVER, {**about, "account_id": account_id})
        await writer.db.rows(queries.DROP_ACCOUNT, about)
        return account_id
    if any(movement.account is UNDEPOSITED for fact in facts for movement in fact.movements):
        await writer.insert(queries.REFER_TO_ACCOUNTS, queries.ACCOUNT, [rows.undeposited(keys)])
    return held_on


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
