"""A batch of facts, put in order: one version of each record, what refers to what, what is gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from orchestrators.sources.facts import (
    UNDEPOSITED,
    AccountFacts,
    CompanyFacts,
    DocumentFacts,
    HeldFacts,
    Origin,
    PartyFacts,
    PartyKind,
    Reference,
    Rejected,
    Removal,
    SourceFacts,
    TermFacts,
)

_EARLIEST, _LATEST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1900, 2200))

Kept = TermFacts | PartyFacts | AccountFacts | DocumentFacts
#: Of one record several versions may come, read or not.
_Listed = Kept | HeldFacts


@dataclass(frozen=True, slots=True)
class Batch:
    """What one import brings; `read` counts every record, older versions of the same too.

    `sparse` are records that name some of their fields only, older versions first; `balances` are accounts as
    the newest answer that tells their balance has them.
    """

    read: int
    companies: tuple[CompanyFacts, ...]
    terms: tuple[TermFacts, ...]
    parties: tuple[PartyFacts, ...]
    accounts: tuple[AccountFacts, ...]
    documents: tuple[DocumentFacts, ...]
    held: tuple[HeldFacts, ...]
    sparse: tuple[Kept, ...]
    balances: tuple[AccountFacts, ...]
    removals: tuple[Removal, ...]
    rejected: tuple[Rejected, ...]

    @classmethod
    def of(cls, records: Sequence[SourceFacts | Rejected]) -> "Batch":
        """Sort the records by what they are; of several versions of one, the newest stays."""
        listed = [record for record in records if isinstance(record, Kept)]
        whole = (record for record in records if isinstance(record, _Listed) and record.origin.given is None)
        kept = tuple(_newest(whole))
        sparse = [record for record in listed if record.origin.given is not None]
        removed = sorted((record for record in records if isinstance(record, Removal)), key=_deleted_at)
        return cls(
            read=len(records),
            companies=tuple(record for record in records if isinstance(record, CompanyFacts)),
            terms=tuple(record for record in kept if isinstance(record, TermFacts)),
            parties=tuple(record for record in kept if isinstance(record, PartyFacts)),
            accounts=tuple(record for record in kept if isinstance(record, AccountFacts)),
            documents=tuple(record for record in kept if isinstance(record, DocumentFacts)),
            held=tuple(record for record in kept if isinstance(record, HeldFacts)),
            sparse=tuple(sorted(sparse, key=lambda record: record.origin.sync_token)),
            balances=tuple(_newest_balances(listed)),
            removals=tuple({_key(record.origin): record for record in removed}.values()),
            rejected=tuple(record for record in records if isinstance(record, Rejected)),
        )

    def lists(self) -> tuple[TermFacts | PartyFacts | AccountFacts, ...]:
        """The whole records that are not documents."""
        return *self.terms, *self.parties, *self.accounts

    def whole(self) -> tuple[Kept, ...]:
        """The records that name all of their fields."""
        return *self.lists(), *self.documents

    def origins(self) -> list[Origin]:
        """Where each record comes from, whole or not, but for those that are held in the same version."""
        return [record.origin for record in (*self.whole(), *self.sparse)]

    def all_origins(self) -> list[Origin]:
        """Where each record comes from."""
        return [*self.origins(), *(record.origin for record in self.held)]

    def only(self, is_chosen: Callable[[Origin], bool]) -> "Batch":
        """The batch without the other whole records."""
        return replace(
            self,
            terms=tuple(record for record in self.terms if is_chosen(record.origin)),
            parties=tuple(record for record in self.parties if is_chosen(record.origin)),
            accounts=tuple(record for record in self.accounts if is_chosen(record.origin)),
            documents=tuple(record for record in self.documents if is_chosen(record.origin)),
        )

    def home_currency(self) -> str | None:
        """The business's currency as the newest answer has it; None if none tells."""
        told = [company.currency_code for company in self.companies if company.currency_code]
        return told[-1] if told else None

    def terms_referred_to(self) -> list[Reference]:
        """Terms that parties and documents name, and the batch does not bring."""
        naming = [record for record in self._naming() if isinstance(record, PartyFacts | DocumentFacts)]
        return _absent((record.term for record in naming), self.terms)

    def parties_referred_to(self, kind: PartyKind) -> list[Reference]:
        """Vendors or customers that documents name, and the batch does not bring."""
        named = [record.party for record in self._documents() if record.party_kind is kind]
        moved = (movement.party for record in self._documents() for movement in record.movements)
        named += [party for party_kind, party in filter(None, moved) if party_kind is kind]
        return _absent(named, [record for record in self.parties if record.kind is kind])

    def accounts_referred_to(self) -> list[Reference]:
        """Accounts that documents moved money on, and the batch does not bring."""
        moved = (movement.account for record in self.documents for movement in record.movements)
        return _absent((account for account in moved if account is not UNDEPOSITED), self.accounts)

    def _naming(self) -> Iterator[Kept]:
        yield from (*self.parties, *self.documents, *self.sparse)

    def _documents(self) -> Iterator[DocumentFacts]:
        return (record for record in self._naming() if isinstance(record, DocumentFacts))


def _newest(records: Iterable[_Listed]) -> Iterator[_Listed]:
    newest: dict[tuple[str, str], _Listed] = {}
    for record in records:
        earlier = newest.get(_key(record.origin))
        if earlier is None or earlier.origin.sync_token < record.origin.sync_token:
            newest[_key(record.origin)] = record
    yield from newest.values()


def _newest_balances(records: Iterable[Kept]) -> Iterator[AccountFacts]:
    """Of several answers that tell an account's balance the newest."""
    newest: dict[str, AccountFacts] = {}
    for record in records:
        if isinstance(record, AccountFacts) and _tells_balance(record):
            earlier = newest.get(record.origin.source_id)
            if earlier is None or _told_at(earlier) <= _told_at(record):
                newest[record.origin.source_id] = record
    yield from newest.values()


def _tells_balance(record: AccountFacts) -> bool:
    # A whole record without a balance tells that there is none.
    return record.balance is not None or record.origin.given is None


def _told_at(record: AccountFacts) -> tuple[datetime, int, datetime]:
    """What orders the answers of one export; one that tells no time is as new as the newest of them."""
    origin = record.origin
    return origin.answered_at or _LATEST, origin.sync_token, origin.updated_at or _EARLIEST


def _deleted_at(removal: Removal) -> datetime:
    return removal.origin.updated_at or removal.origin.answered_at or _LATEST


def _absent(references: Iterable[Reference | None], brought: Sequence[Kept]) -> list[Reference]:
    known = {record.origin.source_id for record in brought}
    by_id = {
        reference.source_id: reference
        for reference in references
        if reference is not None and reference.source_id not in known
    }
    return list(by_id.values())


def _key(origin: Origin) -> tuple[str, str]:
    return origin.entity, origin.source_id
