"""What commands that write show first, and how they ask. Not a command of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from umapi_lint.fix.diff import masked_diff
from umapi_lint.fix.session import FileChange
from umapi_lint.linting.linter import Linter
from umapi_lint.output.messages import printable


def show_changes(linter: Linter, changes: Iterable[FileChange]) -> Iterator[str]:
    """Lines of a masked diff of files that are going to be changed."""
    for written in changes:
        name = printable(written.old.name)
        yield f"--- {name}\n"
        yield f"+++ {name}\n"
        if written.narrowed and written.old.stat is not None:
            mode = written.old.stat.st_mode & 0o7777
            yield f"old mode {mode:04o}\n"
            yield f"new mode {mode & 0o700:04o}\n"
        for line in masked_diff(linter, written.old, written.new):
            yield f"{line}\n"


def agrees(question: str) -> bool:
    """Ask on the terminal; whatever is not yes, the end of the input included, is no."""
    sys.stdout.flush()
    sys.stderr.write(f"{printable(question)} [y/N] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n") or not sys.stdin.isatty():
        sys.stderr.write("\n")
    return answer.strip().lower() in ("y", "yes")


def say(text: str) -> None:
    """Print a text for people, with whatever a file name brought along made harmless."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in text.split("\n")))
