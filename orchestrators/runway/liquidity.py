"""Reads what a runway is computed from, as of a day, and computes it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import aging
from db.queries.runway import history as known
from db.queries.runway import liquidity as queries
from db.queries.runway import usual
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.books.cash import CashDataOrchestrator, CashPosition
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.books.reconciliation import ReconciliationDataOrchestrator, is_beyond, shown_in
from orchestrators.calculations.books.beside_banks import BesideBanks
from orchestrators.calculations.books.entered import EnteredAhead
from orchestrators.calculations.books.terms import EarlyPaymentTerms
from orchestrators.calculations.currency import Foreign, home_amount
from orchestrators.calculations.runway.burn import BurnMonth, History, window
from orchestrators.calculations.runway.liquidity import Liquidity, OpenDocument, RunwayInputs, liquidity
from orchestrators.calculations.runway.placement import CreditKey
from orchestrators.calculations.runway.usual import Baseline, PastWeek
from orchestrators.calculations.settings.policy import RunwayPolicy
from orchestrators.calculations.steps import a_year_before
from orchestrators.calculations.values import OpenItem
from orchestrators.figures import Figure, UnknownReason
from orchestrators.past_days import past_day
from orchestrators.runway.beside_banks import BesideBanksDataOrchestrator
from orchestrators.runway.entered import EnteredDataOrchestrator
from orchestrators.runway.standing import Standing, StandingDataOrchestrator
from orchestrators.runway.unknown_accounts import AbsenceDataOrchestrator, Absences
from orchestrators.settings.approvals import ApprovalDataOrchestrator
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator


@dataclass(frozen=True, slots=True)
class BesideItems:
    """What is open beside bills and invoices: the credits of each party, in their own currencies.

    `payables` and `receivables` are what other documents post, in home currency: it is owed, and no item.
    """

    credits: Mapping[CreditKey, Decimal]
    payables: Figure
    receivables: Figure


@dataclass(frozen=True, slots=True)
class BusinessLiquidity:
    """A business's liquidity with what it is told in: its home currency and its cash accounts.

    `pay_days` are the weekdays on which payments leave, none means all; `absences` is what the books lack of
    burn's window.
    """

    currency_code: str
    position: CashPosition
    beside: BesideItems
    liquidity: Liquidity
    pay_days: frozenset[int]
    absences: Absences


@dataclass(frozen=True, slots=True)
class LiquidityDataOrchestrator:
    """Reads cash, settings, history and what is open, each with one statement, however much there is."""

    db: ReadBooks

    async def get_data(
        self,
        business_id: UUID,
        today: date,
        as_of: date | None = None,
        *,
        without: Collection[UUID] = (),
    ) -> BusinessLiquidity:
        """As of today, or of a day before: what moved or was applied later had not happened yet.

        Decisions that stand are counted today, but for those `without`. Settings are those of now. Raises
        `BadInput` naming `asOf` for a day that is still to come.
        """
        day = past_day(as_of, today)
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        settings = await RunwayPolicyDataOrchestrator(self.db).get_data(business_id, day)
        position, operations = await self._position(business_id, day, today, settings.policy)
        position, unreconciled = await self._reconciled(
            business_id, day, position, settings.policy, business.currency_code
        )
        absences = await AbsenceDataOrchestrator(self.db).get_data(business_id, *window(day))
        history = HistoryDataOrchestrator(self.db)
        # Today all that is entered is known, whatever its date; of a past day what came later was not.
        known_until = date.max if day == today else day
        documents = await self._documents(business_id, day, known_until, business.currency_code)
        beside = await self._beside(business_id, known_until)
        pay_days = (await ApprovalDataOrchestrator(self.db).get_data(business_id)).weekdays
        standing = await self._standing(business_id, day, today, pay_days, without)
        entered, beside_banks = await self._to_come(
            business_id, day, today, position, settings.policy, business.currency_code
        )
        facts = RunwayInputs(
            today=day,
            cash=position.amount,
            settings=settings,
            months=absences.doubt or unreconciled or await self._months(business_id, day),
            history=operations,
            habits=await history.habits(business_id, day),
            records=await history.bills_paid(business_id, day),
            documents=documents.counted,
            without_rate=documents.without_rate,
            undated=documents.undated,
            past=await self._past(business_id, settings.policy),
            credits=beside.credits,
            entered=entered,
            beside_banks=beside_banks,
            arranged=standing.arranged,
            blocked=standing.blocked,
        )
        return BusinessLiquidity(
            business.currency_code, position, beside, liquidity(facts), pay_days, absences
        )

    async def _standing(
        self, business_id: UUID, day: date, today: date, pay_days: frozenset[int], without: Collection[UUID]
    ) -> Standing:
        """What was decided counts today: of a past day nobody knew it."""
        if day != today:
            return Standing()
        return await StandingDataOrchestrator(self.db).get_data(business_id, today, pay_days, without)

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

    async def _reconciled(
        self, business_id: UUID, day: date, position: CashPosition, policy: RunwayPolicy, home: str
    ) -> tuple[CashPosition, UnknownReason | None]:
        """The position with what its accounts leave unexplained, and why burn is unknown over it."""
        accounts = await ReconciliationDataOrchestrator(self.db).accounts(
            business_id, day, window(day)[0], policy.unexplained_tolerance
        )
        counted_ids = {item.id for item in position.accounts if item.is_counted}
        counted = [account for account in accounts if account.id in counted_ids]
        beyond = is_beyond(counted, position.rates, home, policy.unexplained_limit)
        return shown_in(position, accounts), UnknownReason.UNRECONCILED if beyond else None

    async def _months(self, business_id: UUID, day: date) -> tuple[BurnMonth, ...] | UnknownReason:
        """Cash in and cash out of months of burn's window, in home currency by the rates of that time.

        A month in which no operation moved anything is left out.
        """
        since, until = window(day)
        about = {"business_id": business_id, "since": since, "until": until}
        rows = await self.db.rows(queries.MONTHS, about)
        if any(row["unknown"] for row in rows):
            return UnknownReason.UNKNOWN_RATE
        return tuple(
            BurnMonth(row["month"], row["cash_in"], row["cash_out"]) for row in rows if row["operations"]
        )

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

    async def _documents(self, business_id: UUID, day: date, known_until: date, home: str) -> "_Documents":
        rows = await self.db.rows(queries.OPEN_ITEMS, {"business_id": business_id, "as_of": known_until})
        return _documents(rows, day, home)

    async def _past(self, business_id: UUID, policy: RunwayPolicy) -> tuple[PastWeek, ...]:
        """The weeks that were, for who wants what is usual."""
        if policy.baseline is Baseline.NONE:
            return ()
        rows = await self.db.rows(usual.PAST_WEEKS, {"business_id": business_id})
        return tuple(PastWeek(*row.values()) for row in rows)

    async def _beside(self, business_id: UUID, known_until: date) -> BesideItems:
        about = {"business_id": business_id, "as_of": known_until, "issued_by": known_until}
        rows = await self.db.rows(aging.BESIDE_ITEMS, about)
        owed = [row for row in rows if row["owed"] > 0]
        return BesideItems(
            {_credit_key(row): -row["owed"] for row in rows if row["owed"] < 0},
            _sum(row["home_owed"] for row in owed if row["is_bill"]),
            _sum(row["home_owed"] for row in owed if not row["is_bill"]),
        )


def _credit_key(row: Row) -> CreditKey:
    return row["is_bill"], row["party_id"], row["currency_code"]


def _sum(amounts: Iterable[Decimal | None]) -> Figure:
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return UnknownReason.UNKNOWN_RATE
        total += amount
    return total


@dataclass(frozen=True, slots=True)
class _Documents:
    """Open documents in home currency; those whose rate is missing, and those without a due date, by id."""

    counted: tuple[OpenDocument, ...]
    without_rate: tuple[UUID, ...]
    undated: tuple[UUID, ...]


def _documents(rows: Sequence[Row], day: date, home: str) -> _Documents:
    counted, without_rate, undated = [], [], []
    for row in rows:
        balance, total = _home(row, "balance", home), _home(row, "total", home)
        if isinstance(balance, UnknownReason) or isinstance(total, UnknownReason):
            without_rate.append(row["id"])
            continue
        if row["due_date"] is None:
            undated.append(row["id"])
        counted.append(_document(row, day, total, balance))
    return _Documents(tuple(counted), tuple(without_rate), tuple(undated))


def _home(row: Row, name: str, home: str) -> Figure:
    amount: Decimal | None = row[name]
    # What was never told as a total is at least what is open.
    amount = row["balance"] if amount is None else amount
    if row["currency_code"] == home:
        return amount
    return home_amount(Foreign(row["id"], amount, row["currency_code"], row["rate"]), home)


def _document(row: Row, day: date, total: Decimal, balance: Decimal) -> OpenDocument:
    # Without a due date it is due when it was issued: what is owed is counted, and named as undated.
    due = row["due_date"] or row["issue_date"] or day
    is_bill = row["kind"] == "BILL"
    item = OpenItem(row["id"], is_bill, row["party_id"], row["issue_date"], due, total, balance)
    return OpenDocument(item, _discount(row), row["rate"], row["currency_code"])


def _discount(row: Row) -> EarlyPaymentTerms | None:
    if row["discount_percent"] is None:
        return None
    return EarlyPaymentTerms(row["discount_percent"], row["discount_days"])
