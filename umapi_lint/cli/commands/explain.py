"""Tell what a rule means: what the tool does, why, and how to mend it."""

from __future__ import annotations

import argparse
import sys
from textwrap import fill, indent

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.model.rule import Example, Rule
from umapi_lint.output.rule_pages import parts_of
from umapi_lint.rules._registry import registry
from umapi_lint.text.format import series
from umapi_lint.text.suggest import nearest

_MARGIN = "  "

EXAMPLES = examples(
    ("umapi-lint explain plaintext-secret", ""),
    ("umapi-lint explain unknown-key deprecated-method", ""),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rules", metavar="RULE", nargs="+", help="id of a rule; `umapi-lint rules` lists them")


def run(options: argparse.Namespace) -> int:
    known = registry().rules
    for name in options.rules:
        if name not in known:
            close = nearest(name, sorted(known))
            hint = f"did you mean {series(close)}?" if close else "`umapi-lint rules` lists them"
            raise UsageError(f"there is no rule {name!r}; {hint}")
    sys.stdout.write("\n\n".join(explained(known[name]) for name in dict.fromkeys(options.rules)))
    return 0


def explained(rule: Rule) -> str:
    """A rule's page for a terminal."""
    return "\n\n".join(
        [
            f"{rule.id} ({rule.usual_severity.value}, {rule.consequence.value})",
            *(_part(title, part) for title, part in parts_of(rule)),
            f"Source: {rule.source}\n{rule.address}\n",
        ]
    )


def _part(title: str, part: str | Example) -> str:
    if isinstance(part, str):
        return f"{title}\n{fill(part, 100, initial_indent=_MARGIN, subsequent_indent=_MARGIN, break_on_hyphens=False)}"
    return f"{title} ({', '.join([part.name, *part.around])})\n{indent(part.shown.rstrip(), _MARGIN)}"
