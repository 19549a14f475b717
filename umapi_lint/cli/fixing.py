"""`check --fix`, `check --diff` and `check --add-ignores`: what they print, and how they are called. No command of its own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from umapi_lint.cli.console import complain, show_changes
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.document.atomic_write import WriteError, write_all
from umapi_lint.document.document import Document
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.fix.session import FixResult, Session
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.policy.new_ignores import new_ignores
from umapi_lint.record import replace
from umapi_lint.text.format import counted


class Fixing:
    """A run of `check` that fixes. ``unwritten`` tells whether a file could not be written."""

    def __init__(self, linter: Linter, options: argparse.Namespace) -> None:
        self.linter = linter
        self.dry = bool(options.diff)
        self.paths: list[str] = options.paths or ["."]
        if "-" in self.paths:
            raise UsageError("--fix needs a file, not standard input")
        self.session = Session(linter, unsafe=options.unsafe_fixes, dry=self.dry)
        self.unwritten = False
        self.files = self.fixed = 0
        self.summary = Summary()

    def results(self) -> Iterator[FileResult]:
        """What is left once the files are fixed and written; what was done is told on standard error."""
        for unit in self.session.run(self.paths):
            self.tell(unit)
            yield from unit.results
        if self.fixed:
            complain(f"fixed {counted(self.fixed, 'finding')} in {counted(self.files, 'file')}")

    def interrupted(self) -> str:
        """What stays of a run that came to no end."""
        return f"interrupted; changed until then: {', '.join(self.session.changed()) or 'nothing'}"

    def show(self) -> Iterator[str]:
        """The diff of all files, line by line."""
        for unit in self.session.run(self.paths):
            for result in unit.results:
                self.summary.add(result)
                if result.error is not None:
                    complain(f"{result.name}: {result.error}")
            self.tell(unit)
            yield from show_changes(self.linter, unit.written)
        complain(f"would fix {counted(self.fixed, 'finding')} in {counted(self.files, 'file')}")

    def tell(self, unit: FixResult) -> None:
        for refusal in unit.refused:
            finding = refusal.finding
            where = f"{finding.location.file}:{finding.location.line}:{finding.location.column}"
            complain(f"{where}: {finding.rule} not fixed: {refusal.reason}")
        for name, reason in unit.failed:
            self.unwritten = True
            complain(f"{name}: {reason}; its text is as it was")
        for written in unit.written:
            self.files += 1
            self.fixed += len(written.fixed)


def add_ignores(linter: Linter, options: argparse.Namespace) -> list[FileResult]:
    """Write comments that silence all findings; what is left.

    Raises:
        UsageError: a file cannot be written, or the options do not go together.
    """
    paths: list[str] = options.paths or ["."]
    reason = options.reason or ""
    if "-" in paths:
        raise UsageError("--add-ignores writes comments into files, so standard input cannot be given")
    if linter.policy.baseline is not None:
        raise UsageError("--add-ignores and a baseline are two ways to accept findings; choose one")
    if not reason.isprintable():
        raise UsageError("--reason: is one line of a comment")
    pending = FileBuffers()
    linter = replace(linter, read=pending.source)
    by_file: dict[str, list[Finding]] = {}
    for result in linter.lint_paths(paths):
        for finding in result.findings:
            by_file.setdefault(finding.location.file, []).append(finding)
    silenced = 0
    for name, findings in by_file.items():
        edits = new_ignores(Document(pending.source(name)), findings, reason)
        if edits:
            pending.edit(name, edits)
        silenced += sum(map(len, edits.values()))
    changed = [(old, pending.changed[path]) for path, old in pending.read.items() if path in pending.changed]
    try:
        write_all(changed)
    except WriteError as error:
        raise UsageError(f"{error}; no comment was added") from None
    complain(f"silenced {counted(silenced, 'finding')} in {counted(len(changed), 'file')}")
    return list(linter.lint_paths(paths))
