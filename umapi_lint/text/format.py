"""Small pieces of wording: names from outside made harmless, numbers with their nouns, alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from umapi_lint.text.regex import regex

_COMMAND = regex(
    r"#(?=#(?:vso|teamcity)?\[)|^(\s*):(?=:)|^(\s*)s(?=ection_(?:start|end):)", re.IGNORECASE | re.MULTILINE
)
"""What starts a command to a pipeline: Azure's, TeamCity's and GitHub's old ones wherever in a line of the log they stand,
GitHub's `::` and GitLab's sections where a line begins."""


def printable(text: str) -> str:
    """A text without anything that could steer a terminal or a pipeline, or forge a line of the output."""
    text = _COMMAND.sub(lambda match: match[0][:-1] + f"\\x{ord(match[0][-1]):02x}", text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def no_command(text: str) -> str:
    """A copy of a text, line by line as it was, that gives no pipeline a command: a space parts what would start one."""
    return _COMMAND.sub(lambda match: match[0] + " ", text)


def counted(number: int, thing: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def series(words: Iterable[str], last: str = "or") -> str:
    """``one``, ``one or two``, ``one, two or three``; nothing of nothing."""
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def ticked(words: Iterable[str], last: str = "or") -> str:
    """The same, each in backticks: names of keys, values and rules."""
    return series([f"`{word}`" for word in words], last)
