"""One line a finding: ``file:line:column: severity rule message``, and the option that fixes it, if one does."""

from __future__ import annotations

from umapi_lint.model.finding import Finding
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report
from umapi_lint.output.messages import ending, fix_of
from umapi_lint.output.text import where
from umapi_lint.text.format import printable


class Concise(Report):
    def file(self, result: FileResult) -> str:
        return "".join(
            f"{where(f.location)}: {f.severity.value} {f.rule} {printable(f.message)}{_of_target(f.target)}{_fixable(f)}\n"
            for f in result.findings
        )

    def end(self, summary: Summary) -> str:
        return ending(summary, self.style)


def _of_target(target: str | None) -> str:
    return "" if target is None else f" (target {printable(target)})"


def _fixable(finding: Finding) -> str:
    fix = fix_of(finding)
    return f" [{fix[1]}]" if fix else ""
