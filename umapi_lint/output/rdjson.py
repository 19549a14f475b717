"""Reviewdog's diagnostic format: comments on a pull request of GitHub, GitLab, Gitea or Bitbucket."""

from __future__ import annotations

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import address_of
from umapi_lint.output import Report
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import in_one
from umapi_lint.record.typed import Any
from umapi_lint.text.format import printable

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


class RdJson(Report):
    def begin(self) -> str:
        return '{"source": {"name": "umapi-lint"}, "diagnostics": ['

    def file(self, result: FileResult) -> str:
        found = [_diagnostic(result, finding) for finding in result.findings]
        if result.error is not None:
            place = {"path": printable(relative(result.name))}
            found = [{"message": printable(f"cannot be read: {result.error}"), "location": place, "severity": "ERROR"}]
        return self.items(found)

    def end(self, summary: Summary) -> str:
        return "\n]}\n"


def _diagnostic(result: FileResult, finding: Finding) -> dict[str, Any]:
    here = finding.location
    shown = result.excerpts.get((here.file, here.line))
    start: dict[str, int] = {"line": here.line}
    before = "*" if shown is None else shown.text[: shown.column(here.column) - 1]
    if before.isascii() and "*" not in before:  # columns count bytes here, and what is masked may have more of them
        start["column"] = here.column
    return {
        "message": printable(in_one(finding)),
        "location": {"path": printable(relative(here.file)), "range": {"start": start}},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule, "url": address_of(finding.rule)},
    }
