"""Dates and amounts as people write them, each in the one way that its whole column allows."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

Reading = TypeVar("Reading", bound=StrEnum)


class DateOrder(StrEnum):
    """What 03/04/2026 begins with; of four-digit years at the front there is no doubt."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"


class DecimalMark(StrEnum):
    """What separates the fraction in 1.234,56 and 1,234.56."""

    POINT = "."
    COMMA = ","


class Unclear(Exception):
    """A column that can be read in several ways, or in none; its text says which, and how to settle it."""


_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " "))
_TIME = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[ap]\.?m\.?)?( ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.] ?)(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.] ?)(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]+([a-z]+)\.?[-\s.,/]+(\d{4}|\d{2})", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+)\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?[-,\s]+(\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[., ]+")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: Days since this are how spreadsheets count; the numbers of 1954 to 2119 have five digits.
SERIAL_EPOCH = date(1899, 12, 30)


def _month(name: str) -> int:
    whole = "september" if name == "sept" else name
    starts = [n for n, month in enumerate(_MONTHS, start=1) if len(whole) >= 3 and month.startswith(whole)]
    return starts[0] if starts else 0


def _year(text: str) -> int:
    # As POSIX has it: 69 to 99 are of the last century.
    return int(text) + (0 if len(text) == 4 else 1900 if int(text) > 68 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_day(text: str, order: DateOrder) -> date | None:
    """The day that a text tells; None if it tells none in this order. A time behind it is dropped."""
    value = _TIME.sub("", text.translate(_SPACES).strip()).lower()
    if match := _YEAR_FIRST.fullmatch(value):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.fullmatch(value):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(value):
        return _in_order(match[1], match[3], match[4], order)
    if re.fullmatch(r"[2-7]\d{4}", value, re.ASCII):
        return SERIAL_EPOCH + timedelta(days=int(value))
    return _named(_WEEKDAY.sub("", value))


def _in_order(first: str, second: str, third: str, order: DateOrder) -> date | None:
    match order:
        case DateOrder.DAY_FIRST:
            return _date(_year(third), int(second), int(first))
        case DateOrder.MONTH_FIRST:
            return _date(_year(third), int(first), int(second))
        case DateOrder.YEAR_FIRST:
            short = len(first) == len(third) == 2
            return _date(_year(first), int(second), int(third)) if short else None


def _named(value: str) -> date | None:
    if match := _DAY_MONTH.fullmatch(value):
        return _date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.fullmatch(value):
        return _date(_year(match[3]), _month(match[1]), int(match[2]))
    return None


#: Symbols of one currency alone; those that several share ($, kr, ¥) tell none.
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₩": "KRW", "₦": "NGN"}
    | {"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD"}
)
_SHARED = frozenset({"$", "¥", "kr", "kr.", "Fr.", "Rs", "Rs."})
_CODED = re.compile(r"([A-Z]{3})?([^\d.,]*)([\d.,' ’]*\d[.,]?)([^\d]*?)([A-Z]{3})?", re.ASCII)


def _grouped(mark: str, separators: str) -> re.Pattern[str]:
    thousands = rf"[1-9]\d{{0,2}}(?P<by>[{separators}'’ ])\d{{3}}(?:(?P=by)\d{{3}})*"
    indian = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if mark == "." else ""
    return re.compile(rf"(?:{thousands}{indian}|\d+)?(?:[{mark}]\d*)?", re.ASCII)


_NUMBERS: Mapping[DecimalMark, re.Pattern[str]] = MappingProxyType(
    {DecimalMark.POINT: _grouped(".", ","), DecimalMark.COMMA: _grouped(",", ".")}
)


def parts(text: str) -> tuple[str, str | None] | None:
    """An amount without its currency, and the code of that if one is told; None if it is no amount."""
    value = " ".join(text.translate(_SPACES).replace("\u2212", "-").replace("–", "-").split())
    match = _CODED.fullmatch(value)
    if match is None:
        return None
    code, before, digits, after, code_after = match.groups()
    signs = "".join(sign for sign in before + after if sign in "+-()")
    names = [name for side in (before, after) if (name := side.strip("+-() "))]
    told = {code, code_after, *(_SYMBOLS.get(name) for name in names)} - {None}
    strange = [name for name in names if name not in _SHARED and name not in _SYMBOLS]
    if strange or len(told) > 1 or signs not in ("", "+", "-", "()"):
        return None
    return ("-" if signs in ("-", "()") else "") + digits.strip(), next(iter(told), None)


def read_amount(text: str, mark: DecimalMark) -> Decimal | None:
    """The number that a text without currency tells; None if it tells none with this decimal mark."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not any(map(str.isdigit, digits)) or not _NUMBERS[mark].fullmatch(digits):
        return None
    whole, _, fraction = digits.partition(mark)
    return Decimal(f"{sign}{''.join(filter(str.isdigit, whole)) or '0'}.{fraction or '0'}")


def settle(
    where: str,
    cells: Sequence[tuple[int, str]],
    readings: type[Reading],
    read: Callable[[str, Reading], object],
    how: str,
) -> Reading:
    """The one reading under which all cells tell something; of what none can read the rows are refused.

    Raises `Unclear` if several readings tell different things, or if no one of them reads what others do.
    """
    told = {
        text: [read(text, reading) for reading in readings] for text in dict.fromkeys(t for _, t in cells)
    }
    legible = [(line, text) for line, text in cells if any(value is not None for value in told[text])]
    places = [n for n, _ in enumerate(readings) if all(told[text][n] is not None for _, text in legible)]
    choices = list(readings)
    if not places:
        against = (next(at for at in legible if told[at[1]][n] is None) for n, _ in enumerate(readings))
        listed = " and ".join(f"{text!r} (line {line})" for line, text in dict.fromkeys(against))
        raise Unclear(
            f"{where} holds {listed}, which cannot be read in one way. Mend the file, or use {how}."
        )
    for line, text in legible:
        if len({told[text][n] for n in places}) > 1:
            ways = ", or ".join(f"{told[text][n]} if {choices[n].value}" for n in places)
            raise Unclear(f"{where}: {text!r} (line {line}) can be {ways}. Say which with {how}.")
    return choices[places[0]]
