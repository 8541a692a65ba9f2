"""What became of what a person wanted done about an issue, as values."""

from dataclasses import dataclass, replace
from uuid import UUID

from orchestrators import user_errors
from orchestrators.calculations.hygiene.fixes import IssueRefusal
from orchestrators.user_errors import UserError

IssueErrors = tuple[UserError[IssueRefusal], ...]


@dataclass(frozen=True, slots=True)
class IssueOutcome:
    """Without errors it was done, now or before; with one nothing was. Fields are those of one request."""

    issue_id: UUID | None
    user_errors: IssueErrors = ()

    def under(self, *path: str) -> "IssueOutcome":
        """The same with the fields of its errors under this path of the input."""
        errors = (
            replace(error, field=(*path, *error.field) if error.field else ()) for error in self.user_errors
        )
        return replace(self, user_errors=tuple(errors))


@dataclass(frozen=True, slots=True)
class IssueOutcomes:
    """An outcome for each request, in their order; or why nothing was looked at."""

    outcomes: tuple[IssueOutcome, ...]
    user_errors: IssueErrors = ()

    def alone(self) -> IssueOutcome:
        """The outcome of one request, its fields under `input`."""
        if self.user_errors:
            return IssueOutcome(None, self.user_errors)
        (outcome,) = self.outcomes
        return outcome.under("input")


def refused(code: IssueRefusal, message: str, *field: str, issue_id: UUID | None = None) -> IssueOutcome:
    """Nothing is done."""
    return IssueOutcome(issue_id, user_errors.refused(code, message, *field))


def may_not(role: str) -> IssueOutcomes:
    """The role may not."""
    deed = "may not change what the tray shows"
    return IssueOutcomes((), user_errors.forbidden(IssueRefusal.FORBIDDEN, role, deed))
