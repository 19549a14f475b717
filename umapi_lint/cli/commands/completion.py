"""Print the completion script of a shell. Needs the package shtab: pip install 'umapi-lint[completion]'

To keep it, put the line of your shell, see below, into the file that it reads when it starts.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from umapi_lint import output
from umapi_lint.cli.catalogue import COMMANDS, examples
from umapi_lint.cli.console import needing
from umapi_lint.cli.help import overview
from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry

EXAMPLES = examples(
    ('eval "$(umapi-lint completion bash)"', "bash"),
    ('eval "$(umapi-lint completion zsh)"', "zsh, after compinit"),
    ("umapi-lint completion fish | source", "fish"),
    ("umapi-lint completion powershell | Out-String | Invoke-Expression", "PowerShell"),
)

_FILES_TOO = {
    "zsh": "functions -c _shtab_umapi_lint_commands _umapi_lint_commands\n"
    "_shtab_umapi_lint_commands() { _umapi_lint_commands; _files }\n",
    "fish": "complete -c umapi-lint -n _shtab_umapi_lint_using -F\n",
}
"""zsh and fish offer only commands as the first word; `check` need not be written, so names of files belong there as well."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"), help="the shell to write for")


def run(options: argparse.Namespace) -> int:
    with needing("completion", "shtab", "completion"):
        import shtab
    colon = r"\:" if options.shell == "zsh" else ":"
    known = {
        "RULE": sorted(registry().rules),
        "KIND": sorted(load_schemas().kinds),
        "FORMAT": output.FORMATS,
        "FORMAT:PATH": [f"{name}{colon}" for name in output.FORMATS],
    }
    top = overview()
    commands = top.add_subparsers()
    parsers = {name: commands.add_parser(name, help=line, description=line) for name, line in COMMANDS.items()}
    for name, parser in (*parsers.items(), ("check", top)):
        importlib.import_module(f"umapi_lint.cli.commands.{name}").configure(parser)
        for action in parser._actions:
            if str(action.metavar) in known:
                action.choices = known[str(action.metavar)]
            elif action.metavar in ("PATH", "FILE", "DIR", "FOLDER"):
                action.complete = shtab.DIRECTORY if action.metavar in ("DIR", "FOLDER") else shtab.FILE  # type: ignore[attr-defined]
            if action.metavar == "FORMAT:PATH":
                action.metavar = None  # its colon would end a description of zsh's
            if parser is top and action.metavar == "PATH":
                action.help = argparse.SUPPRESS  # a shell would take it for the place of the commands
    sys.stdout.write(shtab.complete(top, options.shell) + "\n" + _FILES_TOO.get(options.shell, ""))
    return 0
