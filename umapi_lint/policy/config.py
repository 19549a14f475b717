"""Configuration: `.umapi-lint.toml`, or `[tool.umapi-lint]` of a `pyproject.toml`; the nearest one above a file counts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from umapi_lint.document.source import UnreadableError, read_source
from umapi_lint.policy.settings import ConfigError, Settings
from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    pass

OWN_FILE, PROJECT_FILE, TABLE = ".umapi-lint.toml", "pyproject.toml", "umapi-lint"

MAX_BYTES = 1024 * 1024
"""No configuration is larger."""


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
        """The settings for a file; for text that is nowhere, those of the current folder.

        Raises:
            ConfigError: the nearest configuration cannot be used.
        """
        if self._for_all is not None:
            return self._for_all
        return self._of(Path(os.path.abspath(path)).parent)

    def _of(self, folder: Path) -> Settings:
        climbed = []
        settings, here, below = None, folder, None
        while settings is None and here != below:  # step by step: mostly the first one up is known
            settings = self._of_folder.get(here) or self._in(here)
            climbed.append(here)
            here, below = here.parent, here
        settings = settings or Settings()
        self._of_folder.update(dict.fromkeys(climbed, settings))
        return settings

    def _in(self, folder: Path) -> Settings | None:
        at = str(folder)
        if os.path.lexists(os.path.join(at, OWN_FILE)):
            return _parse(folder / OWN_FILE, folder, self._known)
        if os.path.isfile(os.path.join(at, PROJECT_FILE)):
            return self._of_project(folder / PROJECT_FILE, folder)
        return None

    def _of_project(self, path: Path, folder: Path) -> Settings | None:
        try:
            text = _text(path)
        except ConfigError:
            return None  # it need not be for us; what is wrong with it is told by those it is for
        if TABLE not in text:
            return None
        from umapi_lint.policy.config_reader import settings_of, table_of

        tool = table_of(text, shown(path)).get("tool")
        if not isinstance(tool, dict) or TABLE not in tool:
            return None
        where = f"{shown(path)}: [tool.{TABLE}]"
        if not isinstance(tool[TABLE], dict):
            raise ConfigError(f"{where} must be a table")
        return settings_of(tool[TABLE], where, folder, self._known)

    def _read_named(self, file: Path) -> Settings:
        if file.name != PROJECT_FILE:
            return _parse(file, Path.cwd(), self._known)
        _text(file)
        settings = self._of_project(file, Path.cwd())
        if settings is None:
            raise ConfigError(f"{shown(file)}: has no [tool.{TABLE}]")
        return settings


def _parse(path: Path, folder: Path, known: Iterable[str]) -> Settings:
    from umapi_lint.policy.config_reader import parse

    return parse(_text(path), shown(path), folder, known)


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
