"""The books of the demo companies keep their promises on any day: the same records, and sums that add up."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from demo.companies import COMPANIES
from demo.companies.profile import Means, Profile
from demo.files import write
from demo.trading.days import first_day
from tests.demo.find_dirt import FLAWS, LOOKALIKES, flawed, lookalikes, open_and_clean, plain
from tests.demo.read_books import (
    BILL_OR_INVOICE,
    CHECKING,
    DAYS,
    Books,
    Row,
    get,
    issued,
    lines,
    linked,
    links,
    money,
    movements,
    read,
    records,
    voided,
)
from tests.examples import some

#: What payments link to, by the source's name of the entity where it differs.
ENTITIES = {"Check": "Purchase"}
EVERYWHERE = {
    *BILL_OR_INVOICE,
    *("BillPayment", "VendorCredit", "Payment", "CreditMemo", "Purchase", "Deposit", "JournalEntry"),
}
OWN = {
    "studio": {"Transfer"},
    "bakery": {"Transfer", "CreditCardPaymentTxn", "SalesReceipt", "RefundReceipt"},
    "builders": {"CreditCardPaymentTxn"},
}
CASES = some([(profile, today) for profile in COMPANIES for today in DAYS], 4)
on_every_day = pytest.mark.parametrize("today", DAYS, ids=str)
for_each_company = pytest.mark.parametrize("profile", COMPANIES, ids=lambda profile: profile.seed)


@dataclass(frozen=True, slots=True)
class Case:
    """The books of a company on a day."""

    profile: Profile
    today: date
    books: Books


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].seed}-{case[1]}")
def case(request: pytest.FixtureRequest) -> Case:
    profile, today = request.param
    return Case(profile, today, read(profile, today))


@pytest.fixture(scope="module")
def profile(case: Case) -> Profile:
    return case.profile


@pytest.fixture(scope="module")
def today(case: Case) -> date:
    return case.today


@pytest.fixture(scope="module")
def books(case: Case) -> Books:
    return case.books


def ends(books: Books, account: str) -> Decimal:
    """The current balance of the account of a name."""
    (row,) = (row for row in books["Account"].values() if row["Name"] == account)
    return money(row, "CurrentBalance")


def test_there_is_one_that_is_fine_one_that_has_weeks_and_one_about_to_run_out() -> None:
    assert len(COMPANIES) == len({profile.realm for profile in COMPANIES}) == 3


@for_each_company
def test_the_same_day_gives_the_same_bytes(profile: Profile, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(profile, DAYS[0], tmp_path / name)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert {"company_info.json", "preferences.json", "accounts.json", "bills-1.json"} <= one.keys()


def without_balance(row: Row) -> Row:
    """A posting changes the balance of an account, and makes no newer version of it."""
    return {key: value for key, value in row.items() if "AccountType" not in row or "Balance" not in key}


@pytest.mark.parametrize(("profile", "today"), CASES)
def test_a_day_only_adds_and_changes_with_a_newer_token(profile: Profile, today: date) -> None:
    before, after = read(profile, today - timedelta(1)), read(profile, today)
    assert any(after[entity].keys() - before[entity].keys() for entity in after)
    for entity, rows in before.items():
        for number in rows.keys() & after[entity].keys():
            old, new = rows[number], after[entity][number]
            newer = int(get(new, "SyncToken")) - int(get(old, "SyncToken"))
            assert newer > 0 or (newer == 0 and without_balance(new) == without_balance(old))
    gone = [row for entity in before for number, row in before[entity].items() if number not in after[entity]]
    assert bool(gone) == (today.day == 1), "records age out by months"
    assert all(issued(row) < first_day(today) + timedelta(70) for row in gone if "DueDate" in row)


def test_each_balance_is_what_payments_and_credits_leave(books: Books) -> None:
    settled: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    payments = records(books, "Payment", "BillPayment")
    for kind, number, amount in (link for row in payments for link in links(row)):
        assert number in books[ENTITIES.get(kind, kind)]
        settled[kind, number] += amount
    for entity in (*BILL_OR_INVOICE, "CreditMemo"):
        for number, row in books[entity].items():
            left = money(row, "TotalAmt") - settled[entity, number]
            overstated = "TotalAmt" in row and money(row, "Balance") > money(row, "TotalAmt")
            assert overstated or money(row, "Balance") == left
    for row in books["Payment"].values():
        used_up = sum((a if kind == "Invoice" else -a for kind, _, a in links(row)), Decimal(0))
        assert money(row, "UnappliedAmt") == money(row, "TotalAmt") - used_up


def test_charges_and_payments_point_at_each_other(books: Books) -> None:
    paid = {
        (kind, number, payment)
        for entity in ("Payment", "BillPayment")
        for payment, row in books[entity].items()
        for kind, number, _ in links(row)
        if kind in BILL_OR_INVOICE
    }
    results = {
        (entity, number, link["TxnId"])
        for entity in BILL_OR_INVOICE
        for number, row in books[entity].items()
        for link in linked(row)
    }
    assert paid == results


def test_the_balance_of_each_account_is_all_its_movements(books: Books) -> None:
    accounts = [row for row in books["Account"].values() if row["Classification"] in ("Asset", "Liability")]
    assert len(accounts) >= 9
    for row in accounts:
        assert money(row, "CurrentBalance") == sum(movements(books, get(row, "Id")), Decimal(0)), row["Name"]


def test_entries_lines_and_totals_add_up(books: Books) -> None:
    for row in books["JournalEntry"].values():
        posted = {"Debit": Decimal(0), "Credit": Decimal(0)}
        for line in lines(row):
            posted[get(line, "JournalEntryLineDetail", "PostingType")] += money(line, "Amount")
        assert posted["Debit"] == posted["Credit"] > 0
    for row in records(books, "Bill", "Purchase", "VendorCredit", "Deposit"):
        total = sum(money(line, "Amount") for line in lines(row))
        assert "TotalAmt" not in row or total == row["TotalAmt"]
    for row in records(books, "Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"):
        amounts = [line["Amount"] for line in lines(row)]
        assert "TotalAmt" not in row or amounts == [row["TotalAmt"]] * 2


def test_card_payments_reach_the_bank_less_a_fee(profile: Profile, books: Books) -> None:
    waiting = [row for row in books["Deposit"].values() if any(kind == "Payment" for kind, *_ in links(row))]
    assert bool(waiting) == any(party.means is Means.UNDEPOSITED for party in profile.customers)
    assert all(money(row, "TotalAmt") < sum(amount for *_, amount in links(row)) for row in waiting)


def test_records_are_written_as_the_source_writes_them(books: Books, today: date) -> None:
    for row in records(books, *books):
        assert get(row, "Id").isdigit()
        assert get(row, "SyncToken").isdigit()
        for key in ("CreateTime", "LastUpdatedTime"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0\d:00", get(row, "MetaData", key))
            assert get(row, "MetaData", key)[:10] <= today.isoformat()
        # Only cheques are dated ahead.
        ahead = timedelta(14 if "CheckPayment" in row else 0)
        assert get(row, "TxnDate") <= (today + ahead).isoformat()
        assert None not in row.values()
    numbers = re.findall(r"Decimal\('-?\d+\.(\d+)'\)", str(dict(books)))
    assert {len(decimals) for decimals in numbers} <= {1, 2}


def cash(books: Books) -> Decimal:
    return ends(books, "Checking") + ends(books, "Savings")


def weekly_costs(books: Books, today: date) -> Decimal:
    """What left the checking account in an average week of the last 13, but for the company's own savings."""
    recent = {
        entity: {number: row for number, row in rows.items() if issued(row) > today - timedelta(91)}
        for entity, rows in books.items()
        if entity != "Account"
    }
    out = sum((amount for amount in movements(defaultdict(dict, recent), CHECKING) if amount < 0), Decimal(0))
    return -out / 13


