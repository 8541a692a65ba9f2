"""A batch of facts, put in order: one version of each record, what refers to what, what is gone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orchestrators.sources.facts import (
    AccountFacts,
    CompanyFacts,
    DocumentFacts,
    Origin,
    PartyFacts,
    PartyKind,
    Reference,
    Rejected,
    Removal,
    SourceFacts,
    TermFacts,
)

Kept = TermFacts | PartyFacts | AccountFacts | DocumentFacts


@dataclass(frozen=True, slots=True)
class Batch:
    """What one import brings; `read` counts every record, older versions of the same too."""

    read: int
    companies: tuple[CompanyFacts, ...]
    terms: tuple[TermFacts, ...]
    parties: tuple[PartyFacts, ...]
    accounts: tuple[AccountFacts, ...]
    documents: tuple[DocumentFacts, ...]
    removals: tuple[Removal, ...]
    rejected: tuple[Rejected, ...]

    @classmethod
    def of(cls, records: Sequence[SourceFacts | Rejected]) -> "Batch":
        """Sort the records by what they are; of several versions of one, the newest stays."""
        kept = tuple(_newest(record for record in records if isinstance(record, Kept)))
        removals = {_key(record.origin): record for record in records if isinstance(record, Removal)}
        return cls(
            read=len(records),
            companies=tuple(record for record in records if isinstance(record, CompanyFacts)),
            terms=tuple(record for record in kept if isinstance(record, TermFacts)),
            parties=tuple(record for record in kept if isinstance(record, PartyFacts)),
            accounts=tuple(record for record in kept if isinstance(record, AccountFacts)),
            documents=tuple(record for record in kept if isinstance(record, DocumentFacts)),
            removals=tuple(removals.values()),
            rejected=tuple(record for record in records if isinstance(record, Rejected)),
        )

    def terms_referred_to(self) -> list[Reference]:
        """Terms that parties and documents name, and the batch does not bring."""
        naming: tuple[PartyFacts | DocumentFacts, ...] = (*self.parties, *self.documents)
        return _absent((record.term for record in naming), self.terms)

    def parties_referred_to(self, kind: PartyKind) -> list[Reference]:
        """Vendors or customers that documents name, and the batch does not bring."""
        named = (record.party for record in self.documents if record.party_kind is kind)
        return _absent(named, [record for record in self.parties if record.kind is kind])

    def accounts_referred_to(self) -> list[Reference]:
        """Accounts that documents moved money on, and the batch does not bring."""
        moved = (movement.account for record in self.documents for movement in record.movements)
        return _absent(moved, self.accounts)


def _newest(records: Iterable[Kept]) -> Iterator[Kept]:
    newest: dict[tuple[str, str], Kept] = {}
    for record in records:
        earlier = newest.get(_key(record.origin))
        if earlier is None or earlier.origin.sync_token < record.origin.sync_token:
            newest[_key(record.origin)] = record
    yield from newest.values()


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
