"""What the source has and the books lack: accounts that moved money, documents, payments of cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.runway import unknown_accounts as queries
from orchestrators.books.cash import Account, account
from orchestrators.books.transactions import movement_id
from orchestrators.figures import UnknownReason

#: Their first movement is on the account that paid or received; the others say what for, or where from.
_FIRST_IS_CASH = ("PURCHASE", "DEPOSIT")
#: Up to this share of what moved on banks burn is a figure, whatever accounts a list lacks.
UNLISTED_LIMIT = Decimal("0.1")
#: After which time a customer's payment that left Undeposited Funds is on a bank account.
_DEPOSITED_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class MissingDocuments:
    """How many documents of a kind, by the source's name of it, others tell of and the books never got.

    Of deposits it is how many customers' payments they brought to a bank.
    """

    entity: str
    count: int


@dataclass(frozen=True, slots=True)
class Absences:
    """What makes it unknown what operations moved in a span of days.

    `accounts` may be cash, or a loan that only lines name; `unlisted` are all that only lines name.
    `deposits` is how many customers' payments left Undeposited Funds without one, `untold` how many documents
    of money do not say when it moved, or how much.
    """

    accounts: tuple[Account, ...] = ()
    unlisted: tuple[Account, ...] = ()
    deposits: int = 0
    untold: int = 0

    @property
    def doubt(self) -> UnknownReason | None:
        """Why what moved is no burn to be believed."""
        if self.accounts:
            return UnknownReason.UNKNOWN_ACCOUNT
        return UnknownReason.MISSING_DOCUMENTS if self.deposits or self.untold else None


@dataclass(frozen=True, slots=True)
class AbsenceDataOrchestrator:
    """Looks for what other records refer to."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, since: date, until: date) -> Absences:
        """Accounts of unknown type on which documents of these days moved money, by name, and deposits.

        Without those that may be cash burn is not known: a transfer to one looks like spending, spending from
        it like none. Those that only lines name are spending, or income, unless they are a loan's: where the
        source's list of such accounts is plainly a whole one, what it lacks is no usual one.
        """
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MOVED_ON_UNKNOWN, about)
        may_be_cash = _accounts([row for row in rows if _may_be_cash(row)])
        lines = [row for row in await self.db.rows(queries.ON_UNLISTED, about) if not _paid(row)]
        lacked = _lacked_by_whole_lists(lines)
        unlisted, whole = _accounts(lines), _accounts(lacked) if _is_much(lacked) else ()
        named = {item.id: item for item in (*may_be_cash, *whole)}
        accounts = tuple(sorted(named.values(), key=lambda item: item.name)) if whole else may_be_cash
        row = await self.db.row(queries.NOT_WAITING, about)
        return Absences(accounts, unlisted, *((row["count"], row["untold"]) if row else ()))

    async def deposits(self, business_id: UUID, since: date, until: date) -> int:
        """How many customers' payments of these days left Undeposited Funds without a deposit."""
        about = {"business_id": business_id, "since": since, "until": until}
        row = await self.db.row(queries.NOT_WAITING, about)
        return 0 if row is None else int(row["count"])

    async def lacks_deposits(self, business_id: UUID, day: date, today: date) -> bool:
        """Whether customers' payments may have come to a bank after a day without a deposit that says so."""
        return await self.deposits(business_id, day - _DEPOSITED_WITHIN, today) > 0

    async def documents(self, business_id: UUID, since: date, until: date) -> tuple[MissingDocuments, ...]:
        """What documents of these days tell of and the books do not hold, by kind."""
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MISSING, about)
        counts = {row["entity"]: row["count"] for row in rows}
        deposits = await self.deposits(business_id, since, until)
        if deposits:
            counts["Deposit"] = counts.get("Deposit", 0) + deposits
        return tuple(MissingDocuments(*entry) for entry in sorted(counts.items()))

    async def cards_never_paid(self, business_id: UUID, since: date, until: date) -> tuple[Account, ...]:
        """Cards with purchases in these days and no payment from a bank: what they spent is in no burn."""
        about = {"business_id": business_id, "since": since, "until": until}
        return tuple(account(row) for row in await self.db.rows(queries.CARDS_NEVER_PAID, about))


def _may_be_cash(row: Row) -> bool:
    return row["kind"] not in _FIRST_IS_CASH or _paid(row)


def _paid(row: Row) -> bool:
    return row["kind"] in _FIRST_IS_CASH and bool(row["id"] == movement_id(row["document_id"], 0))


def _lacked_by_whole_lists(lines: Sequence[Row]) -> list[Row]:
    """What a list lacks that holds more accounts than it lacks, income apart: a list may be of one type."""
    sides = ([row for row in lines if (row["kind"] == "DEPOSIT") is is_income] for is_income in (True, False))
    return [row for side in sides if side and side[0]["listed"] > len(_accounts(side)) for row in side]


def _is_much(lacked: Sequence[Row]) -> bool:
    """Whether it is so much that burn is another figure without it: queries leave inactive accounts out."""
    amount = sum((row["amount"] for row in lacked), Decimal(0))
    return bool(lacked) and amount > UNLISTED_LIMIT * lacked[0]["moved"]


def _accounts(rows: Sequence[Row]) -> tuple[Account, ...]:
    named = {row["account_id"]: row for row in rows}
    return tuple(
        Account(account_id, row["name"], None, None, None, row["active"]) for account_id, row in named.items()
    )