@on_every_day
def test_cash_is_what_each_company_is_there_to_show(today: date) -> None:
    studio, bakery, builders = (read(profile, today) for profile in COMPANIES)
    assert cash(studio) > 13 * weekly_costs(studio, today)
    assert 4 * weekly_costs(bakery, today) < cash(bakery) < 8 * weekly_costs(bakery, today)
    assert 0 < cash(builders) < weekly_costs(builders, today)
    next_wages, rent = COMPANIES[2].payroll.low, 3900
    assert cash(builders) < next_wages + rent


def test_every_kind_of_dirt_is_there_and_recent(books: Books, today: date) -> None:
    dirt = flawed(books) | lookalikes(books)
    assert dirt.keys() == FLAWS.keys() | LOOKALIKES
    for rows in dirt.values():
        assert 1 <= len(rows) <= 3
        assert all(issued(row) > today - timedelta(48) for row in rows)
    assert 14 <= sum(map(len, dirt.values())) <= 29


def test_dirty_bills_and_invoices_are_still_open(books: Books) -> None:
    for flaw, rows in (flawed(books) | lookalikes(books)).items():
        charges = [row for row in rows if "LinkedTxn" in row]
        assert flaw in {"missing amount", "zero amount"} or all(row["Balance"] for row in charges)
        assert not any(row["LinkedTxn"] for row in charges)


def test_most_open_bills_and_invoices_are_clean(books: Books, today: date) -> None:
    rows = open_and_clean(books)
    assert 25 <= len(rows) <= 80
    for row in rows:
        assert row.keys() & {"VendorRef", "CustomerRef"}
        assert get(row, "TxnDate") <= get(row, "DueDate")
        assert money(row, "Balance") <= money(row, "TotalAmt")
    due = sorted((date.fromisoformat(get(row, "DueDate")) - today).days for row in rows)
    assert sum(days < 0 for days in due) >= 3
    assert sum(0 <= days < 7 for days in due) >= 2
    assert sum(days >= 20 for days in due) >= 3


def test_numbers_are_given_once_but_for_the_planted(profile: Profile, books: Books) -> None:
    always = {vendor.customer_number for vendor in profile.vendors}
    for entity, party in (("Bill", "VendorRef"), ("Invoice", "CustomerRef")):
        numbered = [row for row in books[entity].values() if get(row, "DocNumber") not in always | {""}]
        rows = [row for row in numbered if not voided(row)]
        given = {(get(row, party, "name"), plain(get(row, "DocNumber"))) for row in rows}
        assert 0 <= len(rows) - len(given) <= 4


def test_the_books_have_every_kind_of_record_in_a_small_company_s_numbers(
    profile: Profile, books: Books
) -> None:
    counts = {entity: len(rows) for entity, rows in books.items() if "TxnDate" in next(iter(rows.values()))}
    assert counts.keys() == EVERYWHERE | OWN[profile.seed]
    assert 500 <= sum(counts.values()) <= 2_900
    notes = [get(row, "PrivateNote") for row in records(books, *BILL_OR_INVOICE)]
    assert any(note.startswith("Voided") for note in notes)
    assert any(note.startswith("Disputed") for note in notes)
    assert any(row["Credit"] for row in books["Purchase"].values())
