"""JUnit's XML: a suite for each file, in it a test case for each rule that spoke.

Errors and warnings are failures, notes are output of a case that passed. A file without findings is one case that
passed, an input that cannot be read an error.
"""

from __future__ import annotations

from html import escape

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report
from umapi_lint.output.messages import CONSEQUENCES, in_one
from umapi_lint.text.format import printable


class JUnit(Report):
    def begin(self) -> str:
        return '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="umapi-lint">\n'

    def file(self, result: FileResult) -> str:
        by_rule: dict[str, list[Finding]] = {}
        for finding in result.findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        failures = sum(any(map(_fails, findings)) for findings in by_rule.values())
        errors = int(result.error is not None)
        if result.error is not None:
            cases = [_case(result.name, "readable", f'<error message="{_xml(result.error)}"/>')]
        elif by_rule:
            cases = [_case(result.name, rule, _outcome(findings)) for rule, findings in by_rule.items()]
        else:
            cases = [_case(result.name, "no findings", "")]
        head = f'<testsuite name="{_xml(result.name)}" tests="{len(cases)}" failures="{failures}" errors="{errors}">'
        return f"{head}\n{''.join(cases)}</testsuite>\n"

    def end(self, summary: Summary) -> str:
        return "</testsuites>\n"


def _fails(finding: Finding) -> bool:
    return finding.severity is not Severity.NOTE


def _outcome(findings: list[Finding]) -> str:
    text = "\n".join(_line(finding) for finding in findings)
    worst = max(findings, key=lambda finding: finding.severity.rank)
    if not _fails(worst):
        return f"<system-out>{text}</system-out>"
    return f'<failure type="{worst.severity.value}" message="{_xml(worst.message)}">{text}</failure>'


def _line(finding: Finding) -> str:
    place = f"line {finding.location.line}, column {finding.location.column}"
    return _xml(f"{place}: {in_one(finding)} ({CONSEQUENCES[finding.consequence]})")


def _case(file: str, name: str, outcome: str) -> str:
    return f'  <testcase classname="{_xml(file)}" file="{_xml(file)}" name="{_xml(name)}">{outcome}</testcase>\n'


def _xml(text: str) -> str:
    return escape(printable(text))
