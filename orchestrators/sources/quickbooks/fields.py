"""A source record read field by field: each value is typed, absent, or refused by its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from orchestrators.sources.facts import Reference

ID_LENGTH = 50
TEXT_LENGTH = 500
NOTE_LENGTH = 4000
AMOUNT_DIGITS = 15
LARGEST_INTEGER = 2**31 - 1

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
CURRENCY = re.compile(r"[A-Za-z]{3}")


class UnreadableError(Exception):
    """A field whose content cannot be kept: its path (Line[2].Amount, counted from 0) and a sentence why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an object at `path` inside a record.

    Readers return None for what is absent, null or empty, and raise UnreadableError for what cannot be kept.
    """

    data: Mapping[str, object]
    path: str = ""

    def refuse(self, name: str, reason: str) -> UnreadableError:
        """The refusal of one field of this object, to be raised."""
        return UnreadableError(self.path + name, reason)

    def text(self, name: str) -> str | None:
        """A name, number or word of at most 500 characters, without the space around it."""
        value = self._storable(name)
        if value is not None and len(value) > TEXT_LENGTH:
            raise self.refuse(name, f"The text is longer than {TEXT_LENGTH} characters")
        return value

    def note(self, name: str) -> str | None:
        """Free text, cut at 4000 characters: a bill is worth more than the end of its note."""
        value = self._storable(name)
        return value and value[:NOTE_LENGTH]

    def identifier(self, name: str) -> str | None:
        """An id of at most 50 characters; a number becomes text."""
        value = self.data.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**ID_LENGTH:
            value = str(value)
        else:
            value = self._storable(name)
        if value is not None and len(value) > ID_LENGTH:
            raise self.refuse(name, f"The id is longer than {ID_LENGTH} characters")
        return value

    def amount(self, name: str) -> Decimal | None:
        """Money in the record's currency: below 10**15, rounded half-even to 4 places."""
        return self.number(name, digits=AMOUNT_DIGITS, places=4)

    def number(self, name: str, *, digits: int, places: int) -> Decimal | None:
        """A number of at most `digits` digits before the point, rounded half-even to `places` after it."""
        exact = self._numeric(name)
        if exact is None:
            return None
        try:
            rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        except InvalidOperation:
            rounded = Decimal("Infinity")
        if abs(rounded) >= 10**digits:
            raise self.refuse(name, f"The number has more than {digits} digits before its point")
        return rounded

    def integer(self, name: str) -> int | None:
        """A whole number from 0 to 2**31 - 1."""
        value = self._numeric(name)
        if value is None:
            return None
        if not 0 <= value <= LARGEST_INTEGER or value != value.to_integral_value():
            raise self.refuse(name, f"{_shown(self.data[name])} is not a non-negative integer")
        return int(value)

    def boolean(self, name: str) -> bool | None:
        """True or false; QuickBooks writes some of them as text."""
        value = self.data.get(name)
        if value is None or isinstance(value, bool):
            return value
        word = value.strip().lower() if isinstance(value, str) else None
        if word not in ("true", "false", ""):
            raise self.refuse(name, f"{_shown(value)} is neither true nor false")
        return word == "true" if word else None

    def day(self, name: str) -> date | None:
        """A plain date of the years 1900 to 2199; a time or an offset behind it is dropped, not applied."""
        value = self._storable(name)
        if value is None:
            return None
        match = DAY.fullmatch(value)
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if day is None or not 1900 <= day.year < 2200:
            raise self.refuse(name, f"{_shown(value)} is not a date (YYYY-MM-DD) from 1900 to 2199")
        return day

    def reference(self, name: str) -> Reference | None:
        """A pointer {value, name?}, or its bare value; None if it points at nothing."""
        value = self.data.get(name)
        # Of what a record may name it names little.
        if value is None:
            return None
        if not isinstance(value, dict):
            source_id = self.identifier(name)
            return Reference(source_id, None) if source_id else None
        inside = self._inside(name, value)
        source_id = inside.identifier("value")
        return Reference(source_id, inside.text("name")) if source_id else None

    def currency(self, name: str) -> str | None:
        """The code of a currency reference: three capital letters, as ISO 4217 has them."""
        value = self.reference(name)
        if value is None:
            return None
        # Judged before capitals are made: "ß" has two of them.
        if not CURRENCY.fullmatch(value.source_id):
            raise self.refuse(name, f"{_shown(value.source_id)} is not a currency code")
        return value.source_id.upper()

    def child(self, name: str) -> "Fields":
        """The fields of the object `name`, all absent if it is."""
        value = self.data.get(name)
        return self._inside(name, {} if value in (None, "") else value)

    def children(self, name: str) -> tuple["Fields", ...]:
        """The fields of each object of the list `name`; none if it is absent."""
        value = self.data.get(name)
        if value in (None, ""):
            return ()
        if not isinstance(value, list):
            raise self.refuse(name, f"{_shown(value)} stands where a list belongs")
        return tuple(self._inside(f"{name}[{place}]", item) for place, item in enumerate(value))

    def _inside(self, name: str, value: object) -> "Fields":
        if not isinstance(value, dict):
            raise self.refuse(name, f"{_shown(value)} stands where an object belongs")
        return Fields(value, f"{self.path}{name}.")

    def _storable(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.refuse(name, f"{_shown(value)} stands where text belongs")
        # PostgreSQL stores neither of them, and would fail the whole import over one.
        if "\x00" in value or not (value.isascii() or _is_unicode(value)):
            raise self.refuse(name, "The text holds a character that cannot be stored")
        return value.strip() or None

    def _numeric(self, name: str) -> Decimal | None:
        value = self.data.get(name)
        if isinstance(value, str):
            value = value.strip() or None
        if value is None:
            return None
        if isinstance(value, str) and NUMBER.fullmatch(value):
            return Decimal(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            exact = Decimal(value)
            if exact.is_finite():
                return exact
        raise self.refuse(name, f"{_shown(value)} is not a number")


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value[:60]}'"
    text = {bool: "A truth value", dict: "An object", list: "A list", int: "A number", Decimal: "A number"}
    return text.get(type(value), "A value")
