"""GitLab's code quality report: a JSON array with an object a finding."""

from __future__ import annotations

from umapi_lint.model.finding import Consequence, Finding, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report
from umapi_lint.output.fingerprint import fingerprints, relative
from umapi_lint.output.messages import in_one


class GitLab(Report):
    def begin(self) -> str:
        return "["

    def file(self, result: FileResult) -> str:
        return self.items(issue(finding, fingerprint) for finding, fingerprint in fingerprints(result.findings))

    def end(self, summary: Summary) -> str:
        return "\n]\n"


def issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "description": in_one(finding),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": severity(finding),
        "location": {"path": relative(finding.location.file), "lines": {"begin": finding.location.line}},
    }


def severity(finding: Finding) -> str:
    """GitLab's word: what stops UST is a blocker, and an open secret counts more than other warnings."""
    if finding.severity is Severity.ERROR:
        return "blocker" if finding.consequence is Consequence.REFUSED else "critical"
    if finding.severity is Severity.WARNING:
        return "major" if finding.consequence is Consequence.EXPOSED else "minor"
    return "info"
