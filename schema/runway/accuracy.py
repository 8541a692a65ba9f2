"""How right forecasts were: those of past weeks, made again and held to what came."""

from datetime import date
from decimal import Decimal

from orchestrators.calculations.runway.accuracy import forecast_backtest
from orchestrators.calculations.runway.accuracy.baseline import BaselineChooser
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.runway.accuracy import forecast_accuracy
from schema.faces import describe_enum, face, shown
from schema.money import Money, UnknownReason, shown_money

describe_enum(
    BaselineChooser,
    "How the baseline of a forecast was chosen.",
    {
        "POLICY": "By the runway policy.",
        "BACK_TEST": "By back-test: the baseline whose forecasts of past weeks missed by less.",
        "DEFAULT": "By default NONE, as too few forecasts of past weeks can be judged yet.",
    },
)


@face(
    forecast_accuracy.HorizonAccuracy, "How far forecasts missed the actual balance a number of weeks ahead."
)
class HorizonAccuracy:
    weeks_ahead: int = shown("Weeks ahead of the forecast: 4, 8 or 13.")
    forecasts_judged: int = shown("Number of past forecasts that were compared with actual balances.")
    bias: Money | None = shown_money(
        "Mean of actual less forecast balance in home currency: negative when forecasts were too high. Null "
        "for fewer than 10 forecasts."
    )
    mean_absolute_error: Money | None = shown_money(
        "Mean absolute difference of actual and forecast balance in home currency; null for fewer than 10 "
        "forecasts."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why `bias` and `meanAbsoluteError` are unknown: fewer than 10 forecasts were judged."
    )
    inside_band_share: Decimal | None = shown(
        "Share of actual balances inside the 80 % band known at the time of the forecast; 0.8 is ideal. "
        "Null when unknown."
    )
    inside_band_unknown_reason: UnknownReason | None = shown(
        "Why `insideBandShare` is unknown: no band was available at the time of the forecasts."
    )


@face(
    forecast_backtest.Alarms,
    "Past forecasts of thirteen weeks, classified by whether they predicted a balance below the floor and "
    "whether one occurred.",
)
class ForecastAlarms:
    true_positives: int = shown(
        "Number of forecasts that predicted a balance below the floor, and one occurred (true positives)."
    )
    false_positives: int = shown(
        "Number of forecasts that predicted a balance below the floor, but none occurred (false positives)."
    )
    false_negatives: int = shown(
        "Number of forecasts that predicted no balance below the floor, but one occurred (false negatives)."
    )
    true_negatives: int = shown(
        "Number of forecasts that predicted no balance below the floor, and none occurred (true negatives).",
    )


@face(
    forecast_accuracy.ForecastAccuracy,
    "Accuracy of past forecasts: those of past weeks were recomputed by the last import and compared with "
    "actual balances.",
)
class ForecastAccuracy:
    baseline: Baseline = shown(
        "Baseline of the recomputed forecasts, the same as that of the current forecast."
    )
    first_forecast_date: date | None = shown(
        "Day of the earliest forecast that was recomputed; null when there is none."
    )
    horizons: list[HorizonAccuracy] = shown("Accuracy 4, 8 and 13 weeks ahead.")
    alarms: ForecastAlarms | None = shown(
        "Whether past forecasts predicted balances below the floor; null when unknown."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why `alarms` is unknown: fewer than 14 forecasts could be judged at week 13."
    )
