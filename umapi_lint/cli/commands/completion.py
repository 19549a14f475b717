"""Print the completion script of a shell.

To keep it, put the line of your shell, see below, into the file that it reads when it starts.
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint import output
from umapi_lint.cli.completion import SHELLS, commands, script
from umapi_lint.cli.help import examples
from umapi_lint.cli.main import COMMANDS, parser_of
from umapi_lint.rules._registry import registry
from umapi_lint.schema.load import load_schemas

EXAMPLES = examples(
    ('eval "$(umapi-lint completion bash)"', "bash"),
    ("source <(umapi-lint completion zsh)", "zsh, after compinit"),
    ("umapi-lint completion fish | source", "fish"),
    ("umapi-lint completion powershell | Out-String | Invoke-Expression", "PowerShell"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell to write for")


def run(options: argparse.Namespace) -> int:
    known = {
        "RULE": sorted(registry().rules),
        "KIND": sorted(load_schemas().kinds),
        "FORMAT": output.FORMATS,
        "FORMAT:PATH": [f"{name}:" for name in output.FORMATS],
    }
    sys.stdout.write(script(options.shell, commands(COMMANDS, parser_of, known)))
    return 0
