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
    "Who or what chose the baseline of a forecast.",
    {
        "POLICY": "The runway policy.",
        "BACK_TEST": "Forecasts of past weeks, made with either: USUAL missed by less, or did not.",
        "DEFAULT": "Nobody, and too few forecasts of past weeks can be judged yet: it is NONE.",
    },
)


@face(forecast_accuracy.HorizonAccuracy, "What forecasts missed by so many weeks ahead.")
class HorizonAccuracy:
    weeks: int = shown("How many weeks ahead: 4, 8 or 13.")
    judged: int = shown("How many forecasts could be judged.")
    bias: Money | None = shown_money(
        "The mean of what came less what was forecast: negative when forecasts were too high."
    )
    mean_miss: Money | None = shown_money("The mean of how far they were from what came, either way.")
    unknown: UnknownReason | None = shown("Why there is no bias and no mean miss: fewer than 10 were judged.")
    inside_band: Decimal | None = shown(
        "The share that lay within the 80 % band of what was known when they were made: 0.8 is right."
    )
    inside_band_unknown: UnknownReason | None = shown(
        "Why there is no such share: no band could be made yet when they were made."
    )


@face(
    forecast_backtest.Alarms,
    "Forecasts whose thirteen weeks have passed, by whether a week was to end below the floor, and one did.",
)
class ForecastAlarms:
    right: int = shown("It was to, and one did.")
    false: int = shown("It was to, and none did.")
    missed: int = shown("It was not to, and one did.")
    quiet: int = shown("It was not to, and none did.", name="none")


@face(
    forecast_accuracy.ForecastAccuracy,
    "Forecasts of the first days of past weeks, as the last import made them again, against what came.",
)
class ForecastAccuracy:
    baseline: Baseline = shown("The baseline that they were made with: that of the forecast.")
    since: date | None = shown("The day of the first of them; null when none is stored.")
    horizons: list[HorizonAccuracy] = shown("At weeks 4, 8 and 13.")
    alarms: ForecastAlarms | None = shown("Whether they warned of what came; null when it is unknown.")
    unknown: UnknownReason | None = shown(
        "Why there are no alarms and no band: fewer than 14 forecasts could be judged at week 13."
    )
