"""Patterns of paths, written as in a `.gitignore` and relative to the folder of anyone who wrote them."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable
from pathlib import Path

from umapi_lint.record import Record, field
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.text.regex import regex

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_LENGTH, MAX_STARS = 500, 3
"""Of a pattern, and in one name of it: a pattern becomes a regular expression, and many stars make that slow."""
MAX_LINES = 1000
"""Each file is held against each of them."""

_DRIVE = regex(r"[A-Za-z]:")


class PatternError(ValueError):
    """A pattern that can match nothing, or more than its folder; ``str()`` does not quote it."""


class Patterns(Record):
    """The later pattern wins; one with ``!`` before it takes back what earlier ones matched."""

    lines: tuple[str, ...] = ()
    folder: Path = Path()
    """Absolute where there are lines."""
    spec: GitIgnoreSpec | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, lines: Iterable[str], folder: Path, *, negation: bool = True) -> Patterns:
        """Patterns as a user writes them.

        Raises:
            PatternError: there are too many, or one is empty, absolute, climbs out of the folder, or has ``!`` where
                that means nothing.
        """
        written = tuple(lines)
        if len(written) > MAX_LINES:
            raise PatternError(f"there are more than {MAX_LINES} patterns")
        checked = [_checked(line, negation) for line in written]
        if not checked:
            return cls()
        from pathspec import GitIgnoreSpec

        try:
            with warnings.catch_warnings():  # Python's opinion of the regular expression is no help to anybody
                warnings.simplefilter("ignore")
                return cls(written, Path(os.path.abspath(folder)), GitIgnoreSpec.from_lines(checked))
        except (ValueError, re.error):  # a range like [1-0] gets as far as Python's regular expressions
            raise PatternError("a pattern is none that a .gitignore could have") from None

    def match(self, path: str) -> bool:
        """Whether a file matches. Of a file outside of the folder only what is below the common folder counts."""
        if self.spec is None:
            return False
        return self.spec.match_file(_relative(os.path.abspath(path), str(self.folder)))


def gitignore(lines: Iterable[str]) -> GitIgnoreSpec:
    """What a `.gitignore` says. Lines that are no pattern, or would take for ever to match, are left out."""
    from pathspec import GitIgnoreSpec

    swift = [line for line in lines if not _is_slow(line)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return GitIgnoreSpec.from_lines(swift)
        except (ValueError, re.error):
            return GitIgnoreSpec.from_lines(line for line in swift if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _is_slow(line: str) -> bool:
    names = line.split("/")
    many = names.count("**") > MAX_STARS or any(name.count("*") > MAX_STARS for name in names)
    return many or len(line) > MAX_LENGTH


def _checked(line: str, negation: bool) -> str:
    taken_back = line.startswith("!")
    body = line[taken_back:]
    if taken_back and not negation:
        raise PatternError("a pattern cannot begin with `!` here")
    if not body.strip() or not line.isprintable():
        raise PatternError("a pattern must be a name or a path")
    names = body.split("/")
    if len(line) > MAX_LENGTH or names.count("**") > MAX_STARS:
        raise PatternError("a pattern is too long")
    if any(name.count("*") > MAX_STARS for name in names):
        raise PatternError(f"a pattern cannot have more than {MAX_STARS} `*` in one name")
    if "\\" in body:
        raise PatternError("a pattern has `/` between folders, on Windows too, and no `\\`")
    if body.startswith(("/", "~")) or _DRIVE.match(body):
        raise PatternError(
            "a pattern is relative: it begins with neither `/` nor a drive nor `~`; `./name` means here only"
        )
    if ".." in names:
        raise PatternError("a pattern cannot climb with `..`; put it into a configuration further up")
    if body.startswith("#"):
        body = "\\" + body
    # a name without a folder matches at any depth; `./` ties it to this one
    return ("!" if taken_back else "") + (body[1:] if body.startswith("./") else body)


def _relative(path: str, folder: str) -> str:
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        relative = os.path.splitdrive(path)[1].lstrip("\\/")
    parts = relative.replace(os.sep, "/").split("/")
    while parts and parts[0] == "..":
        parts.pop(0)
    return "/".join(parts)
