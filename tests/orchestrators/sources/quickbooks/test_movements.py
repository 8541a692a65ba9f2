"""Money moves on the accounts that a transaction names, and settles the documents that it links to."""

from decimal import Decimal

import pytest

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import (
    UNNAMED,
    AccountMovement,
    Allocation,
    DocumentFacts,
    PartyKind,
    Reference,
    Rejected,
    SourceRecord,
)
from orchestrators.sources.quickbooks.normalise import normalise

BANK, OTHER = {"value": "35", "name": "Checking"}, {"value": "36"}


def read(entity: str, **data: object) -> DocumentFacts:
    result = normalise(SourceRecord("a.json", entity, {"Id": "7", **data}))
    assert isinstance(result, DocumentFacts)
    return result


def refused_field(entity: str, **data: object) -> str:
    result = normalise(SourceRecord("a.json", entity, {"Id": "7", **data}))
    assert isinstance(result, Rejected)
    return result.field


def moved(entity: str, **data: object) -> list[tuple[str, Decimal]]:
    return [(step.account.source_id, step.amount) for step in read(entity, **data).movements]


def line(amount: object, *links: tuple[str, str]) -> dict[str, object]:
    return {"Amount": amount, "LinkedTxn": [{"TxnType": entity, "TxnId": id_} for entity, id_ in links]}


def posting(kind: object, account: object, amount: object) -> dict[str, object]:
    return {"Amount": amount, "JournalEntryLineDetail": {"PostingType": kind, "AccountRef": account}}


@pytest.mark.parametrize(
    ("entity", "data", "expected"),
    [
        ("Bill", {"APAccountRef": BANK}, []),
        ("Invoice", {"DepositToAccountRef": BANK}, []),
        ("BillPayment", {"CheckPayment": {"BankAccountRef": BANK}}, [("35", -10)]),
        ("BillPayment", {"CreditCardPayment": {"CCAccountRef": OTHER}}, [("36", -10)]),
        ("Payment", {"DepositToAccountRef": BANK}, [("35", 10)]),
        ("Payment", {}, [("", 10)]),
        ("SalesReceipt", {"DepositToAccountRef": BANK}, [("35", 10)]),
        ("RefundReceipt", {"DepositToAccountRef": BANK}, [("35", -10)]),
        ("RefundReceipt", {}, [("", -10)]),
        ("Invoice", {"DepositToAccountRef": BANK, "Deposit": 4}, [("35", 4)]),
        (
            "CreditCardPaymentTxn",
            {"Amount": 4, "BankAccountRef": BANK, "CreditCardAccountRef": OTHER},
            [("35", -4), ("36", 4)],
        ),
        ("Purchase", {"AccountRef": BANK}, [("35", -10)]),
        ("Purchase", {"AccountRef": BANK, "Credit": False}, [("35", -10)]),
        ("Purchase", {"AccountRef": BANK, "Credit": True}, [("35", 10)]),
        ("Purchase", {"AccountRef": BANK, "Credit": "true"}, [("35", 10)]),
        ("Deposit", {"DepositToAccountRef": BANK}, [("35", 10)]),
        (
            "Deposit",
            {"DepositToAccountRef": BANK, "CashBack": {"AccountRef": OTHER, "Amount": 3}},
            [("35", 10), ("36", 3)],
        ),
        ("Transfer", {"Amount": 4, "FromAccountRef": BANK, "ToAccountRef": OTHER}, [("35", -4), ("36", 4)]),
        ("Transfer", {"Amount": 4, "ToAccountRef": OTHER}, [(UNNAMED.source_id, -4), ("36", 4)]),
        ("Transfer", {"Amount": 4, "FromAccountRef": BANK}, [("35", -4), (UNNAMED.source_id, 4)]),
        ("Purchase", {}, [(UNNAMED.source_id, -10)]),
        ("BillPayment", {}, [(UNNAMED.source_id, -10)]),
        ("Deposit", {}, [(UNNAMED.source_id, 10)]),
        ("TaxPayment", {"PaymentAmount": 10}, [(UNNAMED.source_id, -10)]),
        ("CreditCardPayment", {"Amount": 4}, [(UNNAMED.source_id, -4)]),
    ],
)
def test_money_moves_on_the_accounts_that_the_source_names(
    entity: str, data: dict[str, object], expected: list[tuple[str, int]]
) -> None:
    assert moved(entity, TotalAmt=10, **data) == [(account, Decimal(amount)) for account, amount in expected]


