"""`check --watch`: lint again whenever something changed. Not a command of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from umapi_lint.cli.console import complain, needing
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.linting.discovery import SKIPPED_FOLDERS
from umapi_lint.policy.config import OWN_FILE, PROJECT_FILE
from umapi_lint.record.typed import Any
from umapi_lint.system.paths import resolved

_ENDINGS = (".yml", ".yaml", ".toml", ".key", ".pem", ".gitignore")
"""Below a folder only such files matter; beside a file any may be its key."""
_STEP = 100
"""Milliseconds: an editor may write in steps, so no change for this long means that it is done."""


def watch(options: argparse.Namespace, lint: Callable[[set[str]], int]) -> int:
    """Lint, and lint again after each change, until the user interrupts.

    Args:
        options: those of the command.
        lint: prints one report, and adds the names of the files that it looked at.

    Raises:
        UsageError: the first run says so, or the options do not go together.
    """
    if "-" in options.paths:
        raise UsageError("standard input cannot be watched; name a file")
    if options.fix or options.unsafe_fixes or options.diff or options.write_baseline or options.prune_baseline:
        raise UsageError("--watch only looks; leave out what changes files or shows changes")
    watcher = Watcher(options)
    first = True
    while True:
        watcher.look_beside(())  # begins before the files are read, so that no change is missed
        met: set[str] = set()
        try:
            lint(met)
        except UsageError as error:
            if first:
                raise
            complain(str(error))
        first = False
        sys.stdout.flush()
        watcher.look_beside(met)
        complain("watching for changes; Ctrl-C ends it")
        complain(f"{watcher.wait()} changed")


class Watcher:
    """Waits for changes of the files that matter to a run."""

    def __init__(self, options: argparse.Namespace) -> None:
        paths = [os.path.abspath(path) for path in options.paths or ["."]]
        self.trees = [path for path in paths if os.path.isdir(path)]
        self.written = {os.path.abspath(wanted.partition(":")[2]) for wanted in options.output}
        self.below: set[str] = set()
        self.beside = {os.path.abspath(path) for path in options.schema_dir}
        self.watched: set[str] = set()
        self.changes: Iterator[set[tuple[Any, str]]] = iter(())
        self.look_beside({*paths, *filter(None, (options.config, options.baseline))} - {*self.trees})

    def look_beside(self, names: Iterable[str]) -> None:
        """Watch what is beside these files too, and whatever folder is new."""
        for name in names:
            self.beside |= {os.path.dirname(os.path.abspath(name)), os.path.dirname(resolved(name))}
        self.below = set(chain.from_iterable(map(_folders, self.trees)))
        folders = {*filter(os.path.isdir, self.beside | self.below)}
        folders |= {above for folder in folders for above in _above(folder)}
        if folders - self.watched:
            seen = next(self.changes, set())
            self.watched, self.changes = folders, chain((seen,), self._begin(folders))

    def _begin(self, folders: set[str]) -> Iterator[set[tuple[Any, str]]]:
        with needing("--watch", "watchfiles", "watch"):
            import watchfiles
        changes = watchfiles.watch(
            *folders, watch_filter=lambda _, path: self._matters(path), step=_STEP, rust_timeout=_STEP,
            yield_on_timeout=True, recursive=False, ignore_permission_denied=True,
        )  # fmt: skip
        return chain((next(changes),), changes)  # the first look begins it

    def _matters(self, path: str) -> bool:
        folder, name = os.path.split(path)
        if path in self.written:
            return False
        if name in (OWN_FILE, PROJECT_FILE) or folder in self.beside:
            return True
        return folder in self.below and (name.lower().endswith(_ENDINGS) or os.path.isdir(path))

    def wait(self) -> str:
        """Wait until something changed; one file that did."""
        changed = min(path for _, path in next(filter(None, self.changes)))
        return os.path.relpath(changed) if os.name == "posix" else changed


def _folders(tree: str) -> Iterator[str]:
    for here, folders, _ in os.walk(tree):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        yield here


def _above(folder: str) -> Iterator[str]:
    """The folders above one, in each of which a configuration may lie or appear."""
    while folder != (folder := os.path.dirname(folder)):
        yield folder
