"""What text files do to tables: quotes that do not end, marks that nobody sees, lines without an end."""

import tracemalloc

import pytest

from orchestrators.sources.facts import DocumentFacts
from tests.sources.tables.reading import bills, documents, exported, refusals


def test_a_line_break_in_a_name_is_rejected_at_its_line() -> None:
    rows = ('1,A1,"Acme,2026-01-31,,10.00,,', '2,A2,Ink",2026-01-31,,10.00,,', "3,A3,Acme,2026-01-31,,1.00,,")
    export = bills(*rows)
    assert [bill.origin.source_id for bill in documents(export)] == ["3"]
    ((where, _, reason),) = refusals(export)
    assert where == "bills.csv:2"
    assert "'vendor' holds a line break" in reason


@pytest.mark.parametrize("last", ['10.00,"', '10.00,,"'])
def test_rows_that_a_quote_took_into_a_note_are_told(last: str) -> None:
    rows = (
        '1,A1,Acme,2026-01-31,,10.00,,"paid',
        "2,A2,Acme,2026-01-31,,10.00,,",
        f"3,A3,Acme,2026-01-31,,{last}",
    )
    ((where, _, reason),) = refusals(bills(*rows))
    assert where == "bills.csv:2"
    assert "mend its quotes" in reason


def test_a_note_may_have_several_lines() -> None:
    (bill,) = documents(bills('1,A1,Acme,2026-01-31,,10.00,,"first, second\nthird"'))
    assert bill.note == "first, second\nthird"


def test_marks_that_nobody_sees_make_no_other_id() -> None:
    rows = [f"{id_},A1,Acme,2026-01-31,,10.00,," for id_ in ("1", "1\u200b", "\ufeff1", "1\u2060")]
    (bill,) = documents(bills(*rows))
    assert bill.origin.source_id == "1"


def test_a_header_that_is_repeated_behind_a_mark_is_no_row() -> None:
    header = "id,vendor,date,amount"
    export = bills("1,Acme,2026-01-31,1.00", f"\ufeff{header}", "2,Acme,2026-01-31,1.00", header=header)
    assert [type(item) for item in export.records] == [DocumentFacts] * 2


def test_a_name_that_begins_with_total_is_no_total() -> None:
    text = "vendor,date,amount\nTotal Energies,,500\nTotal Energies,2026-01-31,500\nTotal,,1000\n"
    export = exported({"bills.csv": text})
    assert len(documents(export)) == 1
    assert [(where, column) for where, column, _ in refusals(export)] == [("bills.csv:2", "date")]


def test_a_total_stands_in_the_first_column_and_beside_numbers() -> None:
    rows = ("1,Total,,5.00", "Total,Acme,,5.00", "Total,,,5.00", "Grand total:,,,$5.00")
    export = bills(*rows, header="id,vendor,date,amount")
    assert [where for where, _, _ in refusals(export)] == ["bills.csv:2", "bills.csv:3"]


def test_an_amount_and_a_balance_of_different_signs_are_rejected() -> None:
    export = bills("1,A1,Acme,2026-01-31,,5.00,-5.00,", "2,A2,Acme,2026-01-31,,-5.00,-4.00,")
    assert [bill.origin.source_id for bill in documents(export)] == ["2"]
    assert [column for _, column, _ in refusals(export)] == ["balance"]


def test_two_digit_years_are_asked_about_with_the_year_first_too() -> None:
    with pytest.raises(Exception, match="year-first"):
        bills("1,A1,Acme,03/04/05,,5.00,,")


def test_a_row_without_end_is_refused_before_its_cells_are_made() -> None:
    text = "id,vendor,date,amount\n1,Acme,2026-01-31,1.00\n" + "," * 20_000_000
    tracemalloc.start()
    export = exported({"bills.csv": text})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(documents(export)) == 1
    assert "longer than" in refusals(export)[0][2]
    assert peak < 200_000_000