@pytest.mark.parametrize(("entity", "sign"), [("Bill", 1), ("VendorCredit", -1)])
def test_what_is_owed_or_credited_is_put_on_the_accounts_of_its_lines(entity: str, sign: int) -> None:
    lines = [
        {"Amount": 6, "AccountBasedExpenseLineDetail": {"AccountRef": OTHER}},
        {"Amount": -1, "AccountBasedExpenseLineDetail": {"AccountRef": OTHER}},
        {"Amount": 4, "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "5"}}},
        {"Amount": 0, "AccountBasedExpenseLineDetail": {"AccountRef": BANK}},
        {"Amount": 1, "DetailType": "AccountBasedExpenseLineDetail"},
    ]
    facts = read(entity, TotalAmt=10, VendorRef=OTHER, Line=lines)
    other = Reference("36", None)
    # Whom it is owed to is told by its balance.
    assert facts.movements == (
        AccountMovement(other, Decimal(6 * sign)),
        AccountMovement(other, Decimal(-sign)),
    )
    assert moved(entity, TotalAmt=0, Balance=0, PrivateNote="Voided", Line=lines) == []
    assert refused_field(entity, sparse=True, Line=lines) == "Line"


def test_nothing_moves_by_zero_or_by_an_unknown_amount() -> None:
    assert moved("Payment", TotalAmt=0, DepositToAccountRef=BANK) == []
    assert moved("Payment", DepositToAccountRef=BANK) == []


def test_a_movement_keeps_the_name_of_its_account() -> None:
    [step] = read("Payment", TotalAmt=10, DepositToAccountRef=BANK).movements
    assert step == AccountMovement(Reference("35", "Checking"), Decimal(10))


def test_a_transfer_has_its_amount_as_total() -> None:
    assert read("Transfer", Amount=Decimal("250.0")).total == 250


def test_a_journal_entry_posts_debits_and_credits_and_totals_its_debits() -> None:
    lines = [
        posting("Debit", BANK, 20),
        posting("Credit", OTHER, Decimal("20.5")),
        posting("Debit", BANK, Decimal("0.5")),
        posting("Debit", BANK, 0),
        {"Description": "no posting", "DetailType": "DescriptionOnly"},
    ]
    assert moved("JournalEntry", Line=lines) == [("35", 20), ("36", Decimal("-20.5")), ("35", Decimal("0.5"))]
    assert read("JournalEntry", Line=lines).total == Decimal("20.5")


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([posting(None, BANK, 5)], "Line[0].JournalEntryLineDetail.PostingType"),
        (
            [posting("Debit", BANK, 5), posting("debit", BANK, 5)],
            "Line[1].JournalEntryLineDetail.PostingType",
        ),
        ([posting("Debit", BANK, "x")], "Line[0].Amount"),
        ([posting("Debit", BANK, None)], "Line[0].Amount"),
        ([posting("Debit", BANK, 10**15 - 1)] * 2, "Line"),
        ([posting("Debit", None, 5)], "Line[0].JournalEntryLineDetail.AccountRef"),
        ([posting("Debit", [], 5)], "Line[0].JournalEntryLineDetail.AccountRef"),
        ([{"Amount": 5, "JournalEntryLineDetail": "x"}], "Line[0].JournalEntryLineDetail"),
        ([5], "Line[0]"),
        ({}, "Line"),
    ],
)
def test_half_a_journal_entry_is_refused(lines: object, field: str) -> None:
    assert refused_field("JournalEntry", Line=lines) == field


@pytest.mark.parametrize("entity", ["BillPayment", "Payment"])
def test_a_payment_settles_what_its_lines_link_to(entity: str) -> None:
    lines = [
        line(Decimal("62.5"), ("Bill", "234")),
        line(-5, ("VendorCredit", "11")),
        line(0, ("Bill", "235")),
        line(10, ("BillPaymentCheck", "12")),
        line(10, ("BillPaymentCreditCard", "13")),
        {"Amount": 3},
        {"DetailType": "DescriptionOnly"},
    ]
    assert read(entity, TotalAmt=100, Line=lines).allocations == (
        Allocation("Bill", "234", Decimal("62.5")),
        Allocation("VendorCredit", "11", Decimal(-5)),
        Allocation("BillPayment", "12", Decimal(10)),
        Allocation("BillPayment", "13", Decimal(10)),
    )


