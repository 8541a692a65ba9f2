"""What can be wrong with a live connection, and what people can do about each."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """What keeps a connection from being in sync."""

    THROTTLED = "THROTTLED"
    AUTHORIZATION_LOST = "AUTHORIZATION_LOST"
    SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
    UNEXPECTED_ANSWER = "UNEXPECTED_ANSWER"
    OTHER_COMPANY = "OTHER_COMPANY"
    KEY_MISSING = "KEY_MISSING"
    SYNC_FAILED = "SYNC_FAILED"


@dataclass(frozen=True, slots=True)
class ConnectionProblem:
    """One sentence about what is wrong, and one about what to do."""

    code: ProblemCode
    message: str
    remedy: str


PROBLEMS = {
    problem.code: problem
    for problem in (
        ConnectionProblem(
            ProblemCode.THROTTLED,
            "QuickBooks limits the number of requests and asked to wait.",
            "There is nothing to do: the sync continues by itself.",
        ),
        ConnectionProblem(
            ProblemCode.AUTHORIZATION_LOST,
            "QuickBooks no longer accepts the authorization of this connection.",
            "An owner or an advisor connects the business to the same company again.",
        ),
        ConnectionProblem(
            ProblemCode.SOURCE_UNAVAILABLE,
            "QuickBooks does not answer, or answers with server errors.",
            "The sync is tried again by itself; if this lasts, see status.developer.intuit.com.",
        ),
        ConnectionProblem(
            ProblemCode.UNEXPECTED_ANSWER,
            "QuickBooks gave an answer that cannot be read as documented.",
            "The sync is tried again by itself; if this lasts, report it with the log of the worker.",
        ),
        ConnectionProblem(
            ProblemCode.OTHER_COMPANY,
            "The connected company has the name of other books of this business, and would count twice.",
            "Disconnect, and connect the company to a business of its own.",
        ),
        ConnectionProblem(
            ProblemCode.KEY_MISSING,
            "The stored authorization cannot be decrypted.",
            "The operator of the server restores the key in RUNWAY_SECRET_KEYS, or an owner connects again.",
        ),
        ConnectionProblem(
            ProblemCode.SYNC_FAILED,
            "The sync ended with an internal error; the books are as they were before it.",
            "The sync is tried again by itself; if this lasts, report it with the log of the worker.",
        ),
    )
}
