"""Reads what a forecast is made of, as of a day, with one statement for each kind of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import aging
from db.queries.runway import history as known
from db.queries.runway import liquidity as queries
from db.queries.runway import usual
from orchestrators.books.cash import CashDataOrchestrator, CashPosition
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.calculations.books.beside_banks import BesideBanks
from orchestrators.calculations.books.collection import Habits
from orchestrators.calculations.books.entered import EnteredAhead
from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.books.vendor import VendorRecord
from orchestrators.calculations.currency import Foreign, home_amount
from orchestrators.calculations.runway.burn import History, window
from orchestrators.calculations.runway.liquidity import RunwayInputs
from orchestrators.calculations.runway.past_weeks import PastWeek
from orchestrators.calculations.runway.placement import CreditKey, OpenDocument
from orchestrators.calculations.settings.policy import RunwayPolicy, RunwaySettings
from orchestrators.calculations.steps import a_year_before
from orchestrators.calculations.values import OpenItem
from orchestrators.figures import Figure, UnknownReason
from orchestrators.runway.beside_banks import BesideBanksDataOrchestrator
from orchestrators.runway.entered import EnteredDataOrchestrator
from orchestrators.runway.unknown_accounts import AbsenceDataOrchestrator

#: An open item as it is stored, or as it would be.
OpenRow = Row | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BesideItems:
    """What is open beside bills and invoices: the credits of each party, in their own currencies.

    `payables` and `receivables` are what other documents post, in home currency: it is owed, and no item.
    """

    credits: Mapping[CreditKey, Decimal]
    payables: Figure
    receivables: Figure


@dataclass(frozen=True, slots=True)
class OpenDocuments:
    """Open documents in home currency; those whose rate is missing, and those without a due date, by id."""

    counted: tuple[OpenDocument, ...]
    without_rate: tuple[UUID, ...]
    undated: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ForecastInputs:
    """What a forecast is made of beside settings, decisions and what is usual."""

    position: CashPosition
    history: History | None
    habits: Habits
    records: Mapping[UUID, VendorRecord]
    documents: OpenDocuments
    beside: BesideItems
    entered: tuple[EnteredAhead, ...] | UnknownReason
    beside_banks: BesideBanks

    def facts(self, day: date, settings: RunwaySettings, past: tuple[PastWeek, ...]) -> RunwayInputs:
        """What a runway of the day is computed from, without months of burn and without decisions."""
        return RunwayInputs(
            today=day,
            cash=self.position.amount,
            settings=settings,
            months=(),
            history=self.history,
            habits=self.habits,
            records=self.records,
            documents=self.documents.counted,
            without_rate=self.documents.without_rate,
            undated=self.documents.undated,
            past=past,
            credits=self.beside.credits,
            entered=self.entered,
            beside_banks=self.beside_banks,
        )


@dataclass(frozen=True, slots=True)
class ForecastInputsDataOrchestrator:
    """Reads cash, habits and what is open or entered, each with one statement, however much there is."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, day: date, today: date, policy: RunwayPolicy, home: str
    ) -> ForecastInputs:
        """As of a day that is not after today."""
        position, operations = await self._position(business_id, day, today, policy)
        history = HistoryDataOrchestrator(self.db)
        # Today all that is entered is known, whatever its date; of a past day what came later was not.
        known_until = date.max if day == today else day
        entered, beside_banks = await self._to_come(business_id, day, today, position, policy, home)
        habits, records = await history.habits(business_id, day), await history.bills_paid(business_id, day)
        documents, beside = await self._open(business_id, day, known_until, home)
        return ForecastInputs(position, operations, habits, records, documents, beside, entered, beside_banks)

    async def _position(
        self, business_id: UUID, day: date, today: date, policy: RunwayPolicy
    ) -> tuple[CashPosition, History | None]:
        """Cash, and since when operations moved it."""
        position = await CashDataOrchestrator(self.db).position(
            business_id, day, is_today=day == today, with_undeposited=policy.count_undeposited_funds
        )
        operations, told_since = await self._history(business_id, day)
        if day < min(told_since or day, today):
            # Balances are reckoned back from today's: before anything moved, nobody told one.
            position = replace(position, amount=UnknownReason.INSUFFICIENT_HISTORY)
        elif day < today and await AbsenceDataOrchestrator(self.db).lacks_deposits(business_id, day, today):
            # What came to a bank after the day cannot be taken back out.
            position = replace(position, amount=UnknownReason.MISSING_DOCUMENTS)
        return position, operations

    async def _to_come(
        self,
        business_id: UUID,
        day: date,
        today: date,
        position: CashPosition,
        policy: RunwayPolicy,
        home: str,
    ) -> tuple[tuple[EnteredAhead, ...] | UnknownReason, BesideBanks]:
        """What is dated ahead, which only today's forecast holds, and what lies beside the banks.

        Either may be unknown for want of a rate. Without cash there is no forecast that entries could be in.
        """
        with_undeposited = policy.count_undeposited_funds
        beside_banks = await BesideBanksDataOrchestrator(self.db).get_data(
            business_id, day, home, is_today=day == today, with_undeposited=with_undeposited
        )
        if isinstance(beside_banks, UnknownReason):
            return beside_banks, BesideBanks()
        if day != today or isinstance(position.amount, UnknownReason):
            return (), beside_banks
        entered = await EnteredDataOrchestrator(self.db).get_data(
            business_id, today, home, position.rates, with_undeposited=with_undeposited
        )
        return entered, beside_banks

    async def _history(self, business_id: UUID, day: date) -> tuple[History | None, date | None]:
        """When operations moved cash, by that day, and since when anything did."""
        row = await self.db.row(known.HISTORY, {"business_id": business_id, "as_of": day})
        assert row is not None, "an aggregate always answers"
        if row["since"] is None:
            return None, row["told_since"]
        silent_until = await self._silent_until(business_id, row["until"], window(day)[1])
        return History(row["since"], row["until"], silent_until), row["told_since"]

    async def _silent_until(self, business_id: UUID, last: date, needed: date) -> date:
        """Until when silence is no wonder; not looked for where something moved in the last needed month."""
        if last >= needed.replace(day=1):
            return last
        about = {"business_id": business_id, "since": a_year_before(last), "until": last}
        row = await self.db.row(known.LONGEST_SILENCE, about)
        assert row is not None, "an aggregate always answers"
        return last + timedelta(days=row["days"] or 0)

    async def _open(
        self, business_id: UUID, day: date, known_until: date, home: str
    ) -> tuple[OpenDocuments, BesideItems]:
        """What is open of bills and invoices, and beside them; negative balances are among the credits."""
        about = {"business_id": business_id, "as_of": known_until}
        rows = await self.db.rows(queries.OPEN_ITEMS, about)
        others = await self.db.rows(aging.BESIDE_ITEMS, {**about, "issued_by": known_until})
        overpaid = [row for row in rows if row["balance"] < 0]
        documents = open_documents([row for row in rows if row["balance"] > 0], day, home)
        return documents, beside_items(others, overpaid, home)


