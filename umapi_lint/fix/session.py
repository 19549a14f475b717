"""One run of fixing: fixes are tried unit by unit, and what helped is written, or shown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from umapi_lint.document import atomic_write
from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.fix.apply import Lint, Outcome, Refusal, apply_fixes
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding, Fix
from umapi_lint.model.result import FileResult
from umapi_lint.record import Record, field, replace
from umapi_lint.system.paths import resolved


class FileChange(Record):
    """A file that was changed, or would be."""

    old: Source
    new: Source
    narrowed: bool
    fixed: tuple[Finding, ...]
    """The findings, as they were in the old file or in one between the old and the new."""

    def is_as_it_was(self) -> bool:
        """Whether the file on the disk is as it was, or still not there; one that cannot be read does not count as such."""
        try:
            return read_source(self.old.name).data == self.old.data
        except UnreadableError:
            return self.old.stat is None and not os.path.lexists(self.old.name)


class FixResult(Record, frozen=False):
    """What became of one unit: a file, or a deployment."""

    results: list[FileResult]
    """What is still found."""
    written: list[FileChange] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Files that could not be written, and why; they are as they were."""


class Session(Record, frozen=False):
    """Fixes what a linter finds; what its policy says does not count is left alone."""

    linter: Linter
    unsafe: bool = False
    dry: bool = False
    """Write nothing."""

    def __init__(self, linter: Linter, unsafe: bool = False, dry: bool = False) -> None:
        super().__init__(linter, unsafe, dry)
        self.pending = FileBuffers()
        self.begun: list[Source] = []
        """Files that were to be written, as they were before."""
        self.linter = replace(linter, read=self.pending.source)
        # a baseline remembers what it was shown, so it sees only the last lint; what it accepts is fixed too
        self.trier = replace(self.linter, policy=replace(self.linter.policy, baseline=None))

    def run(self, paths: Iterable[str]) -> Iterator[FixResult]:
        """Fix everything that belongs to the paths; each unit is written before the next is looked at."""
        for lint, conclude in self.units(paths):
            done = self.unit(lint)
            if conclude is not None:
                done.results = list(conclude())
            yield done
            self.pending.read.clear()
            self.pending.changed.clear()

    def units(self, paths: Iterable[str]) -> Iterator[tuple[Lint, Lint | None]]:
        """How to lint each unit while fixes are tried and, where that differs, once they are."""
        if self.linter.policy.baseline is None:
            yield from ((lint, None) for lint in self.linter.units(paths))
        else:
            yield from zip(self.trier.units(paths), self.linter.units(paths), strict=True)

    def changed(self) -> list[str]:
        """Files that are not as they were before the run, each once."""
        return list(dict.fromkeys(old.name for old in self.begun if not _is_still(old)))

    def unit(self, lint: Lint) -> FixResult:
        done = FixResult([])
        narrowed = self.narrow(list(lint()), done)
        outcome = apply_fixes(lint, self.pending, self.wanted)
        done.results, done.refused = outcome.results, outcome.refused
        self.write(outcome, narrowed, done)
        if done.failed:
            done.results = list(lint())
        return done

    def wanted(self, _: FileResult, finding: Finding) -> Iterator[Fix]:
        """The fix of a finding, if it may be applied."""
        if finding.fix is not None and (self.unsafe or finding.fix.safe):
            yield finding.fix

    def narrow(self, results: list[FileResult], done: FixResult) -> dict[str, list[Finding]]:
        """Take permissions away where a finding wants it; the findings by the real path of their file."""
        narrowed: dict[str, list[Finding]] = {}
        for result in results:
            for finding in result.findings:
                if any(fix.restrict_mode for fix in self.wanted(result, finding)):
                    narrowed.setdefault(resolved(finding.location.file), []).append(finding)
        if self.dry:
            return narrowed
        for path in list(narrowed):
            name = narrowed[path][0].location.file
            self.begun.append(self.pending.source(name))
            try:
                atomic_write.narrow(self.pending.source(name))
            except atomic_write.WriteError as error:
                done.failed.append((name, str(error)))
                del narrowed[path]
            self.pending.forget(name)
        return narrowed

    def write(self, outcome: Outcome, narrowed: dict[str, list[Finding]], done: FixResult) -> None:
        fixed: dict[str, list[Finding]] = {path: list(findings) for path, findings in narrowed.items()}
        for finding, _ in outcome.fixed:
            fixed.setdefault(resolved(finding.location.file), []).append(finding)
        for path, findings in fixed.items():
            name = findings[0].location.file
            new = self.pending.source(name)
            old = replace(self.pending.read[path], name=name)
            if not self.dry and new.data != old.data:
                self.begun.append(old)
                try:
                    atomic_write.write_over(old, new.data)
                except atomic_write.WriteError as error:
                    done.failed.append((name, str(error)))
                    self.pending.forget(name)
                    continue
            done.written.append(FileChange(old, new, path in narrowed, tuple(findings)))


def _is_still(old: Source) -> bool:
    try:
        new = read_source(old.name)
    except UnreadableError:
        return False
    return new.data == old.data and (new.stat is None or old.stat is None or new.stat.st_mode == old.stat.st_mode)
