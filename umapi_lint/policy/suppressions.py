"""Inline ignores: which findings the comments of a file silence, and which of the comments deserve a finding.

What is in a comment stays here. An :class:`Ignore` holds ids of rules that exist, places and edits, no other word
of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from umapi_lint.document.document import LINE_END, Comment, Document
from umapi_lint.model.finding import Edit, Finding, Fix, Location
from umapi_lint.policy import directive
from umapi_lint.record import Record
from umapi_lint.text.format import ticked
from umapi_lint.text.masking import MaskedLine
from umapi_lint.text.regex import regex
from umapi_lint.text.suggest import nearest

INVALID, UNUSED, EXPIRED = "invalid-ignore", "unused-ignore", "expired-ignore"
OWN = frozenset((INVALID, UNUSED, EXPIRED))
"""The rules about ignores. No comment can silence them, a configuration can."""

MAX_GUESSES = 100
"""For more wrong names than this in one file nobody wants to hear what each of them may have meant."""

_KEEPS_BLANK_LINES = regex(r"[|>]\d?\+")


class SuppressionProblem(Record):
    """Something to say about a comment."""

    rule: str
    message: str
    location: Location
    help: str = ""
    fix: Fix | None = None


class Ignore(Record):
    """A comment that silences rules."""

    rules: tuple[str, ...]
    """Rules that exist."""
    location: Location
    lines: tuple[int, ...]
    """The lines it counts on; empty: the whole file."""
    until: date | None = None
    has_reason: bool = False
    names: tuple[int, int] | None = None
    """Offsets from the first name to the last; ``None`` where the comment cannot be edited without harm."""
    whole: tuple[int, int] = (0, 0)
    """Offsets of what goes when none of the rules is of use."""

    def without(self, unused: Collection[str]) -> Fix | None:
        """Take rules out of the comment, or the comment out of the file."""
        if self.names is None:
            return None
        kept = [rule for rule in self.rules if rule not in unused]
        if not kept:
            return Fix("Remove the comment", (Edit(*self.whole, ""),))
        return Fix("Remove the rules that find nothing", (Edit(*self.names, ", ".join(kept)),))


class Suppressions(Record):
    """What the comments of one file say to us."""

    show: Callable[[int], MaskedLine]
    """A line of the file, masked."""
    ignores: tuple[Ignore, ...] = ()
    complaints: tuple[SuppressionProblem, ...] = ()
    readable: bool = True
    """Whether the rules could look at what is in the file."""


# --- reading


def read(document: Document, known: Collection[str]) -> Suppressions | None:
    """What the comments of a file say to us; ``None`` when they say nothing.

    Args:
        document: one file, not several merged.
        known: ids of all rules.
    """
    if directive.NAME not in document.text:
        return None
    ignores: list[Ignore] = []
    complaints: list[SuppressionProblem] = []
    following = _next_content(document)
    # a block text that keeps its blank lines would take those after a comment that goes
    keeps = _KEEPS_BLANK_LINES.search(document.text) is not None
    for comment in document.comments:
        try:
            value = directive.parse(comment.text)
        except directive.Malformed as problem:
            place = document.location(comment.start + problem.start, comment.start + problem.end)
            complaints.append(SuppressionProblem(INVALID, str(problem), place))
            continue
        if value is not None:
            unknown = list(_unknown(document, comment, value, known, MAX_GUESSES - len(complaints)))
            complaints.extend(unknown)
            alone = _stands_alone(document, comment)
            editable = not unknown and not (alone and keeps)
            ignores.append(_ignore(document, comment, value, known, following, editable=editable))
    readable = document.problem is None
    return Suppressions(document.masked_line, tuple(ignores), tuple(complaints) if readable else (), readable)


def _ignore(
    document: Document,
    comment: Comment,
    value: directive.Directive,
    known: Collection[str],
    following: list[int],
    editable: bool,
) -> Ignore:
    rules = tuple(dict.fromkeys(name.text for name in value.names if name.text in known and name.text not in OWN))
    line = document.line_of(comment.start)
    alone = _stands_alone(document, comment)
    lines = () if value.whole_file else tuple(sorted({line, following[line]})) if alone else (line,)
    return Ignore(
        rules=rules,
        location=document.location(comment.start + value.start, comment.start + len(comment.text.rstrip())),
        lines=lines,
        until=value.until,
        has_reason=value.has_reason,
        names=(comment.start + value.names[0].start, comment.start + value.names[-1].end) if editable else None,
        whole=_removal(document, comment, value.start, alone),
    )


def _unknown(
    document: Document, comment: Comment, value: directive.Directive, known: Collection[str], guesses: int
) -> Iterator[SuppressionProblem]:
    for index, name in enumerate(value.names):
        start, end = comment.start + name.start, comment.start + name.end
        if name.text in OWN:
            message = f"`{name.text}` is about comments like this one and cannot be silenced by one"
            yield SuppressionProblem(
                INVALID, message, document.location(start, end), "Use `ignore` of a configuration file."
            )
        elif name.text not in known:
            close = nearest(name.text, sorted(set(known) - OWN)) if index < guesses else []
            hint = f"; did you mean {ticked(close)}?" if close else ""
            message = f"this comment names a rule that does not exist{hint}"
            fix = Fix(f"Write `{close[0]}`", (Edit(start, end, close[0]),)) if len(close) == 1 else None
            yield SuppressionProblem(
                INVALID, message, document.location(start, end), "`umapi-lint rules` lists the rules.", fix
            )


def _line_start(document: Document, line: int) -> int:
    start = document.line_span(line)[0]
    return start + 1 if start == 0 and document.text.startswith("\ufeff") else start


def _stands_alone(document: Document, comment: Comment) -> bool:
    start = _line_start(document, document.line_of(comment.start))
    return not document.text[start : comment.start].strip()


def _removal(document: Document, comment: Comment, start: int, alone: bool) -> tuple[int, int]:
    if alone and start == 0:
        line = document.line_of(comment.start)
        after = document.text[comment.end : comment.end + 2]
        line_end = 2 if after == "\r\n" else min(1, len(after))
        return _line_start(document, line), comment.end + line_end
    line_start = _line_start(document, document.line_of(comment.start))
    before = document.text[line_start : comment.start + start]
    return line_start + len(before.rstrip(" \t")), comment.end


def _next_content(document: Document) -> list[int]:
    """For each line, from 1, the next one that is neither blank nor a comment; itself where none follows."""
    empty = [line.lstrip("\ufeff \t")[:1] in ("", "#") for line in LINE_END.split(document.text)]
    following = list(range(len(empty) + 1))
    content: int | None = None
    for line in range(len(empty), 0, -1):
        following[line] = content or line
        if not empty[line - 1]:
            content = line
    return following


# --- judging


def apply_suppressions(
    suppressions: Suppressions,
    findings: Iterable[Finding],
    verifiable: Callable[[str], bool],
    require_reason: bool,
    today: date,
) -> tuple[list[Finding], list[SuppressionProblem]]:
    """The findings that no comment silences, and what there is to say about the comments.

    Args:
        remarks: what the comments say.
        findings: of this file.
        verifiable: whether silence of a rule means that there was nothing to find.
        require_reason: a comment without a reason silences nothing.
        today: a comment counts up to and including its day.
    """
    valid: list[Ignore] = []
    complaints = list(suppressions.complaints)
    for ignore in suppressions.ignores:
        if require_reason and not ignore.has_reason:
            message = "this comment gives no reason, and without one it silences nothing here"
            complaints.append(
                SuppressionProblem(INVALID, message, ignore.location, "Write ` -- ` and the reason after it.")
            )
        else:
            valid.append(ignore)
    covering: dict[tuple[str, int], list[int]] = {}
    for index, ignore in enumerate(valid):
        for rule in ignore.rules:
            for line in ignore.lines or (0,):
                covering.setdefault((rule, line), []).append(index)
    left: list[Finding] = []
    doubtful: set[int] = set()
    used: set[tuple[int, str]] = set()
    for finding in findings:
        rule = finding.rule
        if not verifiable(rule):  # one that sees more than the text may speak in the place of one that does not
            doubtful |= {finding.location.line, 0}
        here = [*covering.get((rule, finding.location.line), ()), *covering.get((rule, 0), ())]
        used.update((index, rule) for index in here)
        if all(_over(valid[index], today) for index in here):
            left.append(finding)
    for index, ignore in enumerate(valid):
        without_use = [rule for rule in ignore.rules if (index, rule) not in used]
        certain = suppressions.readable and doubtful.isdisjoint(ignore.lines or (0,))
        complaints.extend(_complaints(ignore, without_use, verifiable if certain else _never, today))
    return left, complaints


def _over(ignore: Ignore, today: date) -> bool:
    return ignore.until is not None and ignore.until < today


def _never(_: str) -> bool:
    return False


def _complaints(
    ignore: Ignore, without_use: list[str], verifiable: Callable[[str], bool], today: date
) -> Iterator[SuppressionProblem]:
    unused = [rule for rule in without_use if verifiable(rule)]
    if unused:
        names = ticked(unused, "and")
        where = "in this file" if not ignore.lines else "here"
        message = f"this comment silences nothing: {names} {'finds' if len(unused) == 1 else 'find'} nothing {where}"
        yield SuppressionProblem(UNUSED, message, ignore.location, fix=ignore.without(unused))
    if _over(ignore, today) and ignore.until is not None and len(unused) < len(ignore.rules):
        yield SuppressionProblem(
            EXPIRED, f"this comment silenced its rules until {ignore.until}, which is over", ignore.location
        )
