"""The books of one invented company as they stand on a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.companies.chart import CARD, CHECKING, EQUIPMENT, EQUITY, SAVINGS, Account
from demo.companies.profile import Profile
from demo.dirt import mess
from demo.trading import placements, routine, trade
from demo.trading.cohorts import standing
from demo.trading.days import first_day, months
from demo.trading.documents import ZERO, Cohort, Document
from demo.trading.entries import journal_entry
from demo.trading.shapes import Slip

OPENING_ID = 1
EQUIPMENT_COST = Decimal("48000.00")


@dataclass(frozen=True, slots=True)
class Books:
    """Every transaction, and the balance of each account that any of them touched; positive is a debit."""

    documents: tuple[Document, ...]
    balances: Mapping[Account, Decimal]


def books(profile: Profile, today: date) -> Books:
    """The company's books as of today, by calendar days that never change in hindsight.

    Only the opening entry is fitted to today: it makes the cash on the last payday what the profile says,
    and keeps today's within the profile's range.
    """
    first = first_day(today, profile.history)
    documents = [
        document
        for cohort in _cohorts(profile, first, today)
        for document in standing(profile, cohort, today)
    ]
    opening = _opening(profile, documents, first, today)
    every = (opening, *documents)
    return Books(every, _balances(every))


def _cohorts(profile: Profile, first: date, today: date) -> Iterator[Cohort]:
    for month in months(first, today):
        yield trade.month(profile, month)
        yield Cohort((), others=(*routine.month(profile, month), *placements.month(profile, month)))
    yield from mess.cohorts(profile, first, today)


def _balances(documents: Iterable[Document]) -> dict[Account, Decimal]:
    balances: dict[Account, Decimal] = {}
    for document in documents:
        for account, amount in document.moves:
            balances[account] = balances.get(account, ZERO) + amount
    return balances


def _opening(profile: Profile, documents: Sequence[Document], first: date, today: date) -> Document:
    moves = [(account, amount) for account, amount in _fitted(profile, documents, today).items()]
    moves.append((EQUIPMENT, EQUIPMENT_COST))
    rest = sum((amount for _, amount in moves), ZERO)
    slip = Slip(profile, OPENING_ID, first)
    return journal_entry(slip, "Opening balance", (*moves, (EQUITY, -rest)), token=today.toordinal())


def _fitted(profile: Profile, documents: Sequence[Document], today: date) -> dict[Account, Decimal]:
    """What each account must have held at first, so that it held what it should on the last payday."""
    payday = last_payday(profile, today)
    moved = _balances(documents)
    until_payday = _balances(document for document in documents if document.day <= payday)
    wanted = {CHECKING: profile.checking, SAVINGS: profile.savings, CARD: -profile.card}
    opening = {account: amount - until_payday.get(account, ZERO) for account, amount in wanted.items()}
    lowest, highest = (limit - moved[CHECKING] for limit in profile.checking_range)
    opening[CHECKING] = min(max(opening[CHECKING], lowest), highest)
    # What the history only sees emptied was filled before it.
    opening |= {account: -amount for account, amount in moved.items() if _is_drained(account, amount)}
    return opening


def _is_drained(account: Account, moved: Decimal) -> bool:
    return account.kind == "Bank" and account not in (CHECKING, SAVINGS) and moved < 0


def last_payday(profile: Profile, today: date) -> date:
    """The last day of wages, today included."""
    day = today
    while not profile.payroll.rhythm.falls_on(day):
        day -= timedelta(1)
    return day
