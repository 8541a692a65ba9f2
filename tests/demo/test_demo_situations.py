"""What real books have and tidy ones lack is in the demo companies on any day."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from demo.companies.bakery import BAKERY
from demo.companies.builders import BUILDERS
from demo.companies.profile import Profile
from demo.companies.studio import STUDIO
from tests.demo.find_dirt import posted
from tests.demo.read_books import (
    CHECKING,
    DAYS,
    PAYABLES,
    RECEIVABLES,
    UNDEPOSITED,
    Row,
    get,
    issued,
    linked,
    links,
    money,
    movements,
    read,
    records,
)

CASES = (*DAYS, date(2026, 8, 1), date(2027, 2, 1), date(2027, 5, 15))
on_every_day = pytest.mark.parametrize("today", CASES, ids=str)


@on_every_day
def test_an_account_of_some_weeks_is_left_out_when_it_is_in_no_recent_month(today: date) -> None:
    books = read(STUDIO, today)
    moves: dict[str, list[date]] = defaultdict(list)
    for row in books["Transfer"].values():
        for key in ("FromAccountRef", "ToAccountRef"):
            moves[get(row, key, "value")].append(issued(row))
    gone = moves.keys() - books["Account"].keys()
    assert 1 <= len(gone) <= 3
    for account in gone:
        assert max(moves[account]) < today.replace(day=1) - timedelta(120)
        assert sum(movements(books, account), Decimal(0)) == 0
    active = [row for row in books["Account"].values() if get(row, "Name").startswith("Term Deposit")]
    assert all(issued(row) <= today for row in active)


@on_every_day
def test_a_foreign_customer_pays_into_the_bank_of_the_company(today: date) -> None:
    books = read(STUDIO, today)
    assert get(books["Preferences"]["1"], "CurrencyPrefs", "MultiCurrencyEnabled") == "True"
    rows = records(books, "Invoice", "Payment")
    foreign = [row for row in rows if get(row, "CurrencyRef", "value") == "EUR"]
    paid = [row for row in foreign if "HomeTotalAmt" not in row]
    assert len(foreign) - 3 <= 2 * len(paid) <= len(foreign)
    assert {get(row, "DepositToAccountRef", "value") for row in paid} == {CHECKING}
    for row in foreign:
        assert money(row, "ExchangeRate") == Decimal("1.12")
        assert row in paid or money(row, "HomeTotalAmt") == money(row, "TotalAmt") * Decimal("1.12")
    rates = {(get(row, "CurrencyRef", "value"), get(row, "ExchangeRate")) for row in records(books, *books)}
    assert rates == {("USD", ""), ("USD", "1"), ("EUR", ""), ("EUR", "1.12"), ("", "")}


@pytest.mark.parametrize("profile", [BAKERY, BUILDERS], ids=lambda profile: profile.seed)
def test_a_card_is_paid_every_month_by_the_source_s_own_kind_of_document(profile: Profile) -> None:
    books = read(profile, DAYS[0])
    paid = sorted(issued(row) for row in books["CreditCardPaymentTxn"].values())
    assert len(paid) == profile.history + 1
    assert {day.day for day in paid} == {22}
    assert all(money(row, "Amount") > 0 for row in books["CreditCardPaymentTxn"].values())
    assert all("Business Card" not in str(row) for row in records(books, "Transfer"))


@on_every_day
def test_sales_without_invoices_reach_the_bank_at_once_or_by_a_deposit(today: date) -> None:
    books = read(BAKERY, today)
    brought = {
        number: (amount, issued(row))
        for row in books["Deposit"].values()
        for kind, number, amount in links(row)
        if kind == "SalesReceipt"
    }
    into = defaultdict(list)
    for number, row in books["SalesReceipt"].items():
        into[get(row, "DepositToAccountRef", "value") or UNDEPOSITED].append(number)
    assert into.keys() == {CHECKING, UNDEPOSITED}
    assert brought.keys() <= set(into[UNDEPOSITED])
    for number in into[UNDEPOSITED]:
        row = books["SalesReceipt"][number]
        amount, day = brought.get(number, (money(row, "TotalAmt"), today + timedelta(1)))
        assert amount == money(row, "TotalAmt")
        assert 1 <= (day - issued(row)).days <= 3
    assert 6 <= len(books["RefundReceipt"]) <= 8


@on_every_day
def test_a_utility_prints_the_same_number_on_equal_bills(today: date) -> None:
    books = read(BAKERY, today)
    bills = [
        row for row in books["Bill"].values() if get(row, "VendorRef", "name").startswith("Harbourfront")
    ]
    assert len({(get(row, "DocNumber"), money(row, "TotalAmt")) for row in bills}) == 1
    days = sorted(issued(row) for row in bills)
    assert len(days) >= 14
    assert all(28 <= (later - day).days <= 31 for day, later in pairwise(days))


@pytest.mark.parametrize("profile", [STUDIO, BAKERY, BUILDERS], ids=lambda profile: profile.seed)
def test_a_payment_of_nothing_connects_what_was_posted_past_bills_and_invoices(profile: Profile) -> None:
    books = read(profile, DAYS[0])
    cheques = [
        row for row in books["Purchase"].values() if posted(row, "AccountBasedExpenseLineDetail", PAYABLES)
    ]
    deposits = [row for row in books["Deposit"].values() if posted(row, "DepositLineDetail", RECEIVABLES)]
    assert {row["PaymentType"] for row in cheques} == {"Check"}
    assert all(get(row, "EntityRef", "value") in books["Vendor"] for row in cheques)
    for postings, kind, payments in ((cheques, "Check", "BillPayment"), (deposits, "Deposit", "Payment")):
        connected = [row for row in books[payments].values() if any(link[0] == kind for link in links(row))]
        assert len(connected) in (len(postings) - 1, len(postings) - 2)
        for row in connected:
            (charge, _, owed), (_, number, given) = links(row)
            assert charge == ("Bill" if kind == "Check" else "Invoice")
            assert owed == given > money(row, "TotalAmt") == 0
            assert number in {posting["Id"] for posting in postings}


@on_every_day
def test_accounts_are_of_one_version_whatever_is_posted(today: date) -> None:
    for profile in (STUDIO, BAKERY, BUILDERS):
        books = read(profile, today)
        accounts = books["Account"].values()
        assert {row["SyncToken"] for row in accounts} == {"0"}
        assert all(get(row, "MetaData", "LastUpdatedTime")[:10] == str(issued(row)) for row in accounts)
        assert not any(linked(row) for row in accounts)


def day_of(row: Row, key: str = "TxnDate") -> date:
    return date.fromisoformat(get(row, key))


@on_every_day
def test_a_retainer_waits_in_undeposited_funds_every_month(today: date) -> None:
    books = read(STUDIO, today)
    paid = {
        number: row
        for number, row in books["Payment"].items()
        if get(row, "CustomerRef", "name") == "Verity Housing Trust"
    }
    assert len(paid) >= 12
    assert {money(row, "TotalAmt") for row in paid.values()} == {Decimal(5200)}
    assert not any(get(row, "DepositToAccountRef", "value") for row in paid.values())
    days = sorted(day_of(row) for row in paid.values())
    assert all(25 <= (later - day).days <= 34 for day, later in pairwise(days))
    brought = {
        number: day_of(row)
        for row in books["Deposit"].values()
        for kind, number, _ in links(row)
        if kind == "Payment" and number in paid
    }
    assert all(2 <= (day - day_of(paid[number])).days <= 4 for number, day in brought.items())
    assert len(paid) - len(brought) <= 1


@on_every_day
def test_a_vendor_is_always_paid_three_weeks_late(today: date) -> None:
    books = read(BUILDERS, today)
    late = [
        (day_of(row) - day_of(books["Bill"][number], "DueDate")).days
        for row in books["BillPayment"].values()
        if get(row, "VendorRef", "name") == "Sayre Tax & Books"
        for kind, number, _ in links(row)
        if kind == "Bill"
    ]
    assert len(late) >= 12
    # A weekend may add two days.
    assert all(19 <= days <= 23 for days in late)


@on_every_day
def test_some_cheques_are_dated_ahead_and_one_bill_is_half_scheduled(today: date) -> None:
    books = read(STUDIO, today)
    ahead = [row for row in books["BillPayment"].values() if day_of(row) > today]
    assert {"Ines Valcourt Illustration", "Fernhill Photo Hire"} == {
        get(row, "VendorRef", "name") for row in ahead
    }
    assert all(issued(row) <= today < day_of(row) <= today + timedelta(14) for row in ahead)
    scheduled = {number: amount for row in ahead for _, number, amount in links(row)}
    halves = [
        number
        for number, amount in scheduled.items()
        if money(books["Bill"][number], "Balance")
        and abs(money(books["Bill"][number], "TotalAmt") / 2 - amount) < 1
    ]
    assert len(halves) == 1
    (bill,) = (books["Bill"][number] for number in halves)
    assert money(bill, "Balance") == money(bill, "TotalAmt") - scheduled[halves[0]]


@on_every_day
def test_a_builder_sells_more_in_summer_than_in_winter(today: date) -> None:
    books = read(BUILDERS, today)
    sold: dict[int, list[Decimal]] = defaultdict(list)
    for row in books["Invoice"].values():
        sold[issued(row).month].append(money(row, "TotalAmt"))
    summer = [item for month in (6, 7, 8) for item in sold[month]]
    winter = [item for month in (12, 1, 2) for item in sold[month]]
    assert sum(summer, Decimal(0)) / len(summer) > Decimal("1.6") * sum(winter, Decimal(0)) / len(winter)
