"""Mapping files: the example of the docs as it is printed, and types that nothing knows."""

import re
from decimal import Decimal

import pytest

from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import DocumentKind, Rejected, RejectionCause
from orchestrators.sources.tables.mapping import mapping_of
from tests.house.repository import ROOT, text
from tests.sources.tables.reading import documents, exported, refusals


def test_the_example_of_the_docs_reads_the_file_beside_it() -> None:
    page = text(ROOT / "docs" / "sources" / "csv.md")
    (toml,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (file,) = re.findall(r"```\n(Beleg;.*?)```", page, re.DOTALL)
    export = exported({"lieferanten 2026.csv": file.encode("cp1252")}, mapping_of(toml))
    told = [(bill.kind, bill.number, bill.total, str(bill.issue_date)) for bill in documents(export)]
    assert told == [
        (DocumentKind.BILL, "RE-1", Decimal("1234.56"), "2026-04-03"),
        (DocumentKind.VENDOR_CREDIT, "RE-2", Decimal("34.56"), "2026-04-05"),
    ]
    (unused,) = (item for item in export.records if isinstance(item, Rejected))
    assert (unused.cause, unused.reason) == (
        RejectionCause.UNUSED,
        "Rows whose type is 'Angebot' are not used",
    )


def test_a_file_without_the_column_that_chooses_rows_is_refused() -> None:
    mapping = mapping_of('[bills.only]\ntype = ["Bill"]')
    export = exported({"bills.csv": "number,vendor,date,amount\nA1,Acme,2026-01-31,5.00\n"}, mapping)
    assert export.state is SyncState.INCOMPLETE
    assert "No line holds the headers" in refusals(export)[0][2]


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("bills", "id,vendor,date,amount,type", "1,Acme,2026-01-31,5.00,Rechnung"),
        ("invoices", "id,customer,date,amount,type", "1,Acme,2026-01-31,5.00,Rechnung"),
        ("cash", "id,date,account,amount,type", "1,2026-01-31,Checking,5.00,Umbuchung"),
    ],
)
def test_a_type_that_nothing_knows_is_rejected(table: str, header: str, row: str) -> None:
    export = exported({f"{table}.csv": f"{header}\n{row}\n"})
    (refused,) = (item for item in export.records if isinstance(item, Rejected))
    assert (refused.file, refused.field, refused.cause) == (
        f"{table}.csv:2",
        "type",
        RejectionCause.RECORD,
    )
