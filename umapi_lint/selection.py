"""Which findings count: rules that were selected or ignored, and how grave a finding must be to fail the run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from umapi_lint.finding import Severity
from umapi_lint.nearest import nearest
from umapi_lint.result import FileResult


class SelectionError(ValueError):
    """A rule was named that does not exist; ``str()`` says which, and what may have been meant."""


@dataclass(frozen=True)
class Selection:
    """The rules that count. An empty ``select`` means all."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    @classmethod
    def of(cls, select: Iterable[str], ignore: Iterable[str], known: Iterable[str]) -> Selection:
        """A selection out of names as a user writes them: one each, or several with commas between.

        Raises:
            SelectionError: a name is none of the known rules.
        """
        rules = frozenset(known)
        return cls(_named(select, rules), _named(ignore, rules))

    def counts(self, rule: str) -> bool:
        return rule not in self.ignore and (not self.select or rule in self.select)

    def apply(self, result: FileResult) -> FileResult:
        kept = tuple(finding for finding in result.findings if self.counts(finding.rule))
        return result if len(kept) == len(result.findings) else replace(result, findings=kept)


def _named(names: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    found = frozenset(part.strip() for name in names for part in name.split(",") if part.strip())
    for name in sorted(found - known):
        close = nearest(name, sorted(known))
        hint = f"; did you mean {' or '.join(close)}?" if close else "; `umapi-lint rules` lists them"
        raise SelectionError(f"there is no rule {name!r}{hint}")
    return found


def reaches(result: FileResult, threshold: Severity) -> bool:
    """Whether a file has a finding at least as grave as the threshold."""
    return any(finding.severity.rank >= threshold.rank for finding in result.findings)
