"""How names of counterparties are compared: without case, accents, punctuation and legal suffixes."""

import re
import unicodedata

_PUNCTUATION = re.compile(r"[\W_]+")
#: Removed, not made a space: "S.A." is "SA", "O'Neil" is "ONeil".
_INSIDE = re.compile(r"[.'’]")
#: What QuickBooks writes behind the name of a record that was made inactive.
_INACTIVE = re.compile(r"\(deleted\)\s*$")
LEGAL_SUFFIXES = frozenset(
    {
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "pty",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ug",
        "ohg",
        "mbh",
        "ev",
        "sa",
        "sas",
        "sarl",
        "sl",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "as",
        "asa",
        "aps",
        "se",
    }
)


def name_key(name: str | None) -> str | None:
    """The name for comparison; None for a name without letters or digits.

    "ACME, Inc." and "Acme" are alike, "S.A." is a suffix as "SA" is; of a name that has nothing but
    suffixes ("AB") the first stays.
    """
    folded = _INACTIVE.sub("", unicodedata.normalize("NFKD", name or "").casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    parts = _PUNCTUATION.sub(" ", _INSIDE.sub("", letters).replace("&", " and ")).split()
    while len(parts) > 1 and (parts[-1] in LEGAL_SUFFIXES or parts[-1] == "and"):
        parts.pop()
    return " ".join(parts) or None
