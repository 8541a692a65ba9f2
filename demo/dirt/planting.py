"""One occurrence of dirt in the books, and the ordinary charges that it spoils."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo.companies.profile import Means, Mess, Party, Profile, Weekly
from demo.trading.days import EPOCH, chance, doc_id, working
from demo.trading.documents import PAYABLE, Charge, Settlement, Side

LIFE_DAYS = 42
PAID_AFTER_DAYS = 3
FIRST_SLOT = 800


@dataclass(frozen=True, slots=True)
class Plant:
    """One occurrence of a kind of dirt: it shows from `day` and is cleaned up on `mended`."""

    profile: Profile
    kind: Mess
    turn: int
    day: date

    @property
    def mended(self) -> date:
        """The day on which somebody cleans it up."""
        return self.day + timedelta(LIFE_DAYS)

    @property
    def dice(self) -> Random:
        """The chance of this occurrence, from its start."""
        return chance(self.profile.seed, self.kind, self.day)

    @property
    def place(self) -> int:
        """The place of its kind among the kinds."""
        return list(Mess).index(self.kind)

    def id(self, day: date, digit: int) -> int:
        """The id of one of its records."""
        return doc_id(day, FIRST_SLOT + self.place, digit)


def charge_of(plant: Plant, side: Side, party: Party, *, day: date, digit: int, amount: Decimal) -> Charge:
    """A charge on ordinary terms, to be settled soon after the clean-up.

    Its number is longer than the regular ones, so that only the planted copies look like it.
    """
    ending = plant.place + 13
    paid = working(plant.mended + timedelta(PAID_AFTER_DAYS))
    bill_number = f"{party.initials}-{(day - EPOCH).days}{ending}"
    return Charge(
        id=plant.id(day, digit),
        side=side,
        party=party,
        day=day,
        due=party.term.due(day),
        amount=amount,
        account=party.account,
        number=bill_number if side is PAYABLE else f"{day:%y%m%d}-{ending}",
        settlements=(Settlement(paid, amount, plant.id(paid, 9), Means.BANK),),
    )


def party_of(plant: Plant, side: Side) -> Party:
    """Somebody with whom the company often trades, other than the vendor with a twin."""
    everyone = plant.profile.vendors[1:] if side is PAYABLE else plant.profile.customers
    return plant.dice.choice([party for party in everyone if isinstance(party.rhythm, Weekly)])


def usual_amount(plant: Plant, party: Party) -> Decimal:
    """An amount that is usual for the party, in the company's currency."""
    return Decimal(plant.dice.randint(party.low * 100, party.high * 100)).scaleb(-2)
