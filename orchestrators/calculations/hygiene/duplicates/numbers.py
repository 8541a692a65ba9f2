"""How document numbers are compared: the same number however it was typed, and numbers nearly the same."""

import re
import unicodedata
from enum import StrEnum

_PUNCTUATION = re.compile(r"[\W_]+")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_PREFIX = re.compile(r"^(?:INVOICE|INV|BILL)(?=.*\d)")
_COUNTED = re.compile(r"^(?P<before>.*?)(?P<count>\d+|(?<=\d)[A-Z])$")

#: One slip makes any number of two characters out of any other that shares one.
_LEAST_COMPARED = 3
#: A shorter number is in many longer ones by chance.
_LEAST_CONTAINED = 4


class Likeness(StrEnum):
    """In which way two different numbers are nearly the same."""

    AFFIX = "AFFIX"
    TRANSPOSED = "TRANSPOSED"
    ONE_OFF = "ONE_OFF"
    CONTAINED = "CONTAINED"


def number_key(number: str | None) -> str | None:
    """The number for comparison: NFKC, upper case, no punctuation, no leading zeros in a run of digits.

    "inv-0042" and "INV 42" are alike; a number without letters or digits compares with nothing. Prefixes
    and trailing letters stay: the key decides which documents block each other, and "42" and "42A" may be
    two documents. That they may be left out is for `likeness`, whose rule blocks nothing.
    """
    if number is None:
        return None
    folded = unicodedata.normalize("NFKC", number).upper()
    # Zeros first: a dash still separates two runs of digits here. And once more: a zero may have stood alone.
    plain = _PUNCTUATION.sub("", _LEADING_ZEROS.sub("", folded))
    return _LEADING_ZEROS.sub("", plain) or None


def likeness(one: str, other: str) -> Likeness | None:
    """How two keys are nearly the same, in either order; None for equal keys and for different ones."""
    if one == other:
        return None
    if _is_affixed(_PREFIX.sub("", one), _PREFIX.sub("", other)):
        return Likeness.AFFIX
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LEAST_COMPARED or len(longer) - len(shorter) > 1:
        return _contained(shorter, longer)
    return _slip(shorter, longer) or _contained(shorter, longer)


def is_one_off(one: str | None, other: str | None) -> bool:
    """Whether nothing but one character tells the keys apart."""
    return one is not None and other is not None and likeness(one, other) is Likeness.ONE_OFF


def follows(earlier: str, later: str, *, same_day: bool) -> bool:
    """Whether the later key is a little further on one counter, as 1002 is after 1001, or 42B after 42A.

    A supplier of one price writes many such documents, several a day. Of one day nobody knows which came
    first. That the last digit is a slip is less likely, and such a pair is suppressed, not forgotten.
    """
    one, other = _COUNTED.match(earlier), _COUNTED.match(later)
    if one is None or other is None or one["before"] != other["before"]:
        return False
    if one["count"].isdigit() != other["count"].isdigit():
        return False
    steps = _count(other["count"]) - _count(one["count"])
    return 0 < (abs(steps) if same_day else steps) < 10


def _count(text: str) -> int:
    return int(text) if text.isdigit() else ord(text)


def _is_affixed(one: str, other: str) -> bool:
    """Whether they are the same, or one has a letter more at its end."""
    shorter, longer = sorted((one, other), key=len)
    added = longer[len(shorter) :]
    return longer.startswith(shorter) and (not added or (len(added) == 1 and added.isalpha()))


def _contained(shorter: str, longer: str) -> Likeness | None:
    return Likeness.CONTAINED if len(shorter) >= _LEAST_CONTAINED and shorter in longer else None


def _slip(shorter: str, longer: str) -> Likeness | None:
    """One character replaced, left out or added, or two neighbours swapped."""
    at = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return Likeness.ONE_OFF if shorter[at:] == longer[at + 1 :] else None
    if shorter[at + 1 :] == longer[at + 1 :]:
        return Likeness.ONE_OFF
    swapped = shorter[at + 1 : at + 2] + shorter[at] + shorter[at + 2 :]
    return Likeness.TRANSPOSED if swapped == longer[at:] else None
