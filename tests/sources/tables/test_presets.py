"""Reports of QuickBooks and exports of Xero are read as they come, as far as their columns are known."""

from decimal import Decimal

from orchestrators.sources.facts import DocumentKind, PartyFacts, PartyKind, Rejected, RejectionCause
from orchestrators.sources.tables.mapping import preset
from tests.sources.tables.reading import documents, exported, refusals

UNPAID_BILLS = """Example Company,,,,,,
Unpaid Bills,,,,,,
"As of November 28, 2026",,,,,,
,,,,,,
,Date,Transaction type,Num,Due date,Past due,Amount,Open balance
Acme Paper,,,,,,,
,10/15/2026,Bill,A-1,11/14/2026,14,"1,200.50",700.50
,10/20/2026,Vendor Credit,C-1,10/20/2026,39,-50.00,-50.00
Total for Acme Paper,,,,,,"$1,150.50",$650.50
Total Energies,,,,,,,
,11/01/2026,Bill,,12/01/2026,-3,80.00,80.00
,11/02/2026,Journal Entry,9,,,5.00,5.00
Total for Total Energies,,,,,,$85.00,$85.00
TOTAL,,,,,,"$1,235.50",$735.50
,,,,,,,
"Saturday, November 28, 2026 10:00 AM GMT-08:00",,,,,,,
"""
OPEN_INVOICES = """Open Invoices
Example Company
"As of Nov 28, 2026"

,Date,Transaction type,Num,Term,Due date,Open balance
Corner Shop,,,,,,
,10/15/2026,Invoice,1001,Net 30,11/14/2026,"2,000.00"
,10/16/2026,Credit Memo,1002,,10/16/2026,-100.00
Back room,,,,,,
,10/17/2026,Invoice,1003,Net 30,11/16/2026,30.00
Total for Back room,,,,,,$30.00
,10/18/2026,Invoice,1004,Net 30,11/17/2026,40.00
Total for Corner Shop with sub-customers,,,,,,"$1,970.00"
TOTAL,,,,,,"$1,970.00"
"""
TRANSACTIONS = """Transaction List by Date
Example Company
"November 1-28, 2026"

Date,Transaction type,Num,Posting (Y/N),Name,Memo/Description,Account,Split,Amount
11/02/2026,Expense,,Y,Landlord,rent,Checking,Rent,"-1,500.00"
11/03/2026,Expense,,Y,Acme Paper,by card,Visa,Office,75.00
11/13/2026,Deposit,,Y,Corner Shop,,Checking,-Split-,400.00
11/14/2026,Bill,A-1,Y,Acme Paper,,Accounts Payable (A/P),Office,"1,200.50"
11/15/2026,Transfer,,Y,,,Checking,Savings,-250.00
11/16/2026,Payroll Check,,Y,A. Person,,Checking,Wages,900.00
11/17/2026,Credit Card Expense,,Y,Acme Paper,,Visa,Office,20.00
11/18/2026,Journal Entry,7,Y,,,Checking,-Split-,5.00
11/19/2026,Credit Card Payment,,Y,,,Checking,Visa,-80.00
"""
XERO_HEADER = (
    "*ContactName,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,TaxTotal,InvoiceAmountPaid,"
    "InvoiceAmountDue,Description,LineAmount,*AccountCode,*TaxType,Currency,Type,Status"
)
XERO_BILLS = f"""{XERO_HEADER}
Acme,B-1,,28/10/2026,27/11/2026,30.00,5.00,10.00,20.00,Paper,20.00,429,20%,GBP,Bill,Awaiting Payment
Acme,B-1,,28/10/2026,27/11/2026,30.00,5.00,10.00,20.00,Ink,5.00,453,20%,GBP,Bill,Awaiting Payment
Acme,B-2,,30/10/2026,29/11/2026,9.00,1.50,0.00,9.00,Pens,7.50,429,20%,GBP,Bill,Draft
"""


