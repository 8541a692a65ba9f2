"""Each kind of transaction has its state from its amounts, and its party from its own field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from orchestrators.books.documents import DocumentState
from orchestrators.sources.facts import (
    DocumentFacts,
    DocumentKind,
    Link,
    Origin,
    PartyKind,
    Reference,
    SourceRecord,
)
from orchestrators.sources.quickbooks.fields import Fields
from orchestrators.sources.quickbooks.normalise import normalise
from orchestrators.sources.quickbooks.transactions import SHAPES

OPEN, SETTLED, VOIDED = DocumentState.OPEN, DocumentState.SETTLED, DocumentState.VOIDED
BANK = {"value": "35", "name": "Checking"}


def read(entity: str, **data: object) -> DocumentFacts:
    result = normalise(SourceRecord("a.json", entity, {"Id": "7", **data}))
    assert isinstance(result, DocumentFacts)
    return result


def test_a_whole_bill() -> None:
    text = read(
        "Bill",
        SyncToken="2",
        DocNumber=" 1001 ",
        VendorRef={"value": "46", "name": "Norton"},
        SalesTermRef={"value": "3"},
        TxnDate="2014-11-06",
        DueDate="2014-12-06",
        TotalAmt=Decimal("103.55"),
        Balance=Decimal("3.55"),
        CurrencyRef={"value": "USD"},
        ExchangeRate=1,
        PrivateNote="Lumber",
        LinkedTxn=[{"TxnId": "118", "TxnType": "BillPaymentCheck"}],
    )
    assert text == DocumentFacts(
        origin=Origin("Bill", "7", 2, None),
        kind=DocumentKind.BILL,
        state=OPEN,
        number="1001",
        party_kind=PartyKind.VENDOR,
        party=Reference("46", "Norton"),
        term=Reference("3", None),
        issue_date=date(2014, 11, 6),
        due_date=date(2014, 12, 6),
        total=Decimal("103.55"),
        balance=Decimal("3.55"),
        currency_code="USD",
        exchange_rate=Decimal(1),
        note="Lumber",
        allocations=(),
        settled_by=(Link("BillPayment", "118"),),
        movements=(),
    )


@pytest.mark.parametrize("entity", ["Bill", "Invoice"])
@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"TotalAmt": 10, "Balance": 0}, SETTLED),
        ({"TotalAmt": 10, "Balance": "0.00"}, SETTLED),
        ({"TotalAmt": 10, "Balance": 10}, OPEN),
        ({"TotalAmt": 10, "Balance": 12}, OPEN),
        ({"TotalAmt": 10, "Balance": -2}, OPEN),
        ({"TotalAmt": 10}, OPEN),
        ({}, OPEN),
        ({"TotalAmt": 0, "Balance": 0}, VOIDED),
        ({"TotalAmt": 0}, OPEN),
        ({"TotalAmt": 0, "Balance": 0, "Line": [{"Amount": 5}, {"Amount": -5}]}, SETTLED),
        ({"TotalAmt": 0, "Balance": 0, "PrivateNote": "  VOIDED - twice"}, VOIDED),
        ({"TotalAmt": 0, "PrivateNote": "Voided"}, VOIDED),
        ({"TotalAmt": 0, "Balance": 10, "PrivateNote": "Voided"}, OPEN),
        ({"TotalAmt": 10, "Balance": 0, "PrivateNote": "Voided"}, SETTLED),
        ({"TotalAmt": 0, "Balance": 0, "PrivateNote": "Annulée"}, VOIDED),
        ({"Balance": 0, "PrivateNote": "Voided"}, SETTLED),
    ],
)
def test_what_is_owed_is_open_until_its_balance_is_zero(
    entity: str, data: dict[str, object], state: DocumentState
) -> None:
    assert read(entity, **data).state is state


@pytest.mark.parametrize("entity", ["VendorCredit", "CreditMemo"])
@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"TotalAmt": 90, "Balance": 90}, OPEN),
        ({"TotalAmt": 90, "Balance": 0}, SETTLED),
        ({"TotalAmt": 90}, OPEN),
        ({"TotalAmt": 0}, SETTLED),
        ({}, SETTLED),
        ({"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}, VOIDED),
    ],
)
def test_a_credit_is_open_while_some_of_it_is_left(
    entity: str, data: dict[str, object], state: DocumentState
) -> None:
    text = read(entity, **data, Line=[{"Amount": 90}])
    assert (text.state, text.movements, text.allocations) == (state, (), ())


@pytest.mark.parametrize(
    ("unapplied", "state", "balance"), [(40, OPEN, 40), (0, SETTLED, 0), (None, OPEN, 40), (-5, SETTLED, 0)]
)
def test_a_payment_is_open_while_some_of_it_is_not_applied(
    unapplied: object, state: DocumentState, balance: int
) -> None:
    text = read("Payment", TotalAmt=40, UnappliedAmt=unapplied)
    assert (text.state, text.balance) == (state, Decimal(balance))


@pytest.mark.parametrize(
    "entity", ["Purchase", "Deposit", "Transfer", "JournalEntry", "SalesReceipt", "RefundReceipt"]
)
def test_money_that_has_moved_is_settled_and_owes_nothing(entity: str) -> None:
    posting = {"PostingType": "Debit", "AccountRef": {"value": "35"}}
    lines = [{"Amount": 10, "JournalEntryLineDetail": posting}]
    text = read(entity, TotalAmt=10, Amount=10, Balance=10, Line=lines)
    assert (text.state, text.balance) == (SETTLED, None)


@pytest.mark.parametrize(
    ("entity", "data", "kind"),
    [
        ("Bill", {"VendorRef": BANK}, PartyKind.VENDOR),
        ("BillPayment", {"VendorRef": BANK}, PartyKind.VENDOR),
        ("VendorCredit", {"VendorRef": BANK}, PartyKind.VENDOR),
        ("Invoice", {"CustomerRef": BANK}, PartyKind.CUSTOMER),
        ("Payment", {"CustomerRef": BANK}, PartyKind.CUSTOMER),
        ("CreditMemo", {"CustomerRef": BANK}, PartyKind.CUSTOMER),
        ("Purchase", {"EntityRef": {**BANK, "type": "Vendor"}}, PartyKind.VENDOR),
        ("Purchase", {"EntityRef": {**BANK, "type": "Customer"}}, PartyKind.CUSTOMER),
        ("Purchase", {"EntityRef": BANK}, PartyKind.VENDOR),
        ("Purchase", {"EntityRef": "35"}, PartyKind.VENDOR),
        ("Purchase", {"EntityRef": {**BANK, "type": "Employee"}}, None),
        ("Purchase", {"EntityRef": {"value": "", "type": "Vendor"}}, None),
        ("Purchase", {}, None),
        ("Invoice", {"VendorRef": BANK}, None),
        ("Transfer", {"VendorRef": BANK, "CustomerRef": BANK}, None),
    ],
)
def test_who_is_on_the_other_side(entity: str, data: dict[str, object], kind: PartyKind | None) -> None:
    text = read(entity, **data)
    assert text.party_kind is kind
    assert (text.party.source_id if text.party else None) == ("35" if kind else None)


def test_lines_of_an_invoice_are_not_summed() -> None:
    lines = [{"Amount": 50}, {"Amount": 50, "DetailType": "SubTotalLineDetail"}]
    assert read("Invoice", TotalAmt=50, Line=lines).total == 50


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([], 500),
        ([(300, "Invoice")], 200),
        ([(600, "Invoice"), (100, "CreditMemo")], 0),
        ([(300, "Invoice"), (100, "CreditMemo")], 300),
        ([(500, "JournalEntry")], 0),
        ([(500, "Check")], 0),
        ([(700, "Invoice")], 0),
    ],
)
def test_what_a_payment_leaves_follows_from_its_lines_where_it_is_not_told(
    lines: list[tuple[int, str]], left: int
) -> None:
    linked = [
        {"Amount": amount, "LinkedTxn": [{"TxnId": str(number), "TxnType": kind}]}
        for number, (amount, kind) in enumerate(lines)
    ]
    assert read("Payment", TotalAmt=500, Line=linked).balance == Decimal(left)


class _Watched(dict[str, Any]):
    """A record that keeps in mind which of its fields are read."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("entity", sorted(SHAPES))
def test_what_moved_is_made_of_no_other_fields(entity: str) -> None:
    shape = SHAPES[entity]
    # Whatever a step reads only if another field is there, is there.
    record = _Watched({"Id": "1", "Deposit": 5, "Line": []})
    fields = Fields(record)
    list(shape.steps(fields, Decimal(1)))
    list(shape.links(fields))
    assert record.read - {"Id"} <= shape.made_of
