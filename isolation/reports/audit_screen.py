"""An audit for people at a terminal: findings first, then what they rest on."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from isolation.fingerprint import Change
from isolation.lints.lint import Finding, Level
from isolation.report import MatrixRow, Report
from isolation.reports.audit_markdown import COMMANDS
from isolation.reports.tables import fits, put, table

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_HOLDS = {"OTHER": "bold red", "none": "dim"}


def show(console: Console, report: Report, changed: Sequence[Change] | None) -> None:
    """Write the report; `changed` since an older one, null if there was none to compare with."""
    _header(console, report)
    _matrix(console, report)
    for result in report.findings:
        _finding(console, result)
    for waived in report.waived:
        by = f"{waived.waiver.owner}, until {waived.waiver.until.isoformat()}: {waived.waiver.reason}"
        _line(console, "waived", waived.finding, by)
    for meant in report.exceptions:
        _line(console, "meant", meant.finding, meant.why)
    if changed is not None:
        _changes(console, changed)
    _verdict(console, report)


def _header(console: Console, report: Report) -> None:
    head = report.header
    _say(console, f"Database {head.database}, PostgreSQL {head.server_version}")
    _say(
        console, f"Tenants are told apart by the column {head.tenant_column} and the variable {head.variable}"
    )
    for role in head.roles:
        _say(
            console, f"{'Role' if role.audited else '  may become'} {role.name}: {', '.join(role.attributes)}"
        )
    for membership in head.memberships:
        _say(console, f"  {membership.member} is a member of {membership.role}")
    shown = (f"{setting.name}={setting.value}" for setting in head.settings if setting.value)
    _say(console, "Settings: " + ", ".join(shown))


def _matrix(console: Console, report: Report) -> None:
    wide = table(
        ("table", "role", *COMMANDS),
        ((row.table, row.role, *(_form(getattr(row, name)) for name in COMMANDS)) for row in report.matrix),
        names=("table", "role"),
    )
    if fits(console, wide):
        put(console, wide)
        return
    rows = ((row.table, row.role, _held(row)) for row in report.matrix)
    put(console, table(("table", "role", "what holds it"), rows, names=("table", "role")))


def _held(row: MatrixRow) -> Text:
    """All commands in one cell, by what holds them; those without a right are left out."""
    commands: dict[str, list[str]] = {}
    for name in COMMANDS:
        commands.setdefault(getattr(row, name), []).append(name)
    forms = [form for form in commands if form != "none"] or ["none"]
    return Text("; ").join(_form(form, f"{form}: {', '.join(commands[form])}") for form in forms)


def _form(form: str, text: str | None = None) -> Text:
    return Text(text or form, _HOLDS.get(form, ""))


def _finding(console: Console, finding: Finding) -> None:
    _say(console, f"{finding.level.value.upper()} {finding.title} [{finding.code}]", _STYLES[finding.level])
    _say(console, f"  {finding.object}: {finding.detail}")
    if finding.remedy:
        _say(console, f"  {finding.remedy};", "green")


def _line(console: Console, word: str, finding: Finding, why: str) -> None:
    _say(console, f"{word} {finding.object} [{finding.code}]", "dim")
    _say(console, f"  {why}", "dim")


def _changes(console: Console, changed: Sequence[Change]) -> None:
    _say(console, "Changes since the older report:" if changed else "Nothing changed since the older report.")
    for change in changed:
        _say(console, change.section)
        for line in change.removed:
            _say(console, f"  - {line}", "red")
        for line in change.added:
            _say(console, f"  + {line}", "green")


def _verdict(console: Console, report: Report) -> None:
    counts = {level: sum(finding.level is level for finding in report.findings) for level in Level}
    message = ", ".join(f"{count} {level.value}" for level, count in counts.items())
    _say(console, f"{message}; {len(report.waived)} waived, {len(report.exceptions)} meant by the product")
    _say(console, f"Fingerprint {report.fingerprint}")


def _say(console: Console, line: str, style: str = "") -> None:
    # As text: names may hold brackets, which are markup to the console. Not wrapped: SQL is to be copied.
    console.print(Text(line, style), soft_wrap=True)
