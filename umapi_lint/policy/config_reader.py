"""Reading the text of a configuration. Imported where there is one.

A message says which file, which key and what is wrong, and never quotes what is in it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from umapi_lint.model.finding import Severity
from umapi_lint.policy.path_patterns import PatternError, Patterns
from umapi_lint.policy.settings import ConfigError, Settings
from umapi_lint.record import Record, replace
from umapi_lint.record.typed import Any
from umapi_lint.text.format import series, ticked
from umapi_lint.text.regex import regex
from umapi_lint.text.suggest import nearest

MAX_DOTS = 1000
"""In one line: the time to read a name of many parts grows with the square of their number."""

_POSITION = regex(r"\(at line (\d+), column (\d+)\)")


def parse(text: str, where: str, folder: Path, known: Iterable[str]) -> Settings:
    """The settings of a `.umapi-lint.toml`.

    Args:
        text: its content.
        where: what an error calls the file.
        folder: the folder that its patterns are relative to.
        known: ids of all rules.

    Raises:
        ConfigError: it is not TOML, or has a key, a rule or a value that does not belong there.
    """
    return settings_of(table_of(text, where), where, folder, known)


def settings_of(table: Mapping[str, Any], where: str, folder: Path, known: Iterable[str]) -> Settings:
    """The settings of a table that was read; otherwise like :func:`parse`."""
    return replace(_Reader(where, folder, sorted(known)).settings(table), origin=where)


def table_of(text: str, where: str) -> dict[str, Any]:
    """A TOML document.

    Raises:
        ConfigError: it is none.
    """
    if any(line.count(".") > MAX_DOTS for line in text.splitlines()):
        raise ConfigError(f"{where}: has a line with more than {MAX_DOTS} dots, as no configuration needs")
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is an error of Python
        place = _POSITION.search(str(error))
        at = f" (line {place.group(1)}, column {place.group(2)})" if place else ""
        at = " (at its end)" if "end of document" in str(error) else at
        raise ConfigError(f"{where}: is not valid TOML{at}") from None


class _Reader(Record):
    where: str
    folder: Path
    known: list[str]

    def settings(self, table: Mapping[str, Any]) -> Settings:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "select": self.rules,
            "ignore": self.rules,
            "severity": self.severities,
            "fail-on": self.severity,
            "exclude": self.patterns,
            "per-file-ignores": self.per_file_ignores,
            "require-reason": self.switch,
            "ust-args": self.text,
            "run-as": self.text,
        }
        found = {}
        for key, value in table.items():
            if key not in readers:
                raise self.error(f"{_unknown('key', key, list(readers))}")
            found[key.replace("-", "_")] = readers[key](f"`{key}`", value)
        return Settings(**found)

    def error(self, message: str) -> ConfigError:
        return ConfigError(f"{self.where}: {message}")

    def texts(self, name: str, value: Any, of: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{name} must be a list of {of}, such as {_LISTS[of]}")
        return value

    def rules(self, name: str, value: Any) -> frozenset[str]:
        return frozenset(self.rule(name, item) for item in self.texts(name, value, "rules"))

    def rule(self, name: str, value: str) -> str:
        if value not in self.known:
            raise self.error(f"{name}: {_unknown('rule', value, self.known)}")
        return value

    def severities(self, name: str, value: Any) -> dict[str, Severity]:
        if not isinstance(value, dict):
            raise self.error(f'{name} must be a table of rules and severities, such as {{ unknown-key = "error" }}')
        return {self.rule(name, rule): self.severity(f"{name}: `{rule}`", stated) for rule, stated in value.items()}

    def severity(self, name: str, value: Any) -> Severity:
        levels = [severity.value for severity in Severity]
        if not isinstance(value, str) or value not in levels:
            raise self.error(f"{name} must be {series(levels)}")
        return Severity(value)

    def patterns(self, name: str, value: Any) -> Patterns:
        return self.compiled(name, self.texts(name, value, "patterns"))

    def per_file_ignores(self, name: str, value: Any) -> tuple[tuple[Patterns, frozenset[str]], ...]:
        if not isinstance(value, dict):
            raise self.error(f'{name} must be a table of patterns and rules, such as {{ "test/" = ["unknown-key"] }}')
        return tuple(
            (self.compiled(name, [pattern], one=True), self.rules(name, rules)) for pattern, rules in value.items()
        )

    def compiled(self, name: str, patterns: list[str], one: bool = False) -> Patterns:
        try:
            return Patterns.of(patterns, self.folder, negation=not one)
        except PatternError as error:
            raise self.error(f"{name}: {error}") from None

    def text(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise self.error(f"{name} must be a string")
        return value

    def switch(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(f"{name} must be true or false")
        return value


_LISTS = {"rules": '["unknown-key"]', "patterns": '["test/"]'}


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    close = nearest(name, known) if name.isprintable() else []
    if close:
        return f"there is no {what} `{name}`; did you mean {ticked(close)}?"
    hint = "`umapi-lint rules` lists them" if what == "rule" else f"known are {', '.join(known)}"
    return f"has a {what} that does not exist; {hint}"
