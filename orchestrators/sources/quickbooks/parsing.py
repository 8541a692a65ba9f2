"""The bytes of one file as JSON, or why they are none: cut, empty, or an error page in its place."""

import json
from datetime import datetime
from decimal import Decimal
from typing import NoReturn

from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.quickbooks.faults import cause_of, markup
from orchestrators.sources.rejections import rejected, unreadable

#: An error in plain words is short; what is longer is a damaged file, whose content must not be judged.
PLAIN_LENGTH = 1_000


class _RefusedError(ValueError):
    """Valid for Python's parser, but not for us; its text is the reason."""


def _no_number(constant: str) -> NoReturn:
    raise _RefusedError(f"{constant} is not a number that JSON has")


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Python would keep the last of two equal keys, and with it lose a record without a word.
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _RefusedError("A key stands twice in the same object")
    return result


def parsed(file: str, raw: bytes) -> object:
    """What the file holds, numbers with a fraction as Decimal; a `Rejected` if it is not whole JSON."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return unreadable(file, f"The file is not UTF-8 text: see byte {error.start}")
    if not text.strip():
        return unreadable(file, "The file is empty")
    return markup(file, text) or _json(file, text)


def _json(file: str, text: str) -> object:
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_unambiguous
        )
    except json.JSONDecodeError as error:
        reason = f"The file is not whole JSON: {error.msg}, line {error.lineno} column {error.colno}"
        return rejected(file, reason, cause=_plain_cause(text))
    except _RefusedError as error:
        reason = str(error)
    except RecursionError:
        reason = "The file is nested too deeply"
    except (ValueError, ArithmeticError):
        reason = "A number in the file has too many digits"
    return unreadable(file, reason)


def _plain_cause(text: str) -> RejectionCause:
    """Gateways also answer in plain words, such as "Too Many Requests"."""
    is_prose = len(text) <= PLAIN_LENGTH and text.strip()[0] not in '{["'
    return (is_prose and cause_of(text)) or RejectionCause.FILE


def moment(value: object) -> datetime | None:
    """A time with its offset, as QuickBooks writes them; None for anything else."""
    try:
        result = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    # Near the ends of the calendar an offset leads out of it.
    return result if result and result.tzinfo and 1900 <= result.year < 2200 else None
