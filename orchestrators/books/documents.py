"""Bills and invoices, and whom they are with: the read models that every subject shares."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import documents, parties
from orchestrators.money import Money, money_or_none


class DocumentState(StrEnum):
    """OPEN: something is owed, or how much is not known; the source keeps no such field."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    VOIDED = "VOIDED"
    DELETED = "DELETED"


class ItemKind(StrEnum):
    """What can be decided about."""

    BILL = "BILL"
    INVOICE = "INVOICE"


# What is made for every row of a page is a named tuple: it is made in a quarter of the time.


class Counterparty(NamedTuple):
    """Whom a document is with."""

    id: UUID
    name: str
    active: bool


class Vendor(Counterparty):
    """Whom the business buys from."""

    __slots__ = ()


class Customer(Counterparty):
    """Whom the business sells to."""

    __slots__ = ()


class Document(NamedTuple):
    """A bill or an invoice, as the books hold it; what the source left out is None.

    Amounts are in the document's own currency; days_to_due is negative when overdue. A counterparty that is
    not shown is `UNREAD`.
    """

    id: UUID
    kind: ItemKind
    state: DocumentState
    document_number: str | None
    counterparty: Counterparty | None
    issue_date: date | None
    due_date: date | None
    days_to_due: int | None
    total: Money | None
    open_balance: Money | None
    superseded_by: UUID | None


#: A counterparty that was not read: no vendor and no customer, so that it can never be shown.
UNREAD = Counterparty(UUID(int=0), "not read", False)


class Bill(Document):
    """Something the business owes."""

    __slots__ = ()


class Invoice(Document):
    """Something the business is owed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class DocumentDataOrchestrator:
    """Reads single objects; one of another business is as absent as one that never was."""

    db: ReadBooks

    async def by_id(
        self, business_id: UUID, today: date, document_ids: Collection[UUID]
    ) -> Mapping[UUID, Document]:
        """Those of these bills and invoices that there are, with one statement or none."""
        if not document_ids:
            return {}
        about = {"business_id": business_id, "ids": list(document_ids)}
        rows = await self.db.rows(documents.BY_IDS, about)
        return {row["document_id"]: document(row, today) for row in rows if row["kind"] in _DOCUMENTS}

    async def party(self, business_id: UUID, party_id: UUID) -> Counterparty | None:
        """A vendor or a customer; None where there is none with this id in the business."""
        row = await self.db.row(parties.ONE, {"business_id": business_id, "id": party_id})
        return None if row is None else party(row)

    async def parties(self, business_id: UUID, party_ids: Collection[UUID]) -> Mapping[UUID, Counterparty]:
        """Vendors and customers by their ids; what is not there is not in it."""
        rows = await self.db.rows(parties.BY_IDS, {"business_id": business_id, "ids": list(party_ids)})
        return {row["id"]: party(row) for row in rows}


_DOCUMENTS: dict[str, type[Document]] = {"BILL": Bill, "INVOICE": Invoice}
_PARTIES: dict[str, type[Counterparty]] = {"VENDOR": Vendor, "CUSTOMER": Customer}
# To find a member of an enum in a table takes a tenth of what calling the enum takes, twice for every row.
_KINDS = {kind.value: kind for kind in ItemKind}
_STATES = {state.value: state for state in DocumentState}


def party(row: Row) -> Counterparty:
    """A vendor or a customer from a row of `db.queries.parties`."""
    return _PARTIES[row["kind"]](row["id"], row["name"], row["active"])


def document(row: Row, today: date) -> Document:
    """A document from a row that has the columns of `db.queries.documents`."""
    kind, due, code = row["kind"], row["due_date"], row["currency_code"]
    return _DOCUMENTS[kind](
        # In the order of the fields: to name them takes longer than to make all of it.
        row["document_id"],
        _KINDS[kind],
        _STATES[row["state"]],
        row["number"],
        counterparty(row),
        row["issue_date"],
        due,
        (due - today).days if due else None,
        money_or_none(row["total"], code),
        money_or_none(row["balance"], code),
        row["superseded_by"],
    )


def counterparty(row: Row, prefix: str = "party_") -> Counterparty | None:
    """Whom a row is with, from its columns `party_id`, `party_kind`, `party_name` and `party_active`.

    None for nobody, `UNREAD` where only the id was read.
    """
    key, kind = row[prefix + "id"], prefix + "kind"
    if key is None:
        return None
    return _PARTIES[row[kind]](key, row[prefix + "name"], row[prefix + "active"]) if kind in row else UNREAD
