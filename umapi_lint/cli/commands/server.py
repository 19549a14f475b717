"""Run a language server on standard input and output: findings, explanations and fixes while you type.

Your editor starts it; the page about editors tells how. It needs an extra: pip install 'umapi-lint[server]'
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import needing
from umapi_lint.cli.options import add_lint_options, linter_of, policy_of
from umapi_lint.record.typed import BinaryIO, cast

EXAMPLES = examples(
    ("umapi-lint server", "what the editor starts"),
    ("umapi-lint server --ignore deprecated-key", "without findings of a rule"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stdio", action="store_true", help="what many editors add; it is the only way there is")
    add_lint_options(parser)


def run(options: argparse.Namespace) -> int:
    with needing("the language server", "pygls", "server"):
        from umapi_lint.lsp.server import Messages, create
    from umapi_lint.lsp.documents import Desk

    linter = linter_of(options)
    desk = Desk(linter, lambda: policy_of(options, linter.registry.rules))
    create(desk).start_io(cast("BinaryIO", Messages(sys.stdin.buffer)))
    return 0
