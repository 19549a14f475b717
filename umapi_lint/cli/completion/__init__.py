"""Shell completion: what can be typed, taken from the parsers themselves; a module per shell turns it into a script."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from umapi_lint.record import Record

SHELLS = ("bash", "zsh", "fish", "powershell")


class Option(Record):
    """An option of a command."""

    flags: tuple[str, ...]
    help: str
    takes: bool = False
    """Whether a value belongs to it."""
    values: tuple[str, ...] = ()
    """What the value can be; empty: the name of a file, or anything."""


class Command(Record):
    """A command, its options, and what its arguments can be: words that are known, else names of files."""

    name: str
    summary: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()


def commands(
    summaries: Mapping[str, str],
    parser_of: Callable[[str], argparse.ArgumentParser],
    known: Mapping[str, Iterable[str]],
) -> list[Command]:
    """All commands, as their parsers describe them.

    Args:
        summaries: name of a command to a line about it; the first one is the default.
        parser_of: the parser of a command.
        known: what can stand for a metavar, such as ``RULE``.
    """
    return [_command(name, summary, parser_of(name), known) for name, summary in summaries.items()]


def _command(name: str, summary: str, parser: argparse.ArgumentParser, known: Mapping[str, Iterable[str]]) -> Command:
    options: list[Option] = []
    words: tuple[str, ...] = ()
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        values = tuple(str(value) for value in action.choices or known.get(str(action.metavar), ()))
        if action.option_strings:
            options.append(Option(tuple(action.option_strings), _help(action), action.nargs != 0, values))
        else:
            words += values
    return Command(name, summary, tuple(options), words)


def _help(action: argparse.Action) -> str:
    return " ".join((action.help or "").replace("%%", "%").split())


def script(shell: str, all_commands: list[Command]) -> str:
    """The completion script of a shell.

    Raises:
        KeyError: there is none for it.
    """
    if shell not in SHELLS:
        raise KeyError(shell)
    return cast(str, importlib.import_module(f"{__name__}.{shell}").script(all_commands))
