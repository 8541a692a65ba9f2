"""What happens every month without a bill: payroll, subscriptions, sales, transfers, closing entries."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demo.companies.chart import (
    BANK_FEES,
    CARD,
    CHECKING,
    DEPRECIATION,
    INTEREST,
    PAYROLL_TAX,
    SALES_TAX,
    SAVINGS,
    TAXES,
    UNDEPOSITED,
    WAGES,
    WEAR,
    Account,
)
from demo.companies.profile import Means, Party, Profile
from demo.trading.days import doc_id, month_end, month_number, previous_month, working
from demo.trading.documents import DEPOSIT_SLOTS_ON, ZERO, Document
from demo.trading.entries import card_payment, deposit, journal_entry, purchase, sale, transfer
from demo.trading.shapes import Slip
from demo.trading.trade import amount_of, calls, card_bills

WAGE_SHARE = Decimal("0.82")
CENT = Decimal("0.01")
FEE = Decimal("38.00")
WEAR_A_MONTH = Decimal("410.00")
INTEREST_A_YEAR = Decimal("0.018")
DIRECT, CARD_PAID, SAVED, GAINED, FEES, WORN, ACCRUED, REFUNDED = 200, 900, 901, 902, 903, 904, 905, 906
TAKEN_BACK = 907


def month(profile: Profile, first: date) -> Iterator[Document]:
    """The month's records that depend on nothing but the month."""
    yield from _spending(profile, first)
    yield from _payroll(profile, first)
    yield from _takings(profile, first)
    yield from _own_transfers(profile, first)
    yield from _closing(profile, month_end(first))


def _slip(profile: Profile, day: date, slot: int) -> Slip:
    return Slip(profile, doc_id(day, slot), day)


def _spending(profile: Profile, first: date) -> Iterator[Document]:
    for day, party in calls(profile.direct, first):
        amount = amount_of(profile, party, day)
        slip = _slip(profile, day, DIRECT + party.slot)
        yield purchase(slip, _source(party), party, ((party.account, amount),))
    if month_number(first) % 3 == 1:
        yield _refund(profile, first.replace(day=17))


def _source(party: Party) -> Account:
    return CARD if party.means is Means.CARD else CHECKING


def _refund(profile: Profile, day: date) -> Document:
    party = profile.direct[0]
    back = (amount_of(profile, party, day) / 2).quantize(CENT)
    return purchase(_slip(profile, day, REFUNDED), CARD, party, ((party.account, back),), refund=True)


def _payroll(profile: Profile, first: date) -> Iterator[Document]:
    for day, provider in calls((profile.payroll,), first):
        total = amount_of(profile, provider, day)
        wages = (total * WAGE_SHARE).quantize(CENT)
        costs = ((WAGES, wages), (PAYROLL_TAX, total - wages))
        slip = _slip(profile, day, DIRECT + provider.slot)
        if profile.payroll_by_journal:
            yield journal_entry(slip, "Payroll", (*costs, (CHECKING, -total)))
        else:
            yield purchase(slip, CHECKING, provider, costs)


def _takings(profile: Profile, first: date) -> Iterator[Document]:
    """Sales without an invoice; cash waits for the bank's next day, and now and then something is repaid."""
    for day, source in calls(profile.takings, first):
        amount, slip = amount_of(profile, source, day), _slip(profile, day, DIRECT + source.slot)
        if source.means is Means.UNDEPOSITED:
            yield sale(slip, source, UNDEPOSITED, amount)
            brought = Slip(profile, slip.id + DEPOSIT_SLOTS_ON, working(day + timedelta(1)))
            waiting = ((slip.id, UNDEPOSITED, amount),)
            yield deposit(brought, CHECKING, (), waiting, waited_as="SalesReceipt")
        else:
            yield sale(slip, source, CHECKING, amount)
    if profile.takings and month_number(first) % 2 == 0:
        day, source = first.replace(day=19), profile.takings[0]
        back = (amount_of(profile, source, day) / 25).quantize(CENT)
        yield sale(_slip(profile, day, TAKEN_BACK), source, CHECKING, back, refund=True)


def _own_transfers(profile: Profile, first: date) -> Iterator[Document]:
    day = first.replace(day=22)
    owed = _card_spending(profile, previous_month(first))
    pay = transfer if profile.card_by_transfer else card_payment
    yield pay(_slip(profile, day, CARD_PAID), CHECKING, CARD, owed)
    if profile.saves:
        route = (CHECKING, SAVINGS) if profile.saves > 0 else (SAVINGS, CHECKING)
        day = first.replace(day=25)
        yield transfer(_slip(profile, day, SAVED), *route, Decimal(abs(profile.saves)))


def _card_spending(profile: Profile, first: date) -> Decimal:
    """What the month put on the card."""
    direct = (
        amount_of(profile, party, day)
        for day, party in calls(profile.direct, first)
        if party.means is Means.CARD
    )
    return sum(direct, ZERO) + card_bills(profile, first)


def _closing(profile: Profile, day: date) -> Iterator[Document]:
    """Interest, the bank's fee, depreciation and the accrual of sales tax."""
    interest = (profile.savings * INTEREST_A_YEAR / 12).quantize(CENT)
    accrued = Decimal(profile.tax_accrual)
    yield deposit(_slip(profile, day, GAINED), SAVINGS, ((INTEREST, interest),))
    for slot, what, debit, credit, amount in (
        (FEES, "Monthly bank fee", BANK_FEES, CHECKING, FEE),
        (WORN, "Depreciation", DEPRECIATION, WEAR, WEAR_A_MONTH),
        (ACCRUED, "Sales tax accrual", TAXES, SALES_TAX, accrued),
    ):
        yield journal_entry(_slip(profile, day, slot), what, ((debit, amount), (credit, -amount)))
