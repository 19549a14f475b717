"""Annotations in GitHub Actions: one workflow command a finding.

Nothing that comes from a file can start a command of its own: line ends are encoded as GitHub decodes them, and every
other character that is not printable is written as an escape.
"""

from __future__ import annotations

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output import Report
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import CONSEQUENCES, in_one
from umapi_lint.text.format import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class GitHub(Report):
    def file(self, result: FileResult) -> str:
        if result.error is not None:
            place = f"file={property_of(relative(result.name))}"
            return f"::error {place},title=umapi-lint::cannot be read: {data_of(result.error)}\n"
        return "".join(map(command, result.findings))


def command(finding: Finding) -> str:
    """The workflow command of a finding. GitHub marks columns within one line only, and counts the last one in."""
    here = finding.location
    about: dict[str, object] = {"file": relative(here.file), "line": here.line, "col": here.column}
    about["endLine"] = here.end_line
    if here.line == here.end_line:
        about["endColumn"] = max(here.column, here.end_column - 1)
    about["title"] = f"{finding.rule} ({CONSEQUENCES[finding.consequence]})"
    stated = ",".join(f"{name}={property_of(str(value))}" for name, value in about.items())
    return f"::{_COMMANDS[finding.severity]} {stated}::{data_of(in_one(finding))}\n"


def data_of(text: str) -> str:
    """A text for the message of a workflow command."""
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def property_of(text: str) -> str:
    """A text for a property of a workflow command."""
    return data_of(text).replace(":", "%3A").replace(",", "%2C")
