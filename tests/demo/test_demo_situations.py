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
    assert len(paid) == 15
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
