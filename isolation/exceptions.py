"""Exceptions that a product makes on purpose: shown in every report with their reasons, and no finding."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from isolation.lints.lint import Finding


@dataclass(frozen=True, slots=True)
class Declared:
    """A finding that the product intends, and why; `pattern` matches the object of the finding."""

    code: str
    pattern: str
    why: str


def why_meant(finding: Finding, declared: Iterable[Declared]) -> str | None:
    """The reason of the exception that covers the finding; null if none does."""
    return next(
        (
            item.why
            for item in declared
            if item.code == finding.code and fnmatchcase(finding.object, item.pattern)
        ),
        None,
    )
