"""The rules on duplicates, as data: what makes two documents one, and how bad that is."""

from dataclasses import dataclass

from orchestrators.calculations.hygiene.checks.base import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code; of several that hold for a document the one of the greatest strength is told.

    `severity` holds while one of the two documents is open, and so changes what is left to pay or receive;
    `settled` when neither is. `within` are days between the issue dates. A blocking pair keeps the later
    document out of the decision console. The sentence takes the later `document`, the `original`, `when`
    the original was issued as seen from the later one, its `day`, and both `total`s.
    """

    code: str
    strength: int
    severity: Severity
    settled: Severity
    blocking: bool
    within: int
    sentence: str


#: Same counterparty, number and total.
R1 = Rule(
    "R1",
    6,
    Severity.CRITICAL,
    Severity.MEDIUM,
    blocking=True,
    within=365,
    sentence="{document} has the same number and total as one issued {when}, on {day}.",
)
#: Same counterparty and number, another total: a corrected document that was entered beside the wrong one.
R2 = Rule(
    "R2",
    5,
    Severity.HIGH,
    Severity.LOW,
    blocking=False,
    within=365,
    sentence="{document} has the same number as one issued {when}, on {day}, and is over {total} instead of "
    "{original_total}.",
)
#: Same counterparty and total, numbers that a slip of the hand tells apart.
R3 = Rule(
    "R3",
    4,
    Severity.HIGH,
    Severity.LOW,
    blocking=False,
    within=7,
    sentence="{document} has the same total as {original}, issued {when}, on {day}, and nearly the "
    "same number.",
)
#: Same counterparty, total and day, and only one of the two has a number.
R4 = Rule(
    "R4",
    3,
    Severity.MEDIUM,
    Severity.LOW,
    blocking=False,
    within=0,
    sentence="{document} has the same total and date as {original}, {day}; only one of the two has a number.",
)
#: Two records of counterparties, same number, total and day.
R5 = Rule(
    "R5",
    2,
    Severity.HIGH,
    Severity.LOW,
    blocking=False,
    within=0,
    sentence="{document} has the same number, total and date, {day}, as {original}.",
)
#: A bill, and a cheque or expense of the same amount to the same vendor.
R6 = Rule(
    "R6",
    1,
    Severity.HIGH,
    Severity.LOW,
    blocking=False,
    within=7,
    sentence="{document} is over {total}, as is {original} to the same vendor, dated {when}, {day}.",
)

RULES = (R1, R2, R3, R4, R5, R6)
