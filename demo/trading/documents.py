"""What the simulation is made of: charges, the money that settles them, and finished records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.companies.chart import PAYABLES, RECEIVABLES, Account
from demo.companies.profile import Means, Party

Record = dict[str, object]
Move = tuple[Account, Decimal]
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Side:
    """The words of one side of the books, the account behind it, and where its ids start in a day."""

    charge: str
    payment: str
    credit: str
    party: str
    control: Account
    control_ref: str
    sign: int
    charge_slot: int
    payment_slot: int
    credit_slot: int


PAYABLE = Side("Bill", "BillPayment", "VendorCredit", "VendorRef", PAYABLES, "APAccountRef", -1, 0, 300, 600)
RECEIVABLE = Side(
    "Invoice", "Payment", "CreditMemo", "CustomerRef", RECEIVABLES, "ARAccountRef", 1, 100, 400, 700
)
DEPOSIT_SLOTS_ON = 1_000


@dataclass(frozen=True, slots=True)
class Settlement:
    """A part of a charge settled on a day; `credit` is how much of `amount` is not money but a credit.

    `credit_kind` is what the source calls it where it is no credit of the charge's side. `ahead` is how many
    days before its day it is entered.
    """

    day: date
    amount: Decimal
    payment_id: int
    means: Means
    credit: Decimal = ZERO
    credit_id: int = 0
    credit_kind: str = ""
    ahead: int = 0

    @property
    def entered(self) -> date:
        """The day on which the books learn of it."""
        return self.day - timedelta(self.ahead)


@dataclass(frozen=True, slots=True)
class Charge:
    """A bill or an invoice with all that will ever happen to it.

    `draft` is how it reads until it is `mended`; `hide` names the keys that its record lacks, and
    `excess` is how far its balance is wrong.
    """

    id: int
    side: Side
    party: Party
    day: date
    due: date
    amount: Decimal
    account: Account
    number: str | None
    note: str = ""
    settlements: tuple[Settlement, ...] = ()
    voided: date | None = None
    mended: date | None = None
    draft: "Charge | None" = None
    hide: tuple[str, ...] = ()
    excess: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on its way to charges, some of them perhaps later ones."""

    id: int
    side: Side
    party: Party
    day: date
    total: Decimal
    means: Means
    ahead: int = 0

    @property
    def entered(self) -> date:
        """The day on which the books learn of it."""
        return self.day - timedelta(self.ahead)


@dataclass(frozen=True, slots=True)
class Credit:
    """A vendor's credit or a credit memo, applied through payments."""

    id: int
    side: Side
    party: Party
    day: date
    total: Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """A finished record, and what it does to accounts: positive is a debit."""

    entity: str
    day: date
    data: Record
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """Charges with everything that touches them: it enters and leaves the history as a whole."""

    charges: tuple[Charge, ...]
    payments: tuple[Payment, ...] = ()
    credits: tuple[Credit, ...] = ()
    others: tuple[Document, ...] = ()


def at_home(amount: Decimal, party: Party) -> Decimal:
    """An amount of a party's document in the company's currency."""
    return amount * party.currency.rate if party.currency else amount


def settled(charges: Iterable[Charge]) -> Cohort:
    """The charges with the payments and credits that their settlements speak of.

    Settlements with the same payment id are one payment over several charges.
    """
    charges = tuple(charges)
    payments: dict[int, Payment] = {}
    credits_given: list[Credit] = []
    for charge in charges:
        for part in charge.settlements:
            before = payments.get(part.payment_id)
            total = (before.total if before else ZERO) + part.amount - part.credit
            payments[part.payment_id] = Payment(
                part.payment_id, charge.side, charge.party, part.day, total, part.means, part.ahead
            )
            if part.credit:
                credits_given.append(Credit(part.credit_id, charge.side, charge.party, part.day, part.credit))
    return Cohort(charges, tuple(payments.values()), tuple(credits_given))
