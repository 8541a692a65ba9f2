"""Rows survive as CSV, and no cell of them is run by a spreadsheet."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.comma_separated import line

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text(
    st.sampled_from("=+-@\t\r\n\",;'1.")
)
values = st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3)


def cells(text: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(text, newline=""))
    return row


@given(st.lists(values, min_size=2, max_size=6))
def test_a_row_is_read_as_it_was_written_and_no_cell_begins_a_formula(row: list[object]) -> None:
    text = line(row)
    assert text.endswith("\r\n")
    for cell, value in zip(cells(text), row, strict=True):
        assert cell[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") or re.fullmatch(r"-[0-9.]+", cell)
        if isinstance(value, str):
            assert cell in {value, f"'{value}"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (-12, "-12"),
        ("-12.50", "-12.50"),
        ("-12.50 USD", "'-12.50 USD"),
        ("-.5", "'-.5"),
        ("-1e3", "'-1e3"),
        ("+49 30 1234", "'+49 30 1234"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-1\n", "'-1\n"),
        ("\u0661", "\u0661"),
        ("-\u0661", "'-\u0661"),
        ('Smith, "The" & Sons', 'Smith, "The" & Sons'),
        (["-1", "B"], "'-1; B"),
        ([], ""),
    ],
)
def test_a_value_is_a_cell(value: object, cell: str) -> None:
    assert cells(line([value, "end"])) == [cell, "end"]
