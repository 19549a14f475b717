"""A table for a job summary or a comment, as GitHub and GitLab show it."""

from __future__ import annotations

from umapi_lint.model.finding import Finding
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import address_of
from umapi_lint.output import Report, Style
from umapi_lint.output.messages import CONSEQUENCES, closing, statistics
from umapi_lint.output.text import where
from umapi_lint.text.format import printable
from umapi_lint.text.regex import regex

_HEAD = "| severity | rule | place | what is wrong | what to do |\n| --- | --- | --- | --- | --- |\n"
_MARKUP = regex(r"""[\\`*_{}\[\]<>&|~"'@#:!$^=+]""")


class Markdown(Report):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.head = _HEAD

    def begin(self) -> str:
        return "## umapi-lint\n\n"

    def file(self, result: FileResult) -> str:
        rows = "".join(map(row, result.findings))
        if result.error is not None:
            rows = f"| error | | <code>{escaped(result.name)}</code> | cannot be read: {escaped(result.error)} | |\n"
        if not rows:
            return ""
        head, self.head = self.head, ""
        return head + rows

    def end(self, summary: Summary) -> str:
        text = "" if self.head else "\n"
        if self.style.statistics and summary.rules:
            text += f"```\n{statistics(summary)}```\n\n"
        return text if self.style.quiet else text + closing(summary)


def row(finding: Finding) -> str:
    """A finding as a row of the table."""
    target = "" if finding.target is None else f" (target {escaped(finding.target)})"
    cells = (
        finding.severity.value,
        f"[{finding.rule}]({address_of(finding.rule)})",
        f"<code>{escaped(where(finding.location))}</code>{target}",
        f"{prose(finding.message)} ({CONSEQUENCES[finding.consequence]})",
        prose(finding.help),
    )
    return f"| {' | '.join(cells)} |\n"


def escaped(text: str) -> str:
    """A text that Markdown and HTML show as it is: whatever they could take for markup is a character reference."""
    return _MARKUP.sub(lambda match: f"&#{ord(match.group())};", printable(text))


def prose(text: str) -> str:
    """A sentence of umapi-lint, with what is in backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(f"<code>{escaped(part)}</code>" if at % 2 else escaped(part) for at, part in enumerate(parts))
