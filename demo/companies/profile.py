"""What makes one invented company differ from another, as frozen data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from demo.companies.chart import NET_30, Account, Currency, Term
from demo.trading.days import HISTORY_MONTHS, month_end, month_number
from orchestrators.calculations.runway.usual import Baseline

_COMPANIES = uuid5(NAMESPACE_URL, "urn:runway:demo")


class Means(StrEnum):
    """How money moves: by bank at once, by the business card, or through funds not yet deposited."""

    BANK = "BANK"
    CARD = "CARD"
    UNDEPOSITED = "UNDEPOSITED"


class Mess(StrEnum):
    """What is planted in the books, each kind in every company."""

    MISSING_VENDOR = "MISSING_VENDOR"
    MISSING_CUSTOMER = "MISSING_CUSTOMER"
    MISSING_DUE_DATE = "MISSING_DUE_DATE"
    MISSING_AMOUNT = "MISSING_AMOUNT"
    MISSING_ISSUE_DATE = "MISSING_ISSUE_DATE"
    ZERO_AMOUNT = "ZERO_AMOUNT"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    DUE_BEFORE_ISSUE = "DUE_BEFORE_ISSUE"
    BALANCE_ABOVE_TOTAL = "BALANCE_ABOVE_TOTAL"
    ORPHAN_REFERENCE = "ORPHAN_REFERENCE"
    INACTIVE_VENDOR = "INACTIVE_VENDOR"
    UNCATEGORISED_LINE = "UNCATEGORISED_LINE"
    EXACT_DUPLICATE = "EXACT_DUPLICATE"
    TRANSPOSED_NUMBER = "TRANSPOSED_NUMBER"
    OTHER_AMOUNT = "OTHER_AMOUNT"
    MISSING_NUMBER = "MISSING_NUMBER"
    TWIN_VENDOR = "TWIN_VENDOR"
    BILL_AND_EXPENSE = "BILL_AND_EXPENSE"
    UNAPPLIED_PAYMENT = "UNAPPLIED_PAYMENT"
    OVERPAYMENT = "OVERPAYMENT"
    UNAPPLIED_BILL_PAYMENT = "UNAPPLIED_BILL_PAYMENT"
    UNAPPLIED_VENDOR_CREDIT = "UNAPPLIED_VENDOR_CREDIT"
    UNAPPLIED_CREDIT_MEMO = "UNAPPLIED_CREDIT_MEMO"
    CHEQUE_ONTO_PAYABLES = "CHEQUE_ONTO_PAYABLES"
    DEPOSIT_ONTO_RECEIVABLES = "DEPOSIT_ONTO_RECEIVABLES"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every `every` weeks on a weekday (Monday is 0)."""

    weekday: int
    every: int = 1
    shift: int = 0

    def falls_on(self, day: date) -> bool:
        """Whether something happens on the day."""
        week = (day.toordinal() - 1) // 7
        return day.weekday() == self.weekday and (week - self.shift) % self.every == 0


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every `every` months on a day of the month, or the last one of a shorter month."""

    day: int
    every: int = 1
    shift: int = 1

    def falls_on(self, day: date) -> bool:
        """Whether something happens on the day."""
        if (month_number(day) - self.shift) % self.every:
            return False
        return day.day == self.day or (day.day < self.day and day == month_end(day))


@dataclass(frozen=True, slots=True)
class Party:
    """A vendor, a customer or a source of takings, and its habits.

    Ids are unique in a company and differ in their last two digits within vendors and within customers.
    Amounts lie from `low` to `high`, in units of the company's currency, or of its own `currency` and then
    whole, so that its rate leaves no fraction of a cent. `late` is the range of days after the due date in
    which it is settled, `pays_on` the weekday of its payments, `ahead` how many days before its date a
    payment is entered, `halves` whether a second half is paid two weeks after the first, `discounts` the
    percentage of early payments among those whose term offers a discount. `customer_number` is what it prints
    on all its bills in place of a number for each.
    """

    id: int
    name: str
    account: Account
    what: str
    rhythm: Weekly | Monthly
    low: int
    high: int
    term: Term = NET_30
    late: tuple[int, int] = (-2, 3)
    pays_on: int | None = None
    ahead: int = 0
    halves: bool = False
    means: Means = Means.BANK
    discounts: int = 0
    parent: int | None = None
    active: bool = True
    currency: Currency | None = None
    customer_number: str = ""

    @property
    def slot(self) -> int:
        """Its place among a day's documents."""
        return self.id % 100

    @property
    def names_term(self) -> bool:
        """Whether its terms are written down; of the others only the due dates tell."""
        return self.id % 3 > 0

    @property
    def initials(self) -> str:
        """What its document numbers start with."""
        return "".join(word[0] for word in self.name.split() if word[0].isupper())


@dataclass(frozen=True, slots=True)
class Profile:
    """A company: who it is, whom it trades with, and how much cash it holds after a payday.

    Amounts are whole units of `currency_code`. `checking` is what is in the account after a payday, and
    `checking_range` what it never leaves; `card` is what is owed on the business card, which is paid by
    transfers or by the source's own kind of document. `saves` goes from checking to savings every month, or
    back when negative; `placed` into a deposit of some weeks twice a year. `voids`, `disputes` and `parts`
    are percentages of its documents. `season` is what it sells in January to December, and buys to sell, in
    percent of an average month; `history` is how many months its books reach back. `messy` names the kinds of
    dirt of which it has twice as much. `floor`, `buffer_days`, `baseline` (None: as by default) and
    `earmarks` are what its people set for its runway.
    """

    seed: str
    name: str
    realm: str
    time_zone: str
    currency_code: str
    country: str
    city: str
    vendors: tuple[Party, ...]
    customers: tuple[Party, ...]
    direct: tuple[Party, ...]
    payroll: Party
    takings: tuple[Party, ...]
    twin: Party
    deleted: Party
    checking: int
    checking_range: tuple[int, int]
    savings: int
    card: int
    saves: int
    tax_accrual: int
    placed: int = 0
    payroll_by_journal: bool = False
    card_by_transfer: bool = False
    voids: int = 2
    disputes: int = 3
    parts: int = 6
    season: tuple[int, ...] = (100,) * 12
    history: int = HISTORY_MONTHS
    messy: tuple[Mess, ...] = ()
    floor: int = 0
    buffer_days: int = 30
    baseline: Baseline | None = None
    earmarks: tuple[tuple[str, int], ...] = ()

    @property
    def business_id(self) -> UUID:
        """Follows from the name, so that what the documents show works wherever the demo runs."""
        return uuid5(_COMPANIES, self.name)

    @property
    def is_multicurrency(self) -> bool:
        """Whether anybody trades with it in another currency."""
        return any(customer.currency for customer in self.customers)
