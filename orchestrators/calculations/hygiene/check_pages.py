"""The pages about the checks, printed from the checks themselves so that they cannot be out of date."""

import re
from collections.abc import Iterator, Mapping, Sequence

from orchestrators.calculations.hygiene.checks import CHECKS, Check, Severity, SubjectKind
from orchestrators.calculations.hygiene.fixes import FIELD_NAMES, OFFERED

INDEX = "README.md"

_INTRODUCTION = """# What the hygiene tray looks for

Printed by `runway dev checks` from `orchestrators/calculations/hygiene/checks/`, one file each; do not edit.

| severity | what it means |
|---|---|
| CRITICAL | It blocks the runway figure: until it is settled, the figure must not be relied on. |
| HIGH | It changes the runway: something is counted twice, left out, or on a wrong day. |
| MEDIUM | It changes reports, such as agings, and not the runway. |
| LOW | Worth knowing; no figure depends on it. |

An issue that blocks keeps its document out of the decision console. Deleted and voided documents raise no
issue, nor do documents that are settled with a total of 0, as QuickBooks leaves a voided one.

An import examines what it brings and what that bears on, and whatever the day or a list changes about open
documents; `runway scan` examines everything. Both find the same on the same day.
"""
_SUBJECTS = {
    SubjectKind.DOCUMENT: "a bill or an invoice",
    SubjectKind.ACCOUNT: "an account",
    SubjectKind.PARTY: "a vendor or a customer",
    SubjectKind.BUSINESS: "the business as a whole",
}


def pages() -> Mapping[str, str]:
    """The texts by the names of their files: the table, and a page for each check."""
    return {
        INDEX: "\n".join((_INTRODUCTION, *_table(CHECKS), "")),
        **{f"{check.name}.md": "\n".join((*_about(check), "")) for check in CHECKS},
    }


def _table(checks: Sequence[Check]) -> Iterator[str]:
    yield "| code | what it finds | severity | blocks | dimension |\n|---|---|---|---|---|"
    for check in checks:
        blocks = "yes" if check.blocks else "no"
        severity = check.severity.name + (" or other" if check.severity_rule else "")
        dimension = check.dimension.value.lower()
        yield f"| [{check.name}]({check.name}.md) | {check.title} | {severity} | {blocks} | {dimension} |"


def _about(check: Check) -> Iterator[str]:
    yield f"# {check.name}\n\n**{check.title}.** {check.meaning}\n"
    yield "| | |\n|---|---|"
    yield f"| about | {_SUBJECTS[check.subject]} |"
    yield f"| severity | {check.severity_rule or _constant(check.severity)} |"
    yield f"| blocks its document | {check.blocks_rule or ('yes' if check.blocks else 'no')} |"
    yield f"| lowers the score's | {check.dimension.value.lower()} |"
    yield f"\n## What to do\n\n{check.fix}"
    if offered := OFFERED.get(check.name):
        names = sorted(f"`{FIELD_NAMES[name]}`" for name in offered)
        yield f"\nIn the API: `fixIssue` with {' or '.join(names)}."
    yield "\n## How it is found\n"
    if check.predicate:
        yield f"{_predicate_of(check)}\n\n```sql\n{_broken(check.predicate)}\n```"
    if check.decides:
        yield f"\nDecided in code: {check.decides}"
    if check.moves and check.predicate:
        yield "\nTime and lists change it: every import looks at all open documents for it."
    yield "\nPrinted by `runway dev checks`; [all checks](README.md)."


def _constant(severity: Severity) -> str:
    return f"always {severity.name}"


_ALIASES = {
    SubjectKind.DOCUMENT: {
        "$1": "the id of the business",
        "d": "the document",
        "p": "its counterparty",
        "t": "its terms, or else the usual ones of its counterparty",
        "g": "the due dates by its terms",
        "b": "the business",
        "k": "its day",
        "listed": "the kinds of records that the source sent",
    },
    SubjectKind.ACCOUNT: {"a": "the account"},
    SubjectKind.PARTY: {"p": "the vendor or the customer"},
}


def _predicate_of(check: Check) -> str:
    what = "Candidates are those" if check.decides else "It is found"
    used = (
        f"`{name}`: {meaning}"
        for name, meaning in _ALIASES[check.subject].items()
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", check.predicate)
    )
    return f"{what} where this holds ({'; '.join(used)})."


_BREAK = re.compile(r" (?=(?:AND|OR|WHEN|END|FROM|JOIN|WHERE|ORDER BY)\b)|([()])|\b(BETWEEN)\b")


def _broken(predicate: str) -> str:
    """The predicate over several lines, each as deep as its parentheses."""
    depth, ranges, at, text = 0, 0, 0, ""
    for match in _BREAK.finditer(predicate):
        text += predicate[at : match.start()]
        at = match.end()
        if match[0] != " ":
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            ranges += match[0] == "BETWEEN"
            text += match[0]
        elif ranges and predicate.startswith("AND", at):
            # The AND of a range is no condition of its own.
            ranges -= 1
            text += " "
        else:
            text += "\n" + "  " * depth
    return text + predicate[at:]