async def past_weeks(db: ReadBooks, business_id: UUID) -> tuple[PastWeek, ...]:
    """What moved cash week by week, for what is usual."""
    rows = await db.rows(usual.PAST_WEEKS, {"business_id": business_id})
    return tuple(PastWeek(*row.values()) for row in rows)


def beside_items(others: Iterable[Row], overpaid: Iterable[Row], home: str) -> BesideItems:
    """What is open of each party beside its items, once overpaid items have used up what else is owed.

    A balance below 0 (paid too much, or a document over a negative amount) is money that the other side owes,
    as an unapplied payment is: nothing is paid or received for it, but it covers other items.
    """
    owed: defaultdict[CreditKey, Decimal] = defaultdict(Decimal)
    home_owed: defaultdict[CreditKey, list[Figure]] = defaultdict(list)
    for row in others:
        key = row["is_bill"], row["party_id"], row["currency_code"]
        owed[key] += row["owed"]
        at_home = row["home_owed"]
        home_owed[key].append(UnknownReason.UNKNOWN_RATE if at_home is None else at_home)
    for row in overpaid:
        key = row["kind"] == "BILL", row["party_id"], row["currency_code"]
        owed[key] += row["balance"]
        foreign = Foreign(row["id"], row["balance"], row["currency_code"], row["rate"])
        home_owed[key].append(home_amount(foreign, home))
    left = {key: parts for key, parts in home_owed.items() if owed[key] > 0}
    payables, receivables = (
        _sum(part for key, parts in left.items() if key[0] is is_bill for part in parts)
        for is_bill in (True, False)
    )
    unapplied = {key: -amount for key, amount in owed.items() if amount < 0}
    return BesideItems(unapplied, payables, receivables)


def _sum(amounts: Iterable[Figure]) -> Figure:
    total = Decimal(0)
    for amount in amounts:
        if isinstance(amount, UnknownReason):
            return amount
        total += amount
    return total


def open_documents(rows: Sequence[OpenRow], day: date, home: str) -> OpenDocuments:
    """What rows of open items come to; a document that is not dated is due that day."""
    counted, without_rate, undated = [], [], []
    for row in rows:
        document = _document(row, day, home)
        if document is None:
            without_rate.append(row["id"])
            continue
        if row["due_date"] is None:
            undated.append(row["id"])
        counted.append(document)
    return OpenDocuments(tuple(counted), tuple(without_rate), tuple(undated))


def _document(row: OpenRow, day: date, home: str) -> OpenDocument | None:
    """In home currency; None where no rate tells its amounts in it."""
    key, code, rate = row["id"], row["currency_code"], row["rate"]
    balance = row["balance"]
    # What was never told as a total is at least what is open.
    total = balance if row["total"] is None else row["total"]
    if code != home:
        balance = home_amount(Foreign(key, balance, code, rate), home)
        total = home_amount(Foreign(key, total, code, rate), home)
        if isinstance(total, UnknownReason) or isinstance(balance, UnknownReason):
            return None
    # Without a due date it is due when it was issued: what is owed is counted, and named as undated.
    issued = row["issue_date"]
    due = row["due_date"] or issued or day
    item = OpenItem(key, row["kind"] == "BILL", row["party_id"], issued, due, total, balance)
    return OpenDocument(item, _discount(row), rate, code)


def _discount(row: OpenRow) -> EarlyPaymentTerms | None:
    if row["discount_percent"] is None:
        return None
    return EarlyPaymentTerms(row["discount_percent"], row["discount_days"])
