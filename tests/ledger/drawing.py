"""Draws the days, amounts and parts of what a business does, and writes entries into its ledger."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tests.ledger.book import Account, Book, Entry, Posting, Record
from tests.ledger.writing import EUR, USD, writer

TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 7, 1)
WINDOW_END = date(2026, 10, 31)
WHOLE_AT_HOME = Decimal("0.20")
#: How many of the days are still to come.
AHEAD = 0.2
WHOLE_AT_HOME_IN_PARTS = 4 * WHOLE_AT_HOME


class Drawing:
    """One seed draws all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # Both ways exact to the cent.
        self.book = Book(rate=self.random.choice([Decimal("1.25"), Decimal("0.8"), Decimal(2)]))

    def choice(self, entity: str) -> list[Entry]:
        """One or two of the open ones, of one currency."""
        left = list(self.book.open(entity, TODAY))
        self.random.shuffle(left)
        return [entry for entry in left if self.is_foreign(entry) == self.is_foreign(left[0])][
            : self.random.randint(1, 2)
        ]

    def settle(self, entries: Sequence[Entry]) -> tuple[list[Decimal], datetime, date]:
        """All or half of what is open of them, entered after the last of them."""
        entered = self.entered(max(entry.entered for entry in entries))
        parts = []
        for entry in entries:
            left = entry.open_at(TODAY)
            half = left / 2 // WHOLE_AT_HOME * WHOLE_AT_HOME
            part = left if self.random.random() < 0.6 or not half else half
            entry.settled.append((entered, part))
            parts.append(part)
        return parts, entered, self.on_or_after(max(entry.day for entry in entries))

    def add(
        self,
        entity: str,
        body: Record,
        postings: tuple[Posting, ...],
        *,
        day: date | None = None,
        entered: datetime | None = None,
        foreign: bool = False,
        total: Decimal = Decimal(0),
    ) -> Entry:
        day = day or self.day()
        entered = entered or self.entered(None, day)
        number = str(len(self.book.entries) + 1)
        currency = EUR if foreign else USD
        entry = Entry(entity, number, day, entered, postings, lambda _: {}, total)
        named = foreign or self.random.random() < 0.5
        entry.write = writer(entry, body, currency if named else None, self.book.rate)
        self.book.entries.append(entry)
        return entry

    def moved(self, account: Account, amount: Decimal, foreign: bool) -> Posting:
        home = self.home(amount, foreign)
        return Posting(account, amount if account is Account.EURO else home, home)

    def pair(self, credit: Account, debit: Account, amount: Decimal) -> tuple[Posting, Posting]:
        return Posting(credit, -amount, -amount), Posting(debit, amount, amount)

    def home(self, amount: Decimal, foreign: bool) -> Decimal:
        return amount * self.book.rate if foreign else amount

    def amount(self, *, foreign: bool = False) -> Decimal:
        """In euros so much that it is whole cents at home too: rounding is not what is compared."""
        cents = self.random.randint(100, 90_000)
        return (
            Decimal(cents).scaleb(-2) // WHOLE_AT_HOME * WHOLE_AT_HOME
            if foreign
            else Decimal(cents).scaleb(-2)
        )

    def day(self) -> date:
        """Mostly one that has come; some entries are dated ahead."""
        if self.random.random() < AHEAD:
            return self.ahead()
        return FIRST_DAY + timedelta(days=self.random.randint(0, (TODAY.date() - FIRST_DAY).days))

    def on_or_after(self, day: date) -> date:
        """The day itself, or one that is still to come."""
        return max(day, self.ahead()) if self.random.random() < AHEAD else day

    def ahead(self) -> date:
        """Some are beyond the forecast's horizon."""
        return TODAY.date() + timedelta(days=self.random.randint(1, 120))

    def entered(self, after: datetime | None, day: date | None = None) -> datetime:
        """Some days before or after the day it is dated on, but never in the future."""
        about = datetime.combine(day, time(9), UTC) if day else after or TODAY
        drawn = about + timedelta(
            days=self.random.randint(0 if after else -9, 9), minutes=self.random.randint(1, 300)
        )
        return min(max(drawn, after + timedelta(minutes=1) if after else drawn), TODAY - timedelta(minutes=1))

    @staticmethod
    def is_foreign(entry: Entry) -> bool:
        return "ExchangeRate" in entry.write(TODAY)
