"""Completion for bash 3.2, which macOS still has, and later."""

from __future__ import annotations

from umapi_lint.cli.completion import Command

_SCRIPT = r"""# bash completion of umapi-lint, for one session: eval "$(umapi-lint completion bash)"
_umapi_lint() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command=@DEFAULT@ known=""
    COMPREPLY=()
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $previous == "=" && $COMP_CWORD -gt 2 ]]; then
        previous="${COMP_WORDS[COMP_CWORD-2]}"
    fi
    if [[ $COMP_CWORD -gt 1 ]]; then
        case "${COMP_WORDS[1]}" in
            @COMMANDS@) command="${COMP_WORDS[1]}" ;;
        esac
    fi
    case "$command:$previous" in
@VALUES@
@FREE@
    esac
    if [[ -z $known ]]; then
        case "$command:$current" in
@OPTIONS@
@WORDS@
        esac
    fi
    if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
        COMPREPLY=($(compgen -W "$known @COMMAND_WORDS@" -- "$current"))
        compopt -o filenames 2>/dev/null
        local IFS=$'\n'
        COMPREPLY+=($(compgen -f -- "$current"))
    else
        COMPREPLY=($(compgen -W "$known" -- "$current"))
    fi
}
complete -o default -o bashdefault -F _umapi_lint umapi-lint
"""


def script(commands: list[Command]) -> str:
    cases: dict[str, list[str]] = {"values": [], "free": [], "options": [], "words": []}
    for command in commands:
        for option in command.options:
            patterns = "|".join(f"{command.name}:{flag}" for flag in option.flags)
            if option.values:
                cases["values"].append(f'        {patterns}) known="{" ".join(option.values)}" ;;')
            elif option.takes:  # without words of ours the shell offers names of files
                cases["free"].append(f"        {patterns}) return ;;")
        flags = " ".join(flag for option in command.options for flag in option.flags)
        cases["options"].append(f'            {command.name}:-*) known="{flags}" ;;')
        if command.words:
            cases["words"].append(f'            {command.name}:*) known="{" ".join(command.words)}" ;;')
    names = [command.name for command in commands]
    replaced = {
        "@DEFAULT@": names[0],
        "@COMMANDS@": "|".join(names),
        "@COMMAND_WORDS@": " ".join(names),
        "@VALUES@": "\n".join(cases["values"]),
        "@FREE@": "\n".join(cases["free"]),
        "@OPTIONS@": "\n".join(cases["options"]),
        "@WORDS@": "\n".join(cases["words"]),
    }
    text = _SCRIPT
    for mark, replacement in replaced.items():
        text = text.replace(mark, replacement)
    return text
