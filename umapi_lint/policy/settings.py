"""What a configuration says."""

from __future__ import annotations

from collections.abc import Mapping

from umapi_lint.model.finding import Severity
from umapi_lint.record import Record, field
from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from umapi_lint.policy.path_patterns import Patterns


class ConfigError(ValueError):
    """A configuration cannot be used; ``str()`` is one line that names the file and quotes nothing of it."""


class Settings(Record):
    """What one configuration says. An empty ``select`` means all rules."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: Severity | None = None
    exclude: Patterns | None = None
    per_file_ignores: tuple[tuple[Patterns, frozenset[str]], ...] = ()
    require_reason: bool = False
    ust_args: str | None = None
    """The command line that User Sync Tool is run with, as text."""
    run_as: str | None = None
    """The account that runs User Sync Tool; an empty one is none."""
    origin: str | None = field(default=None, compare=False)
    """The file it is in, fit to be shown."""

    def counts(self, rule: str, path: str) -> bool:
        """Whether findings of a rule count in the file at a path."""
        if rule in self.ignore or (self.select and rule not in self.select):
            return False
        return not any(rule in rules and patterns.match(path) for patterns, rules in self.per_file_ignores)
