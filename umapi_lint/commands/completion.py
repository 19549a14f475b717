"""Print the completion script of a shell.

For one session: eval "$(umapi-lint completion bash)", source <(umapi-lint completion zsh),
umapi-lint completion fish | source, umapi-lint completion powershell | Out-String | Invoke-Expression.
To keep it, put that line into the file that your shell reads when it starts.
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint import report
from umapi_lint.cli import COMMANDS, parser_of
from umapi_lint.completion import SHELLS, commands, script
from umapi_lint.registry import registry
from umapi_lint.schema import Schemas


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell to write for")


def run(options: argparse.Namespace) -> int:
    known = {
        "RULE": sorted(registry().rules),
        "KIND": sorted(Schemas.load().kinds),
        "FORMAT": report.FORMATS,
        "FORMAT:PATH": [f"{name}:" for name in report.FORMATS],
    }
    sys.stdout.write(script(options.shell, commands(COMMANDS, parser_of, known)))
    return 0
