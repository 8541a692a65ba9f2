"""An audit as Markdown: what a DBA hands to an auditor."""

from collections.abc import Iterable, Iterator, Sequence

from isolation.fingerprint import Change
from isolation.lints.lint import Finding
from isolation.report import Header, Report

COMMANDS = ("select", "insert", "update", "delete", "truncate")


def markdown(report: Report, changed: Sequence[Change] | None) -> str:
    """The whole report; `changed` since an older one, null if there was none to compare with."""
    parts = (
        _header(report),
        _changes(changed) if changed is not None else (),
        _findings(report.findings),
        _waived(report),
        _exceptions(report),
        _matrix(report),
        _policies(report),
        _roles(report.header),
    )
    return "\n".join(line for part in parts for line in part)


def _header(report: Report) -> Iterator[str]:
    head = report.header
    yield f"# Audit of the database `{head.database}`\n"
    verdict = "no error and no warning is open" if report.clean else "**errors or warnings are open**"
    yield f"Verdict: {verdict}.\n"
    yield from table(
        ("", ""),
        (
            ("PostgreSQL", head.server_version),
            ("Tenants told apart by", f"column {head.tenant_column}, variable {head.variable}"),
            ("Fingerprint", report.fingerprint),
            *(
                (setting.name, "(not shown to this login)" if setting.value is None else setting.value)
                for setting in head.settings
            ),
        ),
    )


def _changes(changed: Sequence[Change]) -> Iterator[str]:
    yield "## Changes since the older report\n"
    if not changed:
        yield "None.\n"
    for change in changed:
        yield f"### {change.section.capitalize()}\n\n```diff"
        yield from (f"- {line}" for line in change.removed)
        yield from (f"+ {line}" for line in change.added)
        yield "```\n"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    yield "## Findings\n"
    if not findings:
        yield "None.\n"
    for finding in findings:
        yield f"### {finding.level.value.upper()}: {finding.title}\n"
        yield f"`{finding.object}` ({finding.code}): {finding.detail}\n"
        if finding.remedy:
            yield f"```sql\n{finding.remedy};\n```\n"


def _waived(report: Report) -> Iterator[str]:
    yield "## Waived\n"
    yield from table(
        ("code", "object", "who", "until", "why"),
        (
            (
                item.finding.code,
                item.finding.object,
                item.waiver.owner,
                item.waiver.until.isoformat(),
                item.waiver.reason,
            )
            for item in report.waived
        ),
    )


def _exceptions(report: Report) -> Iterator[str]:
    yield "## Meant by the product\n"
    yield from table(
        ("code", "object", "why"),
        (
            (exception.finding.code, exception.finding.object, exception.why)
            for exception in report.exceptions
        ),
    )


def _matrix(report: Report) -> Iterator[str]:
    yield "## What holds each command\n"
    yield from table(
        ("table", "role", *COMMANDS),
        ((row.table, row.role, *(getattr(row, name) for name in COMMANDS)) for row in report.matrix),
    )


def _policies(report: Report) -> Iterator[str]:
    lines = [line for section in report.sections if section.name == "policies" for line in section.lines]
    yield "## Policies\n"
    yield "\n".join(("```", *lines, "```\n")) if lines else "None.\n"


def _roles(head: Header) -> Iterator[str]:
    yield "## Roles\n"
    yield from table(
        ("role", "audited", "attributes"),
        ((role.name, "yes" if role.audited else "", ", ".join(role.attributes)) for role in head.roles),
    )
    for membership in head.memberships:
        yield f"- `{membership.member}` is a member of `{membership.role}`"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, or that there is nothing to put in it."""
    results = [_row(row) for row in rows]
    if not results:
        yield "None.\n"
        return
    yield _row(titles)
    yield "|" + "---|" * len(titles)
    yield from results
    yield ""


def _row(cells: Sequence[str]) -> str:
    # A bar or a line break in a name would break the table.
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
