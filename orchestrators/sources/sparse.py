"""Records that name some of their fields only: what they leave out is not empty but as the books hold it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from db.books import Row as Held
from db.queries.sources import load as queries
from db.statement import Statement
from orchestrators.books.documents import DocumentState
from orchestrators.sources import rows
from orchestrators.sources.batch import Kept
from orchestrators.sources.document_states import state_of
from orchestrators.sources.facts import (
    AccountFacts,
    DocumentFacts,
    DocumentKind,
    PartyFacts,
    Rejected,
    TermFacts,
)
from orchestrators.sources.rejections import rejected
from orchestrators.sources.rows import Keys, Row
from orchestrators.sources.writer import Writer, Written

#: What every version of a record brings.
_VERSION = ("sync_token", "source_updated_at")


@dataclass(frozen=True, slots=True)
class _Table:
    """How one kind of record is read, made into a row and written."""

    by_id: Statement
    upsert: Statement
    columns: Sequence[str]
    row: Callable[[Keys, Any], Row]


def _tables(home_currency: str) -> Mapping[type, _Table]:
    document = rows.document_in(home_currency)
    return MappingProxyType(
        {
            TermFacts: _Table(queries.TERMS_BY_ID, queries.UPSERT_TERMS, queries.TERM, rows.term),
            PartyFacts: _Table(queries.PARTIES_BY_ID, queries.UPSERT_PARTIES, queries.PARTY, rows.party),
            AccountFacts: _Table(
                queries.ACCOUNTS_BY_ID, queries.UPSERT_ACCOUNTS, queries.ACCOUNT, rows.account
            ),
            DocumentFacts: _Table(
                queries.DOCUMENTS_BY_ID, queries.UPSERT_DOCUMENTS, queries.DOCUMENT, document
            ),
        }
    )


async def write_sparse(
    writer: Writer, keys: Keys, sparse: Sequence[Kept], home_currency: str
) -> tuple[Written, tuple[Rejected, ...]]:
    """Complete newer versions with what is held and write them; what the books do not hold whole is refused.

    What documents moved and settle stays as it is, but for a void's; what else would change it is refused
    where it is read.
    """
    written, refused = Written(), list[Rejected]()
    for records in _generations(sparse):
        for kind, table in _tables(home_currency).items():
            alike = [record for record in records if isinstance(record, kind)]
            held = await _held(writer, keys, table, alike)
            known = [record for record in alike if _id(keys, record) in held]
            refused += [_refused(record) for record in alike if _id(keys, record) not in held]
            whole = [_completed(held[_id(keys, record)], table.row(keys, record), record) for record in known]
            written += await writer.upsert("sparse records", table.upsert, table.columns, whole)
            voids = [record for record, row in zip(known, whole, strict=True) if row.get("state") == "VOIDED"]
            void = [_id(keys, record) for record in voids]
            for statement in (queries.DELETE_MOVEMENTS, queries.DELETE_ALLOCATIONS):
                await writer.on_ids(statement, void)
    return written, tuple(refused)


def _generations(records: Sequence[Kept]) -> Iterator[list[Kept]]:
    """Records of which no two are versions of one, in the order of their versions."""
    left = list(records)
    while left:
        first = {(record.origin.entity, record.origin.source_id): record for record in reversed(left)}
        yield list(first.values())
        left = [record for record in left if record not in first.values()]


async def _held(writer: Writer, keys: Keys, table: _Table, sparse: Sequence[Kept]) -> dict[UUID, Held]:
    if not sparse:
        return {}
    about = {"business_id": keys.business_id, "ids": [_id(keys, record) for record in sparse]}
    # Without a sync token only a reference to it is known.
    return {
        row["id"]: row for row in await writer.db.rows(table.by_id, about) if row["sync_token"] is not None
    }


def _id(keys: Keys, record: Kept) -> UUID:
    return keys.of(record.origin.entity, record.origin.source_id)


def _refused(record: Kept) -> Rejected:
    origin = record.origin
    reason = "The record is sparse, and the books hold no whole one: export it whole"
    return rejected(origin.file, reason, entity=origin.entity, source_id=origin.source_id, field="sparse")


def _completed(held: Held, row: Row, record: Kept) -> Row:
    given = record.origin.given or frozenset()
    whole = {**dict(held), **{name: row[name] for name in (*_VERSION, *given) if name in row}}
    return {**whole, "state": _state(whole)} if isinstance(record, DocumentFacts) else whole


def _state(document: Mapping[str, Any]) -> DocumentState:
    # Whether lines hold amounts is not told; what was void before still has none.
    return state_of(
        DocumentKind(document["kind"]),
        document["total"],
        document["balance"],
        document["note"],
        has_value=document["state"] != DocumentState.VOIDED,
    )
