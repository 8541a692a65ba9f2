"""A month's regular bills and invoices, each with all its payments planned when it is issued."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo.companies.chart import MATERIALS, SALES, SERVICES, SUBCONTRACTORS
from demo.companies.profile import Means, Party, Profile, Weekly
from demo.trading.days import EPOCH, chance, days_of, doc_id, month_number, working
from demo.trading.documents import PAYABLE, RECEIVABLE, ZERO, Charge, Cohort, Settlement, Side, settled

CENT = Decimal("0.01")
#: What is sold, and bought for it.
SEASONAL = frozenset({SALES, SERVICES, MATERIALS, SUBCONTRACTORS})
HALVES_APART = timedelta(14)


def month(profile: Profile, first: date) -> Cohort:
    """The bills and invoices issued in the month, as they will have gone once all is settled."""
    return settled((*bills(profile, first), *_invoices(profile, first)))


def bills(profile: Profile, first: date) -> Iterator[Charge]:
    """The bills received in the month."""
    for day, vendor in calls(profile.vendors, first):
        number = vendor.customer_number or f"{vendor.initials}-{(day - EPOCH).days}"
        yield _planned(profile, _charge(profile, PAYABLE, vendor, day, number))


def _invoices(profile: Profile, first: date) -> Iterator[Charge]:
    ordered = sorted(calls(profile.customers, first), key=lambda call: (call[0], call[1].slot))
    for place, (day, customer) in enumerate(ordered, 1):
        yield _planned(profile, _charge(profile, RECEIVABLE, customer, day, f"{day:%y%m}-{place:03}"))


def calls(parties: tuple[Party, ...], first: date) -> Iterator[tuple[date, Party]]:
    """The days of the month on which something happens with each of the parties."""
    days = tuple(days_of(first))
    return ((day, party) for party in parties for day in days if party.rhythm.falls_on(day))


def amount_of(profile: Profile, party: Party, day: date) -> Decimal:
    """What the party's document of that day is about, in the party's currency."""
    if party.currency:
        return Decimal(chance(profile.seed, "amount", party.id, day).randint(party.low, party.high))
    cents = chance(profile.seed, "amount", party.id, day).randint(party.low * 100, party.high * 100)
    if party.account in SEASONAL and party.low != party.high:
        cents = cents * profile.season[day.month - 1] // 100
    return Decimal(cents).scaleb(-2)


def _charge(profile: Profile, side: Side, party: Party, day: date, number: str) -> Charge:
    return Charge(
        id=doc_id(day, side.charge_slot + party.slot),
        side=side,
        party=party,
        day=day,
        due=party.term.due(day),
        amount=amount_of(profile, party, day),
        account=party.account,
        number=number,
    )


def _planned(profile: Profile, charge: Charge) -> Charge:
    """The charge with its fate: most are settled at once, some in two parts, some disputed or voided."""
    if charge.party.halves:
        return _halved(profile, charge)
    if charge.party.low == charge.party.high or not isinstance(charge.party.rhythm, Weekly):
        return _plain(profile, charge)
    dice = chance(profile.seed, "fate", charge.id)
    luck = dice.randrange(100) - profile.voids
    if luck < 0:
        return _voided(charge, dice)
    if luck < profile.parts:
        return _in_parts(profile, charge, dice)
    if charge.side is RECEIVABLE and luck < profile.parts + profile.disputes:
        return _disputed(profile, charge, dice)
    return _plain(profile, charge)


def _plain(profile: Profile, charge: Charge) -> Charge:
    term = charge.party.term
    if (
        term.discount_percent
        and chance(profile.seed, "early", charge.id).randrange(100) < charge.party.discounts
    ):
        saved = (charge.amount * term.discount_percent / 100).quantize(CENT)
        early = charge.day + timedelta(term.discount_days - 1)
        return replace(charge, settlements=(_settlement(charge, early, charge.amount, saved),))
    return replace(charge, settlements=(_settlement(charge, _pay_day(profile, charge), charge.amount),))


def _halved(profile: Profile, charge: Charge) -> Charge:
    first, day = (charge.amount / 2).quantize(CENT), _pay_day(profile, charge)
    rest = _settlement(charge, day + HALVES_APART, charge.amount - first)
    return replace(charge, settlements=(_settlement(charge, day, first), rest))


def _in_parts(profile: Profile, charge: Charge, dice: Random) -> Charge:
    first = (charge.amount * dice.randint(30, 70) / 100).quantize(CENT)
    day = _pay_day(profile, charge)
    rest = working(day + timedelta(dice.randint(14, 35)))
    parts = (_settlement(charge, day, first), _settlement(charge, rest, charge.amount - first))
    return replace(charge, settlements=parts)


def _disputed(profile: Profile, charge: Charge, dice: Random) -> Charge:
    agreed = (charge.amount * dice.randint(10, 25) / 100).quantize(CENT)
    day = working(charge.due + timedelta(dice.randint(60, 110)))
    return replace(
        charge,
        note="Disputed: the customer questions the quantity, see e-mail",
        settlements=(_settlement(charge, day, charge.amount, agreed),),
    )


def _voided(charge: Charge, dice: Random) -> Charge:
    day = charge.day + timedelta(dice.randint(2, 9))
    return replace(charge, voided=day, note="Voided - entered in error")


def _pay_day(profile: Profile, charge: Charge) -> date:
    # The due date is the key, not the charge: what is due together is paid together.
    party = charge.party
    late = chance(profile.seed, "late", party.id, charge.due).randint(*party.late)
    day = working(max(charge.due + timedelta(late), charge.day))
    return day if party.pays_on is None else day + timedelta((party.pays_on - day.weekday()) % 7)


def _settlement(charge: Charge, day: date, amount: Decimal, credit: Decimal = ZERO) -> Settlement:
    """The part of the charge that the party's one payment of that day covers.

    The months between charge and payment are in the payment's id: charges of different months
    leave the history apart, hence they are paid apart.
    """
    side, party = charge.side, charge.party
    lag = month_number(day) - month_number(charge.day)
    payment_id = doc_id(day, side.payment_slot + party.slot, lag)
    credit_id = doc_id(charge.day, side.credit_slot + party.slot)
    return Settlement(day, amount, payment_id, party.means, credit, credit_id, ahead=party.ahead)


def card_bills(profile: Profile, first: date) -> Decimal:
    """What the bills of the month put on the business card, whenever they are paid."""
    parts = (part for bill in bills(profile, first) for part in bill.settlements)
    return sum((part.amount - part.credit for part in parts if part.means is Means.CARD), ZERO)
