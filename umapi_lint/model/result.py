"""What a run over files yields, one file at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.graph import Graph
from umapi_lint.record import Record, field, replace
from umapi_lint.text.masking import MaskedLine


class FileResult(Record):
    """The findings of one file, and the masked source lines that its findings speak of."""

    name: str
    """The path as it was given; may hold any character a file name can hold, so escape it before showing it."""
    findings: tuple[Finding, ...] = ()
    excerpts: Mapping[tuple[str, int], MaskedLine] = field(default_factory=dict)
    """(file, 1-based line) to the line, masked: the only source text a report ever gets."""
    error: str | None = None
    """Why the file could not be read at all; then there are no findings."""
    accepted: int = 0
    """Findings that a baseline accepts, and which are not among ``findings``."""


MOST_FOUND = 1000
"""Findings that one check of a rule looks for in one file: each takes time, and one with a fix a good deal of it."""
MOST = 100
"""Findings of one rule in one file that are listed; of the others only their number is told."""


def listed(result: FileResult, most: int = MOST) -> FileResult:
    """A result as reports show it: what is beyond ``most`` findings of a rule is one more finding that says how many.

    It is at the first that is not listed, and is as severe as the most severe.
    """
    if len(result.findings) <= most:
        return result
    seen: dict[str, list[Finding]] = {}
    for finding in result.findings:
        seen.setdefault(finding.rule, []).append(finding)
    kept: list[Finding] = []
    for found in seen.values():
        kept += found[:most]
        if rest := found[most:]:
            kept.append(
                replace(
                    max(rest, key=lambda finding: finding.severity.rank),
                    message=f"{'at least ' if len(found) >= MOST_FOUND else ''}{len(rest)} more findings of this rule in this file are not listed",
                    help="Fix the listed ones first, then run umapi-lint again.",
                    consequence=max((finding.consequence for finding in rest), key=lambda one: one.rank),
                    location=rest[0].location,
                    related=(),
                    fix=None,
                )
            )
    return replace(result, findings=tuple(sorted(kept, key=Finding.sort_key)))


class Summary(Record, frozen=False):
    """Counts over a run."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    unreadable: int = 0
    affected: int = 0
    """Files with findings."""
    fixable: int = 0
    """Findings with a safe fix."""
    unsafely_fixable: int = 0
    accepted: int = 0
    """Findings that a baseline accepts."""
    rules: dict[str, int] = field(default_factory=dict)
    """How often each rule spoke."""
    graph: Graph | None = None
    """What names what, where a report draws it."""

    def add(self, result: FileResult) -> None:
        if result.error is not None:
            self.unreadable += 1
            return
        self.files += 1
        self.affected += bool(result.findings)
        self.accepted += result.accepted
        self.count(result.findings)

    def count(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.rules[finding.rule] = self.rules.get(finding.rule, 0) + 1
            self.errors += finding.severity is Severity.ERROR
            self.warnings += finding.severity is Severity.WARNING
            self.notes += finding.severity is Severity.NOTE
            if finding.fix is not None:
                self.fixable += finding.fix.safe
                self.unsafely_fixable += not finding.fix.safe
