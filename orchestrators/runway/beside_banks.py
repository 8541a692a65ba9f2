"""Reads what lies beside the banks and will move them, in home currency."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.runway import beside_banks as queries
from orchestrators.books.cash import CashDataOrchestrator
from orchestrators.calculations.books.beside_banks import BesideBanks, CardDebt, Receipt, Undeposited
from orchestrators.calculations.runway.recurring.detection import label_key
from orchestrators.figures import UnknownReason


@dataclass(frozen=True, slots=True)
class BesideBanksDataOrchestrator:
    """Finds money that waits for its deposit and debts on cards, with a statement for each."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, as_of: date, home: str, *, is_today: bool, with_undeposited: bool
    ) -> BesideBanks | UnknownReason:
        """As of a day; what counts as cash already is in no flow. A missing rate makes all of it unknown."""
        about = {"business_id": business_id, "as_of": as_of, "is_past": not is_today}
        waiting = await self.db.rows(queries.UNDEPOSITED, about)
        cards = await self.db.rows(queries.CARDS, about)
        foreign = {row["currency_code"] for row in (*waiting, *cards)} - {home}
        rates = await CashDataOrchestrator(self.db).rates(business_id, as_of, foreign)
        known = {home: Decimal(1), **rates}
        if any(_is_unknown(row, "balance", known) and row["is_told"] for row in waiting) or any(
            _is_unknown(row, "owed", known) for row in cards
        ):
            return UnknownReason.UNKNOWN_RATE
        return BesideBanks(tuple(_undeposited(waiting, known, with_undeposited)), tuple(_cards(cards, known)))


def _is_unknown(row: Row, amount: str, rates: Mapping[str, Decimal]) -> bool:
    return row["is_unknown"] or (bool(row[amount]) and row["currency_code"] not in rates)


def _undeposited(
    rows: Sequence[Row], rates: Mapping[str, Decimal], with_undeposited: bool
) -> Iterator[Undeposited]:
    for _, group in groupby(rows, key=lambda row: row["id"]):
        listed = list(group)
        first, rate = listed[0], rates.get(listed[0]["currency_code"], Decimal(0))
        waits = first["is_told"] and not with_undeposited
        amount = max(first["balance"] * rate, Decimal(0)) if waits else Decimal(0)
        receipts = (_receipt(row, rate) for row in listed if row["document_id"] is not None)
        yield Undeposited(first["name"], amount, tuple(receipts))


def _receipt(row: Row, rate: Decimal) -> Receipt:
    label = row["party"] or row["name"]
    amount = row["amount"] * rate
    return Receipt(row["document_id"], row["moved_on"], amount, row["party_id"], label, row["waits"])


def _cards(rows: Sequence[Row], rates: Mapping[str, Decimal]) -> Iterator[CardDebt]:
    for _, group in groupby(rows, key=lambda row: row["id"]):
        listed = list(group)
        first, paid = listed[0], [row for row in listed if row["paid_on"] is not None]
        owed = first["owed"] * rates.get(first["currency_code"], Decimal(0))
        names = frozenset(row["party_id"] or label_key(row["label"]) for row in paid)
        yield CardDebt(first["name"], owed, tuple(row["paid_on"] for row in paid), names)
