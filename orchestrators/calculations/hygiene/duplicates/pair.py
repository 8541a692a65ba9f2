"""Two documents that a rule takes for one, and the reason if they are not told."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.hygiene.checks.base import CheckResult, Severity
from orchestrators.calculations.hygiene.duplicates.entry import Entry
from orchestrators.calculations.hygiene.duplicates.numbers import is_one_off
from orchestrators.calculations.hygiene.duplicates.rules import R1, R3, R5, Rule
from orchestrators.calculations.hygiene.names import name_key
from orchestrators.money import with_currency

#: Pairs of ids that somebody looked at and kept, in either order.
Kept = Set[frozenset[UUID]]


class Reason(StrEnum):
    """Why a pair that a rule finds is not told, or, of rule R1, told as a low finding."""

    #: The later one comes at a regular distance, under one number or under rising ones.
    RECURRING = "RECURRING"
    #: A document and its reversal, or one of these with a third.
    SUMS_TO_ZERO = "SUMS_TO_ZERO"
    #: So far apart that the counterparty probably numbers anew each year; R1 is told, but low.
    RESTARTED_NUMBERING = "RESTARTED_NUMBERING"
    #: The later number is the one that comes after the earlier one: two documents of one counter.
    NEXT_NUMBER = "NEXT_NUMBER"
    KEPT = "KEPT"
    VOIDED = "VOIDED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and the one that it repeats, by a rule; of a bill and an expense the bill is `document`."""

    rule: Rule
    document: Entry
    original: Entry
    reason: Reason | None

    @property
    def is_told(self) -> bool:
        """Whether the tray shows it."""
        return self.reason is None or self.is_far

    @property
    def is_far(self) -> bool:
        """Whether it is told as a low finding, because the numbering may have begun anew."""
        return self.rule is R1 and self.reason is Reason.RESTARTED_NUMBERING

    @property
    def severity(self) -> Severity:
        """How bad it is; less where chance brings about the same."""
        if self.is_far:
            return Severity.LOW
        if not self.document.is_open and not self.original.is_open:
            return self.rule.settled
        return Severity.MEDIUM if self._may_be_chance() else self.rule.severity

    def _may_be_chance(self) -> bool:
        """Two vendors with other names print one number, or two numbers differ by one character."""
        if self.rule is R5:
            return name_key(self.document.party_name) != name_key(self.original.party_name)
        return self.rule is R3 and is_one_off(self.document.number_key, self.original.number_key)

    @property
    def result(self) -> CheckResult:
        """What the tray says of the later document."""
        message = self.rule.sentence.format(
            document=self.document,
            original=_inside(self.original),
            when=self._when(),
            day=self.original.issue_date,
            total=_amount(self.document),
            original_total=_amount(self.original),
        )
        blocking = self.rule.blocking and not self.is_far
        return CheckResult(
            message, self.document.total, self.severity, blocking, self.original.id, self.rule.code
        )

    def _when(self) -> str:
        days = (self.document.issue_date - self.original.issue_date).days
        if not days:
            return "the same day"
        number = abs(days)
        return f"{number} {'day' if number == 1 else 'days'} {'earlier' if days > 0 else 'later'}"


def _inside(entry: Entry) -> str:
    """Its name inside a sentence, unless that would begin it."""
    return str(entry)[:1].lower() + str(entry)[1:]


def _amount(entry: Entry) -> str:
    return with_currency(entry.total, entry.currency_code)
