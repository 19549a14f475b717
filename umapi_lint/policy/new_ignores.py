"""Comments that silence findings, written into a file: `--add-ignores`, and the editor's "ignore this finding"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from umapi_lint.document.document import LINE_END, Document
from umapi_lint.edits.apply import Change, applied, confirmed
from umapi_lint.model.finding import Edit, Finding
from umapi_lint.policy import directive
from umapi_lint.policy.suppressions import OWN
from umapi_lint.record import replace


def new_ignores(document: Document, findings: Iterable[Finding], reason: str = "") -> dict[Edit, list[Finding]]:
    """Edits that add comments, each with the findings that it silences. What no comment can silence is in none of them.

    Args:
        document: one file, not several merged.
        findings: of this file.
        reason: why; one line.
    """
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.rule not in OWN:
            by_line.setdefault(finding.location.line, []).append(finding)
    edits: dict[Edit, list[Finding]] = {}
    if document.problem is None:
        for line, found in by_line.items():
            rules = sorted({finding.rule for finding in found})
            edit = next((e for e in _ways(document, line, rules, reason) if _does(document, e, line)), None)
            if edit is not None:
                edits[edit] = found
    return edits


def _ways(document: Document, line: int, rules: Collection[str], reason: str) -> Iterator[Edit]:
    """More rules for a comment that is there; else a comment at the end of the line; else one on a line above it."""
    start, end = document.line_span(line)
    listed = ", ".join(rules)
    for comment in document.comments:
        if document.line_of(comment.start) == line and (known := _parsed(comment.text)) is not None:
            at = comment.start + known.names[-1].end
            yield Edit(at, at, f", {listed}")
            return
    text = f"# {directive.NAME}: ignore[{listed}]{f' -- {reason}' if reason else ''}"
    written = document.text[start:end]
    yield Edit(start + len(written.rstrip()), end, f"  {text}")
    start += written.startswith("\ufeff")
    indent = written[: len(written) - len(written.lstrip(" "))]
    line_end = LINE_END.search(document.text)
    yield Edit(start, start, f"{indent}{text}{line_end.group() if line_end else chr(10)}")


def _parsed(comment: str) -> directive.Directive | None:
    try:
        found = directive.parse(comment)
    except directive.Malformed:
        return None
    return None if found is None or found.whole_file else found


def _does(document: Document, edit: Edit, line: int) -> bool:
    """Whether the text still holds the same, and the edit made a comment at the line or above it."""
    if confirmed(document.text, Change((edit,), document.value)) is None:
        return False
    after = Document(replace(document.source, data=applied(document.text, [edit]).encode("utf-8"), encoding="utf-8"))
    end = edit.start + len(edit.replacement)
    return any(c.start < end and edit.start < c.end and after.line_of(c.start) == line for c in after.comments)
