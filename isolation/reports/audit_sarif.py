"""An audit as SARIF 2.1.0, which code scanners and their dashboards read."""

from collections.abc import Iterable, Sequence

from isolation.lints.lint import Finding, Level, Lint
from isolation.report import Report

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: SARIF's words for how bad it is.
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}


def sarif(report: Report, lints: Sequence[Lint]) -> dict[str, object]:
    """One run: every lint is a rule, every finding a result; the waived and the meant are suppressed."""
    places = {lint.code: place for place, lint in enumerate(lints)}
    results = [_result(finding, places) for finding in report.findings]
    results += [
        _suppressed(
            item.finding,
            places,
            f"{item.waiver.owner}, until {item.waiver.until.isoformat()}: {item.waiver.reason}",
        )
        for item in report.waived
    ]
    results += [_suppressed(exception.finding, places, exception.why) for exception in report.exceptions]
    driver = {"name": "runway audit", "rules": list(_rules(lints))}
    properties = {"fingerprint": report.fingerprint, "serverVersion": report.header.server_version}
    run = {"tool": {"driver": driver}, "results": results, "properties": properties}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(lints: Iterable[Lint]) -> Iterable[dict[str, object]]:
    for lint in lints:
        yield {
            "id": lint.code,
            "shortDescription": {"text": lint.title},
            "fullDescription": {"text": lint.why},
            "help": {"text": f"{lint.why} {lint.fix}"},
            "defaultConfiguration": {"level": _LEVELS[lint.level]},
        }


def _result(finding: Finding, places: dict[str, int]) -> dict[str, object]:
    place = {"fullyQualifiedName": finding.object, "kind": "object"}
    return {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.title}: {finding.object}. {finding.detail}"},
        "locations": [{"logicalLocations": [place]}],
        "partialFingerprints": {"codeAndObject/v1": f"{finding.code}: {finding.object}"},
        "properties": {"remedy": finding.remedy},
    }


def _suppressed(finding: Finding, places: dict[str, int], why: str) -> dict[str, object]:
    return {**_result(finding, places), "suppressions": [{"kind": "external", "justification": why}]}
