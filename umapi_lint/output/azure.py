"""Azure Pipelines' logging commands: errors and warnings on the summary page of a run."""

from __future__ import annotations

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output import Report
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import in_one
from umapi_lint.text.format import printable

_ESCAPES: dict[str, str | int | None] = {"%": "%AZP25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = str.maketrans({**_ESCAPES, "]": "%5D", ";": "%3B"})


class Azure(Report):
    def file(self, result: FileResult) -> str:
        if result.error is not None:
            return issue("error", f"cannot be read: {result.error}", sourcepath=relative(result.name))
        return "".join(map(_issue, result.findings))


def _issue(finding: Finding) -> str:
    here = finding.location
    return issue(
        "error" if finding.severity is Severity.ERROR else "warning", in_one(finding), sourcepath=relative(here.file),
        linenumber=here.line, columnnumber=here.column, code=finding.rule,
    )  # fmt: skip


def issue(kind: str, text: str, **properties: object) -> str:
    stated = "".join(f"{key}={printable(str(value).translate(_IN_PROPERTIES))};" for key, value in properties.items())
    return f"##vso[task.logissue type={kind};{stated}]{printable(text.translate(str.maketrans(_ESCAPES)))}\n"
