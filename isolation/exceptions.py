"""What the lints would say of Runway's own schema, and is meant: shown in each report with its reason."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from isolation.finding import Finding


@dataclass(frozen=True, slots=True)
class Declared:
    """An exception that ships with the product; `pattern` is for the finding's object."""

    code: str
    pattern: str
    why: str


_DIRECTORY = (
    "runway_directory keeps businesses, people and memberships from the command line; it is never a role of "
    "requests, and has no right on any other table."
)

EXCEPTIONS = (
    Declared("policy_other_role", "runway.business: directory TO runway_directory", _DIRECTORY),
    Declared("policy_other_role", "runway.app_user: directory TO runway_directory", _DIRECTORY),
    Declared("policy_other_role", "runway.membership: directory TO runway_directory", _DIRECTORY),
    Declared(
        "shared_table",
        "runway.alembic_version",
        "Readiness asks for the revision of the schema; it is one row, the same for every business.",
    ),
)


def why_meant(finding: Finding) -> str | None:
    """The reason of the exception that covers the finding; none: it is a finding."""
    return next(
        (
            each.why
            for each in EXCEPTIONS
            if each.code == finding.code and fnmatchcase(finding.object, each.pattern)
        ),
        None,
    )
