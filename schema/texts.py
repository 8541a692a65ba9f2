"""Texts and lists that callers send: as long as they may be, and nothing that a terminal would obey."""

import re
from collections.abc import Sequence

from orchestrators.refusals import BadInput

MAX_NOTE = 2_000
MAX_KEY = 200
#: How many a bulk mutation takes.
MAX_BATCH = 100
#: What no text needs, and a terminal or a log may obey; tabs and ends of lines are text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def text(given: str | None, field: str, longest: int) -> str | None:
    """The text as it is; raises `BadInput` naming the field."""
    if given is None:
        return None
    if len(given) > longest or CONTROL.search(given):
        raise BadInput(field, f"must be text of at most {longest} characters")
    return given


def note(given: str | None, field: str) -> str | None:
    """A note without spaces around it; one that is blank is none, so that it counts as no reason either."""
    return (text(given, field, MAX_NOTE) or "").strip() or None


def reason(given: str, field: str) -> str:
    """A note that there has to be; raises `BadInput` for a blank one."""
    result = note(given, field)
    if result is None:
        raise BadInput(field, "must say why")
    return result


def key(given: str | None) -> str | None:
    """An idempotency key."""
    return text(given, "input.idempotencyKey", MAX_KEY)


def bounded(given: Sequence[object], field: str) -> None:
    """Raises `BadInput` naming the list that is empty or too long."""
    if not 1 <= len(given) <= MAX_BATCH:
        raise BadInput(field, f"must list from 1 to {MAX_BATCH}, not {len(given)}")
