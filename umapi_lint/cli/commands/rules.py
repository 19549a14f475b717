"""List the rules."""

from __future__ import annotations

import argparse
import json
import sys

from umapi_lint.cli.catalogue import examples
from umapi_lint.model.rule import Rule
from umapi_lint.rules._registry import registry

EXAMPLES = examples(
    ("umapi-lint rules", "id, severity, consequence and summary of each"),
    ("umapi-lint rules --output-format json", "the same for programs"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    rules = sorted(registry().rules.values(), key=lambda rule: rule.id)
    sys.stdout.write(as_json(rules) if options.output_format == "json" else as_table(rules))
    return 0


def as_table(rules: list[Rule]) -> str:
    """Columns, aligned; the heading names them."""
    rows = [("rule", "severity", "consequence", "fix", "summary")]
    rows += [
        (rule.id, rule.usual_severity.value, rule.consequence.value, "yes" if rule.fix else "", rule.summary)
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    )
    return "\n".join(lines) + "\n\n`umapi-lint explain RULE` tells what a rule means and how to fix it.\n"


def as_json(rules: list[Rule]) -> str:
    return (
        json.dumps(
            [
                {
                    "rule": rule.id,
                    "severity": rule.usual_severity.value,
                    "consequence": rule.consequence.value,
                    "fixable": bool(rule.fix),
                    "summary": rule.summary,
                    "address": rule.address,
                }
                for rule in rules
            ],
            indent=2,
        )
        + "\n"
    )
