"""The completion scripts, in the real shells."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import run, write

from umapi_lint.cli.catalogue import COMMANDS
from umapi_lint.rules._registry import registry

SHELLS = ("bash", "zsh", "fish", "powershell")
Script = dict[str, Path]


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The script of each shell, in a file."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        done = run("completion", shell)
        assert done.returncode == 0, done.stderr
        (folder / shell).write_text(done.stdout)
    return {shell: folder / shell for shell in SHELLS}


def said_by(shell: list[str], folder: Path) -> list[str]:
    done = subprocess.run(shell, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def bash(script: Script, folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    line = "COMP_WORDS=(umapi-lint " + " ".join(map(shlex.quote, words)) + f"); COMP_CWORD={len(words)}"
    code = f"source {script['bash']}\n{line}\n_shtab_umapi_lint\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    return [word for word in said_by(["bash", "--norc", "-c", code], folder) if word]


def test_bash_offers_commands_first_and_leaves_names_of_files_to_itself(script: Script, tmp_path: Path) -> None:
    write(tmp_path, "", "x.yml")
    assert bash(script, tmp_path, "") == list(COMMANDS)
    assert bash(script, tmp_path, "x") == []
    assert "complete -o bashdefault" in script["bash"].read_text()


def test_bash_offers_files_where_a_command_takes_them(script: Script, tmp_path: Path) -> None:
    write(tmp_path, "", "connector umapi.yml")
    assert bash(script, tmp_path, "check", "con") == ["connector umapi.yml"]
    assert bash(script, tmp_path, "--config", "con") == ["connector umapi.yml"]


def test_bash_offers_the_options_of_the_command_that_is_typed(script: Script, tmp_path: Path) -> None:
    assert {"--baseline", "--version", "--debug"} <= set(bash(script, tmp_path, "--"))
    assert bash(script, tmp_path, "check", "--isol") == ["--isolated"]
    assert bash(script, tmp_path, "rules", "--isol") == []
    assert bash(script, tmp_path, "rules", "--outp") == ["--output-format"]


def test_bash_offers_what_an_option_or_an_argument_can_be(script: Script, tmp_path: Path) -> None:
    assert bash(script, tmp_path, "--fail-on", "") == ["error", "warning", "note"]
    assert "plaintext-secret" in bash(script, tmp_path, "check", "--select", "plain")
    assert bash(script, tmp_path, "--kind", "user") == ["user-sync-config"]
    assert bash(script, tmp_path, "explain", "") == sorted(registry().rules)
    assert bash(script, tmp_path, "completion", "") == list(SHELLS)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("umapi-lint mig", "migrate"),
        ("umapi-lint connector", "connector-umapi.yml"),
        ("umapi-lint check --stat", "--statistics"),
        ("umapi-lint explain plaintext", "plaintext-secret"),
        ("umapi-lint --output jsonl", "jsonl:"),
    ],
)
def test_fish_offers_commands_files_options_and_rules(
    typed: str, offered: str, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "", "connector-umapi.yml")
    monkeypatch.setenv("HOME", str(tmp_path))
    (line,) = said_by(["fish", "-c", f'source {script["fish"]}; complete -C "{typed}"'], tmp_path)
    assert line.split("\t")[0] == offered


ZSH = """\
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "autoload -U compinit; compinit -u -D; eval \\"\\$(cat $1)\\"; bindkey '^I' list-choices; print RE''ADY"
zpty -r z text '*READY*'
zpty -w -n z "$2"$'\\t'
zpty -r z text "*$3*"
print -r -- "$text"
zpty -d z
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("umapi-lint con", ["config  -- show which settings count for a file", "connector-umapi.yml"]),
        ("umapi-lint check --isol", ["--isolated"]),
        ("umapi-lint explain plain", ["plaintext-secret"]),
        ("umapi-lint --output ", ["jsonl:", "sarif:"]),
    ],
)
def test_zsh_offers_commands_files_options_and_rules(
    typed: str, offered: list[str], script: Script, tmp_path: Path
) -> None:
    write(tmp_path, "", "connector-umapi.yml")
    said = "\n".join(said_by(["zsh", "-fc", ZSH, "zsh", str(script["zsh"]), typed, offered[-1]], tmp_path))
    assert all(word in said for word in offered), said


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_that_names_every_command_and_option(shell: str, script: Script) -> None:
    text = script[shell].read_text()
    for word in (*COMMANDS, "plaintext-secret", "fail-on", "no-inline-ignores", "markdown"):
        assert word in text


def test_without_the_package_says_how_to_get_it() -> None:
    code = "import sys\nsys.modules['shtab'] = None\nfrom umapi_lint.cli.main import main\nsys.exit(main(['completion', 'bash']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (
        2, "umapi-lint: completion needs shtab; install it with: pip install 'umapi-lint[completion]'\n",
    )  # fmt: skip


def test_an_unknown_shell_is_refused() -> None:
    assert run("completion", "cmd.exe").returncode == 2
