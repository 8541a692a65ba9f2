"""Facts as rows of the tables: ids made, references resolved, nothing decided."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid5

from orchestrators.books.transactions import movement_id
from orchestrators.calculations.hygiene.duplicates.numbers import number_key
from orchestrators.sources.facts import (
    UNDEPOSITED,
    AccountFacts,
    DocumentFacts,
    Origin,
    PartyFacts,
    PartyKind,
    Reference,
    TermFacts,
)

Row = Mapping[str, object]

PARTY_ENTITY = {PartyKind.VENDOR: "Vendor", PartyKind.CUSTOMER: "Customer"}


@dataclass(frozen=True, slots=True)
class Keys:
    """Ids of one business and realm: they follow from the source's, so that references need no look-up.

    One import asks for the id of a record about ten times, so that what was derived is kept with the keys.
    """

    business_id: UUID
    realm: str
    _made: dict[tuple[str, str], UUID] = field(default_factory=dict, compare=False, repr=False)

    def of(self, entity: str, source_id: str) -> UUID:
        """The id of a record."""
        made = self._made.get((entity, source_id))
        if made is None:
            made = uuid5(self.business_id, f"{self.realm}/{entity}/{source_id}")
            self._made[entity, source_id] = made
        return made

    def refer(self, entity: str, reference: Reference | None) -> UUID | None:
        """The id of a record that another one names."""
        return None if reference is None else self.of(entity, reference.source_id)

    def origin(self, origin: Origin) -> dict[str, object]:
        """The columns that every record of a source has."""
        return {
            "id": self.of(origin.entity, origin.source_id),
            "realm": self.realm,
            "entity": origin.entity,
            "source_id": origin.source_id,
            "sync_token": origin.sync_token,
            "source_updated_at": origin.updated_at,
        }

    def reference(self, entity: str, reference: Reference) -> dict[str, object]:
        """A record known by reference only: no version, and the name that the reference gave."""
        name = reference.name or f"{entity} {reference.source_id}"
        columns = self.origin(Origin(entity, reference.source_id, 0, None))
        return {**columns, "sync_token": None, "name": name, "active": True}


def term(keys: Keys, facts: TermFacts) -> Row:
    """A row of `term`."""
    return {
        **keys.origin(facts.origin),
        "name": facts.name,
        "active": facts.active,
        "due_days": facts.due_days,
        "discount_percent": facts.discount_percent,
        "discount_days": facts.discount_days,
        "day_of_month_due": facts.day_of_month_due,
        "due_next_month_days": facts.due_next_month_days,
    }


def party(keys: Keys, facts: PartyFacts) -> Row:
    """A row of `party`."""
    return {
        **keys.origin(facts.origin),
        "kind": facts.kind,
        "name": facts.name,
        "active": facts.active,
        "currency_code": facts.currency_code,
        "term_id": keys.refer("Term", facts.term),
    }


def account(keys: Keys, facts: AccountFacts) -> Row:
    """A row of `account`."""
    return {
        **keys.origin(facts.origin),
        "name": facts.name,
        "account_type": facts.account_type,
        "account_subtype": facts.account_subtype,
        "currency_code": facts.currency_code,
        "active": facts.active,
    }


def undeposited(keys: Keys) -> Row:
    """A row of `account` for Undeposited Funds that no list has told of: not active, without a balance."""
    known = {"account_type": "Other Current Asset", "account_subtype": "UndepositedFunds", "active": False}
    return {**keys.reference("Account", UNDEPOSITED), **known}


def party_of(keys: Keys, facts: DocumentFacts) -> UUID | None:
    """The id of the counterparty of a document."""
    return keys.refer(PARTY_ENTITY[facts.party_kind or PartyKind.VENDOR], facts.party)


def document_in(home_currency: str) -> Callable[[Keys, DocumentFacts], Row]:
    """Makes rows of `document`; without a currency of its own a document is in the business's."""

    def document(keys: Keys, facts: DocumentFacts) -> Row:
        return {
            **keys.origin(facts.origin),
            "kind": facts.kind,
            "state": facts.state,
            "number": facts.number,
            "number_key": number_key(facts.number),
            "party_id": party_of(keys, facts),
            "term_id": keys.refer("Term", facts.term),
            "issue_date": facts.issue_date,
            "due_date": facts.due_date,
            "total": facts.total,
            "balance": facts.balance,
            "balance_given": facts.balance is not None,
            "currency_code": facts.currency_code or home_currency,
            "currency_given": facts.currency_code is not None,
            "source_created_at": facts.origin.created_at,
            "exchange_rate": facts.exchange_rate,
            "note": facts.note,
            "line_without_account": facts.line_without_account,
        }

    return document


def allocations(keys: Keys, facts: DocumentFacts) -> Iterator[Row]:
    """The rows of `allocation` of a payment; of what settles a bill or an invoice, one of the amount 0."""
    payment_id = keys.of(facts.origin.entity, facts.origin.source_id)
    for n, part in enumerate(facts.allocations):
        yield {
            "id": uuid5(payment_id, f"allocation/{n}"),
            "payment_id": payment_id,
            "target_id": keys.of(part.entity, part.source_id),
            "target_entity": part.entity,
            "target_source_id": part.source_id,
            "amount": part.amount,
        }
    for n, link in enumerate(facts.settled_by):
        yield {
            "id": uuid5(payment_id, f"settled by/{n}"),
            "payment_id": payment_id,
            "target_id": keys.of(link.entity, link.source_id),
            "target_entity": link.entity,
            "target_source_id": link.source_id,
            "amount": Decimal(0),
        }


def movements(keys: Keys, facts: DocumentFacts, home_currency: str, undeposited: UUID) -> Iterator[Row]:
    """The rows of `account_movement` of a document; amounts in other currencies are derived afterwards."""
    document_id = keys.of(facts.origin.entity, facts.origin.source_id)
    in_home = facts.currency_code in (None, home_currency)
    for n, movement in enumerate(facts.movements):
        account = movement.account
        account_id = undeposited if account is UNDEPOSITED else keys.of("Account", account.source_id)
        party_kind, party = movement.party or (PartyKind.VENDOR, None)
        yield {
            "id": movement_id(document_id, n),
            "document_id": document_id,
            "account_id": account_id,
            "party_id": keys.refer(PARTY_ENTITY[party_kind], party),
            "moved_on": facts.issue_date,
            "document_amount": movement.amount,
            "amount": movement.amount if in_home else None,
            "home_amount": movement.amount if in_home else None,
        }
