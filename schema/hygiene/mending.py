"""What mending does to the runway."""

from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.hygiene import mending
from schema.faces import face, shown
from schema.money import Money, UnknownReason
from schema.runway.runway import DatedRunway, LowestBalance


@face(mending.RunwayEffect, "The runway after issues are corrected, compared with the current runway.")
class RunwayEffect:
    dated: DatedRunway | None = shown("Dated runway after the correction; null when it is unknown.")
    lowest_balance: LowestBalance | None = shown(
        "Lowest forecast balance after the correction; null when it is unknown."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why the runway would still be unknown; null when it would be known."
    )
    days: int | None = shown(
        "Days of dated runway gained, negative when lost; null when the current runway is unknown."
    )
    days_precision: DaysPrecision | None = shown(
        "Whether `days` is exact or limited by the forecast horizon; null when `days` is null."
    )
    lowest_balance_change: Money | None = shown(
        "Change of the lowest forecast balance in home currency; null when the current one is unknown."
    )
