"""Values for a column: recognisable where its type allows, then plainer ones, for checks that refuse."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from isolation.prover.catalogue.model import Check, Column

_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w'])")
_FIRST_DAY = date(2061, 1, 1)
#: What checks on texts commonly ask for: an address, a code, a number, a link, a date, a time zone.
_COMMON_TEXTS = (
    "EUR",
    "DE",
    "de",
    "a",
    "A",
    "1",
    "12345",
    "2031-01-01",
    "{}",
    "UTC",
    "#a1b2c3",
    "+49301234567",
)


def candidates(column: Column, tag: int, checks: tuple[Check, ...] = ()) -> tuple[str | None, ...]:
    """Values in text form, best first: recognisable and unlike those of another tag, then common ones.

    `tag` numbers the row, over all tables. Empty when no value of the type is known and none can be left out.
    """
    if column.labels:
        results: list[str] = list(column.labels)
    elif column.base in _BY_TYPE:
        results = _BY_TYPE[column.base](column, tag)
    else:
        results = []
    results = _with_hints(results, column, checks)
    if column.array:
        results = ["{" + _array_element(results[0]) + "}"] if results else []
        results.append("{}")
    return (*results, None) if column.nullable else tuple(results)


def stranger(column: Column) -> str:
    """A well-formed value that no row has."""
    digest = hashlib.md5(b"nobody has this", usedforsecurity=False).hexdigest()
    if column.base == "uuid":
        return str(UUID(digest))
    if column.base in ("int2", "int4", "int8"):
        return "29999" if column.base == "int2" else "1999999973"
    # No row has so high a number.
    return next((value for value in candidates(column, 77_777) if value is not None), "nobody-has-this")


def _with_hints(result: list[str], column: Column, checks: tuple[Check, ...]) -> list[str]:
    """Words that the column's checks name: first where they list what is allowed, else last."""
    listed: list[str] = []
    named: list[str] = []
    for check in checks:
        if column.name in check.columns:
            pattern = _NUMBER if column.base in _NUMBERS else _QUOTED
            results = [word.replace("''", "'") for word in pattern.findall(check.definition)]
            (listed if "ANY (" in check.definition else named).extend(results)
    return [*listed, *result, *named]


def _array_element(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(column: Column, tag: int) -> list[str]:
    canary = f"canary-{tag}-{column.name}-yranac"
    room = column.modifier - 4 if column.modifier > 4 else len(canary)
    short = f"{tag:x}"
    fitting = [canary] if room >= len(canary) else [f"c-{short}-y"[-room:]]
    common = (*_COMMON_TEXTS, f"canary-{tag}@example.org", f"https://canary-{tag}.example.org", f"c{tag}")
    return [*fitting, *(word for word in common if len(word) <= room)]


def _small(_column: Column, tag: int) -> list[str]:
    return [str(10_000 + tag), str(tag % 100), "1", "0", "-1", "12"]


def _integer(column: Column, tag: int) -> list[str]:
    return [str(700_000_000 + tag * 1_000 + len(column.name)), str(tag), "1", "0", "-1", "12", "2031"]


def _numeric(column: Column, tag: int) -> list[str]:
    precision, scale = ((column.modifier - 4) >> 16, (column.modifier - 4) & 2047)
    whole = precision - scale if column.modifier > 4 else 12
    large = [str(700_000 + tag)] if whole >= 6 else []
    return [*large, "1", "0", "0.5", "-1", "100"]


def _boolean(_column: Column, _tag: int) -> list[str]:
    return ["true", "false"]


def _date(_column: Column, tag: int) -> list[str]:
    return [str(_FIRST_DAY + timedelta(days=tag)), "2001-01-01", "2099-12-31"]


def _moment(column: Column, tag: int) -> list[str]:
    return [f"{day} 12:00:00+00" for day in _date(column, tag)]


def _json(column: Column, tag: int) -> list[str]:
    return [f'{{"canary": "canary-{tag}-{column.name}-yranac"}}', "{}", "[]", '"a"', "1"]


def _uuid(column: Column, tag: int) -> list[str]:
    digest = hashlib.md5(f"{tag} {column.name}".encode(), usedforsecurity=False).hexdigest()
    return [str(UUID(digest))]


def _inet(_column: Column, tag: int) -> list[str]:
    return [f"10.77.{tag // 256}.{tag % 256}"]


def _only(*texts: str) -> Callable[[Column, int], list[str]]:
    return lambda _column, _tag: list(texts)


_NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8", "money")

_BY_TYPE: Mapping[str, Callable[[Column, int], list[str]]] = {
    "text": _text,
    "varchar": _text,
    "bpchar": _text,
    "citext": _text,
    "name": _text,
    "uuid": _uuid,
    "int2": _small,
    "int4": _integer,
    "int8": _integer,
    "numeric": _numeric,
    "float4": _numeric,
    "float8": _numeric,
    "money": _numeric,
    "bool": _boolean,
    "date": _date,
    "timestamptz": _moment,
    "timestamp": _moment,
    "time": _only("12:34:56"),
    "timetz": _only("12:34:56+00"),
    "interval": _only("1 day", "1 hour"),
    "json": _json,
    "jsonb": _json,
    "bytea": lambda column, tag: ["\\x" + _text(column, tag)[0].encode().hex()],
    "inet": _inet,
    "cidr": _inet,
    "macaddr": _only("08:00:2b:01:02:03"),
    "xml": lambda column, tag: [f"<a>{_text(column, tag)[0]}</a>"],
    "tsvector": lambda column, tag: [_text(column, tag)[0]],
    "int4range": _only("[1,2)"),
    "int8range": _only("[1,2)"),
    "numrange": _only("[1,2)"),
    "daterange": _only("[2031-01-01,2031-01-02)"),
    "tsrange": _only("[2031-01-01,2031-01-02)"),
    "tstzrange": _only("[2031-01-01,2031-01-02)"),
    "bit": _only("0", "1"),
    "varbit": _only("101"),
    "oid": _only("1"),
    "point": _only("(1,2)"),
}
