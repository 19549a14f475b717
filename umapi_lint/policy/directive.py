"""The comment that silences a rule: `# umapi-lint: ignore[rule] until=2027-01-31 -- reason`.

Reading it knows neither rules nor documents; offsets count from the start of the comment.
"""

from __future__ import annotations

import re
from datetime import date

from umapi_lint.record import Record
from umapi_lint.text.regex import regex

NAME = "umapi-lint"

_START = regex(r"(?:^|(?<=\s))#+[ \t]*umapi-lint[ \t]*(:|(?=[ \t]ignore))")
_VERB = regex(r"[ \t]*([A-Za-z][A-Za-z-]*)")
_NAMES = regex(r"[ \t]*\[([^\[\]]*)\]")
_NAME = regex(r"[^\s,]+")
_UNTIL = regex(r"[ \t]+until[ \t]*=[ \t]*([^\s]*)")
_REASON = regex(r"[ \t]+--(?:[ \t]+(.*))?$", re.DOTALL)
_DATE = regex(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)


class Malformed(Exception):
    """A comment that begins like a directive and is none. ``str()`` says what is wrong and quotes nothing."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


class Name(Record):
    """The name of a rule, as it was written, and where."""

    text: str
    start: int
    end: int


class Directive(Record):
    """A well-formed comment."""

    names: tuple[Name, ...]
    whole_file: bool
    until: date | None
    """The last day on which it counts."""
    has_reason: bool
    start: int
    """Where its ``#`` is; other words may be in the comment before it."""


def parse(comment: str) -> Directive | None:
    """The directive in a comment; ``None`` when the comment does not speak to us.

    Raises:
        Malformed: it does, and not in the right way.
    """
    match = _START.search(comment)
    if match is None:
        return None
    start, end = match.start(), len(comment.rstrip())
    if not match.group(1):
        raise Malformed("a colon is missing: `umapi-lint: ignore[rule]`", start, end)
    verb = _VERB.match(comment, match.end())
    if verb is None or verb.group(1) not in ("ignore", "ignore-file"):
        raise Malformed("`umapi-lint:` must be followed by `ignore[rule]` or `ignore-file[rule]`", start, end)
    listed = _NAMES.match(comment, verb.end())
    names = () if listed is None else _names(comment, listed)
    if listed is None or not names:
        raise Malformed(f"this ignore names no rule; write `{verb.group(1)}[rule]`", start, end)
    until, at = _until(comment, listed.end())
    reason = _REASON.match(comment, at)
    if reason is None and comment[at:].strip():
        words = "after the rules only `until=2027-01-31` and then `-- reason` are allowed, separated by spaces"
        raise Malformed(words, start, end)
    has_reason = reason is not None and bool((reason.group(1) or "").strip())
    return Directive(names, verb.group(1) == "ignore-file", until, has_reason, start)


def _names(comment: str, listed: re.Match[str]) -> tuple[Name, ...]:
    found = _NAME.finditer(comment, listed.start(1), listed.end(1))
    return tuple(Name(match.group(), match.start(), match.end()) for match in found)


def _until(comment: str, at: int) -> tuple[date | None, int]:
    match = _UNTIL.match(comment, at)
    if match is None:
        return None, at
    parts = _DATE.match(match.group(1))
    try:
        if parts is not None:
            return date(*(int(part) for part in parts.groups())), match.end()
    except ValueError:  # no such day
        pass
    raise Malformed("`until=` needs a day that exists, such as `until=2027-01-31`", match.start(1), match.end(1))
