"""What leads from bills, invoices, vendors and customers to what belongs to them, read for a page at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from orchestrators.paging import MAX_LINKED, MAX_PAYMENTS
from schema.operations.cost import LISTS
from tests.records import bill, customer, invoice, vendor
from tests.schema.books.postings import TODAY, settles
from tests.schema.books.postings import link as line
from tests.schema.decisions.desk import Desk, codes, seen
from tests.schema.runway.till import Till, claim, collect, open_till, owed, pay
from tests.serving import Served

SOON, LAST_WEEK = TODAY + timedelta(days=20), TODAY - timedelta(days=7)
LINKS = """
  documentNumber decisions { id status proposedAt } issues { id check } instruction { id reference }
  payments { date amount { amount currencyCode } payment { id paymentKind total { amount } } }
"""


@pytest.fixture
async def till(served: Served) -> Till:
    made = await open_till(served)
    await made.load(
        Bill=[
            owed("1", SOON, 100, DocNumber="one", Balance=40),
            owed("2", SOON, 50, DocNumber="two"),
            bill("3", DocNumber="three", DueDate=None),
        ],
        BillPayment=[pay("p", LAST_WEEK, 60, "1")],
        Invoice=[claim("1", SOON, 80, DocNumber="I one", Deposit=30, Balance=10)],
        Payment=[collect("c", LAST_WEEK, 40, "1")],
    )
    return made


async def links(till: Till, root: str = "bills") -> Mapping[str, Any]:
    nodes = (await till.ask(f"{{ {root} {{ nodes {{ {LINKS} }} }} }}"))[root]["nodes"]
    return {node["documentNumber"]: node for node in nodes}


def paid(document: Any) -> list[tuple[str, str, str | None]]:
    return [
        (item["date"], item["amount"]["amount"], item["payment"] and item["payment"]["paymentKind"])
        for item in document["payments"]
    ]


async def test_payments_are_what_was_applied_to_a_document_the_latest_first(till: Till) -> None:
    await till.load(BillPayment=[pay("q", TODAY, 10, "1"), pay("r", TODAY - timedelta(days=90), 5, "1", "2")])
    bills = await links(till)
    assert paid(bills["one"]) == [
        (str(TODAY), "10.00", "BILL_PAYMENT"),
        (str(LAST_WEEK), "60.00", "BILL_PAYMENT"),
        (str(TODAY - timedelta(days=90)), "2.50", "BILL_PAYMENT"),
    ]
    assert paid(bills["two"]) == [(str(TODAY - timedelta(days=90)), "2.50", "BILL_PAYMENT")]
    assert paid(bills["three"]) == []
    assert bills["one"]["payments"][1]["payment"]["total"] == {"amount": "60.00"}


async def test_a_deposit_that_an_invoice_records_is_applied_without_a_payment(till: Till) -> None:
    issued = str(SOON - timedelta(days=30))
    documents = await links(till, "invoices")
    assert sorted(paid(documents["I one"])) == sorted(
        [(str(LAST_WEEK), "40.00", "PAYMENT"), (issued, "30.00", None)]
    )


async def test_a_voided_payment_is_no_longer_applied(till: Till) -> None:
    await till.load(BillPayment=[{"Id": "p", "status": "Deleted"}])
    assert paid((await links(till))["one"]) == []


async def test_a_vendor_credit_settles_through_the_payment_that_used_it(till: Till) -> None:
    await till.load(
        VendorCredit=[settles("v", 3, 25)],
        BillPayment=[settles("u", 1, 0, line(25, "Bill", "2"), line(25, "VendorCredit", "v"))],
    )
    assert paid((await links(till))["two"]) == [(str(TODAY - timedelta(days=1)), "25.00", "BILL_PAYMENT")]


async def test_decisions_are_those_about_the_document_the_latest_first(till: Till) -> None:
    desk = Desk(till.world, till.api, till.business, {})
    item = await till.id("Bill", "2")
    made = []
    for _ in range(3):
        made.append((await desk.propose(item))["decision"]["id"])
        await desk.withdraw(made[-1])
    made.append((await desk.propose(item))["decision"]["id"])
    documents = await links(till)
    assert [decision["id"] for decision in documents["two"]["decisions"]] == made[::-1]
    assert [decision["status"] for decision in documents["two"]["decisions"]] == [
        "PROPOSED",
        *["WITHDRAWN"] * 3,
    ]
    assert documents["one"]["decisions"] == documents["three"]["decisions"] == []


async def test_no_list_of_a_document_is_longer_than_its_operation_is_counted_as(till: Till) -> None:
    desk = Desk(till.world, till.api, till.business, {})
    item = await till.id("Bill", "2")
    made = [(await desk.propose(item))["decision"]["id"]]
    for _ in range(MAX_LINKED):
        await desk.withdraw(made[-1])
        made.append((await desk.propose(item))["decision"]["id"])
    days = range(1, MAX_PAYMENTS + 2)
    await till.load(BillPayment=[pay(f"n-{n}", TODAY - timedelta(days=n), 1, "2") for n in days])
    document = (await links(till))["two"]
    assert [decision["id"] for decision in document["decisions"]] == made[:0:-1]
    assert [item[0] for item in paid(document)] == [str(TODAY - timedelta(days=n)) for n in days][:-1]
    for name, most in (("decisions", MAX_LINKED), ("issues", MAX_LINKED), ("payments", MAX_PAYMENTS)):
        assert {LISTS[f"{kind}.{name}"] for kind in ("Document", "Bill", "Invoice")} == {most}


async def test_issues_are_the_open_ones_about_the_document(till: Till) -> None:
    documents = await links(till)
    assert [issue["check"] for issue in documents["three"]["issues"]] == ["MISSING_DUE_DATE"]
    assert documents["two"]["issues"] == []
    await till.load(Bill=[bill("3", DocNumber="three", SyncToken="1", DueDate=str(SOON))])
    assert (await links(till))["three"]["issues"] == []


async def test_an_instruction_is_in_force_until_the_books_show_it_or_it_is_refused(till: Till) -> None:
    desk = Desk(till.world, till.api, till.business, {})
    for source_id in ("1", "2"):
        made = (await desk.propose(await till.id("Bill", source_id)))["decision"]
        assert codes(await desk.finalize([made])) == [None]
    documents = await links(till)
    waiting = {item["item"]["id"]: item["id"] for item in await desk.outbox()}
    assert documents["one"]["instruction"]["id"] == waiting[await till.id("Bill", "1")]
    assert documents["two"]["instruction"]["id"] == waiting[await till.id("Bill", "2")]
    assert documents["three"]["instruction"] is None
    refusal = {"id": documents["one"]["instruction"]["id"], "refusal": "No funds"}
    assert codes(await desk.step("acknowledgeOutbox", {"instructions": [refusal]})) == [None]
    await till.load(Bill=[owed("2", SOON, 50, DocNumber="two", Balance=0, SyncToken="1")])
    documents = await links(till)
    assert (documents["one"]["instruction"], documents["two"]["instruction"]) == (None, None)


async def test_an_open_decision_is_no_instruction(till: Till) -> None:
    desk = Desk(till.world, till.api, till.business, {})
    made = (await desk.propose(await till.id("Bill", "1")))["decision"]
    assert seen(made)
    assert (await links(till))["one"]["instruction"] is None


#: Lists of a counterparty's documents: the root, its list, the list of all documents, and the entity.
SIDES = (
    ("vendors", "bills", vendor, bill, "VendorRef"),
    ("customers", "invoices", customer, invoice, "CustomerRef"),
)
ARGUMENTS = (
    "first: 100",
    "first: 2",
    "first: 1, orderBy: [{field: TOTAL, descending: true}]",
    "first: 3, orderBy: [{field: ISSUE_DATE}, {field: OPEN_BALANCE, descending: true}]",
    'first: 100, filter: {dueDate: {gte: "2026-12-05"}}',
    "first: 2, filter: {dueDate: {isNull: true}}",
    "first: 100, filter: {tier: {in: [STANDARD]}}",
    "first: 100, filter: {tier: {eq: STRATEGIC}}",
)


@pytest.fixture
async def full(served: Served) -> Till:
    """Vendors and customers with seven documents, with one, and with none."""
    made = await open_till(served)
    for _, root, party, document, ref in SIDES:
        of = {"1": 7, "2": 1, "3": 0}
        made_of = [
            document(
                f"{owner}-{n}",
                **{ref: {"value": owner}},
                DocNumber=f"{owner}-{n}",
                TxnDate=f"2026-11-{n // 2 + 1:02}",
                DueDate=f"2026-12-{n + 1:02}" if n % 3 else None,
                TotalAmt=100.0 + n % 4,
                Balance=10.0 + n % 3,
            )
            for owner, number in of.items()
            for n in range(number)
        ]
        await made.load(
            **{
                ref.removesuffix("Ref"): [party(owner, f"Party {owner}") for owner in of],
                root.removesuffix("s").capitalize(): made_of,
            }
        )
    return made


PAGE = "edges { cursor node { documentNumber } } pageInfo { hasNextPage endCursor } totalCount { count }"


@pytest.mark.parametrize("given", ARGUMENTS)
@pytest.mark.parametrize("side", SIDES, ids=lambda side: side[1])
async def test_documents_of_a_counterparty_are_those_of_the_whole_list_page_by_page(
    full: Till, side: Any, given: str
) -> None:
    root, documents, *_ = side
    parties = (await full.ask(f"{{ {root} {{ nodes {{ id }} }} }}"))[root]["nodes"]
    assert len(parties) == 3
    for party in parties:
        owned = f'{{counterpartyId: {{eq: "{party["id"]}"}}}}'
        whole = given.replace("filter: {", f"filter: {{and: [{owned}], ")
        whole = whole if "filter" in given else f"{whole}, filter: {owned}"
        after, pages = None, 0
        while pages == 0 or after is not None:
            cursor = f', after: "{after}"' if after else ""
            below = await full.ask(
                f"{{ {root} {{ nodes {{ id {documents}({given}{cursor}) {{ {PAGE} }} }} }} }}"
            )
            (own,) = [node[documents] for node in below[root]["nodes"] if node["id"] == party["id"]]
            assert own == (await full.ask(f"{{ {documents}({whole}{cursor}) {{ {PAGE} }} }}"))[documents]
            after = own["pageInfo"]["endCursor"] if own["pageInfo"]["hasNextPage"] else None
            pages += 1


async def test_a_page_of_counterparties_takes_as_many_statements_as_one_of_them(full: Till) -> None:
    query = (
        f"{{ vendors(first: %s) {{ nodes {{ bills {{ totalCount {{ count }} nodes {{ {LINKS} }} }} }} }} }}"
    )
    counts = []
    for first in ("1", "3"):
        full.world.statements.clear()
        await full.ask(query % first)
        counts.append(len(full.world.statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("given", ["first: 0", "first: 101", 'after: "x"'])
async def test_a_page_that_cannot_be_is_refused_below_a_list_too(full: Till, given: str) -> None:
    reply = await full.reply(f"{{ vendors {{ nodes {{ bills({given}) {{ nodes {{ id }} }} }} }} }}")
    assert set(reply.codes) == {"BAD_USER_INPUT"}
    assert reply.errors[0]["extensions"]["field"] == given.partition(":")[0]


async def test_two_pages_of_the_same_list_are_two_statements_however_many_parents(full: Till) -> None:
    query = (
        "{ vendors { nodes { a: bills(first: 1) { nodes { id } } b: bills(first: 2) { nodes { id } } } } }"
    )
    full.world.statements.clear()
    nodes = (await full.ask(query))["vendors"]["nodes"]
    assert [(len(node["a"]["nodes"]), len(node["b"]["nodes"])) for node in nodes] == [(1, 2), (1, 1), (0, 0)]
    assert len([sql for sql in full.world.statements if "runway.document" in sql]) == 2
