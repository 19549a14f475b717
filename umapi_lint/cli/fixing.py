"""`check --fix` and `check --diff`: what they print, and how they are called. Not a command of its own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from umapi_lint.cli.console import complain, show_changes
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.fix.session import FixResult, Session
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.text.format import counted


class Mending:
    """A run of `check` that mends. ``unwritten`` tells whether a file could not be written."""

    def __init__(self, linter: Linter, options: argparse.Namespace) -> None:
        self.linter = linter
        self.dry = bool(options.diff)
        self.paths: list[str] = options.paths or ["."]
        if "-" in self.paths:
            raise UsageError("standard input cannot be mended; name a file")
        self.session = Session(linter, unsafe=options.unsafe_fixes, dry=self.dry)
        self.unwritten = False
        self.files = self.mended = 0
        self.summary = Summary()

    def results(self) -> Iterator[FileResult]:
        """What is left once the files are mended and written; what was done is told on standard error."""
        for unit in self.session.run(self.paths):
            self.tell(unit)
            yield from unit.results
        if self.mended:
            complain(f"mended {counted(self.mended, 'finding')} in {counted(self.files, 'file')}")

    def show(self) -> Iterator[str]:
        """The diff of all files, line by line."""
        for unit in self.session.run(self.paths):
            for result in unit.results:
                self.summary.add(result)
                if result.error is not None:
                    complain(f"{result.name}: {result.error}")
            self.tell(unit)
            yield from show_changes(self.linter, unit.written)
        complain(f"would mend {counted(self.mended, 'finding')} in {counted(self.files, 'file')}")

    def tell(self, unit: FixResult) -> None:
        for refusal in unit.refused:
            finding = refusal.finding
            where = f"{finding.location.file}:{finding.location.line}:{finding.location.column}"
            complain(f"{where}: {finding.rule} was not mended: {refusal.reason}")
        for name, reason in unit.failed:
            self.unwritten = True
            complain(f"{name}: {reason}; its text is as it was")
        for written in unit.written:
            self.files += 1
            self.mended += len(written.mended)
