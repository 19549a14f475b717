"""`check --watch`: lint again whenever something changed. Not a command of its own."""

from __future__ import annotations

import argparse
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from umapi_lint.cli.console import complain
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.linting.discovery import SKIPPED_FOLDERS
from umapi_lint.policy.config import OWN_FILE, PROJECT_FILE
from umapi_lint.record import Record, field

INTERVAL = 0.5
"""Seconds between two looks; more where a look itself takes long."""
SETTLED = 0.1
"""An editor may write in steps: seconds without a change before it is taken for done."""

_ENDINGS = (".yml", ".yaml", ".toml", ".key", ".pem", ".gitignore")
"""Below a folder only such files matter; beside a file any may be its key."""

Look = dict[str, tuple[int, ...]]


class Watched(Record, frozen=False):
    """What a look takes in."""

    trees: list[str]
    folders: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    """Files that we write ourselves."""

    @classmethod
    def of(cls, options: argparse.Namespace) -> Watched:
        paths = options.paths or ["."]
        watched = cls([path for path in paths if os.path.isdir(path)])
        watched.folders.update(map(str, options.schema_dir))
        watched.files.update(str(path) for path in (options.config, options.baseline) if path is not None)
        watched.skipped.update(os.path.abspath(wanted.partition(":")[2]) for wanted in options.output)
        watched.add(path for path in paths if not os.path.isdir(path))
        for tree in watched.trees:
            watched.files.update(_configurations_above(os.path.abspath(tree)))
        return watched

    def add(self, names: Iterable[str]) -> Watched:
        """Look at files, what lies beside them, and the configurations above them; what of these is new."""
        folders = {os.path.dirname(os.path.abspath(name)) for name in names} - self.folders
        files = {path for folder in folders for path in _configurations_above(folder)} - self.files
        self.folders |= folders
        self.files |= files
        return Watched([], folders, files, self.skipped)

    def look(self) -> Look:
        """The facts of every file by which a change shows."""
        found: Look = {}
        for name in (*self._below(), *self._beside(), *self.files):
            path = os.path.abspath(name)
            try:
                facts = os.stat(path)
            except (OSError, ValueError):
                continue
            if path not in self.skipped:
                changes = (facts.st_mtime_ns, facts.st_size, facts.st_ino, facts.st_uid)
                found[path] = (facts.st_mode, *(() if stat.S_ISDIR(facts.st_mode) else changes))
        return found

    def _below(self) -> Iterator[str]:
        for tree in self.trees:
            for here, folders, files in os.walk(tree):
                folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
                yield here
                yield from (os.path.join(here, name) for name in files if name.lower().endswith(_ENDINGS))

    def _beside(self) -> Iterator[str]:
        for folder in self.folders:
            yield folder
            try:
                yield from (os.path.join(folder, name) for name in os.listdir(folder))
            except OSError:
                continue


def _configurations_above(folder: str) -> Iterator[str]:
    while True:
        yield os.path.join(folder, OWN_FILE)
        yield os.path.join(folder, PROJECT_FILE)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


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
    watched = Watched.of(options)
    first = True
    while True:
        before = watched.look()
        met: set[str] = set()
        try:
            lint(met)
        except UsageError as error:
            if first:
                raise
            complain(str(error))
        first = False
        sys.stdout.flush()
        # what was changed while we linted differs from the look before it; only what was out of sight then is looked at now
        before = {**watched.add(met).look(), **before}
        complain("watching for changes; Ctrl-C ends it")
        changed = _change(watched, before)
        complain(f"{changed} changed")


def _change(watched: Watched, before: Look) -> str:
    """Wait until something changed, and then until nothing does; one file that did."""
    while True:
        started = time.monotonic()
        now = watched.look()
        if now != before:
            break
        time.sleep(max(INTERVAL, 10 * (time.monotonic() - started)))
    changed = sorted(path for path in now.keys() | before.keys() if now.get(path) != before.get(path))
    while True:
        time.sleep(SETTLED)
        later = watched.look()
        if later == now:
            return os.path.relpath(changed[0]) if os.name == "posix" else changed[0]
        now = later
