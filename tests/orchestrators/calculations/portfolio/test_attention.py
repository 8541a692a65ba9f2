"""How pressing a client is: each rule, what ranks above what, and the sentence that says why."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orchestrators.calculations.portfolio.attention import (
    RULES,
    AttentionCode,
    ClientFacts,
    PortfolioStatus,
    attention,
)
from orchestrators.figures import UnknownReason

CALM = ClientFacts(
    is_computed=True,
    falls_in=None,
    below_floor_date=None,
    buffer_days=30,
    unknown=None,
    doubt=None,
    critical_issues=0,
    is_stale=False,
    last_synced_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
)
DAY = date(2026, 12, 10)
SOON = replace(CALM, falls_in=12, below_floor_date=DAY)

#: For each rule facts for which it alone holds, and the sentence.
CASES = {
    AttentionCode.BELOW_FLOOR: (
        replace(CALM, falls_in=0, below_floor_date=DAY),
        "Cash is below the floor today, on 2026-12-10.",
    ),
    AttentionCode.FALLS_WITHIN_BUFFER: (
        SOON,
        "Cash falls below the floor in 12 days, on 2026-12-10, within the buffer of 30 days.",
    ),
    AttentionCode.NOT_COMPUTED: (
        replace(CALM, is_computed=False),
        "The runway could not be computed this time.",
    ),
    AttentionCode.RUNWAY_UNKNOWN: (
        replace(CALM, unknown=UnknownReason.NO_BANK_ACCOUNT),
        "The runway is unknown: the books have no active bank account.",
    ),
    AttentionCode.CRITICAL_ISSUES: (
        replace(CALM, critical_issues=1),
        "1 critical issue blocks the figure.",
    ),
    AttentionCode.FALLS_WITHIN_HORIZON: (
        replace(CALM, falls_in=30, below_floor_date=DAY),
        "Cash falls below the floor in 30 days, on 2026-12-10.",
    ),
    AttentionCode.STALE_BOOKS: (
        replace(CALM, is_stale=True),
        "The last import was on 2026-11-23 at 08:30 UTC and is stale.",
    ),
    AttentionCode.FORECAST_IN_DOUBT: (
        replace(CALM, doubt=UnknownReason.UNRECONCILED),
        "The forecast may miss what comes back regularly: balances changed by more than is known to have "
        "moved.",
    ),
}


def test_every_code_has_one_rule_in_the_order_of_the_codes() -> None:
    assert [rule.code for rule in RULES] == list(AttentionCode) == list(CASES)


@pytest.mark.parametrize("code", AttentionCode)
def test_a_rule_that_holds_alone_gives_its_rank_and_its_sentence(code: AttentionCode) -> None:
    facts, reason = CASES[code]
    result = attention(facts)
    assert (result.rank, result.codes, result.reason) == (
        list(AttentionCode).index(code) + 1,
        (code,),
        reason,
    )


def test_without_a_reason_the_rank_is_the_last_and_all_is_clear() -> None:
    result = attention(CALM)
    assert result.rank == len(RULES) + 1
    assert (result.status, result.codes) == (PortfolioStatus.CLEAR, ())
    assert result.reason == "Cash stays above the floor for thirteen weeks, and no critical issue is open."


def test_the_first_reason_decides_and_the_others_are_told() -> None:
    result = attention(replace(SOON, critical_issues=3, is_stale=True, last_synced_at=None))
    assert (result.rank, result.status) == (2, PortfolioStatus.AT_RISK)
    assert result.reason == (
        "Cash falls below the floor in 12 days, on 2026-12-10, within the buffer of 30 days; "
        "3 critical issues block the figure; nothing has been imported yet."
    )


@pytest.mark.parametrize(
    ("days", "buffer", "rank"), [(1, 1, 6), (1, 2, 2), (29, 30, 2), (30, 30, 6), (5, 0, 6)]
)
def test_a_runway_as_long_as_the_buffer_keeps_it(days: int, buffer: int, rank: int) -> None:
    assert attention(replace(SOON, falls_in=days, buffer_days=buffer)).rank == rank


def test_the_ranks_of_a_status_lie_together() -> None:
    statuses = [rule.status for rule in RULES]
    assert statuses == sorted(statuses, key=list(PortfolioStatus).index)


@pytest.mark.parametrize("reason", UnknownReason)
def test_every_reason_for_an_unknown_figure_has_its_clause(reason: UnknownReason) -> None:
    text = attention(replace(CALM, unknown=reason)).reason
    assert text.startswith("The runway is unknown: ")
    assert reason not in text
