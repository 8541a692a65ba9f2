"""Books of a business that buys and sells, as records of a source and as what each document comes to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random
from typing import Any

from tests.records import account, customer, vendor

FIRST = date(2025, 9, 1)
DAYS, DOCUMENTS = 500, 240
#: Parties and accounts by their ids at the source. Accounts 98 and 99 are named by lines alone.
VENDORS = {"1": "Paper Supplies", "2": "Rent Ltd", "3": "Cloud GmbH"}
CUSTOMERS = {"1": "Corner Shop", "2": "Pinewater"}
ACCOUNTS = {"70": "Office", "71": "Rent", "72": "Software", "98": None}
BANK, CARD, PETTY_CASH, PAYABLE, RECEIVABLE, UNLISTED = "35", "41", "60", "90", "91", "99"
KINDS = {
    "Bill": "BILL",
    "VendorCredit": "VENDOR_CREDIT",
    "Purchase": "PURCHASE",
    "TaxPayment": "PURCHASE",
    "Invoice": "INVOICE",
    "SalesReceipt": "SALES_RECEIPT",
    "CreditMemo": "CREDIT_MEMO",
    "RefundReceipt": "REFUND_RECEIPT",
}
SPEND = ("BILL", "VENDOR_CREDIT", "PURCHASE")

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A document: what it put onto accounts in its own currency, spend and income both positive.

    `parts` is None where the total is not told, `rate` where it is not known.
    """

    kind: str
    day: date
    party: str | None
    rate: Decimal | None
    parts: Mapping[str | None, Decimal] | None
    stands: bool = True


@dataclass(slots=True)
class Drawn:
    """Books as they are drawn: records by entity, and what is known of each."""

    chance: Random
    known: list[Known] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def amount(self) -> Decimal:
        """Any of cents."""
        return Decimal(self.chance.randint(1, 99_999)) / 100

    def lines(self) -> dict[str | None, Decimal]:
        """What a document puts onto accounts; without an account what items cost, and tax."""
        chosen: list[str | None] = self.chance.sample([*ACCOUNTS], self.chance.randint(0, 3))
        return {name: self.amount() for name in [*chosen, *([None] if self.chance.random() < 0.6 else [])]}

    def draw(self, number: int) -> None:
        """One document more."""
        entity = self.chance.choice([*KINDS])
        day = FIRST + timedelta(self.chance.randrange(DAYS))
        party = self.chance.choice([None, *(VENDORS if KINDS[entity] in SPEND else CUSTOMERS)])
        record: dict[str, Any] = {"Id": f"{entity}-{number}", "SyncToken": "0", "TxnDate": str(day)}
        rate: Decimal | None = Decimal(1)
        if entity != "TaxPayment" and self.chance.random() < 0.25:
            rate = self.chance.choice([None, Decimal("1.2345")])
            record |= {"CurrencyRef": {"value": "EUR"}, **({"ExchangeRate": float(rate)} if rate else {})}
        parts = _FILL[entity](self, record, party)
        stands = self.chance.random() < 0.9
        if not stands:
            record |= {"TotalAmt": 0, "PaymentAmount": 0, "Balance": 0, "PrivateNote": "Voided", "Line": []}
            record |= {"Description": "Voided"}
        name = None
        if party is not None and entity != "TaxPayment":
            name = (VENDORS if KINDS[entity] in SPEND else CUSTOMERS)[party]
        self.known.append(Known(KINDS[entity], day, name, rate, parts, stands))
        self.records[entity].append(record)


def books(seed: int) -> Drawn:
    """Many documents over more than a year."""
    result = Drawn(Random(seed))
    result.records |= {
        "Vendor": [vendor(key, name) for key, name in VENDORS.items()],
        "Customer": [customer(key, name) for key, name in CUSTOMERS.items()],
        "Account": [
            account(BANK, Name="Checking"),
            account(CARD, Name="Visa", AccountType="Credit Card", AccountSubType="CreditCard"),
            account(PETTY_CASH, Name="Petty cash", AccountType="Other Current Asset", AccountSubType=None),
            account(PAYABLE, Name="Payables", AccountType="Accounts Payable", AccountSubType=None),
            account(RECEIVABLE, Name="Owed", AccountType="Accounts Receivable", AccountSubType=None),
            *(
                account(key, Name=name, AccountType="Expense", AccountSubType=None)
                for key, name in ACCOUNTS.items()
                if name
            ),
        ],
    }
    for number in range(DOCUMENTS):
        result.draw(number)
    return result


