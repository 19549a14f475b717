"""Configuration: `.umapi-lint.toml`, or `[tool.umapi-lint]` of a `pyproject.toml`; the nearest one above a file counts.

A message about a configuration says which file, which key and what is wrong, and never quotes what stands in it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from umapi_lint.finding import Severity
from umapi_lint.nearest import nearest
from umapi_lint.patterns import PatternError, Patterns
from umapi_lint.source import UnreadableError, read_source

OWN_FILE, PROJECT_FILE, TABLE = ".umapi-lint.toml", "pyproject.toml", "umapi-lint"

MAX_BYTES = 1024 * 1024
"""No configuration is larger."""

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


class ConfigError(ValueError):
    """A configuration cannot be used; ``str()`` is one line that names the file and quotes nothing of it."""


@dataclass(frozen=True)
class Settings:
    """What one configuration says. An empty ``select`` means all rules."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: Severity | None = None
    exclude: Patterns = field(default_factory=Patterns)
    per_file_ignores: tuple[tuple[Patterns, frozenset[str]], ...] = ()
    require_reason: bool = False

    def counts(self, rule: str, path: str) -> bool:
        """Whether findings of a rule count in the file at a path."""
        if rule in self.ignore or (self.select and rule not in self.select):
            return False
        return not any(rule in rules and patterns.match(path) for patterns, rules in self.per_file_ignores)


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
    return settings_of(_table(text, where), where, folder, known)


def settings_of(table: Mapping[str, Any], where: str, folder: Path, known: Iterable[str]) -> Settings:
    """The settings of a table that was read; otherwise like :func:`parse`."""
    return _Reader(where, folder, sorted(known)).settings(table)


def _table(text: str, where: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _POSITION.search(str(error))
        at = f" (line {place.group(1)}, column {place.group(2)})" if place else ""
        at = " (at its end)" if "end of document" in str(error) else at
        raise ConfigError(f"{where}: is not valid TOML{at}") from None


@dataclass(frozen=True)
class _Reader:
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
        return {self.rule(name, rule): self.severity(f"{name}: `{rule}`", said) for rule, said in value.items()}

    def severity(self, name: str, value: Any) -> Severity:
        levels = [severity.value for severity in Severity]
        if not isinstance(value, str) or value not in levels:
            raise self.error(f"{name} must be {', '.join(levels[:-1])} or {levels[-1]}")
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

    def switch(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(f"{name} must be true or false")
        return value


_LISTS = {"rules": '["unknown-key"]', "patterns": '["test/"]'}


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    close = nearest(name, known) if name.isprintable() else []
    if close:
        return f"there is no {what} `{name}`; did you mean {' or '.join(f'`{one}`' for one in close)}?"
    hint = "`umapi-lint rules` lists them" if what == "rule" else f"known are {', '.join(known)}"
    return f"has a {what} that does not exist; {hint}"


class Configurations:
    """The configuration of each file: one that was named, or the nearest one; each is read once."""

    def __init__(self, known: Iterable[str], file: Path | None = None) -> None:
        """
        Args:
            known: ids of all rules.
            file: the configuration for all files, wherever they lie; its patterns are relative to the current folder.

        Raises:
            ConfigError: ``file`` cannot be used.
        """
        self._known = tuple(known)
        self._of_folder: dict[Path, Settings] = {}
        self._for_all = None if file is None else self._read_named(file)

    def of(self, path: str) -> Settings:
        """The settings for a file; for text that lies nowhere, those of the current folder.

        Raises:
            ConfigError: the nearest configuration cannot be used.
        """
        if self._for_all is not None:
            return self._for_all
        return self._of(Path(os.path.abspath(path)).parent)

    def _of(self, folder: Path) -> Settings:
        climbed = []
        settings = None
        for here in (folder, *folder.parents):
            settings = self._of_folder.get(here)
            climbed.append(here)
            if settings is None:
                settings = self._in(here)
            if settings is not None:
                break
        settings = settings or Settings()
        self._of_folder.update(dict.fromkeys(climbed, settings))
        return settings

    def _in(self, folder: Path) -> Settings | None:
        own, project = folder / OWN_FILE, folder / PROJECT_FILE
        if os.path.lexists(own):
            return parse(_text(own), shown(own), folder, self._known)
        if os.path.isfile(project):
            return self._of_project(project, folder)
        return None

    def _of_project(self, path: Path, folder: Path) -> Settings | None:
        try:
            text = _text(path)
        except ConfigError:
            return None  # it need not be for us; what is wrong with it is told by those it is for
        if TABLE not in text:
            return None
        tool = _table(text, shown(path)).get("tool")
        if not isinstance(tool, dict) or TABLE not in tool:
            return None
        where = f"{shown(path)}: [tool.{TABLE}]"
        if not isinstance(tool[TABLE], dict):
            raise ConfigError(f"{where} must be a table")
        return settings_of(tool[TABLE], where, folder, self._known)

    def _read_named(self, file: Path) -> Settings:
        if file.name != PROJECT_FILE:
            return parse(_text(file), shown(file), Path.cwd(), self._known)
        _text(file)
        settings = self._of_project(file, Path.cwd())
        if settings is None:
            raise ConfigError(f"{shown(file)}: has no [tool.{TABLE}]")
        return settings


def _text(path: Path) -> str:
    try:
        return read_source(path, MAX_BYTES).data.decode("utf-8-sig")
    except UnreadableError as error:
        raise ConfigError(f"{shown(path)}: {error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{shown(path)}: is not UTF-8") from None


def shown(path: Path) -> str:
    """A path without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path))
