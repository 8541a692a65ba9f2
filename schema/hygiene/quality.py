"""How good the books are, and were."""

from datetime import date
from decimal import Decimal

from orchestrators.calculations.hygiene import quality as calculated
from orchestrators.calculations.hygiene.checks import Dimension
from orchestrators.hygiene import quality
from schema.faces import describe_enum, face, shown

describe_enum(
    Dimension,
    "A dimension of the quality score.",
    {
        "COMPLETENESS": "No required data is missing.",
        "VALIDITY": "Dates and amounts are plausible.",
        "UNIQUENESS": "Nothing is recorded twice.",
        "CONSISTENCY": "Related records agree with each other.",
        "FRESHNESS": "The last complete import is recent.",
    },
    name="QualityDimension",
)


@face(calculated.DimensionScore, "Score of one dimension of the quality score.")
class DimensionScore:
    dimension: Dimension = shown("The dimension, such as COMPLETENESS.")
    weight: int = shown("Weight of the dimension in the overall score, in percent.")
    score: Decimal = shown(
        "0 to 100: 100 less the share of checked records with an open issue, weighted half by number and "
        "half by open balance. FRESHNESS falls with the hours since the last complete import, to 0 after a "
        "week."
    )


@face(quality.IssueCounts, "Number of issues by severity.")
class IssueCounts:
    critical: int = shown("Number of open issues of severity CRITICAL.")
    high: int = shown("Number of open issues of severity HIGH.")
    medium: int = shown("Number of open issues of severity MEDIUM.")
    low: int = shown("Number of open issues of severity LOW.")
    ignored: int = shown("Number of ignored issues of all severities.")


@face(quality.Quality, "Quality score of the books, and the numbers behind it.")
class Quality:
    score: Decimal | None = shown(
        "Overall score, 0 to 100, not counting ignored issues; null when there is nothing to check."
    )
    score_with_ignored: Decimal | None = shown(
        "Overall score, 0 to 100, counting ignored issues as open; null when there is nothing to check."
    )
    dimensions: list[DimensionScore] = shown(
        "Scores of the five dimensions; empty when there is nothing to check."
    )
    issue_counts: IssueCounts = shown("Number of issues now, by severity.")
    resolution_rate: Decimal | None = shown(
        "Share, 0 to 1, of the issues found in the last 90 days that are resolved; null if none were found."
    )


@face(quality.QualityDay, "Quality score at the end of a day on which something changed.")
class QualityDay:
    day: date = shown("The day, in the business's time zone.", "date")
    score: Decimal | None = shown(
        "Overall score that day, 0 to 100, not counting ignored issues; null when there was nothing to check."
    )
    score_with_ignored: Decimal | None = shown(
        "Overall score that day, 0 to 100, counting ignored issues as open; null when there was nothing to "
        "check."
    )
    issue_counts: IssueCounts = shown("Number of issues that day, by severity.")
