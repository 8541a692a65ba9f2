"""What each rule finds, how bad that is and what the tray says; and what each leaves alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from orchestrators.calculations.hygiene.checks import Severity
from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.rules import RULES
from tests.orchestrators.calculations.hygiene.duplicates.entries import DAY, OTHER, codes, entry, shown

OTHER_TOTAL: dict[str, Any] = {"total": Decimal(150), "balance": Decimal(150)}
SETTLED: dict[str, Any] = {"state": "SETTLED", "balance": Decimal(0)}


def before(days: int) -> date:
    return DAY - timedelta(days)


FIRST, SECOND = entry(1, day=before(9)), entry(2)
CHEQUE = entry(3, "1055", before(-2), kind=Kind.PURCHASE, **SETTLED)

#: By rule: two documents, the later one first, the severity, and what the tray says.
POSITIVE: Mapping[str, tuple[Entry, Entry, Severity, str]] = {
    "R1": (
        SECOND,
        FIRST,
        Severity.CRITICAL,
        "Bill B-7001 from Paper Supplies has the same number and total as one issued 9 days earlier, on "
        "2026-03-01.",
    ),
    "R2": (
        entry(2, **OTHER_TOTAL),
        FIRST,
        Severity.HIGH,
        "Bill B-7001 from Paper Supplies has the same number as one issued 9 days earlier, on 2026-03-01, "
        "and is over 150.00 USD instead of 120.00 USD.",
    ),
    "R3": (
        entry(2, "B-7010"),
        entry(1, day=before(1)),
        Severity.HIGH,
        "Bill B-7010 from Paper Supplies has the same total as bill B-7001 from Paper Supplies, issued 1 day "
        "earlier, on 2026-03-09, and nearly the same number.",
    ),
    "R4": (
        entry(2, None),
        entry(1),
        Severity.MEDIUM,
        "Bill without a number from Paper Supplies has the same total and date as bill B-7001 from Paper "
        "Supplies, 2026-03-10; only one of the two has a number.",
    ),
    "R5": (
        entry(2, party_id=OTHER, party_name="PAPER SUPPLIES, Inc."),
        entry(1),
        Severity.HIGH,
        "Bill B-7001 from PAPER SUPPLIES, Inc. has the same number, total and date, 2026-03-10, as bill "
        "B-7001 from Paper Supplies.",
    ),
    "R6": (
        SECOND,
        CHEQUE,
        Severity.HIGH,
        "Bill B-7001 from Paper Supplies is over 120.00 USD, as is cheque or expense 1055 from Paper "
        "Supplies to the same vendor, dated 2 days later, 2026-03-12.",
    ),
}


@pytest.mark.parametrize("code", POSITIVE)
def test_a_rule_finds_two_that_are_one_and_says_why(code: str) -> None:
    document, original, severity, message = POSITIVE[code]
    (pair,) = shown(original, document)
    result = pair.result
    assert (pair.document, pair.original) == (document, original)
    assert (result.rule, result.severity, result.message) == (code, severity, message)
    assert (result.blocking, result.related_id) == (code == "R1", original.id)
    assert result.at_stake == document.total


@pytest.mark.parametrize("code", [code for code in POSITIVE if code != "R6"])
def test_invoices_of_one_customer_are_compared_as_bills_are_but_never_with_bills(code: str) -> None:
    document, original, *_ = POSITIVE[code]
    made = [replace(item, kind=Kind.INVOICE) for item in (original, document)]
    assert codes(*made) == [code]
    assert codes(made[0], document) == codes(original, made[1]) == []


def test_two_settled_ones_change_no_runway_figure() -> None:
    for code, (document, original, *_) in POSITIVE.items():
        results = shown(replace(document, **SETTLED), replace(original, **SETTLED))
        told = [(pair.rule.code, pair.severity) for pair in results]
        # A settled bill and a cheque are another check's matter.
        severity = Severity.MEDIUM if code == "R1" else Severity.LOW
        assert told == ([] if code == "R6" else [(code, severity)])


def test_one_settled_original_leaves_the_open_copy_as_bad_as_it_is() -> None:
    (pair,) = shown(replace(FIRST, **SETTLED), SECOND)
    assert (pair.severity, pair.result.blocking) == (Severity.CRITICAL, True)


def test_what_chance_brings_about_too_is_less_severe() -> None:
    strangers = shown(entry(1), entry(2, party_id=OTHER, party_name="Someone Else"))
    digit = shown(entry(1, "B-7001"), entry(2, "B-7501"))
    assert [(pair.rule.code, pair.severity) for pair in (*strangers, *digit)] == [
        ("R5", Severity.MEDIUM),
        ("R3", Severity.MEDIUM),
    ]


NEGATIVE = {
    "R1: 366 days apart": (entry(1, day=before(366)), SECOND),
    "R1: nothing to compare": (entry(1, None), entry(2, None)),
    "R1: neither letters nor digits": (entry(1, "-"), entry(2, "#")),
    "R2: 366 days apart": (entry(1, day=before(366), **OTHER_TOTAL), SECOND),
    "R2: another vendor": (entry(1, party_id=OTHER, **OTHER_TOTAL), SECOND),
    "R3: 8 days apart": (entry(1, "B-7010", before(8)), SECOND),
    "R3: another number": (entry(1, "B-9999"), SECOND),
    "R3: another total": (entry(1, "B-7010", **OTHER_TOTAL), SECOND),
    "R4: another day": (entry(1, None, before(1)), SECOND),
    "R4: both have a number": (entry(1, "X-55555"), SECOND),
    "R5: another day": (entry(1, day=before(1), party_id=OTHER), SECOND),
    "R5: another total": (entry(1, party_id=OTHER, **OTHER_TOTAL), SECOND),
    "R5: another company's books": (entry(1, party_id=OTHER, realm="west"), SECOND),
    "R6: 8 days apart": (replace(CHEQUE, issue_date=before(8)), SECOND),
    "R6: another vendor": (replace(CHEQUE, party_id=OTHER), SECOND),
    "R6: another total": (replace(CHEQUE, total=Decimal(119)), SECOND),
    "R6: an invoice": (CHEQUE, replace(SECOND, kind=Kind.INVOICE)),
    "two expenses": (CHEQUE, replace(CHEQUE, id=UUID(int=4))),
}


@pytest.mark.parametrize("made", NEGATIVE.values(), ids=NEGATIVE)
def test_what_only_looks_alike_is_left_alone(made: tuple[Entry, Entry]) -> None:
    assert codes(*made) == []


def test_a_document_alone_and_the_first_of_two_are_no_duplicates() -> None:
    assert shown(SECOND) == []
    assert [pair.document for pair in shown(FIRST, SECOND)] == [SECOND]


def test_of_several_copies_each_later_one_is_found_once_and_names_the_nearest_before_it() -> None:
    copies = [entry(n, day=date(2026, 3, n)) for n in (1, 2, 3)]
    found_pairs = [(pair.document, pair.original) for pair in shown(*copies)]
    assert found_pairs == [(copies[1], copies[0]), (copies[2], copies[1])]


def test_the_strongest_rule_is_told_and_no_other() -> None:
    twin = entry(1, party_id=OTHER)
    assert codes(entry(2), twin) == ["R5"]
    assert codes(entry(2), twin, entry(3, None)) == ["R5", "R4"]
    assert codes(entry(2), entry(4), replace(CHEQUE, id=UUID(int=9))) == ["R6", "R1"]
    assert [rule.strength for rule in RULES] == sorted((rule.strength for rule in RULES), reverse=True)


def test_the_nearest_expense_is_the_one_that_is_named() -> None:
    cheques = [replace(CHEQUE, id=UUID(int=10 + n), issue_date=before(n)) for n in (5, -3, 2, -7)]
    (pair,) = shown(SECOND, *cheques)
    assert pair.original.issue_date == before(2)