def groups(
    documents: Iterable[Known], side: Iterable[str], period: tuple[date, date], by: Iterable[str]
) -> Any:
    """Amounts and numbers of documents by group, worked out document by document; and what is in none."""
    amounts: dict[Key, Decimal] = defaultdict(Decimal)
    counted: dict[Key, set[int]] = defaultdict(set)
    without_rate = without_amount = 0
    for number, item in enumerate(documents):
        if item.kind not in side or not item.stands or not period[0] <= item.day <= period[1]:
            continue
        if item.parts is None:
            without_amount += 1
            continue
        sign = -1 if item.kind in ("VENDOR_CREDIT", "CREDIT_MEMO", "REFUND_RECEIPT") else 1
        parts = item.parts if "ACCOUNT" in by else {None: sum(item.parts.values(), Decimal(0))}
        if item.rate is None:
            without_rate += any(item.parts.values())
            continue
        for name, amount in parts.items():
            if amount:
                key = tuple(_key(item, name, column) for column in by)
                amounts[key] += sign * amount * item.rate
                counted[key].add(number)
    return amounts, counted, without_rate, without_amount


def cents(amount: Decimal) -> str:
    """As the API rounds it."""
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN))


def _key(item: Known, account_id: str | None, column: str) -> object:
    return {
        "MONTH": str(item.day.replace(day=1)),
        "COUNTERPARTY": item.party,
        "ACCOUNT": account_id and (ACCOUNTS[account_id] or f"Account {account_id}"),
        "KIND": item.kind,
    }[column]


def _expense(account_id: str, amount: Decimal) -> dict[str, Any]:
    detail = "AccountBasedExpenseLineDetail"
    return {"Amount": float(amount), "DetailType": detail, detail: {"AccountRef": {"value": account_id}}}


def _expenses(parts: Mapping[str | None, Decimal]) -> list[dict[str, Any]]:
    item = {"DetailType": "ItemBasedExpenseLineDetail"}
    return [
        {**item, "Amount": float(amount)} if name is None else _expense(name, amount)
        for name, amount in parts.items()
    ]


def _bill(drawn: Drawn, record: dict[str, Any], party: str | None) -> Mapping[str | None, Decimal] | None:
    parts = drawn.lines()
    total = sum(parts.values(), Decimal(0))
    record |= {"Line": _expenses(parts), "TotalAmt": float(total), "Balance": float(total)}
    record |= {"VendorRef": {"value": party}} if party else {}
    if drawn.chance.random() < 0.1:
        del record["TotalAmt"]
        return None
    return parts


def _purchase(drawn: Drawn, record: dict[str, Any], party: str | None) -> Mapping[str | None, Decimal]:
    """A cheque, an expense or a refund; some pay a card, a bill or a customer beside, which is no spend."""
    parts, payer = drawn.lines(), drawn.chance.choice([BANK, CARD, PETTY_CASH, UNLISTED])
    lines, total = _expenses(parts), sum(parts.values(), Decimal(0))
    is_listed = payer in (BANK, CARD)
    if is_listed and drawn.chance.random() < 0.3:
        settled = drawn.amount()
        other = drawn.chance.choice([PAYABLE, RECEIVABLE, CARD if payer == BANK else BANK])
        lines, total = [*lines, _expense(other, settled)], total + settled
    record |= {"Line": lines, "TotalAmt": float(total), "AccountRef": {"value": payer}}
    record |= {"EntityRef": {"value": party, "type": "Vendor"}} if party else {}
    if is_listed and drawn.chance.random() < 0.2:
        record["Credit"] = True
        return {name: -amount for name, amount in parts.items()}
    return parts


def _tax(drawn: Drawn, record: dict[str, Any], _: str | None) -> Mapping[str | None, Decimal]:
    amount, is_refund = drawn.amount(), drawn.chance.random() < 0.3
    record |= {"PaymentDate": record.pop("TxnDate"), "PaymentAmount": float(amount), "Refund": is_refund}
    record["PaymentAccountRef"] = {"value": BANK}
    return {None: -amount if is_refund else amount}


def _sale(drawn: Drawn, record: dict[str, Any], party: str | None) -> Mapping[str | None, Decimal]:
    amount = drawn.amount()
    line = {"Amount": float(amount), "DetailType": "SalesItemLineDetail"}
    record |= {
        "Line": [line],
        "TotalAmt": float(amount),
        "Balance": 0,
        "DepositToAccountRef": {"value": BANK},
    }
    record |= {"CustomerRef": {"value": party}} if party else {}
    return {None: amount}


_FILL = {
    "Bill": _bill,
    "VendorCredit": _bill,
    "Purchase": _purchase,
    "TaxPayment": _tax,
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), _sale),
}
