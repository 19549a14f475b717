"""TeamCity's service messages: an inspection for each finding, on the *Code Inspection* tab of a build."""

from __future__ import annotations

from umapi_lint.model.finding import Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output import Report, Style
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import in_one
from umapi_lint.rules._registry import registry
from umapi_lint.text.format import printable

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "WEAK WARNING"}
_ESCAPES = str.maketrans({"|": "||", "'": "|'", "[": "|[", "]": "|]"})


class TeamCity(Report):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.declared: set[str] = set()

    def file(self, result: FileResult) -> str:
        if result.error is not None:
            text = f"{relative(result.name)}: cannot be read: {result.error}"
            return message("message", text=text, status="ERROR")
        lines = ""
        for finding in result.findings:
            if finding.rule not in self.declared:
                self.declared.add(finding.rule)
                about = registry().rules[finding.rule].summary
                lines += message(
                    "inspectionType", id=finding.rule, name=finding.rule, category="umapi-lint", description=about
                )
            lines += message(
                "inspection", typeId=finding.rule, message=in_one(finding), file=relative(finding.location.file),
                line=str(finding.location.line), SEVERITY=_SEVERITIES[finding.severity],
            )  # fmt: skip
        return lines


def message(name: str, /, **attributes: str) -> str:
    stated = " ".join(f"{key}='{printable(value).translate(_ESCAPES)}'" for key, value in attributes.items())
    return f"##teamcity[{name} {stated}]\n"
