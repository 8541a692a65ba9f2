"""Commands of which a random life of the tray is made: what sources send, and what people do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from tests.clock import within
from tests.records import account, bill, customer, invoice, vendor
from tests.world import World

Record = dict[str, Any]
#: Vendors and customers have ids of their own; the rent is paid to the last vendor.
VENDORS, CUSTOMERS, LANDLORD = ("1", "1", "2"), ("5", "5", "6"), "3"
BILLS = ("Bill", "VendorRef", bill, VENDORS)
INVOICES = ("Invoice", "CustomerRef", invoice, CUSTOMERS)
NET_30 = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "DueDays": 30}
EXPENSES = account("60", 0, AccountType="Expense", AccountSubType="SuppliesMaterials")


LISTS: dict[str, list[Record]] = {
    "Account": [account("35", 9_000.0), EXPENSES],
    "Term": [NET_30],
    "Vendor": [
        vendor("1", "Paper Supplies", TermRef={"value": "3"}),
        vendor("2", "Water Works"),
        vendor(LANDLORD, "Landlord"),
    ],
    "Customer": [customer(name, f"Customer {name}") for name in sorted(set(CUSTOMERS))],
}
#: A rent that was due five days ago.
RENT = (
    "INSERT INTO runway.recurring_flow (business_id, id, origin, party_id, label, amount, cadence, anchor) "
    "SELECT $1, gen_random_uuid(), 'DECLARED', p.id, 'Rent', -500, 'MONTHLY', $3 FROM runway.party AS p "
    "WHERE p.business_id = $1 AND p.kind = 'VENDOR' AND p.source_id = $2"
)


async def open_books(world: World, business: UUID) -> None:
    """The lists, and a rent of which the last bill is missing."""
    await world.load(business, {name: records for name, records in LISTS.items() if name != "Account"})
    await world.run(RENT, business, LANDLORD, within(-5))
    await world.load(business, {"Account": LISTS["Account"]})


IDS = ("10", "11", "12", "13")
#: Regular days, and copies next to them.
DAYS = (-69, -39, -9, -9, -8, -1)
NUMBERS = (None, "7001", "7001", "7001", "7001", "7010")
STATES = (*("open",) * 7, "settled", "void", "deleted")
#: What the source leaves out or has wrong.
_DEFECTS: tuple[Record, ...] = (
    *({},) * 7,
    *({"DueDate": None},) * 2,
    *({"TxnDate": None},) * 2,
    *({"party": None},) * 3,
    *({"TotalAmt": None, "Balance": None},) * 3,
    {"party": None, "DueDate": None},
    {"Balance": 500.0},
    {"DueDate": str(within(-300))},
    {"TxnDate": str(within(-36_000))},
    {"DueDate": str(within(1_500))},
    {"CurrencyRef": {"value": "EUR"}},
)


@dataclass(frozen=True, slots=True)
class Command:
    """What is done; `pick` chooses among what is there, and `other` how."""

    name: str
    pick: int
    other: int
    records: tuple[tuple[str, Record], ...] = ()


ACTIONS = (
    *("fix", "fix", "fix", "fix", "fix", "batch", "spoil", "ignore", "ignore", "keep", "merge", "merge"),
    *("undo", "rewind", "rewind", "again"),
)


def commands(chance: Random, turns: int) -> Iterator[Command]:
    """A source sends, people act, and so on; a generator that likes small values would seldom get far."""
    for _ in range(turns):
        sent = tuple(_record(chance) for _ in range(chance.randint(2, 5)))
        yield Command("bring", 0, 0, sent)
        for _ in range(chance.randint(2, 7)):
            yield Command(chance.choice(ACTIONS), chance.randrange(60), chance.randrange(60))


def _record(chance: Random) -> tuple[str, Record]:
    return _credit(chance) if chance.random() < 0.15 else _document(chance)


def _document(chance: Random) -> tuple[str, Record]:
    """A bill or an invoice as it is from now on."""
    entity, reference, make, parties = chance.choice((BILLS, BILLS, INVOICES))
    source_id, state = chance.choice(IDS), chance.choice(STATES)
    if state == "deleted":
        return entity, {"Id": source_id, "status": "Deleted"}
    amount = 0.0 if state == "void" else chance.choice((120.0, 120.0, 120.0, 99.0))
    made = {
        "DocNumber": chance.choice(NUMBERS),
        "TxnDate": str(within(chance.choice(DAYS))),
        "DueDate": str(within(21)),
        "TotalAmt": amount,
        "Balance": amount if state == "open" else 0.0,
        "PrivateNote": "Voided" if state == "void" else None,
        "party": {"value": chance.choice(parties)},
        **chance.choice(_DEFECTS),
    }
    return entity, make(source_id, **{reference: made.pop("party")}, **made)


def _credit(chance: Random) -> tuple[str, Record]:
    """A credit of a vendor, applied to nothing."""
    amount = chance.choice((50.0, 120.0))
    about = {"TxnDate": str(within(-3)), "TotalAmt": amount, "Balance": amount}
    return "VendorCredit", {"Id": "90", "VendorRef": {"value": chance.choice(VENDORS)}, **about}
