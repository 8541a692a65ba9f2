"""What mending does to the runway."""

from orchestrators.calculations.runway.projection import Reach
from orchestrators.hygiene import mending
from schema.faces import face, shown
from schema.money import Money, UnknownReason
from schema.runway.runway import DatedRunway, LowestBalance


@face(mending.RunwayEffect, "The runway once something is mended, against the one as it is.")
class RunwayEffect:
    dated: DatedRunway | None = shown("The dated runway then; null if there were still none.")
    lowest_balance: LowestBalance | None = shown("The lowest balance then.")
    unknown: UnknownReason | None = shown("Why there would still be none.")
    days: int | None = shown("Days gained, or lost when negative; null where there is no runway now.")
    reach: Reach | None = shown("How to read the days.")
    lowest_change: Money | None = shown("By how much the lowest balance changes.")
