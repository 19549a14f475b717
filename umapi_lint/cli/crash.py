"""Words for an error of our own: where it happened, and nothing of what was being read.

The message of an exception may quote the file (every library's does, sooner or later), and so may its notes and the
locals of its frames. So neither is ever printed: a type, and lines of code, are all that a report of a fault needs.
"""

from __future__ import annotations

import linecache
import os
import traceback
from types import TracebackType

ISSUES = "https://github.com/umapi-lint/umapi-lint/issues"


def sentence(error: BaseException) -> str:
    """One sentence: the type of an error, and the last line of umapi-lint that it passed."""
    place = next((_place(file, line) for file, line, _ in reversed(_frames(error.__traceback__)) if _is_ours(file)), "")
    return f"an error of umapi-lint itself: {_type(error)}{f' at {place}' if place else ''}; please tell us at {ISSUES}"


def trace(error: BaseException) -> str:
    """Where an error, and each that led to it, came by: lines of code, no message and no value."""
    parts: list[str] = []
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines = [f"{_type(current)}, last line last:"]
        for file, line, function in _frames(current.__traceback__):
            code = linecache.getline(file, line).strip() if file.endswith(".py") else ""
            lines.append(f"  {_place(file, line)} in {function}" + (f"\n    {code}" if code else ""))
        parts.append("\n".join(lines))
        current = current.__cause__ or current.__context__
    return "\nafter\n".join(parts) + "\n"


def _frames(tb: TracebackType | None) -> list[tuple[str, int, str]]:
    return [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in traceback.walk_tb(tb)]


def _type(error: BaseException) -> str:
    return type(error).__name__


def _is_ours(file: str) -> bool:
    return os.path.abspath(file).startswith(os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep)


def _place(file: str, line: int) -> str:
    """A line of code, its file below the folder that its package is in: nobody's home directory."""
    parts = os.path.abspath(file).replace(os.sep, "/").split("/")
    for folder in ("umapi_lint", "site-packages", "lib"):
        if folder in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(folder)
            return "/".join(parts[at + (folder != "umapi_lint") :]) + f":{line}"
    return f"{parts[-1]}:{line}"
