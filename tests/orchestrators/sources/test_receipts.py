"""Receipts and refunds in a table of cash say what QuickBooks says of the same money."""

from pathlib import Path

import pytest

from orchestrators.sources.facts import DocumentFacts, SourceRecord
from orchestrators.sources.quickbooks.normalise import normalise
from tests.serving import Served
from tests.sources.tables.importing import load, tables_of
from tests.sources.tables.reading import documents, exported
from tests.world import OWNER

HEADER = "id,date,account,amount,type\n"
BANK = "id,name,type,balance\n35,Bank,Bank,5000\n"
DAY = "2026-09-05"


def _of_table(kind: str, *amounts: str) -> DocumentFacts:
    rows = "".join(f"1,{DAY},Bank,{amount},{kind}\n" for amount in amounts)
    (facts,) = documents(exported({"accounts.csv": BANK, "cash.csv": HEADER + rows}))
    return facts


def _of_quickbooks(entity: str, total: str) -> DocumentFacts:
    account = {"value": "35", "name": "Bank"}
    data: dict[str, object] = {
        "Id": "1",
        "TxnDate": DAY,
        "TotalAmt": total,
        "DepositToAccountRef": account,
        "Line": [],
    }
    facts = normalise(SourceRecord("a.json", entity, data))
    assert isinstance(facts, DocumentFacts)
    return facts


@pytest.mark.parametrize(
    ("kind", "amount", "entity", "total"),
    [
        ("sales receipt", "74", "SalesReceipt", "74"),
        ("sales receipt", "-40", "SalesReceipt", "-40"),
        ("refund", "-76", "RefundReceipt", "76"),
        ("refund", "76", "RefundReceipt", "-76"),
    ],
)
def test_a_receipt_has_the_sign_that_quickbooks_gives_it(
    kind: str, amount: str, entity: str, total: str
) -> None:
    given, same = _of_table(kind, amount), _of_quickbooks(entity, total)
    assert (given.kind, given.state, given.total) == (same.kind, same.state, same.total)
    assert [(part.account.source_id, part.amount) for part in given.movements] == [
        (part.account.source_id, part.amount) for part in same.movements
    ]


def test_parts_of_a_receipt_that_cancel_each_other_are_no_income() -> None:
    assert _of_table("sales receipt", "5", "-5").total == 0


async def test_a_negative_receipt_lowers_income(served: Served, tmp_path: Path) -> None:
    business = await served.world.business()
    rows = (
        f"1,{DAY},Bank,74,sales receipt\n2,{DAY},Bank,-5,sales receipt\n"
        f"3,{DAY},Bank,-20,refund\n4,{DAY},Bank,6,refund\n"
    )
    await load(served, business, tables_of(tmp_path, accounts=BANK, cash=HEADER + rows))
    query = '{ income(fromDate: "2026-09-01", toDate: "2026-09-30", by: [MONTH]) { total { amount } } }'
    reply = await served.api.ask(query, user=OWNER, business=business)
    assert reply.data["income"]["total"]["amount"] == "55.00"
