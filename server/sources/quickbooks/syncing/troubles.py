"""What went wrong with a sync, as the connection and the hygiene tray show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrators.sources.connections.problems import ProblemCode
from orchestrators.sources.connections.state import ConnectionState
from orchestrators.sources.exports.company import OtherCompany
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.rejections import rejected
from server.sources.quickbooks.reading.answers import NoAnswer, Trouble
from server.sources.quickbooks.secrets import NoKey
from server.sources.quickbooks.tokens import AuthorizationLost, SourceUnavailable

#: A failing source is tried again after as long as it has been failing, within these.
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)

_BY_TROUBLE = {
    Trouble.THROTTLED: ProblemCode.THROTTLED,
    Trouble.UNAUTHORIZED: ProblemCode.AUTHORIZATION_LOST,
    Trouble.FAULT: ProblemCode.UNEXPECTED_ANSWER,
    Trouble.NOT_JSON: ProblemCode.UNEXPECTED_ANSWER,
    Trouble.CUT: ProblemCode.SOURCE_UNAVAILABLE,
    Trouble.SERVER_ERROR: ProblemCode.SOURCE_UNAVAILABLE,
    Trouble.UNREACHABLE: ProblemCode.SOURCE_UNAVAILABLE,
}
_STATES = {
    ProblemCode.THROTTLED: ConnectionState.THROTTLED,
    ProblemCode.AUTHORIZATION_LOST: ConnectionState.UNAUTHORIZED,
    ProblemCode.KEY_MISSING: ConnectionState.UNAUTHORIZED,
}
_CAUSES = {
    ConnectionState.THROTTLED: RejectionCause.THROTTLED,
    ConnectionState.UNAUTHORIZED: RejectionCause.UNAUTHORIZED,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a sync brought nothing; `wait` is what the source told."""

    problem: ProblemCode
    reason: str
    wait: timedelta = timedelta()

    @property
    def state(self) -> ConnectionState:
        """How the connection fares because of it."""
        return _STATES.get(self.problem, ConnectionState.FAILING)

    def export(self) -> Export:
        """What an import keeps of it: that nothing came, and why."""
        cause = _CAUSES.get(self.state, RejectionCause.FAULT)
        return Export((rejected("sync", self.reason, cause=cause),))

    def next_at(self, now: datetime, since: datetime) -> datetime:
        """When to try again, of a state that began then."""
        return now + max(self.wait, min(max(now - since, SOONEST), LATEST))


def failure_of(error: Exception) -> Failure | None:
    """What the source, or what we keep of it, is to blame for; None for all else."""
    match error:
        case NoAnswer():
            return Failure(_BY_TROUBLE[error.trouble], str(error), timedelta(seconds=error.wait or 0))
        case AuthorizationLost():
            reason = "QuickBooks does not accept the authorization any more: connect the company again"
            return Failure(ProblemCode.AUTHORIZATION_LOST, reason)
        case SourceUnavailable():
            reason = f"QuickBooks gave no access token ({error})"
            return Failure(ProblemCode.SOURCE_UNAVAILABLE, reason)
        case NoKey():
            reason = "The stored authorization cannot be decrypted"
            return Failure(ProblemCode.KEY_MISSING, reason)
        case OtherCompany():
            return Failure(ProblemCode.OTHER_COMPANY, str(error))
    return None
