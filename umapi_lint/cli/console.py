"""How commands speak to people: complaints, changes shown, questions asked, standard input read."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.document.fast_parser import too_dense
from umapi_lint.document.source import MAX_BYTES, Source, UnreadableError, too_large
from umapi_lint.policy.settings import ConfigError
from umapi_lint.record.typed import TYPE_CHECKING, TypeVar
from umapi_lint.text.format import printable

if TYPE_CHECKING:
    from umapi_lint.fix.session import FileChange
    from umapi_lint.linting.linter import Linter
    from umapi_lint.schema.schemas import FileKind

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


def agrees(question: str, option: str = "") -> bool:
    """Ask on the terminal; anything but yes, the end of the input included, is no.

    Args:
        option: the option that answers yes, named where there is no terminal to answer at.
    """
    sys.stdout.flush()
    sys.stderr.write(f"{printable(question)} [y/N] ")
    sys.stderr.flush()
    try:
        answer = sys.stdin.readline()
    except OSError:
        answer = ""  # it is closed
    if not answer.endswith("\n") or not sys.stdin.isatty():
        sys.stderr.write(
            f"\numapi-lint: no terminal to answer at; use {option} to agree\n" if option and not answer else "\n"
        )
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


def below(
    linter: Linter, paths: Iterable[str], fits: Callable[[FileKind], bool] = lambda _: True, *, roots_alone: bool = True
) -> Iterator[str]:
    """The same paths, with the files below a folder that `check` would lint in its place.

    Args:
        linter: knows the kinds of files.
        paths: files and folders.
        fits: which kinds of files below a folder are wanted.
        roots_alone: of a deployment only its root.

    Raises:
        UsageError: there is none below a folder.
    """
    from umapi_lint.document.source import real_path
    from umapi_lint.engine.context import check
    from umapi_lint.linting.deployment import Deployment
    from umapi_lint.linting.targets import targets_of

    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        wanted = [c for c in linter.wanted([path])[0] if not os.path.isdir(c.path) and _fits(linter, c.path, fits)]
        if not wanted:
            raise UsageError(f"{path}: no connector files found")
        roots = {c.path: Deployment.read(linter, c.path) for c in wanted if roots_alone and linter.may_be_root(c.path)}
        named = set()
        for root in filter(None, roots.values()):
            check(root.context)
            named |= {real_path(file) for target in targets_of(root.context) for file in target.paths}
        yield from (c.path for c in wanted if roots.get(c.path) is not None or c.real not in named)


def _fits(linter: Linter, path: str, fits: Callable[[FileKind], bool]) -> bool:
    try:
        kind = linter.context(linter.read(path)).kind
    except UnreadableError:
        return True  # the command says why
    return kind is not None and fits(kind)


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
