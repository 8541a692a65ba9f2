"""What an audit found, all of it values: for people, for machines, and for the diff of two days."""

from dataclasses import asdict, dataclass

from isolation.fingerprint import Section
from isolation.lints.lint import Finding, Level
from isolation.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Role:
    """A node of the role graph; `audited`: one of those that the audit was asked about."""

    name: str
    audited: bool
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """An edge of the role graph: `member` can act as `role`."""

    member: str
    role: str
    inherit: bool
    set: bool
    admin: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A server setting as new sessions find it; null: this login may not see it."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """What was audited, and where."""

    server_version: str
    database: str
    tenant_column: str
    variable: str
    settings: tuple[Setting, ...]
    roles: tuple[Role, ...]
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What holds a role's commands on a table.

    canonical: the tenant's rows · own: the person's rows · portfolio: a list of tenants' rows ·
    reference: the same rows for all · invoker: whatever holds the view's tables · none: no right, or no
    policy · OTHER: anything else.
    """

    table: str
    role: str
    select: str
    insert: str
    update: str
    delete: str
    truncate: str


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding, and who answers for it until when."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Excepted:
    """A finding that this product means, and why."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """An audit's result; the fingerprint changes only when a policy, a right, a role or an option does."""

    header: Header
    matrix: tuple[MatrixRow, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    exceptions: tuple[Excepted, ...]
    sections: tuple[Section, ...]
    fingerprint: str

    @property
    def clean(self) -> bool:
        """No error and no warning is open."""
        return all(finding.level is Level.INFO for finding in self.findings)

    def as_dict(self) -> dict[str, object]:
        """For JSON: strings, booleans, lists and mappings; dates as 2027-01-31."""
        fields = asdict(self)
        for waived in fields["waived"]:
            waived["waiver"]["until"] = waived["waiver"]["until"].isoformat()
        sections = {section.name: list(section.lines) for section in self.sections}
        return {"clean": self.clean, **fields, "sections": sections}
