"""Whatever changes, in whatever order it is imported, the tray tells the duplicates that a scan would."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.directory import user_id_of
from orchestrators.hygiene import duplicates
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from tests.clock import within
from tests.examples import tries
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.imported import books, document
from tests.world import OWNER, World

Record = dict[str, Any]
VENDORS, CUSTOMERS = ("1", "2"), ("3", "4")
PAYABLES = account("50", AccountType="Accounts Payable", AccountSubType="AccountsPayable")
EXPENSES = account("60", AccountType="Expense", AccountSubType="SuppliesMaterials")
LISTS = {
    "Account": [account("35"), PAYABLES, EXPENSES],
    "Vendor": [vendor(name, f"Vendor {name}") for name in VENDORS],
    "Customer": [customer(name, f"Customer {name}") for name in CUSTOMERS],
}

ids = st.sampled_from(["10", "11", "12", "13", "14"])
#: Days of months, of weeks and next to each other: series, and copies within them.
days = st.sampled_from([-120, -90, -61, -60, -37, -30, -23, -9, -8, -7, -1, 0])
numbers = st.sampled_from([None, "7001", "7001", "7010", "7001A", "4471-220"])
amounts = st.sampled_from([120.0, 120.0, 120.0, 150.0, 99.0, -120.0])


@st.composite
def item(draw: st.DrawFn) -> tuple[str, Record]:
    """A bill or an invoice as it is from now on: open, settled, void or deleted."""
    is_bill, source_id = draw(st.sampled_from([True, True, False])), draw(ids)
    entity = "Bill" if is_bill else "Invoice"
    state = draw(st.sampled_from(["open", "open", "open", "settled", "void", "deleted"]))
    if state == "deleted":
        return entity, {"Id": source_id, "status": "Deleted"}
    amount = 0.0 if state == "void" else draw(amounts)
    party = {"value": draw(st.sampled_from(VENDORS if is_bill else CUSTOMERS))}
    about = {
        "DocNumber": draw(numbers),
        "TxnDate": str(within(draw(days))),
        "DueDate": str(within(30)),
        "TotalAmt": amount,
        "Balance": amount if state == "open" else 0.0,
        "PrivateNote": "Voided" if state == "void" else None,
        "VendorRef" if is_bill else "CustomerRef": party,
    }
    return entity, (bill if is_bill else invoice)(source_id, **about)


@st.composite
def expense(draw: st.DrawFn) -> tuple[str, Record]:
    """A cheque for an expense, or one that posts straight onto payables."""
    amount = draw(amounts)
    onto = {"value": draw(st.sampled_from(["50", "60", "60"]))}
    return "Purchase", {
        "Id": draw(st.sampled_from(["30", "31"])),
        "TxnDate": str(within(draw(days))),
        "EntityRef": {"value": draw(st.sampled_from(VENDORS)), "type": "Vendor"},
        "AccountRef": {"value": "35"},
        "PaymentType": "Check",
        "TotalAmt": amount,
        "Line": [
            {
                "Amount": amount,
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": {"AccountRef": onto},
            }
        ],
    }


@st.composite
def payment(draw: st.DrawFn) -> tuple[str, Record]:
    """A payment of a bill, by itself or with a cheque that was written as an expense."""
    links = [{"TxnId": draw(ids), "TxnType": "Bill"}]
    if draw(st.booleans()):
        links.append({"TxnId": draw(st.sampled_from(["30", "31"])), "TxnType": "Check"})
    return "BillPayment", {
        "Id": "40",
        "TxnDate": str(within(0)),
        "VendorRef": {"value": draw(st.sampled_from(VENDORS))},
        "TotalAmt": 120.0,
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [{"Amount": 120.0, "LinkedTxn": [link]} for link in links],
    }


renamed = st.tuples(
    st.just("Vendor"),
    st.builds(vendor, st.sampled_from(VENDORS), st.sampled_from(["Acme", "ACME, Inc.", "Someone"])),
)
changes = st.lists(st.one_of(item(), item(), item(), expense(), payment(), renamed), min_size=1, max_size=4)


@given(imports=st.lists(changes, min_size=1, max_size=6), late_lists=st.booleans())
@settings(max_examples=tries(40))
async def test_imports_leave_what_a_scan_finds(
    shared_world: World, imports: list[list[tuple[str, Record]]], *, late_lists: bool
) -> None:
    world = shared_world
    business = await world.business()
    if not late_lists:
        await world.load(business, LISTS)
    for number, records in enumerate(imports, start=1):
        made: dict[str, list[Record]] = {}
        for entity, record in {
            (entity, record["Id"]): (entity, record) for entity, record in records
        }.values():
            made.setdefault(entity, []).append({**record, "SyncToken": str(number)})
        await world.load(business, made)
        assert await _scanned(world, business) == Reexamined()
    if late_lists:
        await world.load(business, LISTS)
        assert await _scanned(world, business) == Reexamined()


async def test_a_bill_that_leaves_a_series_for_another_vendor_leaves_two_that_are_a_duplicate(
    world: World,
) -> None:
    business = await world.business()
    series = [_water(str(at), -30 * at) for at in (1, 2, 3)]
    await world.load(business, {"Vendor": [vendor("1"), vendor("2")], "Bill": series})
    assert await _rules(world, business) == []
    elsewhere = {"VendorRef": {"value": "2"}, "SyncToken": "1"}
    await world.load(business, {"Bill": [{**series[0], **elsewhere}]})
    assert await _rules(world, business) == ["R1"]
    assert await _scanned(world, business) == Reexamined()
    # The same by a record that names what changed alone.
    sparse = {"Id": "1", "sparse": True, "SyncToken": "2", "VendorRef": {"value": "1"}}
    await world.load(business, {"Bill": [sparse]})
    assert (await document(world, business, "1"))["party_name"] == "Paper Supplies"
    assert await _rules(world, business) == []
    await world.load(business, {"Bill": [{**sparse, "SyncToken": "3", "VendorRef": {"value": "2"}}]})
    assert await _rules(world, business) == ["R1"]


async def test_a_bill_and_the_cheque_that_paid_it_unseen_are_told_until_they_are_linked(world: World) -> None:
    business = await world.business()
    cheque: Record = {
        "Id": "30",
        "SyncToken": "0",
        "TxnDate": str(within(-1)),
        "EntityRef": {"value": "1", "type": "Vendor"},
        "AccountRef": {"value": "35"},
        "PaymentType": "Check",
        "TotalAmt": 120.0,
    }
    owed = bill("10", TxnDate=str(within(-5)), DueDate=str(within(20)))
    await world.load(business, {**LISTS, "Bill": [owed], "Purchase": [cheque]})
    assert await _rules(world, business) == ["R6"]
    links = [{"TxnId": "10", "TxnType": "Bill"}, {"TxnId": "30", "TxnType": "Check"}]
    lines = [{"Amount": 120.0, "LinkedTxn": [link]} for link in links]
    paid = {"Id": "40", "SyncToken": "0", "TxnDate": str(within(0)), "VendorRef": {"value": "1"}}
    await world.load(business, {"BillPayment": [{**paid, "TotalAmt": 0.0, "Line": lines}]})
    assert await _rules(world, business) == []


@pytest.mark.parametrize("few", [duplicates.FEW, 0])
async def test_many_changes_read_as_a_stream_tell_the_same_as_few(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(duplicates, "FEW", few)
    business = await world.business()
    twins = [
        _water("1", -3),
        _water("2", -1),
        _water("3", -1, DocNumber=None, TotalAmt=77.0, Balance=77.0),
        _water("6", -1, DocNumber="0815", TotalAmt=77.0, Balance=77.0),
        _water("7", -1, DocNumber="9911", TotalAmt=55.0, Balance=55.0),
        _water("4", -1, DocNumber="4471-202"),
    ]
    await world.load(business, {"Vendor": [vendor("1"), vendor("2")], "Bill": twins})
    assert await _rules(world, business) == ["R1", "R3", "R4"]
    other = _water("5", -1, DocNumber="9911", TotalAmt=55.0, Balance=55.0, VendorRef={"value": "2"})
    await world.load(business, {"Bill": [other]})
    assert await _rules(world, business) == ["R1", "R3", "R4", "R5"]
    assert await _scanned(world, business) == Reexamined()


def _water(source_id: str, day: int, **changes: Any) -> Record:
    """A bill with the number of the customer's account."""
    about = {"DocNumber": "4471-220", "TxnDate": str(within(day)), "DueDate": str(within(30))}
    return bill(source_id, **{**about, **changes})


async def _rules(world: World, business: UUID) -> list[str]:
    issues = (await books(world, business, ("issue",)))["issue"]
    return sorted(issue["rule"] for issue in issues if issue["check_name"] == "DUPLICATE")


async def _scanned(world: World, business: UUID) -> Reexamined:
    """What a scan of everything changes among the issues that the imports left."""
    async with world.books.writing(user_id_of(OWNER), business) as (written, caller):
        return await ExaminationOrchestrator(written).scan(business, caller, OWNER)
