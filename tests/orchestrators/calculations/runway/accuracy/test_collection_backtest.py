"""How far expected collection dates miss on real receivables, and that the test never looks ahead."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from orchestrators.calculations.books.collection import CollectionBasis, expected_collection
from orchestrators.calculations.runway.accuracy.collection_backtest import (
    BackTest,
    Prediction,
    back_test,
    calibration,
    predictions,
)
from orchestrators.calculations.values import SettledDocument
from tests.orchestrators.calculations.amounts_and_days import (
    TODAY,
    histories,
    receivables,
    settled,
)
from tests.orchestrators.calculations.books.slow_history import habits

real = pytest.mark.shared_data


def share_between(errors: list[int], bands: BackTest, low: str, high: str) -> float:
    at = {quantile.share: quantile.days for quantile in bands.quantiles}
    return sum(at[Decimal(low)] <= error <= at[Decimal(high)] for error in errors) / len(errors)


@real
def test_on_real_receivables_the_rule_misses_by_less_than_the_due_date(shared_data: Path) -> None:
    result = back_test(predictions(receivables(shared_data)))
    assert (result.n, result.rule_error, result.due_date_error) == (917, Decimal("5.5736"), Decimal("9.4198"))


@real
def test_with_disputed_invoices_the_rule_still_wins_by_a_smaller_margin(shared_data: Path) -> None:
    result = back_test(predictions(receivables(shared_data), with_disputed=True))
    assert (result.n, result.rule_error, result.due_date_error) == (
        1192,
        Decimal("7.4614"),
        Decimal("9.6686"),
    )


@real
def test_a_habit_of_the_customer_s_own_is_what_helps_most(shared_data: Path) -> None:
    every = list(predictions(receivables(shared_data)))
    own = back_test(item for item in every if item.expected.basis is CollectionBasis.CUSTOMER)
    others = back_test(item for item in every if item.expected.basis is not CollectionBasis.CUSTOMER)
    assert own.rule_error is not None
    assert others.rule_error is not None
    assert own.rule_error < others.rule_error


@real
def test_confident_predictions_miss_by_less(shared_data: Path) -> None:
    every = sorted(predictions(receivables(shared_data)), key=lambda item: item.expected.confidence)
    half = len(every) // 2
    doubtful, confident = back_test(every[:half]), back_test(every[half:])
    assert confident.rule_error is not None
    assert doubtful.rule_error is not None
    assert confident.rule_error < doubtful.rule_error


@real
@pytest.mark.parametrize(
    ("low", "high", "promised"), [("0.05", "0.95", 0.9), ("0.1", "0.9", 0.8), ("0.25", "0.75", 0.5)]
)
def test_the_errors_of_one_year_bound_those_of_the_next(
    shared_data: Path, low: str, high: str, promised: float
) -> None:
    every = list(predictions(receivables(shared_data), with_disputed=True))
    bands = back_test(item for item in every if item.document.issue_date.year == 2012)
    later = [item.error for item in every if item.document.issue_date.year == 2013]
    assert share_between(later, bands, low, high) == pytest.approx(promised, abs=0.06)


@real
def test_on_real_receivables_the_sliding_window_is_the_rule_itself(shared_data: Path) -> None:
    history = receivables(shared_data)
    for prediction in list(predictions(history))[::40]:
        assert prediction.expected == asked_alone(prediction.document, history)


def one_a_day(count: int, late: int) -> list[SettledDocument]:
    return [settled(late, on=TODAY + timedelta(days=day)) for day in range(count)]


def test_a_band_is_made_of_what_was_settled_when_the_later_half_begins() -> None:
    result = calibration(predictions(one_a_day(200, late=5)))
    assert result is not None
    assert (result.low, result.high, result.n, result.covered) == (Decimal(0), Decimal(5), 100, Decimal(1))
    # What was not paid by then is no error yet, so there is no band.
    assert calibration(predictions(one_a_day(200, late=400))) is None


def test_too_few_invoices_are_no_band() -> None:
    assert calibration(predictions(one_a_day(39, late=-20))) is None
    assert calibration([]) is None


def test_nothing_to_judge_gives_no_figures() -> None:
    assert back_test(predictions([])) == BackTest(0, None, None, ())


def test_an_invoice_settled_when_issued_is_not_judged() -> None:
    at_once = SettledDocument(settled(0).party_id, TODAY, TODAY, TODAY, Decimal(1))
    assert list(predictions([at_once])) == []


def test_errors_are_positive_when_money_came_later() -> None:
    (prediction,) = predictions([settled(12)])
    assert (prediction.error, prediction.due_date_error) == (12, 12)


@given(histories)
def test_the_sliding_window_is_the_rule_asked_anew_for_each_invoice(history: list[SettledDocument]) -> None:
    for prediction in predictions(history, with_disputed=True):
        assert prediction.expected == asked_alone(prediction.document, history)


@given(histories)
def test_what_is_settled_after_an_issue_date_does_not_change_its_prediction(
    history: list[SettledDocument],
) -> None:
    for prediction in predictions(history):
        day = prediction.document.issue_date
        known = [item for item in history if item.settled_on <= day]
        moved = [
            settled(77, on=item.settled_on + timedelta(days=9), customer=item.party_id)
            for item in history
            if item.settled_on > day
        ]
        again = predictions([prediction.document, *known, *moved])
        assert (
            next(item.expected for item in again if item.document == prediction.document)
            == prediction.expected
        )


@given(histories)
def test_every_invoice_that_waited_is_judged_once(history: list[SettledDocument]) -> None:
    waited = [item for item in history if item.settled_on > item.issue_date]
    judged = [prediction.document for prediction in predictions(history, with_disputed=True)]
    assert sorted(judged, key=repr) == sorted(waited, key=repr)


@given(histories)
def test_quantiles_rise_and_half_of_the_errors_lie_on_each_side_of_the_middle(
    history: list[SettledDocument],
) -> None:
    result: list[Prediction] = list(predictions(history))
    quantiles = back_test(result).quantiles
    assert [quantile.days for quantile in quantiles] == sorted(quantile.days for quantile in quantiles)
    for middle in (quantile.days for quantile in quantiles if quantile.share == Decimal("0.5")):
        assert 2 * sum(item.error <= middle for item in result) >= len(result)
        assert 2 * sum(item.error >= middle for item in result) >= len(result)


def asked_alone(document: SettledDocument, history: list[SettledDocument]) -> object:
    known = habits(history, document.issue_date)
    return expected_collection(
        document.due_date, known.of(document.party_id), known.business, document.issue_date
    )
