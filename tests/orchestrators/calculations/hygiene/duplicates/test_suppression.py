"""A pair that is not told has a reason, and is listed with it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from orchestrators.calculations.hygiene.checks import Severity
from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.pair import Pair, Reason
from orchestrators.calculations.hygiene.duplicates.pairs import (
    MOST_COMPARED,
    number_pairs,
    pairs,
    total_pairs,
)
from tests.orchestrators.calculations.hygiene.duplicates.entries import DAY, codes, entry, shown

NONE = frozenset[frozenset[UUID]]()
MONTHS = (0, 31, 59, 90, 120, 151)


def monthly(*totals: int, number: str = "4471-220") -> list[Entry]:
    """A utility's bills, month by month, under the number of the account."""
    return [
        entry(n, number, DAY + timedelta(days), total=Decimal(total), balance=Decimal(total))
        for n, (days, total) in enumerate(zip(MONTHS, totals, strict=False), start=1)
    ]


def reasons(results: Iterable[Pair]) -> list[tuple[str, Reason | None]]:
    return [(pair.rule.code, pair.reason) for pair in results]


def test_a_utilitys_account_number_with_another_amount_each_month_is_no_duplicate() -> None:
    bills = monthly(101, 117, 93, 99, 120)
    assert shown(*bills) == []
    assert reasons(pairs(bills, NONE)) == [("R2", Reason.RECURRING)] * 4


def test_nor_if_two_of_its_amounts_are_equal_by_chance() -> None:
    bills = monthly(101, 117, 101, 99, 120)
    assert shown(*bills) == []
    assert ("R1", Reason.RECURRING) in reasons(pairs(bills, NONE))


def test_a_real_double_among_them_is_told() -> None:
    bills = monthly(101, 117, 93, 99)
    double = replace(bills[2], id=UUID(int=50), issue_date=bills[2].issue_date + timedelta(3))
    (pair,) = shown(*bills, double)
    assert (pair.rule.code, pair.document, pair.original) == ("R1", double, bills[2])
    assert (pair.severity, pair.result.blocking) == (Severity.CRITICAL, True)


def test_two_bills_of_another_amount_are_told_until_a_third_makes_a_series_of_them() -> None:
    assert codes(*monthly(101, 117)) == ["R2"]
    assert codes(*monthly(101, 117, 93)) == []


def test_a_document_and_its_reversal_are_two_and_so_is_what_is_entered_anew() -> None:
    first, again = entry(1), entry(3, day=DAY + timedelta(2))
    reversal = entry(2, day=DAY + timedelta(1), total=Decimal(-120), balance=Decimal(-120))
    assert codes(first, reversal) == codes(first, reversal, again) == []
    assert reasons(pairs([first, reversal], NONE)) == [("R2", Reason.SUMS_TO_ZERO)]
    assert ("R1", Reason.SUMS_TO_ZERO) in reasons(pairs([first, reversal, again], NONE))
    assert codes(first, replace(reversal, id=UUID(int=9)), again, entry(10, day=again.issue_date)) == ["R1"]


def test_a_reversed_one_is_not_nearly_the_same_as_what_replaces_it_either() -> None:
    reversal = entry(2, day=DAY + timedelta(40), total=Decimal(-120), balance=Decimal(-120))
    assert codes(entry(1), reversal, entry(3, "B-7010")) == []
    assert codes(entry(1), entry(3, "B-7010")) == ["R3"]


def test_a_number_of_last_year_is_told_as_low_with_the_same_amount_and_not_at_all_with_another() -> None:
    first, again = entry(1, "0001", DAY - timedelta(301)), entry(2, "0001")
    (pair,) = shown(first, again)
    assert (pair.rule.code, pair.reason) == ("R1", Reason.RESTARTED_NUMBERING)
    assert (pair.severity, pair.result.blocking) == (Severity.LOW, False)
    other = replace(again, total=Decimal(7))
    assert reasons(pairs([first, other], NONE)) == [("R2", Reason.RESTARTED_NUMBERING)]
    assert shown(first, other) == []
    (pair,) = shown(replace(first, issue_date=DAY - timedelta(300)), again)
    assert (pair.reason, pair.result.blocking) == (None, True)


def test_two_of_one_counter_are_no_slip_of_the_hand() -> None:
    day = timedelta(1)
    for later in (entry(2, "B-7002"), entry(2, "B-7003", DAY + day)):
        assert reasons(pairs([entry(1), later], NONE)) == [("R3", Reason.NEXT_NUMBER)]
        assert shown(entry(1), later) == []
    assert codes(entry(1, "B-7003"), entry(2, "B-7001", DAY + day)) == ["R3"]


def test_what_comes_weekly_under_numbers_that_rise_recurs() -> None:
    weekly = [entry(n, f"W-{100 + 100 * n}", DAY + timedelta(7 * n)) for n in range(1, 5)]
    assert shown(*weekly) == []
    assert set(reasons(pairs(weekly, NONE))) == {("R3", Reason.RECURRING)}


def test_a_kept_pair_is_not_told_again_in_either_order_but_another_pair_is() -> None:
    first, second, third = entry(1), entry(2), entry(3)
    for pair in ((first.id, second.id), (second.id, first.id)):
        kept = frozenset({frozenset(pair)})
        assert shown(first, second, kept=kept) == []
        assert reasons(pairs([first, second], kept)) == [("R1", Reason.KEPT)]
        assert [told.document for told in shown(first, second, third, kept=kept)] == [third]
    both = frozenset({frozenset({second.id, third.id})})
    told = shown(first, second, third, kept=both)
    assert [(item.document, item.original) for item in told] == [(second, first), (third, first)]
    cheque = entry(4, kind=Kind.PURCHASE, state="SETTLED")
    assert shown(first, cheque, kept=frozenset({frozenset({first.id, cheque.id})})) == []


@pytest.mark.parametrize(("state", "reason"), [("VOIDED", Reason.VOIDED), ("DELETED", Reason.DELETED)])
def test_what_is_gone_is_neither_copy_nor_original(state: str, reason: Reason) -> None:
    for gone, other in ((entry(1, state=state), entry(2)), (entry(2, state=state), entry(1))):
        assert shown(gone, other) == []
        assert reasons(pairs([gone, other], NONE)) == [("R1", reason)]
    # What is before it is compared instead.
    (pair,) = shown(entry(1), entry(2, state=state), entry(3))
    assert pair.original == entry(1)


def test_what_is_settled_over_nothing_is_void_whatever_the_source_calls_it() -> None:
    nothing: dict[str, Any] = {"state": "SETTLED", "total": Decimal(0), "balance": Decimal(0)}
    assert reasons(pairs([entry(1, **nothing), entry(2, **nothing)], NONE)) == [("R1", Reason.VOIDED)]


@pytest.mark.parametrize("day", [0, 3])
def test_a_crowd_of_one_vendor_and_amount_costs_a_bounded_number_of_comparisons(day: int) -> None:
    crowd = [entry(n, f"{n * 7919:07}", DAY + timedelta(day * (n % 3))) for n in range(1, 2_001)]
    assert len(list(total_pairs(crowd, NONE))) <= len(crowd) * MOST_COMPARED
    same = [entry(n) for n in range(1, 2_001)]
    assert len(list(number_pairs(same, NONE))) == len(same) - 1
