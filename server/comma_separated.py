"""Comma-separated values by RFC 4180, harmless to spreadsheets."""

import re
from collections.abc import Iterable

#: What a spreadsheet takes for the beginning of a formula; the last four are full-width forms of the first.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: What would end a cell or a row in some reader, unless the cell is quoted.
_BREAKS = re.compile('[",;\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]')


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run as a formula (OWASP, "CSV injection")."""
    return f"'{text}" if _FORMULA.match(text) else text


def quoted(text: str) -> str:
    """A cell."""
    escaped = text.replace('"', '""')
    return f'"{escaped}"' if _BREAKS.search(text) else text


def line(values: Iterable[object]) -> str:
    """A row of values as JSON has them: null is an empty cell, a list of values is one cell."""
    return ",".join(quoted(_cell(value)) for value in values) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return harmless("; ".join(map(_cell, value)))
    text = str(value)
    # A negative amount is a number to a spreadsheet, and no formula.
    return text if _NUMBER.fullmatch(text) else harmless(text)
