"""Checkstyle's XML, which most services for reviews and quality read."""

from __future__ import annotations

from html import escape

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import in_one
from umapi_lint.text.format import printable

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


class Checkstyle(Report):
    def begin(self) -> str:
        return '<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="4.3">\n'

    def file(self, result: FileResult) -> str:
        found = "".join(map(_error, result.findings))
        if result.error is not None:
            found = f'  <error line="1" severity="error" message="{_xml(f"cannot be read: {result.error}")}" source="umapi-lint"/>\n'
        return f'<file name="{_xml(relative(result.name))}">\n{found}</file>\n'

    def end(self, summary: Summary) -> str:
        return "</checkstyle>\n"


def _error(finding: Finding) -> str:
    place = f'line="{finding.location.line}" column="{finding.location.column}"'
    stated = f'severity="{_SEVERITIES[finding.severity]}" message="{_xml(in_one(finding))}"'
    return f'  <error {place} {stated} source="umapi-lint.{finding.rule}"/>\n'


def _xml(text: str) -> str:
    return escape(printable(text))
