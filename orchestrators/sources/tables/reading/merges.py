"""Merged cells of a sheet: only the first of them holds a value, which may be meant for all."""

import re
from collections.abc import Iterator, Sequence
from typing import IO

from openpyxl.utils import column_index_from_string

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_CHUNK = 2**20
#: More than any tag of a range has.
_TAG = 200

Range = tuple[int, int, int, int]


def merges_of(sheet: IO[bytes]) -> list[Range]:
    """The ranges of the XML of a sheet, by their first rows: first column and row, last column and row."""
    ranges, kept = set[Range](), b""
    while chunk := sheet.read(_CHUNK):
        ranges |= {_range(match) for match in _MERGE.finditer(kept + chunk)}
        kept = (kept + chunk)[-_TAG:]
    return sorted(ranges, key=lambda place: place[1])


def _range(match: re.Match[bytes]) -> Range:
    left, top, right, bottom = (part.decode() for part in match.groups())
    return column_index_from_string(left), int(top), column_index_from_string(right), int(bottom)


def covered(ranges: Sequence[Range], columns: int) -> Iterator[set[int]]:
    """Of row after row the columns, from 0, that a merge covers, without the first cell of each.

    Raises ValueError for ranges that overlap, which no spreadsheet writes.
    """
    waiting, here, row = list(reversed(ranges)), list[Range](), 0
    while True:
        row += 1
        here = [place for place in here if place[3] >= row]
        while waiting and waiting[-1][1] <= row:
            here.append(waiting.pop())
        if len(here) > columns:
            raise ValueError("merged cells overlap")
        yield {
            column - 1
            for left, top, right, _ in here
            for column in range(left, min(right, columns) + 1)
            if (column, row) != (left, top)
        }
