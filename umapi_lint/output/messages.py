"""Words that all reports share, and the escaping of names that come from outside."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint import UST_VERSION
from umapi_lint.model.finding import Consequence, Finding, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Style
from umapi_lint.text.format import counted

CONSEQUENCES = {
    Consequence.REFUSED: "UST refuses to start",
    Consequence.SIGN_IN_FAILS: "sign-in fails",
    Consequence.IGNORED: "silently ignored",
    Consequence.EXPOSED: "a secret is at risk",
    Consequence.DEPRECATED: "works, but is outdated",
}
"""What UST does, in the words of a person."""

_STATED = {Consequence.REFUSED: ("refuses", "refused"), Consequence.IGNORED: ("ignores", "ignored", "never reads")}


def consequence_of(finding: Finding) -> str:
    """What UST does about a finding; empty where the message says it."""
    stated = any(words in finding.message for words in _STATED.get(finding.consequence, ()))
    return "" if stated else CONSEQUENCES[finding.consequence]


MEANINGS = {
    Consequence.REFUSED: "UST refuses to start.",
    Consequence.SIGN_IN_FAILS: "UST starts; then Adobe, or TLS, refuses it.",
    Consequence.IGNORED: "UST never reads this, and does not say so.",
    Consequence.EXPOSED: "Others can read or change a secret.",
    Consequence.DEPRECATED: "It works, and was replaced by something else.",
}
"""The same as whole sentences, for rule pages."""


def in_one(finding: Finding) -> str:
    """Message, target and help in one text, for reports that have one place for all of it. Not escaped."""
    target = "" if finding.target is None else f" (target {finding.target})"
    message = finding.message + target
    return f"{message if message.endswith(('.', '?', '!')) else message + '.'} {finding.help}".rstrip()


def counts(summary: Summary) -> list[str]:
    """``["3 errors", "1 warning"]``: what there is of each severity, the loudest first."""
    of_each = {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.NOTE: summary.notes}
    return [counted(number, severity.value) for severity, number in of_each.items() if number]


def closing(summary: Summary) -> str:
    """The sentence at the end of a report for people, with its line end; empty when there was nothing to lint."""
    found = counts(summary)
    if found:
        files = counted(summary.affected, "file")
        if summary.affected != summary.files:
            files = f"{summary.affected} of {counted(summary.files, 'file')}"
        value = f"Found {', '.join(found)} in {files}{_fixable(summary)}."
    elif summary.files:
        accepted = f" ({summary.accepted} in the baseline)" if summary.accepted else ""
        value = f"No problems found in {counted(summary.files, 'file')}{accepted}."
    else:
        return ""
    if summary.accepted and found:
        value += f" The baseline accepts {counted(summary.accepted, 'more finding')}."
    if summary.unreadable:
        value += f" {counted(summary.unreadable, 'input')} could not be read."
    if found:
        value += f" Checked against User Sync Tool (UST) {UST_VERSION}."
    return value + "\n"


def statistics(summary: Summary) -> str:
    """How often each rule spoke, the most frequent first, a line each."""
    width = len(str(max(summary.rules.values(), default=0)))
    ordered = sorted(summary.rules.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{number:>{width}}  {rule}\n" for rule, number in ordered)


HINT = "Run `umapi-lint explain RULE` for more about a rule.\n"


def ending(summary: Summary, style: Style) -> str:
    """What is below the findings in a report for people."""
    counted_rules = statistics(summary) if style.statistics else ""
    value = "" if style.quiet else closing(summary)
    hint = HINT if style.hint and value and summary.rules else ""
    return "\n".join(part for part in (counted_rules, value) if part) + hint


def fix_of(finding: Finding) -> tuple[str, str] | None:
    """What would be done about a finding, and the option that does it."""
    fix = finding.fix
    return None if fix is None else (fix.title[:1].lower() + fix.title[1:], "--fix" if fix.safe else "--unsafe-fixes")


def _fixable(summary: Summary) -> str:
    parts = []
    if summary.fixable:
        parts.append(f"{summary.fixable} fixable with --fix")
    if summary.unsafely_fixable:
        more = "more " if summary.fixable else "fixable "
        parts.append(f"{summary.unsafely_fixable} {more}with --unsafe-fixes")
    return f" ({', '.join(parts)})" if parts else ""


def worst_of_files(results: Iterable[FileResult]) -> dict[str, Severity]:
    """The worst that is found in each file, by its name; files without findings are not in it."""
    worst: dict[str, Severity] = {}
    for result in results:
        for finding in result.findings:
            file = finding.location.file
            worst[file] = max(worst.get(file, finding.severity), finding.severity, key=lambda severity: severity.rank)
    return worst
