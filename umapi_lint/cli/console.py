"""How commands speak to people: complaints, changes shown, questions asked, standard input read."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.document.fast_parser import too_dense
from umapi_lint.document.source import MAX_BYTES, Source, too_large
from umapi_lint.policy.settings import ConfigError
from umapi_lint.record.typed import TYPE_CHECKING, TypeVar
from umapi_lint.text.format import printable

if TYPE_CHECKING:
    from umapi_lint.fix.session import FileChange
    from umapi_lint.linting.linter import Linter

T = TypeVar("T")


def show_changes(linter: Linter, changes: Iterable[FileChange]) -> Iterator[str]:
    """Lines of a masked diff of files that are going to be changed."""
    from umapi_lint.fix.diff import masked_diff

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
    try:
        answer = sys.stdin.readline()
    except OSError:
        answer = ""  # it is closed
    if not answer.endswith("\n") or not sys.stdin.isatty():
        sys.stderr.write("\n")
    return answer.strip().lower() in ("y", "yes")


def say(text: str) -> None:
    """Print a text for people, with whatever a file name brought along made harmless."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in text.split("\n")))


def complain(sentence: str) -> None:
    sys.stderr.write(f"umapi-lint: {printable(sentence)}\n")


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Where an input is read: what the system says against it is one line.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        yield
    except OSError as error:
        reason = "it is closed" if error.errno in (None, errno.EBADF) else (error.strerror or "").lower()
        raise UsageError(f"{name} cannot be read: {reason}") from None


def read_stdin(name: str) -> Source:
    with readable("standard input"):
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"standard input {too_large(MAX_BYTES)}")
    if reason := too_dense(data.decode("utf-8", "replace")):
        raise UsageError(f"standard input {reason}")
    beside = Path(name).absolute() if os.path.isdir(Path(name).parent) and name != "<stdin>" else None
    return Source(name, data, path=beside)


def guarded(found: Iterator[T]) -> Iterator[T]:
    """The same things; a configuration that cannot be used is the user's fault, and told as such."""
    try:
        yield from found
    except ConfigError as error:
        raise UsageError(str(error)) from None


def begun(results: Iterator[T]) -> Iterator[T]:
    """The same results; what is wrong with the call or a configuration is told before the report begins.

    Raises:
        UsageError: a configuration cannot be used.
    """
    found = guarded(results)
    return chain([*islice(found, 1)], found)


@contextmanager
def needing(what: str, package: str, extra: str) -> Iterator[None]:
    """Where an optional package is imported: its lack is told with the way to get it.

    Raises:
        UsageError: the package is not there.
    """
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in (package, "lsprotocol"):
            raise
        raise UsageError(f"{what} needs {package}; install it with: pip install 'umapi-lint[{extra}]'") from None
