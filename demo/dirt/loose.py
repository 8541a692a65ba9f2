"""Money, credits and expenses that nobody connected to their charge, until the clean-up."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from demo.companies.chart import CARD, CHECKING, PAYABLES, RECEIVABLES
from demo.companies.profile import Means, Mess, Party
from demo.dirt.planting import Plant, charge_of, party_of, usual_amount
from demo.trading.documents import (
    PAYABLE,
    RECEIVABLE,
    ZERO,
    Charge,
    Cohort,
    Credit,
    Document,
    Payment,
    Settlement,
    Side,
    settled,
)
from demo.trading.entries import deposit, purchase
from demo.trading.shapes import Slip

CENT = Decimal("0.01")


def _later(plant: Plant, side: Side, party: Party, amount: Decimal, part: Settlement) -> Charge:
    """The charge that turns up at last."""
    charge = charge_of(plant, side, party, day=plant.mended, digit=2, amount=amount)
    return replace(charge, settlements=(part,))


def _advance(plant: Plant, side: Side) -> Cohort:
    """Money without a charge."""
    party = party_of(plant, side)
    amount, payment_id = usual_amount(plant, party), plant.id(plant.day, 0)
    charge = _later(plant, side, party, amount, Settlement(plant.mended, amount, payment_id, Means.BANK))
    return Cohort((charge,), (Payment(payment_id, side, party, plant.day, amount, Means.BANK),))


def _overpaid(plant: Plant) -> Cohort:
    """An invoice paid with more money than it asked for."""
    party = party_of(plant, RECEIVABLE)
    query, payment_id = usual_amount(plant, party), plant.id(plant.day, 0)
    extra = (query / 5).quantize(CENT)
    issued = plant.day - timedelta(20)
    invoice = charge_of(plant, RECEIVABLE, party, day=issued, digit=1, amount=query)
    invoice = replace(invoice, settlements=(Settlement(plant.day, query, payment_id, Means.BANK),))
    later = _later(plant, RECEIVABLE, party, extra, Settlement(plant.mended, extra, payment_id, Means.BANK))
    payment = Payment(payment_id, RECEIVABLE, party, plant.day, query + extra, Means.BANK)
    return Cohort((invoice, later), (payment,))


def _unused_credit(plant: Plant, side: Side) -> Cohort:
    """A credit without a charge; a payment of nothing applies it."""
    party = party_of(plant, side)
    amount = (usual_amount(plant, party) / 4).quantize(CENT)
    credit = Credit(plant.id(plant.day, 0), side, party, plant.day, amount)
    part = Settlement(plant.mended, amount, plant.id(plant.mended, 3), Means.BANK, amount, credit.id)
    payment = Payment(part.payment_id, side, party, plant.mended, ZERO, Means.BANK)
    return Cohort((_later(plant, side, party, amount, part),), (payment,), (credit,))


def _paid_directly(plant: Plant) -> Cohort:
    """A bill that is also paid by card without it."""
    party = party_of(plant, PAYABLE)
    amount = usual_amount(plant, party)
    bill = charge_of(plant, PAYABLE, party, day=plant.day - timedelta(3), digit=0, amount=amount)
    bill = replace(bill, settlements=(), voided=plant.mended, note="Voided - paid by card")
    slip = Slip(plant.profile, plant.id(plant.day, 1), plant.day)
    spent = purchase(slip, CARD, party, ((party.account, amount),))
    return Cohort((bill,), others=(spent,))


def _cheque(plant: Plant) -> Cohort:
    """A bill paid without it by a cheque onto payables, too late to look like a duplicate."""
    party = party_of(plant, PAYABLE)
    amount, number = usual_amount(plant, party), plant.id(plant.day, 1)
    slip = Slip(plant.profile, number, plant.day)
    spent = purchase(slip, CHECKING, party, ((PAYABLES, amount),))
    return _matched(plant, PAYABLE, party, amount, spent, "Check")


def _deposited(plant: Plant) -> Cohort:
    """An invoice whose money was deposited onto receivables without it."""
    party = party_of(plant, RECEIVABLE)
    amount, number = usual_amount(plant, party), plant.id(plant.day, 1)
    slip = Slip(plant.profile, number, plant.day)
    got = deposit(slip, CHECKING, ((RECEIVABLES, amount),), customer=party)
    return _matched(plant, RECEIVABLE, party, amount, got, "Deposit")


def _matched(plant: Plant, side: Side, party: Party, amount: Decimal, posting: Document, kind: str) -> Cohort:
    """A charge and the posting that paid it; a payment of nothing connects them at last."""
    charge = charge_of(plant, side, party, day=plant.day - timedelta(10), digit=0, amount=amount)
    payment_id, posting_id = plant.id(plant.mended, 3), int(str(posting.data["Id"]))
    part = Settlement(plant.mended, amount, payment_id, Means.BANK, amount, posting_id, kind)
    payment = Payment(payment_id, side, party, plant.mended, ZERO, Means.BANK)
    return Cohort((replace(charge, settlements=(part,)),), (payment,), others=(posting,))


def _from_deleted(plant: Plant) -> Cohort:
    """A bill of a vendor that was deleted."""
    party = plant.profile.deleted
    bill = charge_of(plant, PAYABLE, party, day=plant.day, digit=0, amount=usual_amount(plant, party))
    return settled((bill,))


LOOSE = MappingProxyType(
    {
        Mess.UNAPPLIED_PAYMENT: lambda plant: _advance(plant, RECEIVABLE),
        Mess.UNAPPLIED_BILL_PAYMENT: lambda plant: _advance(plant, PAYABLE),
        Mess.OVERPAYMENT: _overpaid,
        Mess.UNAPPLIED_VENDOR_CREDIT: lambda plant: _unused_credit(plant, PAYABLE),
        Mess.UNAPPLIED_CREDIT_MEMO: lambda plant: _unused_credit(plant, RECEIVABLE),
        Mess.BILL_AND_EXPENSE: _paid_directly,
        Mess.CHEQUE_ONTO_PAYABLES: _cheque,
        Mess.DEPOSIT_ONTO_RECEIVABLES: _deposited,
        Mess.INACTIVE_VENDOR: _from_deleted,
    }
)
