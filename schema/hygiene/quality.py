"""How good the books are, and were."""

from datetime import date
from decimal import Decimal

from orchestrators.calculations.hygiene import quality as calculated
from orchestrators.calculations.hygiene.checks import Dimension
from orchestrators.hygiene import quality
from schema.faces import describe_enum, face, shown

describe_enum(
    Dimension,
    "A part of the quality score.",
    {
        "COMPLETENESS": "Nothing is missing.",
        "VALIDITY": "Dates and amounts can be true.",
        "UNIQUENESS": "Nothing is there twice.",
        "CONSISTENCY": "What belongs together agrees.",
        "FRESHNESS": "The books are of today.",
    },
    name="QualityDimension",
)


@face(calculated.DimensionScore, "One part of the quality score.")
class DimensionScore:
    dimension: Dimension = shown("Which part.")
    weight: int = shown("Its weight in the whole, in percent.")
    score: Decimal = shown(
        "0 to 100: 100 less the share of what was checked that has an open issue, half by number and half by "
        "open balance; of FRESHNESS by the hours since the last whole import, 0 after a week."
    )


@face(quality.IssueNumbers, "How many issues there are.")
class IssueNumbers:
    critical: int = shown("Open ones that are CRITICAL.")
    high: int = shown("Open ones that are HIGH.")
    medium: int = shown("Open ones that are MEDIUM.")
    low: int = shown("Open ones that are LOW.")
    ignored: int = shown("Ignored ones, whatever their severity.")


@face(quality.Quality, "How good the books are.")
class Quality:
    score: Decimal | None = shown("0 to 100; null as long as there is nothing to check. Ignored issues pass.")
    score_with_ignored: Decimal | None = shown("The same if ignored issues were open.")
    dimensions: list[DimensionScore] = shown("The five parts; none as long as there is nothing to check.")
    numbers: IssueNumbers = shown("Issues as they are now.")
    resolution_rate: Decimal | None = shown(
        "Of the issues found in the last 90 days the share, 0 to 1, that is resolved; null if there are none."
    )


@face(quality.QualityDay, "How good the books were at the end of a day on which something changed.")
class QualityDay:
    day: date = shown("The business's day.", "date")
    score: Decimal | None = shown("The score then.")
    score_with_ignored: Decimal | None = shown("The same if ignored issues had been open.")
    numbers: IssueNumbers = shown("Issues as they were then.")
