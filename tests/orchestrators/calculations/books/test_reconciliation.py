"""The difference between two balances and what moved: its amount, what is tolerated, what cannot be told."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orchestrators.calculations.books.reconciliation import (
    KnownBalance,
    ReconciliationState,
    exceeds,
    reconcile,
)
from orchestrators.calculations.hygiene.checks import Severity, unreconciled_account

FIRST, SECOND = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 31, 8, tzinfo=UTC)
PERCENT = Decimal("0.01")


def _known(moment: datetime, balance: int | str, moved: int | None, unsure: int | str = 0) -> KnownBalance:
    return KnownBalance(moment, Decimal(balance), None if moved is None else Decimal(moved), Decimal(unsure))


@pytest.mark.parametrize(
    ("balance", "moved", "unexplained"),
    [(1300, 500, 0), (1299, 500, -1), (1300, 200, 300), (700, -100, 0)],
)
def test_it_is_the_change_of_the_balance_less_what_moved(balance: int, moved: int, unexplained: int) -> None:
    result = reconcile(_known(FIRST, 1000, 200), _known(SECOND, balance, moved), Decimal(400), PERCENT)
    assert result.unexplained == unexplained
    assert (result.since, result.until) == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("earlier", "later", "state"),
    [
        (None, None, ReconciliationState.NO_BALANCE),
        (None, _known(SECOND, 1, 1), ReconciliationState.SINGLE_BALANCE),
        (_known(FIRST, 1, None), _known(SECOND, 1, 1), ReconciliationState.UNKNOWN_RATE),
        (_known(FIRST, 1, 1), _known(SECOND, 1, None), ReconciliationState.UNKNOWN_RATE),
    ],
)
def test_what_cannot_be_compared_has_no_difference(
    earlier: KnownBalance | None, later: KnownBalance | None, state: ReconciliationState
) -> None:
    result = reconcile(earlier, later, Decimal(0), PERCENT)
    assert (result.state, result.unexplained) == (state, None)


@pytest.mark.parametrize(
    ("before", "after", "unexplained"),
    [(100, 0, 0), (0, -100, 0), (-100, 0, -100), (30, 0, -70), (0, 0, -100)],
)
def test_what_is_unsure_counts_where_it_leaves_less(before: int, after: int, unexplained: int) -> None:
    earlier, later = _known(FIRST, 1000, 0, before), _known(SECOND, 900, 0, after)
    assert reconcile(earlier, later, Decimal(0), PERCENT).unexplained == unexplained


@pytest.mark.parametrize(
    ("unexplained", "turnover", "beyond"),
    [("1", 0, False), ("-1.01", 0, True), ("50", 5000, False), ("-50.01", 5000, True), ("1.5", 100, True)],
)
def test_a_share_of_what_moved_is_tolerated_and_one_major_unit(
    unexplained: str, turnover: int, beyond: bool
) -> None:
    assert exceeds(Decimal(unexplained), Decimal(turnover), PERCENT) is beyond


@pytest.mark.parametrize(
    ("balance", "severity"), [(1000, None), (1010, None), (1011, Severity.HIGH), (899, Severity.CRITICAL)]
)
def test_the_check_finds_what_is_not_tolerated(balance: int, severity: Severity | None) -> None:
    compared = reconcile(_known(FIRST, 1000, 0), _known(SECOND, balance, 0), Decimal(1000), PERCENT)
    result = unreconciled_account.find("Checking", "USD", compared, Decimal("0.1"))
    assert (None if result is None else result.severity) == severity
    if result is not None:
        assert result.at_stake == abs(balance - 1000)
        assert not result.blocking
        assert f"changed by {balance - 1000}.00 USD from 2026-03-01 at 08:00 UTC" in result.message