def test_a_deposit_brings_what_customers_paid_and_may_be_smaller_for_fees() -> None:
    lines = [line(262, ("Payment", "154")), {"Amount": Decimal("-62.5")}, line(8, ("SalesReceipt", "9"))]
    text = read("Deposit", TotalAmt=Decimal("199.5"), DepositToAccountRef=BANK, Line=lines)
    assert text.allocations == (
        Allocation("Payment", "154", Decimal(262)),
        Allocation("SalesReceipt", "9", Decimal(8)),
    )
    # What it brings to the bank waited in Undeposited Funds.
    assert [(step.account.source_id, step.amount) for step in text.movements] == [
        ("35", Decimal("199.5")),
        ("", -262),
        ("", -8),
    ]


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([line(None, ("Bill", "1"))], "Line[0].Amount"),
        ([line("5x", ("Bill", "1"))], "Line[0].Amount"),
        ([line(5, ("", "1"))], "Line[0].LinkedTxn[0].TxnType"),
        ([line(5, ("Bill", ""))], "Line[0].LinkedTxn[0].TxnId"),
        ([{"Amount": 5, "LinkedTxn": ["1"]}], "Line[0].LinkedTxn[0]"),
        ([{"Amount": 5, "LinkedTxn": {}}], "Line[0].LinkedTxn"),
    ],
)
def test_half_a_payment_is_refused(lines: object, field: str) -> None:
    assert refused_field("BillPayment", TotalAmt=5, Line=lines) == field


def test_a_line_of_several_documents_keeps_its_cash_and_stays_unapplied() -> None:
    lines = [line(5, ("Bill", "1")), line(6, ("Bill", "2"), ("Bill", "3"))]
    for entity in ("BillPayment", "Payment"):
        text = read(entity, TotalAmt=11, Line=lines)
        assert text.allocations == (Allocation("Bill", "1", Decimal(5)),)
        assert (text.state, text.balance) == (DocumentState.OPEN, Decimal(6))


@pytest.mark.parametrize(
    ("total", "lines", "unapplied"),
    [
        (500, [], 500),
        (100, [line(60, ("Bill", "1"))], 40),
        (100, [line(150, ("Bill", "1")), line(50, ("VendorCredit", "2"))], 0),
        (0, [line(900, ("Bill", "1")), line(900, ("Check", "2"))], 0),
        (0, [line(900, ("Bill", "1")), line(900, ("JournalEntry", "2"))], 0),
        (800, [line(800, ("JournalEntry", "2"))], 0),
        (100, [line(150, ("Bill", "1"))], 0),
        (None, [], None),
    ],
)
def test_a_payment_to_a_vendor_leaves_what_it_settles_nothing_with(
    total: object, lines: list[object], unapplied: object
) -> None:
    assert read("BillPayment", TotalAmt=total, Line=lines).balance == unapplied


def test_lines_name_whom_they_are_about() -> None:
    lines = [
        {
            "Amount": 5,
            "JournalEntryLineDetail": {
                "PostingType": "Credit",
                "AccountRef": OTHER,
                "Entity": {"Type": "Vendor", "EntityRef": {"value": "9"}},
            },
        },
        posting("Debit", BANK, 5),
    ]
    credit, debit = read("JournalEntry", Line=lines).movements
    assert credit.party == (PartyKind.VENDOR, Reference("9", None))
    assert debit.party is None


@pytest.mark.parametrize(
    ("entity", "data"),
    [
        ("BillPayment", {"CheckPayment": {"BankAccountRef": BANK}, "Line": [line(10, ("Bill", "1"))]}),
        ("Payment", {"DepositToAccountRef": BANK, "Line": [line(10, ("Invoice", "1"))]}),
        ("Purchase", {"AccountRef": BANK}),
        (
            "Deposit",
            {
                "DepositToAccountRef": BANK,
                "CashBack": {"AccountRef": OTHER, "Amount": 10},
                "Line": [line(10, ("Payment", "1"))],
            },
        ),
        ("Transfer", {"Amount": 0, "FromAccountRef": BANK, "ToAccountRef": OTHER}),
        ("JournalEntry", {"Line": [posting("Debit", BANK, 0), posting("Credit", OTHER, 10)]}),
    ],
)
def test_a_voided_document_has_moved_and_settled_nothing(entity: str, data: dict[str, object]) -> None:
    text = read(entity, **data, TotalAmt=0, PrivateNote="Voided by accountant")
    assert (text.state, text.movements, text.allocations) == (DocumentState.VOIDED, (), ())
