"""What the checks find in records as QuickBooks sends them, and what they leave alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from db.directory import user_id_of
from orchestrators.calculations.hygiene.checks import DOCUMENT_CHECKS, CheckName
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from tests.clock import NOW, today, within
from tests.records import account, bill, customer, invoice, vendor
from tests.world import OWNER, World

Records = Mapping[str, list[Any]]

NET_30 = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "DueDays": 30}
THE_15TH = {"Id": "4", "SyncToken": "0", "Name": "Due 15th", "DayOfMonthDue": 15, "DueNextMonthDays": 5}
CHECKING, EXPENSES = account("35"), account("60", 0, Name="Office", AccountType="Expense")
UNCATEGORISED = account("61", 0, Name="Uncategorized Expense", AccountType="Expense")
GBP = {"CurrencyRef": {"value": "GBP"}}
ASKED = account("62", 0, Name="Ask My Accountant", AccountType="Other Expense")


def line(amount: float = 120.0, account_id: str | None = "60", **changes: Any) -> dict[str, Any]:
    detail = {} if account_id is None else {"AccountRef": {"value": account_id}}
    kind = "AccountBasedExpenseLineDetail"
    return {"Amount": amount, "DetailType": kind, kind: detail, **changes}


def cheque(source_id: str = "c", days: int = -1, amount: float = 120.0, **changes: Any) -> dict[str, Any]:
    """A cheque to the vendor, straight onto an expense."""
    return {
        "Id": source_id,
        "SyncToken": "0",
        "DocNumber": "1055",
        "TxnDate": str(within(days)),
        "AccountRef": {"value": "35"},
        "EntityRef": {"value": "1", "type": "Vendor"},
        "TotalAmt": amount,
        "Line": [line(amount)],
        **changes,
    }


def paid(**changes: Any) -> dict[str, Any]:
    """A bill of today that is settled."""
    return bill("10", TxnDate=str(today()), DueDate=str(within(30)), Balance=0, **changes)


def due_after(days: int, **changes: Any) -> dict[str, Any]:
    """An open bill of the first of November that is due so many days later."""
    issued = today().replace(day=1)
    return bill("10", TxnDate=str(issued), DueDate=str(issued + timedelta(days)), **changes)


def termed(reference: str = "3") -> dict[str, Any]:
    return {"SalesTermRef": {"value": reference}}


def credit(kind: str, **changes: Any) -> dict[str, Any]:
    party = {"VendorRef" if kind == "VendorCredit" else "CustomerRef": {"value": "1"}}
    return {
        "Id": "90",
        "SyncToken": "0",
        "TxnDate": str(within(-3)),
        "TotalAmt": 50.0,
        "Balance": 50.0,
        **party,
        **changes,
    }


@dataclass(frozen=True, slots=True)
class Case:
    """Records in which a check finds something, with a part of its message, or nothing (None), and why."""

    check: CheckName
    why: str
    records: Records
    says: str | None = None


C = CheckName
CASES = (
    Case(C.IMPLAUSIBLE_DATE, "1915", {"Bill": [bill(TxnDate="1915-11-01")]}, "issued on 1915-11-01"),
    Case(C.IMPLAUSIBLE_DATE, "2105", {"Invoice": [invoice(DueDate="2105-12-02")]}, "due on 2105-12-02"),
    Case(
        C.IMPLAUSIBLE_DATE,
        "due three years after its issue",
        {"Bill": [bill(TxnDate=str(within(0)), DueDate=str(within(1100)))]},
        "more than two years after it was issued",
    ),
    Case(
        C.IMPLAUSIBLE_DATE,
        "nine years old, due within two",
        {"Bill": [bill(TxnDate=str(within(-3280)), DueDate=str(within(-2600)))]},
    ),
    Case(C.IMPLAUSIBLE_DATE, "settled", {"Bill": [bill(TxnDate="1915-11-01", Balance=0)]}),
    Case(
        C.ORPHAN_REFERENCE,
        "a vendor who is not in the list",
        {"Vendor": [vendor("2")], "Bill": [bill()]},
        "did not send: Paper Supplies",
    ),
    Case(C.ORPHAN_REFERENCE, "terms", {"Term": [NET_30], "Bill": [bill(**termed("8"))]}, "Term 8"),
    Case(
        C.ORPHAN_REFERENCE,
        "an account",
        {"Account": [CHECKING], "Bill": [bill(Line=[line(120.0, "99")])]},
        "Account 99",
    ),
    Case(C.ORPHAN_REFERENCE, "no list of vendors came yet", {"Account": [CHECKING], "Bill": [bill()]}),
    Case(
        C.ORPHAN_REFERENCE,
        "all are there",
        {
            "Vendor": [vendor()],
            "Term": [NET_30],
            "Account": [EXPENSES],
            "Bill": [bill(Line=[line()], **termed())],
        },
    ),
    Case(
        C.INACTIVE_COUNTERPARTY,
        "an open bill",
        {"Vendor": [vendor(Active=False)], "Bill": [bill()]},
        "its vendor is inactive",
    ),
    Case(
        C.INACTIVE_COUNTERPARTY,
        "nothing is open",
        {"Vendor": [vendor(Active=False)], "Bill": [bill(Balance=0)]},
    ),
    Case(C.INACTIVE_COUNTERPARTY, "active", {"Vendor": [vendor()], "Bill": [bill()]}),
    Case(
        C.UNCATEGORISED_LINE,
        "by the account's name",
        {"Account": [EXPENSES, UNCATEGORISED], "Bill": [bill(Line=[line(), line(5.0, "61")])]},
        "what it is for: Uncategorized Expense.",
    ),
    Case(
        C.UNCATEGORISED_LINE,
        "for the accountant",
        {"Account": [ASKED], "Bill": [bill(Line=[line(120.0, "62")], Balance=0)]},
        "Ask My Accountant",
    ),
    Case(C.UNCATEGORISED_LINE, "no account", {"Bill": [bill(Line=[line(account_id=None)])]}, "no account"),
    Case(
        C.UNCATEGORISED_LINE,
        "an item, and a line of nothing",
        {
            "Account": [EXPENSES],
            "Bill": [
                bill(
                    Line=[
                        line(),
                        line(0, None),
                        {
                            "Amount": 5,
                            "DetailType": "ItemBasedExpenseLineDetail",
                            "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "7"}},
                        },
                    ]
                )
            ],
        },
    ),
    Case(
        C.UNAPPLIED_CREDIT,
        "a vendor's",
        {"Bill": [bill()], "VendorCredit": [credit("VendorCredit")]},
        "50.00 USD of credits to the same vendor are applied to nothing: vendor credit",
    ),
    Case(
        C.UNAPPLIED_CREDIT,
        "a customer's",
        {"Invoice": [invoice()], "CreditMemo": [credit("CreditMemo")]},
        "of credits of the same customer",
    ),
    Case(
        C.UNAPPLIED_CREDIT,
        "another vendor's",
        {"Bill": [bill()], "VendorCredit": [credit("VendorCredit", VendorRef={"value": "2"})]},
    ),
    Case(
        C.UNAPPLIED_CREDIT,
        "used up",
        {"Bill": [bill()], "VendorCredit": [credit("VendorCredit", Balance=0)]},
    ),
    Case(
        C.NEGATIVE_BANK_BALANCE,
        "overdrawn",
        {"Account": [account(balance=-12.5)]},
        "The balance of Checking 35 is -12.50 USD.",
    ),
    Case(
        C.NEGATIVE_BANK_BALANCE,
        "a card, an inactive account and nothing",
        {
            "Account": [
                account("41", -500, AccountType="Credit Card"),
                account("36", -1, Active=False),
                account("37", 0),
            ]
        },
    ),
    Case(C.MISSING_EXCHANGE_RATE, "no rate", {"Bill": [bill(**GBP)]}, "is in GBP"),
    Case(C.MISSING_EXCHANGE_RATE, "a rate of zero", {"Bill": [bill(ExchangeRate=0, **GBP)]}, "is in GBP"),
    Case(C.MISSING_EXCHANGE_RATE, "a rate", {"Bill": [bill(ExchangeRate=1.25, **GBP)]}),
    Case(C.MISSING_EXCHANGE_RATE, "home currency", {"Bill": [bill()]}),
    Case(C.MISSING_EXCHANGE_RATE, "settled", {"Bill": [bill(Balance=0, **GBP)]}),
    Case(
        C.TERMS_CONTRADICT_DUE_DATE,
        "45 days on net 30",
        {"Term": [NET_30], "Bill": [due_after(45, **termed())]},
        "its terms, Net 30, make it due on",
    ),
    Case(
        C.TERMS_CONTRADICT_DUE_DATE,
        "the 20th on terms by the 15th",
        {"Term": [THE_15TH], "Bill": [due_after(19, **termed("4"))]},
        "Due 15th",
    ),
    Case(C.TERMS_CONTRADICT_DUE_DATE, "30 days", {"Term": [NET_30], "Bill": [due_after(30, **termed())]}),
    Case(
        C.TERMS_CONTRADICT_DUE_DATE, "the 15th", {"Term": [THE_15TH], "Bill": [due_after(14, **termed("4"))]}
    ),
    Case(C.TERMS_CONTRADICT_DUE_DATE, "unknown terms", {"Bill": [due_after(45, **termed())]}),
    Case(
        C.TERMS_MISSING,
        "45 days, of a vendor with net 30",
        {"Term": [NET_30], "Vendor": [vendor(TermRef={"value": "3"})], "Bill": [due_after(45)]},
        "names no terms",
    ),
    Case(
        C.TERMS_MISSING,
        "due as the vendor's terms give",
        {"Term": [NET_30], "Vendor": [vendor(TermRef={"value": "3"})], "Bill": [due_after(30)]},
    ),
    Case(C.TERMS_MISSING, "nobody has terms", {"Vendor": [vendor()], "Bill": [due_after(45)]}),
    Case(
        C.COUNTERPARTY_TWICE,
        "case, punctuation and legal form",
        {"Vendor": [vendor("1", "Acme Paper"), vendor("2", "ACME PAPER, Inc.")]},
        "Vendor ACME PAPER, Inc. has nearly the same name as another one, Acme Paper.",
    ),
    Case(
        C.COUNTERPARTY_TWICE,
        "another kind, an inactive one, another name",
        {
            "Vendor": [vendor("1", "Acme"), vendor("2", "Acme Ltd", Active=False), vendor("3", "Acme Paper")],
            "Customer": [customer("1", "Acme")],
        },
    ),
    Case(
        C.BILL_PAID_TWICE,
        "by a cheque the day before",
        {"Account": [CHECKING], "Bill": [paid()], "Purchase": [cheque()]},
        "a cheque or expense 1055 of",
    ),
    Case(
        C.BILL_PAID_TWICE,
        "open: not paid once",
        {"Account": [CHECKING], "Bill": [bill()], "Purchase": [cheque()]},
    ),
    Case(
        C.BILL_PAID_TWICE,
        "another amount",
        {"Account": [CHECKING], "Bill": [paid()], "Purchase": [cheque(amount=119)]},
    ),
    Case(
        C.BILL_PAID_TWICE,
        "another time",
        {"Account": [CHECKING], "Bill": [paid()], "Purchase": [cheque(days=-9)]},
    ),
    Case(
        C.BILL_PAID_TWICE,
        "a refund",
        {"Account": [CHECKING], "Bill": [paid()], "Purchase": [cheque(Credit=True)]},
    ),
    Case(
        C.BILL_PAID_TWICE,
        "another vendor",
        {
            "Account": [CHECKING],
            "Bill": [paid()],
            "Purchase": [cheque(EntityRef={"value": "2", "type": "Vendor"})],
        },
    ),
    Case(
        C.BILL_PAID_TWICE,
        "the cheque is what settled it",
        {
            "Account": [CHECKING],
            "Bill": [paid()],
            "Purchase": [cheque()],
            "BillPayment": [
                {
                    "Id": "p",
                    "TotalAmt": 0,
                    "VendorRef": {"value": "1"},
                    "TxnDate": str(today()),
                    "Line": [
                        {"Amount": 120.0, "LinkedTxn": [{"TxnId": "10", "TxnType": "Bill"}]},
                        {"Amount": 120.0, "LinkedTxn": [{"TxnId": "c", "TxnType": "Check"}]},
                    ],
                }
            ],
        },
    ),
)


async def found(world: World, business: UUID) -> dict[str, str]:
    """The messages of issues by check; of several of one check any."""
    rows = await world.run("SELECT check_name, message FROM runway.issue WHERE business_id = $1", business)
    return {row["check_name"]: row["message"] for row in rows}


async def scanned(world: World, business: UUID) -> Reexamined:
    """What a scan changes among the issues that imports left."""
    async with world.books.writing(user_id_of(OWNER), business) as (desk, caller):
        return await ExaminationOrchestrator(desk).scan(business, caller, OWNER)


def test_every_new_check_has_a_case_of_both_sorts() -> None:
    assert {case.check for case in CASES if case.says} == {case.check for case in CASES if not case.says}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.why}")
async def test_an_import_finds_what_a_scan_finds_and_no_more(shared_world: World, case: Case) -> None:
    business = await shared_world.business()
    await shared_world.load(business, case.records)
    message = (await found(shared_world, business)).get(case.check)
    assert (message is None) is (case.says is None)
    assert case.says is None or (message is not None and case.says in message and message.endswith("."))
    assert await scanned(shared_world, business) == Reexamined()


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.why}")
async def test_in_whatever_order_records_come_the_last_import_leaves_what_a_scan_finds(
    shared_world: World, case: Case, backwards: bool
) -> None:
    business = await shared_world.business()
    for entity in sorted(case.records, reverse=backwards):
        await shared_world.load(business, {entity: case.records[entity]})
        assert await scanned(shared_world, business) == Reexamined()
    assert (case.check in await found(shared_world, business)) is (case.says is not None)


def _gone(record: Mapping[str, Any], *, deleted: bool) -> dict[str, Any]:
    if deleted:
        return {"Id": record["Id"], "status": "Deleted"}
    lines = [{**item, "Amount": 0} for item in record.get("Line", ())]
    void = {"SyncToken": "1", "TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided", "Line": lines}
    return {**record, **void}


@pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "voided"])
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.says], ids=lambda case: f"{case.check}: {case.why}"
)
async def test_of_deleted_and_voided_documents_nothing_is_told(
    shared_world: World, case: Case, deleted: bool
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, case.records)
    for entity in ("Bill", "Invoice"):
        gone = [_gone(record, deleted=deleted) for record in case.records.get(entity, ())]
        if gone:
            await shared_world.load(business, {entity: gone})
    documents = {check.name for check in DOCUMENT_CHECKS}
    assert not documents & set(await found(shared_world, business))
    assert await scanned(shared_world, business) == Reexamined()


async def test_time_alone_makes_a_date_implausible_in_an_import_of_nothing_new(shared_world: World) -> None:
    business = await shared_world.business()
    records: Records = {"Bill": [bill(TxnDate=str(within(-3600)), DueDate=str(within(-3590)))]}
    await shared_world.load(business, records)
    assert C.IMPLAUSIBLE_DATE not in await found(shared_world, business)
    async with shared_world.at(NOW + timedelta(days=90)):
        await shared_world.load(business, records)
        assert C.IMPLAUSIBLE_DATE in await found(shared_world, business)
        assert await scanned(shared_world, business) == Reexamined()
    await shared_world.load(business, records)
    assert C.IMPLAUSIBLE_DATE not in await found(shared_world, business)


FLOW = (
    "INSERT INTO runway.recurring_flow (business_id, id, origin, party_id, label, amount, cadence, anchor) "
    "SELECT $1, gen_random_uuid(), 'DECLARED', p.id, 'Rent', -900, 'MONTHLY', $2 FROM runway.party AS p "
    "WHERE p.business_id = $1 AND p.kind = 'VENDOR'"
)


@pytest.mark.parametrize(
    ("days", "records", "is_missing"),
    [
        (-5, {}, True),
        (-2, {}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-4)))]}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-40)), DueDate=str(within(-5)))]}, False),
        (-5, {"Bill": [bill(TxnDate=str(within(-60)), DueDate=str(within(-30)))]}, True),
        (-5, {"Purchase": [cheque(days=-4)]}, False),
        (5, {}, False),
    ],
    ids=["none came", "days of grace", "billed", "billed before", "an old bill", "paid", "not due yet"],
)
async def test_a_declared_flow_is_missing_when_its_day_has_passed_without_a_trace(
    shared_world: World, days: int, records: Records, is_missing: bool
) -> None:
    business = await shared_world.business()
    await shared_world.load(business, {"Vendor": [vendor()], "Account": [CHECKING]})
    await shared_world.run(FLOW, business, within(days))
    await shared_world.load(business, {"Vendor": [vendor(SyncToken="1")], **records})
    assert (C.RECURRING_DOCUMENT_MISSING in await found(shared_world, business)) is is_missing
    assert await scanned(shared_world, business) == Reexamined()
