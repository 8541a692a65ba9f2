"""Burn is counted in completed months, of money that was really earned and spent."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.burn import Burn, BurnAverage, BurnState, History, burn
from orchestrators.calculations.values import CashMovement
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.amounts_and_days import signed_amounts
from tests.orchestrators.calculations.runway.oracles.slow_burn import months_of

TODAY = date(2024, 3, 15)
LONG_AGO = date(2020, 1, 1)


def moved(day: date, amount: object, *, internal: bool = False, financing: bool = False) -> CashMovement:
    return CashMovement(day, Decimal(str(amount)), internal, financing, None, "")


HISTORY = [
    moved(date(2023, 12, 31), -3000),
    moved(date(2024, 1, 1), 500),
    moved(date(2024, 1, 31), -1500),
    moved(date(2024, 2, 29), -600),
]


def known(movements: list[CashMovement], today: date = TODAY, since: date = LONG_AGO) -> Burn:
    result = burn(months_of(movements), today, History(since, today, today))
    assert (result.state, result.reason) == (BurnState.KNOWN, None)
    return result


def test_the_window_is_the_last_three_completed_months() -> None:
    result = known([*HISTORY, moved(date(2023, 11, 30), -9), moved(date(2024, 3, 1), -9)])
    assert (result.window_start, result.window_end) == (date(2023, 12, 1), date(2024, 2, 29))
    assert [month.start_date.month for month in result.months] == [12, 1, 2]
    assert [month.gross for month in result.months] == list(map(Decimal, (3000, 1500, 600)))
    assert [month.net for month in result.months] == list(map(Decimal, (3000, 1000, 600)))


def test_mean_and_median_are_both_told() -> None:
    figures = known(HISTORY).figures
    assert figures is not None
    assert figures.gross_mean == 1700
    assert figures.gross_median == 1500
    assert figures.net_mean == figures.net(BurnAverage.MEAN)
    assert figures.net_median == figures.net(BurnAverage.MEDIAN) == 1000
    assert figures.net_mean.quantize(Decimal("0.01")) == Decimal("1533.33")


def test_cents_that_came_in_are_not_burn() -> None:
    figures = known([*HISTORY, moved(date(2024, 2, 2), "0.50")]).figures
    assert figures is not None
    assert figures.net_median == 1000
    assert figures.net_per_day_of_mean * 91 == Decimal("4599.5")


def test_a_day_is_the_window_over_its_actual_days() -> None:
    figures = known(HISTORY).figures
    assert figures is not None
    assert figures.gross_per_day_of_mean == Decimal(5100) / (31 + 31 + 29)
    assert figures.net_per_day_of_mean == Decimal(4600) / (31 + 31 + 29)
    assert figures.gross_per_day_of_median == Decimal(1500 * 3) / (31 + 31 + 29)
    assert figures.net_per_day_of_median == Decimal(1000 * 3) / (31 + 31 + 29)
    assert figures.net_per_day(BurnAverage.MEAN) == figures.net_per_day_of_mean
    assert figures.gross_per_day(BurnAverage.MEDIAN) == figures.gross_per_day_of_median


def test_transfers_between_own_accounts_and_financing_do_not_count() -> None:
    aside = [moved(date(2024, 1, 5), 9000, financing=True), moved(date(2024, 1, 6), -77, internal=True)]
    assert known([*HISTORY, *aside]) == known(HISTORY)


def test_under_two_months_of_history_burn_is_unknown_and_has_no_number() -> None:
    for since in (None, date(2024, 1, 2), date(2024, 2, 1), TODAY):
        result = burn(months_of(HISTORY), TODAY, None if since is None else History(since, TODAY, TODAY))
        assert (result.state, result.reason) == (BurnState.UNKNOWN, UnknownReason.INSUFFICIENT_HISTORY)
        assert (result.figures, result.months) == (None, ())
        assert (result.window_start, result.window_end) == (date(2023, 12, 1), date(2024, 2, 29))


def test_two_whole_months_are_enough_and_are_then_the_window() -> None:
    result = known(HISTORY, since=date(2023, 12, 2))
    assert result.window_start == date(2024, 1, 1)
    assert result.figures is not None
    assert result.figures.net_per_day_of_mean == Decimal(1600) / (31 + 29)


def ended(last: date, silence: int = 0) -> History:
    """Books in which nothing moved any more, after silences of so many days."""
    return History(LONG_AGO, last, last + timedelta(days=silence))


def test_months_after_everything_moved_are_not_known() -> None:
    one_left = burn(months_of(HISTORY), TODAY, ended(date(2023, 12, 31)))
    assert (one_left.state, one_left.reason) == (BurnState.UNKNOWN, UnknownReason.NO_RECENT_HISTORY)
    assert (one_left.figures, one_left.months) == (None, ())
    two_left = burn(months_of(HISTORY), TODAY, ended(date(2024, 1, 31)))
    assert (two_left.window_start, two_left.window_end) == (date(2023, 12, 1), date(2024, 1, 31))
    assert two_left.figures is not None
    assert two_left.figures.net_per_day_of_mean == Decimal(4000) / (31 + 31)


def test_a_silence_that_was_there_before_costs_nothing_which_is_known() -> None:
    quarterly = burn(months_of(HISTORY), TODAY, ended(date(2023, 12, 31), silence=92))
    assert quarterly.figures == known(HISTORY).figures
    shorter = burn(months_of(HISTORY), TODAY, ended(date(2023, 12, 31), silence=59))
    assert (shorter.window_start, shorter.window_end) == (date(2023, 12, 1), date(2024, 1, 31))


def test_months_without_movements_beside_one_that_moved_cost_nothing_which_is_known() -> None:
    result = known([moved(date(2024, 1, 31), -1500)])
    assert [month.gross for month in result.months] == [0, 1500, 0]
    assert result.figures is not None
    assert result.figures.gross_median == 0


def test_a_window_in_which_nothing_moved_is_not_known() -> None:
    around = [moved(date(2023, 11, 30), -9), moved(date(2024, 3, 1), -9)]
    for movements in ([], around, [moved(date(2024, 1, 31), 9000, financing=True)]):
        result = burn(months_of(movements), TODAY, History(LONG_AGO, TODAY, TODAY))
        assert (result.state, result.reason) == (BurnState.UNKNOWN, UnknownReason.NO_RECENT_HISTORY)
        assert (result.window_start, result.window_end) == (date(2023, 12, 1), date(2024, 2, 29))


def test_on_the_first_of_a_month_the_month_before_is_completed() -> None:
    assert known(HISTORY, date(2024, 3, 1)).window_end == date(2024, 2, 29)
    assert known(HISTORY, date(2024, 2, 29)).window_end == date(2024, 1, 31)


@given(
    st.lists(
        st.builds(
            CashMovement,
            st.dates(date(2023, 10, 1), date(2024, 4, 1)),
            signed_amounts,
            st.booleans(),
            st.booleans(),
            st.none(),
            st.just(""),
        ),
        max_size=30,
    ),
    st.dates(date(2024, 1, 1), date(2024, 4, 1)),
)
def test_burn_agrees_with_walking_through_the_window_day_by_day(
    movements: list[CashMovement], today: date
) -> None:
    # Something moves in every window: one in which nothing did is unknown.
    movements = [*movements, moved(date(2023, 12, 31), -1), moved(date(2024, 1, 1), -1)]
    result = known(movements, today)
    went, came, days, day = Decimal(0), Decimal(0), 0, result.window_start
    while day <= result.window_end:
        counted = [
            movement.amount
            for movement in movements
            if movement.day == day and not movement.internal | movement.financing
        ]
        went -= sum(amount for amount in counted if amount < 0)
        came += sum(amount for amount in counted if amount > 0)
        day, days = day + timedelta(days=1), days + 1
    assert sum(month.cash_in for month in result.months) == came
    assert sum(month.cash_out for month in result.months) == went
    assert result.figures is not None
    assert (result.figures.gross_per_day_of_mean, result.figures.net_per_day_of_mean) == (
        went / days,
        (went - came) / days,
    )
