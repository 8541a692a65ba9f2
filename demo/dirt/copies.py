"""Bills that are entered twice, until the second is voided."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from demo.companies.profile import Mess
from demo.dirt.planting import Plant, charge_of, party_of, usual_amount
from demo.trading.documents import PAYABLE, Charge, Cohort, settled


@dataclass(frozen=True, slots=True)
class Copy:
    """How a bill is entered a second time, some days after the first."""

    days: range
    alter: Callable[[Charge], Charge]


def _loosely(charge: Charge) -> Charge:
    return replace(charge, number=(charge.number or "").replace("-", " ").lower())


def _transposed(charge: Charge) -> Charge:
    number = charge.number or ""
    return replace(charge, number=number[:-2] + number[:-3:-1])


COPIES = MappingProxyType(
    {
        Mess.EXACT_DUPLICATE: Copy(range(3, 21), _loosely),
        Mess.TRANSPOSED_NUMBER: Copy(range(1, 7), _transposed),
        Mess.OTHER_AMOUNT: Copy(
            range(1, 15), lambda charge: replace(charge, amount=charge.amount + Decimal("90.00"))
        ),
        Mess.MISSING_NUMBER: Copy(range(1), lambda charge: replace(charge, number=None)),
        Mess.TWIN_VENDOR: Copy(range(1), lambda charge: charge),
    }
)


def doubled(plant: Plant) -> Cohort:
    """A bill and its copy."""
    copy = COPIES[plant.kind]
    twins = plant.kind is Mess.TWIN_VENDOR
    party = plant.profile.vendors[0] if twins else party_of(plant, PAYABLE)
    first_day = plant.day - timedelta(plant.dice.choice(copy.days))
    original = charge_of(plant, PAYABLE, party, day=first_day, digit=0, amount=usual_amount(plant, party))
    again = copy.alter(
        replace(
            original,
            id=plant.id(plant.day, 1),
            party=plant.profile.twin if twins else party,
            day=plant.day,
            due=party.term.due(plant.day),
            settlements=(),
            voided=plant.mended,
            note="Voided - entered twice",
        )
    )
    return settled((original, again))
