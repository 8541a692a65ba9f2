"""What moved on some days, and what is detected of it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.runway.recurring.detection import detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.values import CashMovement

TODAY = date(2024, 6, 15)
LANDLORD, GROCER = UUID(int=1), UUID(int=2)
RENT_DAYS = ("2024-03-01", "2024-04-01", "2024-05-01", "2024-05-31")


def moved(
    *days: str,
    amount: object = -900,
    party: UUID | None = LANDLORD,
    label: str = "Rent",
    financing: bool = False,
) -> list[CashMovement]:
    return [
        CashMovement(date.fromisoformat(day), Decimal(str(amount)), False, financing, party, label)
        for day in days
    ]


def detected(
    movements: Iterable[CashMovement], today: date = TODAY
) -> list[tuple[str, Decimal, Cadence, date | None]]:
    return [(flow.label, flow.amount, flow.cadence, flow.seen_until) for flow in detect(movements, today)]
