"""Money that waits for its deposit, and debts on cards: on which day they reach or leave the banks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median_low
from uuid import UUID

from orchestrators.calculations.business_days import BusinessDays, plus_days
from orchestrators.calculations.runway.recurring.detection import label_key
from orchestrators.calculations.runway.recurring.rhythm import on_day_of_month
from orchestrators.calculations.values import Flow, FlowSource

#: A card's habit is that of its last payments.
_LAST = 6
#: Who pays a card so often has no day of the month.
_LEAST_DAYS_OF_A_MONTH = 20
#: A payment belongs to the usual day that is nearer than half a month.
_HALF_A_MONTH = 15
#: Days by which an occurrence of what comes back may stray from the day on which a card is paid.
_STRAYS = 10


@dataclass(frozen=True, slots=True)
class Receipt:
    """A customer's payment that was not at a bank on the day, in home currency; `waits` in what is flowing.

    One that does not wait is in a deposit that is dated ahead.
    """

    id: UUID
    day: date
    amount: Decimal
    party_id: UUID | None
    label: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Undeposited:
    """Undeposited Funds: what waits there and is not in cash, positive; the newest receipts come first."""

    name: str
    amount: Decimal
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class CardDebt:
    """What is owed on a card (negative: overpaid), in home currency, and when it was paid in the last year.

    `names` are the parties and keys of labels under which those are known.
    """

    name: str
    owed: Decimal
    paid_on: tuple[date, ...] = ()
    names: frozenset[UUID | str] = frozenset()


@dataclass(frozen=True, slots=True)
class BesideBanks:
    """All that lies beside the banks on a day."""

    undeposited: tuple[Undeposited, ...] = ()
    cards: tuple[CardDebt, ...] = ()

    @property
    def waiting(self) -> Decimal:
        """What waits for its deposit and is not in cash, in home currency."""
        return sum((item.amount for item in self.undeposited), Decimal(0))

    @property
    def card_debt(self) -> Decimal:
        """What cards will take from the banks, positive, in home currency; overpaid cards take nothing."""
        return sum((item.owed for item in debts(self.cards)), Decimal(0))


def beside_flows(beside: BesideBanks, today: date, business_days: BusinessDays) -> Iterator[Flow]:
    """What waits is deposited on the next business day; a card's debt leaves on its usual payment day."""
    deposited_on = business_days.next_after(today)
    for account in beside.undeposited:
        for label, amount in _waiting(account):
            yield Flow(deposited_on, amount, FlowSource.UNDEPOSITED, None, label)
    for card in debts(beside.cards):
        day = business_days.rolled(payment_day(card.paid_on, today), is_payment=True, today=today)
        yield Flow(day, -card.owed, FlowSource.CARD, None, card.name)


def cleared_until(cards: Sequence[CardDebt], today: date) -> Mapping[UUID | str, date]:
    """Until when regular payments of a card are those of what is owed now, by the names of the payments."""
    result: dict[UUID | str, date] = {}
    for card in debts(cards):
        day = plus_days(payment_day(card.paid_on, today), _STRAYS)
        for name in (*card.names, label_key(card.name)):
            result[name] = max(day, result.get(name, day))
    return result


def debts(cards: Sequence[CardDebt]) -> Iterator[CardDebt]:
    """The cards on which something is owed.

    A card that nobody pays may be one of several that are paid together: what others are overpaid by is taken
    off its debt, as employees' cards are paid through the company's.
    """
    overpaid = sum((-card.owed for card in cards if card.owed < 0), Decimal(0))
    for card in cards:
        part = Decimal(0) if card.paid_on else min(overpaid, max(card.owed, Decimal(0)))
        overpaid -= part
        if card.owed > part:
            yield CardDebt(card.name, card.owed - part, card.paid_on, card.names)


def payment_day(paid_on: Sequence[date], today: date) -> date:
    """When a card is paid next, after today: on the usual day of the month of its last payments.

    Not within half a month of the last one, which was this month's. One that is paid more often is paid after
    its usual gap, and one of which no payment is known a month from today.
    """
    if not paid_on:
        return on_day_of_month(today, 1, today.day)
    last = sorted(paid_on)[-_LAST:]
    gaps = [(after - before).days for before, after in pairwise(last) if after > before]
    if gaps and median_low(gaps) < _LEAST_DAYS_OF_A_MONTH:
        return max(plus_days(last[-1], median_low(gaps)), plus_days(today, 1))
    usual, earliest = _usual_day(last), max(today, plus_days(last[-1], _HALF_A_MONTH))
    days = (on_day_of_month(earliest, months, usual) for months in (0, 1))
    return next((day for day in days if day > earliest), date.max)


def _usual_day(days: Sequence[date]) -> int:
    """The day of the month nearest to all of them, around the month's end too; of several the most common."""
    counts = Counter(day.day for day in days)

    def distance(candidate: int) -> tuple[int, int, int]:
        apart = (abs(number - candidate) for number in counts.elements())
        return sum(min(gap, 31 - gap) for gap in apart), -counts[candidate], -candidate

    return min(counts, key=distance)


def _waiting(account: Undeposited) -> Iterator[tuple[str, Decimal]]:
    """What waits by customer, the newest payments first; the rest under the account's name."""
    left = account.amount
    for receipt in account.receipts:
        part = min(receipt.amount, left) if receipt.waits else Decimal(0)
        if part > 0:
            left -= part
            yield receipt.label, part
    if left > 0:
        yield account.name, left
