"""Each check that looks beyond a document alone: what it finds, and what it leaves alone."""

from dataclasses import dataclass

from orchestrators.calculations.hygiene.checks import CheckName
from tests.clock import today, within
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.issues.records import (
    ASKED,
    CHECKING,
    EXPENSES,
    GBP,
    NET_30,
    THE_15TH,
    UNCATEGORISED,
    Records,
    cheque,
    credit,
    due_after,
    line,
    paid,
    termed,
)


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
