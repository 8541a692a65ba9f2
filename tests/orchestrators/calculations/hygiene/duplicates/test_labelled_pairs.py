"""Pairs that people labelled, and the real payments of a utility, are told apart as they were."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from orchestrators.calculations.hygiene.checks.base import Severity
from orchestrators.calculations.hygiene.duplicates.entry import Entry
from orchestrators.calculations.hygiene.duplicates.pair import Reason
from orchestrators.calculations.hygiene.duplicates.pairs import pairs
from orchestrators.calculations.hygiene.duplicates.rules import R1
from tests.orchestrators.calculations.hygiene.duplicates.entries import codes, entry, shown

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def labelled(shared_data: Path) -> dict[str, dict[str, Any]]:
    result = json.loads((shared_data / "worked_examples" / "duplicate_pairs.json").read_text())
    return {pair["id"]: pair for pair in result}


def bills(pair: dict[str, Any], *also_same: str, **changes: Any) -> list[Entry]:
    """The two bills of a pair; what the pair does not call the same is different."""
    same = {*pair["same"], *also_same}
    assert "vendor" in same
    made = []
    for n, side in enumerate((pair["a"], pair["b"]), start=1):
        day = date.fromisoformat(side["date"]) if "date" in side else date(2026, 1, 5)
        amount = Decimal(100 if "amount" in same else 100 + n)
        made.append(entry(n, side["doc"], day, total=amount, balance=amount, **changes))
    return made


#: By the rule that finds it.
DUPLICATES = {"p1": "R3", "p3": "R1", "p5": "R3", "p7": "R1"}
#: A numbering that starts anew has other amounts, a subscription other numbers.
NO_DUPLICATES = {"n1", "n3"}


def test_every_labelled_pair_is_known(labelled: dict[str, dict[str, Any]]) -> None:
    assert {name for name, pair in labelled.items() if pair["label"] == "duplicate"} == set(DUPLICATES)
    assert labelled.keys() - DUPLICATES.keys() == NO_DUPLICATES


@pytest.mark.parametrize(("name", "rule"), DUPLICATES.items())
def test_a_pair_that_is_a_duplicate_is_found(
    name: str, rule: str, labelled: dict[str, dict[str, Any]]
) -> None:
    (pair,) = shown(*bills(labelled[name]))
    critical = rule == "R1"
    assert (pair.rule.code, pair.result.blocking) == (rule, critical)
    assert pair.severity == (Severity.CRITICAL if critical else Severity.HIGH)
    one, other = bills(labelled[name])
    void = entry(2, other.number, other.issue_date, state="VOIDED", total=other.total)
    assert codes(one, void) == []


@pytest.mark.parametrize("name", sorted(NO_DUPLICATES))
def test_a_pair_that_is_none_is_left_alone(name: str, labelled: dict[str, dict[str, Any]]) -> None:
    assert codes(*bills(labelled[name])) == []


def test_a_numbering_that_starts_anew_each_year_is_warned_of_at_most(
    labelled: dict[str, dict[str, Any]],
) -> None:
    (pair,) = shown(*bills(labelled["n1"], "amount"))
    assert (pair.severity, pair.result.blocking) == (Severity.LOW, False)


@pytest.fixture(scope="module")
def payments(shared_data: Path) -> list[Entry]:
    """A utility's payments of one year, as bills."""
    with (shared_data / "ap" / "payments_2010_sample.csv").open(newline="") as file:
        return [
            entry(
                n,
                row["InvNum"],
                date.fromisoformat(row["Date"]),
                party_id=UUID(int=int(row["VendorNum"])),
                party_name=row["VendorNum"],
                total=Decimal(row["Amount"]),
                balance=Decimal(row["Amount"]),
            )
            for n, row in enumerate(csv.DictReader(file), start=1)
        ]


def groups(entries: Iterable[Entry], *, as_printed: bool) -> set[tuple[object, ...]]:
    """What at least two share: vendor, amount, and the number as it is printed or as it is compared."""
    shared = Counter(
        (item.party_id, item.number if as_printed else item.number_key, item.total) for item in entries
    )
    return {key for key, count in shared.items() if count > 1}


def test_r1_finds_the_122_groups_of_real_payments_and_seven_that_are_spelt_in_two_ways(
    payments: list[Entry],
) -> None:
    """A group is all payments with one vendor, one number as printed, and one amount."""
    results = [pair for pair in pairs(payments, frozenset()) if pair.rule is R1]
    concerned = {item.id: item for pair in results for item in (pair.document, pair.original)}.values()
    assert len(groups(payments, as_printed=True)) == 122
    assert groups(concerned, as_printed=True) == groups(payments, as_printed=True)
    # Without punctuation and leading zeros seven more pairs are one number, and two groups gain a third.
    assert groups(concerned, as_printed=False) == groups(payments, as_printed=False)
    assert len(groups(concerned, as_printed=False)) == 122 + 7
    assert len(results) == 122 + 7 + 2


def test_what_suppression_takes_away_from_real_payments_is_listed_with_its_reason(
    payments: list[Entry],
) -> None:
    results = Counter((pair.rule.code, pair.reason) for pair in pairs(payments, frozenset()))
    assert results == {
        # Nothing recurs under one number and amount here, and the books are of one year: all of R1 is told.
        ("R1", None): 131,
        ("R2", None): 35,
        ("R3", None): 155,
        ("R3", Reason.NEXT_NUMBER): 380,
        ("R3", Reason.RECURRING): 3,
        ("R5", None): 4,
    }
