"""Whether the database keeps businesses apart."""

from datetime import datetime

from orchestrators.access import isolation
from orchestrators.access.isolation import Level
from schema.faces import describe_enum, face, shown

describe_enum(
    Level,
    "How bad a finding is.",
    {
        "ERROR": "Rows of another business can be reached.",
        "WARNING": "They could be, after one more mistake.",
        "INFO": "Worth knowing.",
    },
    name="IsolationLevel",
)


@face(isolation.IsolationFinding, "One thing that a lint found in the catalogue.")
class IsolationFinding:
    code: str = shown("The lint, as docs/lints.md explains it.")
    level: Level = shown("How bad it is.")
    title: str = shown("What the lint looks for.")
    object: str = shown("The table, policy, role or function that it is about.")
    detail: str = shown("What was found.")
    remedy: str = shown("SQL that mends it; empty when a person has to choose.")
    exception: str | None = shown("Why it is meant; null when it is not.")


@face(isolation.IsolationRow, "What holds each command of a role on a table.")
class IsolationRow:
    """A row of the matrix: canonical, own, portfolio, reference, invoker, none or OTHER."""

    table: str = shown("The table, with its schema.")
    role: str = shown("The role that requests come in with.")
    select: str = shown("What holds SELECT: canonical is the tenant's rows, none no right at all.")
    insert: str = shown("What holds INSERT.")
    update: str = shown("What holds UPDATE.")
    delete: str = shown("What holds DELETE.")
    truncate: str = shown("What holds TRUNCATE, which no policy can.")


@face(isolation.IsolationAudit, "What the catalogue says of the isolation at this moment.")
class IsolationAudit:
    clean: bool = shown("Whether no error and no warning is open.")
    findings: list[IsolationFinding] = shown("What the lints found, a few hundred rows at most.")
    matrix: list[IsolationRow] = shown("A row for each table and role, a few hundred at most.")
    fingerprint: str = shown("Changes only when a policy, a right, a role or an option does.")
    ran_at: datetime = shown("When it ran.")


@face(isolation.Isolation, "What is known of the isolation.")
class Isolation:
    audit: IsolationAudit = shown("The audit, made for this request.")
