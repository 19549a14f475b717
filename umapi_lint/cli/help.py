"""The parsers of the command line, and how ``--help`` is laid out."""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
from typing import NoReturn

from umapi_lint.cli.catalogue import COMMANDS, VARIABLE
from umapi_lint.text.format import printable, series
from umapi_lint.text.suggest import nearest

WIDTH = 100

_READING = ("check", "config", "doctor", "graph")
_WRITING = (
    "--help", "--fix", "--unsafe-fixes", "--add-ignores", "--reason", "--write-baseline", "--prune-baseline", "--output",
    "--watch",
)  # fmt: skip

_EPILOG = """\
examples:
  umapi-lint                               lint every connector file below this folder
  umapi-lint connector-umapi.yml           lint one file
  umapi-lint user-sync-config.yml          lint a deployment: the root and every connector it names
  umapi-lint --output-format json .        for machines
  umapi-lint explain plaintext-secret      what a rule means and how to fix it
  umapi-lint redact connector-umapi.yml    a copy that can go into a support ticket

exit codes:
  0  nothing at or above the threshold     2  wrong usage, or an input that cannot be read
  1  findings                              3  nothing to lint
"""


class HelpFormatter(argparse.HelpFormatter):
    """Paragraphs are filled, on a wide terminal to no more than 100 columns; those with indented lines stay as they are."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=min(shutil.get_terminal_size().columns - 2, WIDTH))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.strip().split("\n\n")
        return "\n\n".join(
            paragraph if "\n " in paragraph else super(HelpFormatter, self)._fill_text(paragraph, width, indent)
            for paragraph in paragraphs
        )


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the option that was probably meant."""

    def error(self, message: str) -> NoReturn:
        unknown = [word for word in message.split() if word.startswith("--")] if "unrecognized" in message else []
        close = nearest(unknown[0].partition("=")[0], self._option_string_actions) if unknown else []
        hint = f"did you mean {series(close)}?" if close else f"`{self.prog} --help` lists the options"
        self.exit(2, f"{self.prog}: {printable(message)}; {hint}\n")


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of a command."""
    command = importlib.import_module(f"umapi_lint.cli.commands.{name}")
    parser = Parser(
        prog=f"umapi-lint {name}",
        description=command.__doc__,
        epilog=command.EXAMPLES,
        formatter_class=HelpFormatter,
    )
    command.configure(parser)
    return parser


_OTHERS = {
    "lint": "check",
    "fix": "check --fix",
    "format": "check --fix",
    "diff": "check --diff",
    "version": "--version",
}
"""What other tools call their commands."""


def meant_by(word: str) -> str:
    """What to say of a first word that is no command."""
    close = [_OTHERS[word]] if word in _OTHERS else nearest(word, COMMANDS)
    return (
        f"did you mean {series(f'`umapi-lint {name}`' for name in close)}?"
        if close
        else "`umapi-lint --help` lists the commands"
    )


def of_environment(parser: argparse.ArgumentParser, name: str) -> list[str]:
    """The options that environment variables give: ``UMAPI_LINT_FAIL_ON=note`` is ``--fail-on=note``.

    Only those of commands that read, and none that writes: that must be asked for where it is done.
    """
    found: list[str] = []
    for action in parser._actions if name in _READING else ():
        option = next((one for one in action.option_strings if one.startswith("--")), None)
        value = os.environ.get(VARIABLE + str(option)[2:].replace("-", "_").upper(), "")
        if option is None or not value or option in _WRITING:
            continue
        if action.nargs != 0:
            found.append(f"{option}={value}")
        elif value.lower() not in ("0", "false", "no", "off"):
            found.append(option)
    return found


def overview() -> argparse.ArgumentParser:
    """The options that need no command, and the list of commands."""
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="umapi-lint",
        usage="umapi-lint [check] [OPTION…] [PATH…]\n       umapi-lint COMMAND --help",
        description="Lints the connector files of Adobe's User Sync Tool before UST reads them.\n\n"
        f"commands:\n{listed}",
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
        add_help=False,
    )
    parser.add_argument(
        "-h", "--help", action="store_true", help="show this; `umapi-lint check --help` shows all options"
    )
    parser.add_argument("-V", "--version", action="store_true", help="show the version")
    parser.add_argument(
        "--debug", action="store_true", help="after an error of umapi-lint itself, show where it happened; no values"
    )
    return parser
