"""Completion for PowerShell 5.1, which Windows brings along, and later."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint.cli.completion import Command

_SCRIPT = r"""# PowerShell completion of umapi-lint, for one session: umapi-lint completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'umapi-lint' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $commands = @{
@COMMANDS@
    }
    $values = @{
@VALUES@
    }
    $words = @{
@WORDS@
    }
    $options = @{
@OPTIONS@
    }
    $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $command = '@DEFAULT@'
    if ($typed.Count -gt 1 -and $commands.ContainsKey($typed[1])) { $command = $typed[1] }
    $key = "${command}:" + $typed[-1]
    $known = @()
    if ($values.ContainsKey($key)) { $known = $values[$key] }
    elseif ($wordToComplete -like '-*') { $known = $options[$command] }
    else {
        if ($typed.Count -eq 1) { $known = @($commands.Keys) }
        if ($words.ContainsKey($command)) { $known += $words[$command] }
    }
    # with nothing to offer PowerShell offers names of files itself
    $known | Where-Object { $_ -like "$wordToComplete*" } | Sort-Object | ForEach-Object {
        $tip = if ($commands.ContainsKey($_)) { $commands[$_] } else { $_ }
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $tip)
    }
}
"""


def script(commands: list[Command]) -> str:
    values = {
        f"{command.name}:{flag}": option.values
        for command in commands
        for option in command.options
        for flag in option.flags
        if option.values
    }
    words = {command.name: command.words for command in commands if command.words}
    options = {command.name: [flag for option in command.options for flag in option.flags] for command in commands}
    text = _SCRIPT.replace("@DEFAULT@", commands[0].name)
    text = text.replace("@COMMANDS@", "\n".join(f"        {_quoted(c.name)} = {_quoted(c.summary)}" for c in commands))
    for mark, table in (("@VALUES@", values), ("@WORDS@", words), ("@OPTIONS@", options)):
        text = text.replace(
            mark, "\n".join(f"        {_quoted(key)} = {_listed(items)}" for key, items in table.items())
        )
    return text


def _listed(items: Iterable[str]) -> str:
    return "@(" + ", ".join(_quoted(item) for item in items) + ")"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
