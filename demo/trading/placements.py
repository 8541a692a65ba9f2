"""Bank accounts for money put aside for some weeks: emptied, and months later made inactive."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.companies.chart import CHECKING, INTEREST, Account
from demo.companies.profile import Profile
from demo.trading.days import days_of, doc_id, month_number, next_month
from demo.trading.documents import Document
from demo.trading.entries import deposit, transfer
from demo.trading.shapes import Slip

EVERY_MONTHS = 6
#: It is left in the list for so long after its first month that it is out of every recent one when it goes.
LISTED_MONTHS = 7
OPENED, EARNED, EMPTIED = 908, 909, 910
EARNS = Decimal("0.0025")


@dataclass(frozen=True, slots=True)
class Placement:
    """Money put aside from January or July until the end of the month after."""

    month: date

    @property
    def account(self) -> Account:
        """Its own account; no other account has an id this high."""
        name = f"Term Deposit {self.month:%Y-%m}"
        return Account(month_number(self.month), name, "Bank", "MoneyMarket", "Asset")

    @property
    def start(self) -> date:
        """When the money goes there."""
        return self.month.replace(day=8)

    @property
    def end(self) -> date:
        """When it comes back with what it earned."""
        return next_month(self.month).replace(day=26)


def month(profile: Profile, first: date) -> Iterator[Document]:
    """What the month's days put into such an account, or take out of it."""
    for placement in _placements(profile, first):
        account, principal = placement.account, Decimal(profile.placed)
        earned = (principal * EARNS).quantize(Decimal("0.01"))
        for day in days_of(first):
            if day == placement.start:
                yield transfer(_slip(profile, day, OPENED), CHECKING, account, principal)
            if day == placement.end:
                yield deposit(_slip(profile, day, EARNED), account, ((INTEREST, earned),))
                yield transfer(_slip(profile, day, EMPTIED), account, CHECKING, principal + earned)


def listed(profile: Profile, today: date) -> Iterator[Placement]:
    """Those whose account is active, used up or not."""
    return (placement for placement in _placements(profile, today) if placement.start <= today)


def _placements(profile: Profile, day: date) -> Iterator[Placement]:
    """Those that are neither to come in a later month than the day's nor inactive on it."""
    years, place = divmod(month_number(day) - 1, 12)
    for back in range(LISTED_MONTHS if profile.placed else 0):
        year, number = divmod(years * 12 + place - back, 12)
        if number % EVERY_MONTHS == 0:
            yield Placement(date(year, number + 1, 1))


def _slip(profile: Profile, day: date, slot: int) -> Slip:
    return Slip(profile, doc_id(day, slot), day)
