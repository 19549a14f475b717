"""Explain a rule, or a message of User Sync Tool or Adobe: the cause, and what to do next."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from textwrap import fill, indent

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.console import readable
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.model.finding import Finding
from umapi_lint.model.rule import Example, Rule
from umapi_lint.output.rule_pages import messages_of, parts_of
from umapi_lint.output.text import where
from umapi_lint.rules._registry import registry
from umapi_lint.schema.ust_messages import UstMessage, explained_in, explaining
from umapi_lint.text.format import printable, series
from umapi_lint.text.suggest import nearest

_MARGIN = "  "

EXAMPLES = examples(
    ("umapi-lint explain plaintext-secret", ""),
    ('umapi-lint explain "Value not found for key: enterprise"', "a message of UST or Adobe"),
    ("umapi-lint explain --log user-sync.log --deployment .", "the messages of a log, and why"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rules",
        metavar="RULE",
        nargs="*",
        help="id of a rule (`umapi-lint rules` lists them), or a message of User Sync Tool in quotes",
    )
    parser.add_argument(
        "--log", metavar="FILE", help="explain the messages in a log of User Sync Tool; - for standard input"
    )
    parser.add_argument(
        "--deployment",
        metavar="PATH",
        help="also lint this file or folder, and show the findings that fit the messages",
    )


def run(options: argparse.Namespace) -> int:
    if not options.rules and not options.log:
        raise UsageError("name a rule or a message, or a log with --log")
    known = registry().rules
    parts: list[str] = []
    asked: list[tuple[str, UstMessage]] = []
    for name in dict.fromkeys(options.rules):
        message = None if name in known else explaining(name)
        if name in known:
            parts.append(explained(known[name]))
        elif message is not None:
            asked.append((message.title, message))
        elif " " in name.strip():
            raise UsageError("this message is not known; run `umapi-lint check` on the files, which names the cause")
        else:
            close = nearest(name, sorted(known))
            hint = f"did you mean {series(close)}?" if close else "`umapi-lint rules` lists them"
            raise UsageError(f"there is no rule {name!r}; {hint}")
    if options.log:
        asked.extend(_of_log(options.log))
    found = _findings(options.deployment) if options.deployment and asked else []
    parts.extend(_answer(title, message, found, options.deployment) for title, message in asked)
    sys.stdout.write("\n\n".join(parts) if parts else "No known message of User Sync Tool or Adobe in this log.\n")
    return 0


def _of_log(name: str) -> list[tuple[str, UstMessage]]:
    """The messages of a log, each once. Nothing of the log itself is shown: it may hold secrets."""
    lines: dict[UstMessage, list[int]] = {}
    given = name == "-"
    with (
        readable("standard input" if given else name),
        nullcontext(sys.stdin.buffer) if given else open(name, "rb") as log,
    ):
        for number, message in explained_in(log):
            lines.setdefault(message, []).append(number)
    return [
        (f"{message.title} (line {numbers[0]}{f', {len(numbers)} times in all' if len(numbers) > 1 else ''})", message)
        for message, numbers in lines.items()
    ]


def _findings(path: str) -> list[Finding]:
    from umapi_lint.linting.linter import Linter

    return [finding for result in Linter().lint_paths([path]) for finding in result.findings]


def _answer(title: str, message: UstMessage, found: list[Finding], path: str | None) -> str:
    parts = [_part("Cause", message.cause), _part("Next", message.next)]
    if message.rules:
        parts.append(_part("Rules", f"{', '.join(message.rules)}; `umapi-lint explain RULE` shows each."))
    if path is not None:
        fitting = [finding for finding in found if finding.rule in message.rules]
        lines = [f"{where(f.location)}: {f.rule} {printable(f.message)}" for f in fitting]
        parts.append("Found\n" + indent("\n".join(lines) or f"nothing of this kind in {printable(path)}", _MARGIN))
    return "\n\n".join([title, *parts]) + "\n"


def explained(rule: Rule) -> str:
    """A rule's page for a terminal."""
    return "\n\n".join(
        [
            f"{rule.id} ({rule.usual_severity.value}, {rule.consequence.value})",
            *(_part("Message", message) for message in messages_of(rule)),
            *(_part(title, part) for title, part in parts_of(rule)),
            f"Source: {rule.source}\n{rule.address}\n",
        ]
    )


def _part(title: str, part: str | Example) -> str:
    if isinstance(part, str):
        return f"{title}\n{fill(part, 100, initial_indent=_MARGIN, subsequent_indent=_MARGIN, break_on_hyphens=False)}"
    return f"{title} ({', '.join([part.name, *part.around])})\n{indent(part.shown.rstrip(), _MARGIN)}"
