"""How document numbers are compared: the same number, however it was typed."""

import re
import unicodedata

_PUNCTUATION = re.compile(r"[\W_]+")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def number_key(number: str | None) -> str | None:
    """The number for comparison: NFKC, upper case, no punctuation, no leading zeros in a run of digits.

    "inv-0042" and "INV 42" are alike; a number without letters or digits compares with nothing.
    """
    if number is None:
        return None
    folded = unicodedata.normalize("NFKC", number).upper()
    # Zeros first: a dash still separates two runs of digits here. And once more: a zero may have stood alone.
    plain = _PUNCTUATION.sub("", _LEADING_ZEROS.sub("", folded))
    return _LEADING_ZEROS.sub("", plain) or None
