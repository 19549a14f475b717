"""For machines: one JSON object, described by ``schemas/findings.schema.json``.

It is written while the run goes on, a finding a line; only what could not be read is kept to the end. Text beyond
ASCII is escaped, so that the console's encoding does not matter.
"""

from __future__ import annotations

import json

from umapi_lint import UST_VERSION
from umapi_lint.model.finding import Finding, Location
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report, Style
from umapi_lint.record.typed import Any

VERSION = 1
"""Grows when a reader of the old form would misread the new one; further keys may come without."""


class Json(Report):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.unreadable: list[dict[str, str]] = []

    def begin(self) -> str:
        return f'{{"version": {VERSION}, "ust_version": "{UST_VERSION}", "findings": ['

    def file(self, result: FileResult) -> str:
        if result.error is not None:
            self.unreadable.append(unreadable(result.name, result.error))
        return self.items(as_dict(finding) for finding in result.findings)

    def end(self, summary: Summary) -> str:
        return f'\n], "unreadable": {json.dumps(self.unreadable)}, "summary": {json.dumps(totals(summary))}}}\n'


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as it is in the report."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "consequence": finding.consequence.value,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.location),
        "target": finding.target,
        "fixable": finding.fixable,
        "related": [{"message": related.message, **_place(related.location)} for related in finding.related],
    }


def _place(place: Location) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "pointer": place.pointer,
    }


def unreadable(name: str, error: str) -> dict[str, str]:
    return {"file": name, "message": error}


def totals(summary: Summary) -> dict[str, int]:
    return {
        "files": summary.files,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "notes": summary.notes,
    }