def test_unpaid_bills_have_their_vendor_from_the_heading() -> None:
    export = exported({"Example_Unpaid Bills.csv": UNPAID_BILLS}, preset("quickbooks"))
    assert [
        (item.kind, item.number, item.party and item.party.name, str(item.due_date), item.total, item.balance)
        for item in documents(export)
    ] == [
        (DocumentKind.BILL, "A-1", "Acme Paper", "2026-11-14", Decimal("1200.50"), Decimal("700.50")),
        (DocumentKind.VENDOR_CREDIT, "C-1", "Acme Paper", "2026-10-20", Decimal(50), Decimal(50)),
        (DocumentKind.BILL, None, "Total Energies", "2026-12-01", Decimal(80), Decimal(80)),
    ]
    ((file, field, _),) = refusals(export)
    assert (file, field) == ("Example_Unpaid Bills.csv:12", "Transaction type")


def test_open_invoices_do_without_amounts_and_return_to_the_outer_customer() -> None:
    export = exported({"Open Invoices.csv": OPEN_INVOICES}, preset("quickbooks"))
    assert refusals(export) == []
    assert [
        (item.kind, item.number, item.party and item.party.name, item.total, item.balance)
        for item in documents(export)
    ] == [
        (DocumentKind.INVOICE, "1001", "Corner Shop", None, Decimal(2000)),
        (DocumentKind.CREDIT_MEMO, "1002", "Corner Shop", None, Decimal(100)),
        (DocumentKind.INVOICE, "1003", "Back room", None, Decimal(30)),
        (DocumentKind.INVOICE, "1004", "Corner Shop", None, Decimal(40)),
    ]


def test_a_transaction_list_tells_what_moved() -> None:
    export = exported({"Transaction List by Date.csv": TRANSACTIONS}, preset("quickbooks"))
    assert [
        (item.kind, [(movement.account.name, movement.amount) for movement in item.movements])
        for item in documents(export)
    ] == [
        (DocumentKind.PURCHASE, [("Checking", Decimal(-1500)), ("Rent", Decimal(1500))]),
        (DocumentKind.PURCHASE, [("Visa", Decimal(-75)), ("Office", Decimal(75))]),
        (DocumentKind.DEPOSIT, [("Checking", Decimal(400))]),
        (DocumentKind.TRANSFER, [("Checking", Decimal(-250)), ("Savings", Decimal(250))]),
        (DocumentKind.PURCHASE, [("Checking", Decimal(-900)), ("Wages", Decimal(900))]),
        (DocumentKind.PURCHASE, [("Visa", Decimal(-20)), ("Office", Decimal(20))]),
    ]
    refused = [item for item in export.records if isinstance(item, Rejected)]
    assert [item.file.rpartition(":")[2] for item in refused] == ["9", "13", "14"]
    assert {item.cause for item in refused} == {RejectionCause.UNUSED}


def test_lines_of_a_xero_bill_are_one_bill() -> None:
    export = exported({"Bills.csv": XERO_BILLS}, preset("xero"))
    (bill,) = documents(export)
    assert (bill.number, bill.total, bill.balance, bill.currency_code) == (
        "B-1",
        Decimal(30),
        Decimal(20),
        "GBP",
    )
    assert [(movement.account.name, movement.amount) for movement in bill.movements] == [
        ("429", Decimal(20)),
        ("453", Decimal(5)),
    ]
    assert [file for file, _, _ in refusals(export)] == ["Bills.csv:4"]


def test_names_are_ids_where_a_table_has_none() -> None:
    vendors = "name,active\nAcme  Paper,yes\n"
    bills = "number,vendor,date,amount\nA-1,acme paper,2026-11-13,5.00\n"
    export = exported({"vendors.csv": vendors, "bills.csv": bills})
    (vendor,) = (item for item in export.records if isinstance(item, PartyFacts))
    (bill,) = documents(export)
    assert vendor.kind is PartyKind.VENDOR
    assert bill.party is not None
    assert bill.party.source_id == vendor.origin.source_id
