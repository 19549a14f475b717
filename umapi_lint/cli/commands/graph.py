"""Draw which file names which, what is in the keyring, and who can read what; without a value of any file.

As an indented list, as SVG, or as text that GitHub, GitLab and many wikis draw (Mermaid).
"""

from __future__ import annotations

import argparse
import sys

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import begun, complain
from umapi_lint.cli.exit_codes import NOTHING, USAGE, UsageError
from umapi_lint.cli.options import add_lint_options, linter_of
from umapi_lint.linting.graph import graph_of
from umapi_lint.output import picture
from umapi_lint.output.messages import worst_of_files
from umapi_lint.policy.settings import ConfigError

EXAMPLES = examples(
    ("umapi-lint graph", "this folder, as a list"),
    ("umapi-lint graph --output-format svg user-sync-config.yml > deployment.svg", "as a picture"),
)
_DRAWN = {"tree": picture.tree, "svg": picture.svg, "mermaid": picture.mermaid}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="file or folder; default: this folder")
    parser.add_argument("--output-format", choices=list(_DRAWN), default="tree", help="default: tree")
    add_lint_options(parser)


def run(options: argparse.Namespace) -> int:
    linter = linter_of(options)
    paths = options.paths or ["."]
    results = list(begun(linter.lint_paths(paths)))
    for result in results:
        if result.error:
            complain(f"{result.name}: {result.error}")
    try:
        graph = graph_of(linter, paths)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    sys.stdout.write(_DRAWN[options.output_format](graph, worst_of_files(results)))
    return USAGE if any(result.error for result in results) else 0 if graph.nodes else NOTHING
