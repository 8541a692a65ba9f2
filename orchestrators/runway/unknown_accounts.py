"""What the source has and the books lack: accounts that moved money, documents, payments of cards."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.runway import unknown_accounts as queries
from orchestrators.books.cash import Account, account
from orchestrators.books.movements import movement_id

#: Their first movement is on the account that paid or received; the others say what for, or where from.
_FIRST_IS_CASH = ("PURCHASE", "DEPOSIT")


@dataclass(frozen=True, slots=True)
class MissingDocuments:
    """How many documents of a kind, by the source's name of it, payments settle and the books never got."""

    entity: str
    count: int


@dataclass(frozen=True, slots=True)
class AbsenceDataOrchestrator:
    """Looks for what other records refer to."""

    db: ReadBooks

    async def accounts(self, business_id: UUID, since: date, until: date) -> tuple[Account, ...]:
        """Accounts of unknown type that may be cash, on which documents of these days moved money, by name.

        Without them burn is not known: a transfer to one looks like spending, spending from it like none.
        """
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MOVED_ON_UNKNOWN, about)
        named = {row["account_id"]: row for row in rows if _may_be_cash(row)}
        return tuple(
            Account(account_id, row["name"], None, None, None, row["active"])
            for account_id, row in named.items()
        )

    async def documents(self, business_id: UUID, since: date, until: date) -> tuple[MissingDocuments, ...]:
        """What payments of these days settle and the books do not hold, by kind."""
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MISSING, about)
        return tuple(MissingDocuments(row["entity"], row["count"]) for row in rows)

    async def cards_never_paid(self, business_id: UUID, since: date, until: date) -> tuple[Account, ...]:
        """Cards with purchases in these days and no payment from a bank: what they spent is in no burn."""
        about = {"business_id": business_id, "since": since, "until": until}
        return tuple(account(row) for row in await self.db.rows(queries.CARDS_NEVER_PAID, about))


def _may_be_cash(row: Row) -> bool:
    return row["kind"] not in _FIRST_IS_CASH or row["id"] == movement_id(row["document_id"], 0)
