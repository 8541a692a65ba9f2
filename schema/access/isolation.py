"""Whether the database keeps businesses apart."""

from datetime import datetime

from orchestrators.access import isolation
from orchestrators.access.isolation import Level
from schema.faces import describe_enum, face, shown

describe_enum(
    Level,
    "Severity of a finding of the isolation audit.",
    {
        "ERROR": "Rows of another business can be reached.",
        "WARNING": "Rows of another business could be reached after one further mistake.",
        "INFO": "For information only; no risk by itself.",
    },
    name="IsolationLevel",
)


@face(isolation.IsolationFinding, "One finding of a lint that checked the database catalogue.")
class IsolationFinding:
    code: str = shown("Code of the lint, as documented in docs/lints.md.")
    level: Level = shown("Severity of the finding.")
    title: str = shown("What the lint checks for, in one phrase.")
    object: str = shown("Name of the table, policy, role or function concerned.")
    detail: str = shown("What exactly is wrong with the object.")
    remedy: str = shown("SQL that corrects the finding; empty when a person has to choose how.")
    exception: str | None = shown("Why the finding is accepted as intended; null when it is not.")


@face(
    isolation.IsolationRow,
    "How row-level security and privileges protect one table against one role, per SQL command. Values: "
    "canonical, own, portfolio, reference, invoker, none, OTHER.",
)
class IsolationRow:
    """A row of the matrix: canonical, own, portfolio, reference, invoker, none or OTHER."""

    table: str = shown("Name of the table, with its schema.")
    role: str = shown("Database role that requests run under.")
    select: str = shown(
        "Protection of SELECT: `canonical` limits it to the rows of the business, `none` means no privilege "
        "at all."
    )
    insert: str = shown("Protection of INSERT; the same values as for SELECT apply.")
    update: str = shown("Protection of UPDATE; the same values as for SELECT apply.")
    delete: str = shown("Protection of DELETE; the same values as for SELECT apply.")
    truncate: str = shown(
        "Protection of TRUNCATE. Policies do not apply to it, so only a missing privilege protects."
    )


@face(isolation.IsolationAudit, "Result of an audit of the database catalogue, made for this request.")
class IsolationAudit:
    clean: bool = shown("True when there is no unaccepted finding of level ERROR or WARNING.")
    findings: list[IsolationFinding] = shown("All findings of the lints, at most a few hundred.")
    matrix: list[IsolationRow] = shown("One row for each table and role, at most a few hundred.")
    fingerprint: str = shown(
        "Hash of all policies, privileges, roles and options; changes only when one of them changes."
    )
    ran_at: datetime = shown("Time at which the audit ran.")


@face(isolation.Isolation, "What is known about how the database separates businesses.")
class Isolation:
    audit: IsolationAudit = shown("The audit of the database catalogue, made for this request.")
