"""Completion for fish."""

from __future__ import annotations

from umapi_lint.cli.completion import Command


def script(commands: list[Command]) -> str:
    lines = ["# fish completion of umapi-lint: umapi-lint completion fish | source"]
    others = " ".join(command.name for command in commands[1:])
    for command in commands:
        lines.append(f"complete -c umapi-lint -n __fish_use_subcommand -a {command.name} -d {_quoted(command.summary)}")
    for index, command in enumerate(commands):
        when = f"__fish_seen_subcommand_from {command.name}" if index else f"not __fish_seen_subcommand_from {others}"
        start = f"complete -c umapi-lint -n {_quoted(when)}"
        if command.words:
            lines.append(f"{start} -f -a {_quoted(' '.join(command.words))}")
        for option in command.options:
            named = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags)
            value = f" -x -a {_quoted(' '.join(option.values))}" if option.values else " -r -F" if option.takes else ""
            lines.append(f"{start} {named}{value} -d {_quoted(option.help)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
