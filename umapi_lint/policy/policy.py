"""What counts: which findings a user wants to hear of, by configuration, inline ignores and baseline.

The last step between the rules and a report. It takes findings away, changes their severity, and adds those about
the comments that silence others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from umapi_lint.document.document import Document
from umapi_lint.model.finding import Finding, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.model.rule import Rule
from umapi_lint.policy.config import Configurations
from umapi_lint.policy.settings import Settings
from umapi_lint.record import Record, field, replace
from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from umapi_lint.policy.baseline import BaselineRun, Key
    from umapi_lint.policy.path_patterns import Patterns
    from umapi_lint.policy.suppressions import SuppressionProblem, Suppressions

_MARK = "umapi-lint"


class Overrides(Record):
    """What was said for this run, and wins over every configuration."""

    select: frozenset[str] = frozenset()
    """Instead of what a configuration selects; a rule that is here is not ignored by one either."""
    ignore: frozenset[str] = frozenset()
    """On top of what a configuration ignores."""
    fail_on: Severity | None = None
    exclude: Patterns | None = None
    """On top of what a configuration excludes."""
    ust_args: str | None = None
    """Instead of the command line that a configuration states."""
    run_as: str | None = None
    """Instead of the account that a configuration names."""

    def over(self, settings: Settings) -> Settings:
        return replace(
            settings,
            select=self.select or settings.select,
            ignore=(settings.ignore - self.select) | self.ignore,
            fail_on=self.fail_on or settings.fail_on,
            ust_args=settings.ust_args if self.ust_args is None else self.ust_args,
            run_as=(settings.run_as if self.run_as is None else self.run_as) or None,
        )


class Policy(Record):
    """What counts in a run. Without configurations nothing but the file itself has a say."""

    configurations: Configurations | None = None
    overrides: Overrides = field(default_factory=Overrides)
    inline_ignores: bool = True
    baseline: BaselineRun | None = None
    """What is known and accepted; it remembers what a run has seen."""
    _of_folder: dict[str, Settings] = field(default_factory=dict, compare=False, repr=False)

    def settings(self, path: str) -> Settings:
        """What counts for the file at a path.

        Raises:
            ConfigError: its configuration cannot be used.
        """
        folder = os.path.dirname(path)
        known = self._of_folder.get(folder)
        if known is None:
            found = self.configurations.of(path) if self.configurations is not None else Settings()
            known = self._of_folder[folder] = self.overrides.over(found)
        return known

    def with_baseline(self, baseline: BaselineRun | None) -> Policy:
        """The same with another baseline, and without reading the configurations again."""
        return replace(self, baseline=baseline)

    def excludes(self, path: str) -> bool:
        """Whether a file is left out when it is found below a folder."""
        patterns = (self.overrides.exclude, self.settings(path).exclude)
        return any(one is not None and one.match(path) for one in patterns)

    def fails(self, result: FileResult) -> bool:
        """Whether a file has a finding that makes the run fail."""
        if not result.findings:
            return False
        threshold = self.settings(result.name).fail_on or Severity.WARNING
        return any(finding.severity.rank >= threshold.rank for finding in result.findings)

    def suppressions(self, document: Document, rules: Mapping[str, Rule]) -> Suppressions | None:
        """What the comments of one file say to us; to be asked while its document is there."""
        if not self.inline_ignores or _MARK not in document.text:
            return None
        from umapi_lint.policy import suppressions

        return suppressions.read(document, rules.keys())

    def digests(self, document: Document, findings: Iterable[Finding]) -> dict[Key, str]:
        """What a baseline knows findings by; to be asked while their document is there."""
        return {} if self.baseline is None else self.baseline.digests(document, findings)

    def apply(
        self,
        result: FileResult,
        rules: Mapping[str, Rule],
        suppressions: Suppressions | None = None,
        digests: Mapping[Key, str] | None = None,
    ) -> FileResult:
        """What is left of a file's result, and what there is to say about its comments.

        Raises:
            ConfigError: its configuration cannot be used.
        """
        settings, name = self.settings(result.name), result.name
        found = [finding for finding in result.findings if settings.counts(finding.rule, name)]
        shown = dict(result.excerpts)
        if suppressions is not None:
            from datetime import date

            from umapi_lint.policy.suppressions import apply_suppressions

            found, complaints = apply_suppressions(
                suppressions, found, self._proof(name, rules), settings.require_reason, date.today()
            )
            complaints = [complaint for complaint in complaints if settings.counts(complaint.rule, name)]
            found.extend(_findings(complaints, rules))
            shown.update({(name, c.location.line): suppressions.show(c.location.line) for c in complaints})
        if settings.severity:
            found = [replace(f, severity=settings.severity.get(f.rule, f.severity)) for f in found]
        left = replace(result, findings=tuple(sorted(found, key=Finding.sort_key)), excerpts=shown)
        return self.apply_baseline(left, rules, digests or {})

    def apply_baseline(self, result: FileResult, rules: Mapping[str, Rule], digests: Mapping[Key, str]) -> FileResult:
        """What the baseline leaves of a file's result; it remembers what it has seen."""
        if self.baseline is None:
            return result
        new = self.baseline.new_of(result.name, result.findings, digests, self._proof(result.name, rules))
        return replace(result, findings=tuple(new), accepted=len(result.findings) - len(new))

    def _proof(self, name: str, rules: Mapping[str, Rule]) -> Callable[[str], bool]:
        """Whether the silence of a rule means that there is nothing to find in a file."""
        settings = self.settings(name)
        return lambda rule: settings.counts(rule, name) and not rules[rule].needs_environment


def _findings(complaints: Iterable[SuppressionProblem], rules: Mapping[str, Rule]) -> Iterable[Finding]:
    for complaint in complaints:
        page = rules[complaint.rule]
        yield Finding(
            page.id, page.severity, page.consequence, complaint.message, complaint.help or page.remediation,
            complaint.location, fix=complaint.fix,
        )  # fmt: skip
