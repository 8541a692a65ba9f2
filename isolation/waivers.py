"""Findings that somebody answers for until a day: read from a file, applied to what was found."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from isolation.lints.lint import Finding, Level, Lint

EXPIRED = Lint(
    code="waiver_expired",
    level=Level.ERROR,
    title="A waiver has expired",
    why="Somebody answered for a finding until a day, and that day is over: the finding is open again.",
    fix="Mend what was waived, or have its owner decide again and give a new day.",
    sql="",
)
UNUSED = Lint(
    code="waiver_unused",
    level=Level.INFO,
    title="A waiver waives nothing",
    why="What it was written for is no longer found. Left in the file, it would silence the next one.",
    fix="Delete the entry.",
    sql="",
)


class BrokenWaivers(ValueError):
    """The file of waivers cannot be used; the text names the entry and the field."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """`owner` answers for the finding of this code and object, through the day `until`."""

    code: str
    object: str
    owner: str
    reason: str
    until: date

    def covers(self, finding: Finding) -> bool:
        """Exactly this finding: a pattern would waive what nobody has read."""
        return (self.code, self.object) == (finding.code, finding.object)


_FIELDS = tuple(field.name for field in fields(Waiver))


def read_waivers(text: str, known: Collection[str]) -> tuple[Waiver, ...]:
    """Read `[[waiver]]` entries of TOML, of known codes; raises `BrokenWaivers`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenWaivers(f"not TOML: {error}") from None
    if unknown := sorted(table.keys() - {"waiver"}):
        raise BrokenWaivers(f"unknown entry {unknown[0]!r}: expected [[waiver]]")
    entries = table.get("waiver", [])
    if not isinstance(entries, list):
        raise BrokenWaivers("expected [[waiver]], with two brackets, before each entry")
    return tuple(_waiver(number, entry, known) for number, entry in enumerate(entries, start=1))


def _waiver(number: int, entry: object, known: Collection[str]) -> Waiver:
    fields = entry if isinstance(entry, dict) else {}
    if wrong := next((name for name in _FIELDS if name not in fields), None):
        raise BrokenWaivers(f"waiver {number}: {wrong} is missing")
    if unknown := sorted(fields.keys() - set(_FIELDS)):
        raise BrokenWaivers(f"waiver {number}: {unknown[0]} is not one of {', '.join(_FIELDS)}")
    until = fields.pop("until")
    if not isinstance(until, date) or isinstance(until, datetime):
        raise BrokenWaivers(f"waiver {number}: until must be a day, such as 2027-01-31, without quotes")
    for name, value in fields.items():
        if not isinstance(value, str) or not value.strip():
            raise BrokenWaivers(f"waiver {number}: {name} must be text that says something")
    if fields["code"] not in known:
        raise BrokenWaivers(f"waiver {number}: code {fields['code']!r} is no lint's (docs/lints.md)")
    return Waiver(**fields, until=until)


def waiver_of(finding: Finding, waivers: Iterable[Waiver], today: date) -> Waiver | None:
    """The waiver in force for the finding."""
    return next((waiver for waiver in waivers if waiver.covers(finding) and today <= waiver.until), None)


def about(waivers: Sequence[Waiver], findings: Sequence[Finding], today: date) -> tuple[Finding, ...]:
    """What is to be said of the waivers themselves: expired, or without use."""
    results = ((waiver, _trouble(waiver, findings, today)) for waiver in waivers)
    return tuple(_finding(waiver, lint) for waiver, lint in results if lint is not None)


def _trouble(waiver: Waiver, findings: Sequence[Finding], today: date) -> Lint | None:
    if not any(waiver.covers(finding) for finding in findings):
        return UNUSED
    return EXPIRED if waiver.until < today else None


def _finding(waiver: Waiver, lint: Lint) -> Finding:
    return Finding(
        lint.code,
        lint.level,
        lint.title,
        f"{waiver.code}: {waiver.object}",
        f"{waiver.owner} answered for it until {waiver.until.isoformat()}: {waiver.reason}",
        "",
    )
