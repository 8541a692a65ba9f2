"""Documents of one side of the books with what was applied to them, and the same as a source's records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from db.directory import user_id_of
from orchestrators.books.aging import AgingDataOrchestrator
from orchestrators.books.aging_report import AgingReport, AgingSide
from orchestrators.calculations.books.aging import AgingBasis
from tests.orchestrators.books.past import EUR, Record, cents
from tests.records import customer, vendor
from tests.world import OWNER, World

TODAY = date(2026, 11, 25)
days = st.dates(date(2026, 3, 1), date(2026, 12, 31))


@dataclass(frozen=True, slots=True)
class Known:
    """A document of one side and what was applied to it, as a source tells it."""

    number: int
    is_credit: bool
    party: str | None
    issued: date | None
    due: date | None
    total: Decimal
    rate: Decimal | None
    parts: tuple[tuple[date, Decimal], ...]

    @property
    def left(self) -> Decimal:
        """What is not applied."""
        return self.total - sum((amount for _, amount in self.parts), Decimal(0))


@st.composite
def known(draw: st.DrawFn, number: int) -> Known:
    """Any, with up to three parts."""
    total, day = draw(cents), draw(days)
    shares = draw(st.lists(st.sampled_from((Decimal("0.25"), Decimal("0.5"), Decimal(1))), max_size=3))
    parts, left = [], total
    for share in shares:
        amount = min((total * share).quantize(Decimal("0.01")), left)
        left -= amount
        if amount:
            parts.append((draw(days), amount))
    is_credit = draw(st.sampled_from((False, False, True)))
    due = None if is_credit else draw(st.none() | days)
    rate = draw(st.sampled_from((None, None, Decimal("1.2345"))))
    party = draw(st.sampled_from((None, "1", "2")))
    issued = draw(st.sampled_from((None, day, day, day, day)))
    return Known(number, is_credit, party, issued, due, total, rate, tuple(parts))


@st.composite
def businesses(draw: st.DrawFn) -> tuple[Known, ...]:
    """All documents of one side."""
    return tuple(draw(known(number)) for number in range(draw(st.integers(0, 10))))


def _names(side: AgingSide) -> tuple[str, str, str, str]:
    """The entities of a side: what is owed, a credit, a payment, and the reference to whom."""
    if side is AgingSide.PAYABLES:
        return "Bill", "VendorCredit", "BillPayment", "VendorRef"
    return "Invoice", "CreditMemo", "Payment", "CustomerRef"


def records(side: AgingSide, documents: tuple[Known, ...], *, with_payments: bool = True) -> dict[str, Any]:
    """The same as a source's records."""
    owed, credit, payment, whom = _names(side)
    result: dict[str, Any] = {"Vendor": [], "Customer": [], owed: [], credit: [], payment: []}
    result["Vendor"] = [vendor("1"), vendor("2")]
    result["Customer"] = [customer("1"), customer("2")]
    for document in documents:
        entity = credit if document.is_credit else owed
        about: Record = {
            "Id": str(document.number),
            "SyncToken": "0",
            "TotalAmt": float(document.total),
            "Balance": float(document.left),
        }
        about |= {} if document.party is None else {whom: {"value": document.party}}
        about |= {} if document.issued is None else {"TxnDate": str(document.issued)}
        about |= {} if document.due is None else {"DueDate": str(document.due)}
        about |= {} if document.rate is None else {"CurrencyRef": EUR, "ExchangeRate": float(document.rate)}
        result[entity].append(about)
        if with_payments:
            result[payment] += [
                application(f"{document.number}-{n}", day, amount, entity, str(document.number))
                for n, (day, amount) in enumerate(document.parts)
            ]
    return result


def application(key: str, day: date, amount: Decimal, entity: str, target: str) -> Record:
    """A payment of one document, in full; a credit is used up for one that the books do not hold."""
    pays_with = {"VendorCredit": "Bill", "CreditMemo": "Invoice"}.get(entity)
    settled = [(entity, target)] + ([] if pays_with is None else [(pays_with, f"of {key}")])
    lines = [
        {"Amount": float(amount), "LinkedTxn": [{"TxnType": kind, "TxnId": item}]} for kind, item in settled
    ]
    total = 0.0 if pays_with else float(amount)
    return {"Id": key, "SyncToken": "0", "TxnDate": str(day), "TotalAmt": total, "Line": lines}


@asynccontextmanager
async def asking(world: World, business: UUID) -> AsyncIterator[AgingDataOrchestrator]:
    """As the owner asks."""
    async with world.books.reading(user_id_of(OWNER), business) as (books, _):
        yield AgingDataOrchestrator(books)


async def report(
    world: World,
    business: UUID,
    side: AgingSide = AgingSide.PAYABLES,
    as_of: date | None = None,
    basis: AgingBasis = AgingBasis.DUE_DATE,
) -> AgingReport:
    """One side of the books."""
    async with asking(world, business) as orchestrator:
        return await orchestrator.get_data(business, TODAY, side, as_of, basis)
