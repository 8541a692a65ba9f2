"""A cohort as it stands on a day: what was issued by then, and what of it was settled, mended or voided."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demo.companies.chart import BANK_FEES, CARD, CHECKING, UNDEPOSITED, Account
from demo.companies.profile import Means, Profile
from demo.trading.days import working
from demo.trading.documents import (
    DEPOSIT_SLOTS_ON,
    PAYABLE,
    ZERO,
    Charge,
    Cohort,
    Credit,
    Document,
    Payment,
    Record,
    Settlement,
    at_home,
)
from demo.trading.entries import deposit
from demo.trading.shapes import Slip, account_ref, document_head, expense_line, linked, ref, sales_lines

FEE_RATE = Decimal("0.029")
FEE_FIXED = Decimal("0.30")
CENT = Decimal("0.01")
Links = dict[int, list[tuple[Charge, Settlement]]]


def standing(profile: Profile, cohort: Cohort, today: date) -> Iterator[Document]:
    """The records of the cohort as of today."""
    payments = _links(cohort, today)
    yield from (_charge(profile, charge, today) for charge in cohort.charges if charge.day <= today)
    yield from (_credit(profile, credit, payments) for credit in cohort.credits if credit.day <= today)
    for payment in cohort.payments:
        if payment.entered <= today:
            yield _payment(profile, payment, payments.get(payment.id, []))
    yield from (document for document in _deposits(profile, cohort) if document.day <= today)
    yield from (document for document in cohort.others if document.day <= today)


def _links(cohort: Cohort, today: date) -> Links:
    """What each payment has settled by today."""
    links: Links = {}
    for charge in cohort.charges:
        for part in charge.settlements:
            if part.entered <= today:
                links.setdefault(part.payment_id, []).append((charge, part))
    return links


def _charge(profile: Profile, charge: Charge, today: date) -> Document:
    applied = [part for part in charge.settlements if part.entered <= today]
    changed = [day for day in (charge.voided, charge.mended) if day and day <= today]
    seen = charge.draft if charge.draft and charge.mended and today < charge.mended else charge
    voided = charge.voided is not None and charge.voided <= today
    total = ZERO if voided else seen.amount
    left = total - sum((part.amount for part in applied), ZERO) + seen.excess
    touched = [*changed, *(part.entered for part in applied)]
    data: Record = {
        **document_head(Slip(profile, charge.id, charge.day), touched, seen.party.currency),
        **_wording(seen, total),
        "Balance": left,
        "LinkedTxn": [linked(part.payment_id, _payment_type(charge, part)) for part in applied],
    }
    if seen.note and (voided or charge.voided is None):
        data["PrivateNote"] = seen.note
    if seen.party.currency:
        data |= {"HomeTotalAmt": at_home(total, seen.party), "HomeBalance": at_home(left, seen.party)}
    shown = {key: value for key, value in data.items() if key not in seen.hide and value is not None}
    side, home = charge.side, at_home(total, seen.party)
    moves = ((side.control, side.sign * home), (seen.account, -side.sign * home))
    return Document(side.charge, charge.day, shown, moves)


def _wording(seen: Charge, total: Decimal) -> Record:
    """The keys that both kinds of charge have, and the lines of its kind."""
    side, party = seen.side, seen.party
    line = [expense_line(seen.account, total, party.what)]
    return {
        "DocNumber": seen.number,
        side.party: ref(party.id, party.name),
        "SalesTermRef": ref(party.term.id, party.term.name) if party.names_term else None,
        "DueDate": seen.due.isoformat(),
        "TotalAmt": total,
        "Line": line if side is PAYABLE else sales_lines(seen.account, total, party.what),
        side.control_ref: account_ref(side.control),
    }


def _payment_type(charge: Charge, part: Settlement) -> str:
    if charge.side is not PAYABLE:
        return "Payment"
    return "BillPaymentCreditCard" if part.means is Means.CARD else "BillPaymentCheck"


def _payment(profile: Profile, payment: Payment, applied: list[tuple[Charge, Settlement]]) -> Document:
    """A payment with a line for each charge and credit; what came later than the money changed it."""
    later = {part.day for _, part in applied if part.day > payment.day}
    side, money, home = payment.side, _money(payment), at_home(payment.total, payment.party)
    used = sum((part.amount - part.credit for _, part in applied), ZERO)
    data: Record = {
        **document_head(
            Slip(profile, payment.id, payment.day, payment.entered), later, payment.party.currency
        ),
        side.party: ref(payment.party.id, payment.party.name),
        "TotalAmt": payment.total,
        **(_paid_from(payment) if side is PAYABLE else _paid_into(payment, payment.total - used)),
    }
    lines = [line for charge, part in applied for line in _payment_lines(charge, part)]
    if lines:
        data["Line"] = lines
    moves = ((money, side.sign * home), (side.control, -side.sign * home))
    return Document(side.payment, payment.day, data, moves)


def _money(payment: Payment) -> Account:
    return {Means.BANK: CHECKING, Means.CARD: CARD, Means.UNDEPOSITED: UNDEPOSITED}[payment.means]


def _paid_from(payment: Payment) -> Record:
    if payment.means is Means.CARD:
        return {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": account_ref(CARD)}}
    check = {"BankAccountRef": account_ref(CHECKING), "PrintStatus": "NotSet"}
    return {"PayType": "Check", "CheckPayment": check}


def _paid_into(payment: Payment, unapplied: Decimal) -> Record:
    rest: Record = {"UnappliedAmt": unapplied, "ProcessPayment": False}
    if payment.means is Means.BANK:
        rest["DepositToAccountRef"] = account_ref(CHECKING)
    return rest


def _payment_lines(charge: Charge, part: Settlement) -> Iterator[Record]:
    yield {"Amount": part.amount, "LinkedTxn": [linked(charge.id, charge.side.charge)]}
    if part.credit:
        kind = part.credit_kind or charge.side.credit
        yield {"Amount": part.credit, "LinkedTxn": [linked(part.credit_id, kind)]}


def _credit(profile: Profile, credit: Credit, payments: Links) -> Document:
    uses = [
        part
        for links in payments.values()
        for _, part in links
        if part.credit and part.credit_id == credit.id
    ]
    later = [part.day for part in uses if part.day > credit.day]
    side, party = credit.side, credit.party
    data: Record = {
        **document_head(Slip(profile, credit.id, credit.day), later),
        "DocNumber": f"CR-{credit.id // 10 % 1_000_000}",
        side.party: ref(party.id, party.name),
        "TotalAmt": credit.total,
        side.control_ref: account_ref(side.control),
    }
    if side is PAYABLE:
        data["Line"] = [expense_line(party.account, credit.total, "Credit")]
    else:
        left = credit.total - sum((part.credit for part in uses), ZERO)
        data |= {"Balance": left, "RemainingCredit": left}
        data["Line"] = sales_lines(party.account, credit.total, "Credit")
    moves = ((side.control, -side.sign * credit.total), (party.account, side.sign * credit.total))
    return Document(side.credit, credit.day, data, moves)


def _deposits(profile: Profile, cohort: Cohort) -> Iterator[Document]:
    """The card processor pays two days later, less its fee."""
    for payment in cohort.payments:
        if payment.means is Means.UNDEPOSITED and payment.total:
            fee = (payment.total * FEE_RATE + FEE_FIXED).quantize(CENT)
            waiting = ((payment.id, UNDEPOSITED, payment.total),)
            slip = Slip(profile, payment.id + DEPOSIT_SLOTS_ON, working(payment.day + timedelta(2)))
            yield deposit(slip, CHECKING, ((BANK_FEES, -fee),), waiting)
