"""Completion for zsh."""

from __future__ import annotations

from umapi_lint.cli.completion import Command, Option

_SCRIPT = r"""#compdef umapi-lint
# zsh completion of umapi-lint, for one session: source <(umapi-lint completion zsh)
_umapi-lint() {
    local command=@DEFAULT@
    local -a commands=(
@COMMANDS@
    )
    if (( CURRENT > 2 )) && (( ${commands[(I)${words[2]}:*]} )); then
        command=${words[2]}
        shift words
        (( CURRENT-- ))
    elif (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then
        _describe -t commands command commands
    fi
    case $command in
@CASES@
    esac
}
if [[ ${funcstack[1]} == _umapi-lint ]]; then
    _umapi-lint "$@"
else
    compdef _umapi-lint umapi-lint
fi
"""


def script(commands: list[Command]) -> str:
    described = "\n".join(f"        {_quoted(f'{c.name}:{c.summary}')}" for c in commands)
    text = _SCRIPT.replace("@DEFAULT@", commands[0].name).replace("@COMMANDS@", described)
    return text.replace("@CASES@", "\n".join(_case(command) for command in commands))


def _case(command: Command) -> str:
    specs = [spec for option in command.options for spec in _specs(option)]
    specs.append(_quoted(f"*:argument:({' '.join(command.words)})" if command.words else "*:file:_files"))
    body = " \\\n            ".join(specs)
    return f"    {command.name})\n        _arguments -s \\\n            {body}\n        ;;"


def _specs(option: Option) -> list[str]:
    help_text = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
    value = ""
    if option.takes:
        value = f":value:({' '.join(option.values)})" if option.values else ":file:_files"
        value = value.replace(":)", "\\:)").replace(": ", "\\: ") if option.values else value
    return [
        _quoted(f"*{flag}{'=' if option.takes and flag.startswith('--') else ''}[{help_text}]{value}")
        for flag in option.flags
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
